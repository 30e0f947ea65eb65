"""Sealed roads: who is reached, what is missing, and what depends on one road."""

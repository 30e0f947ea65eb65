"""Sealed roads: which settlements are near them, what is missing, and what depends on one road."""

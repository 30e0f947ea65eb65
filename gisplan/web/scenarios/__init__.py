"""Scenarios at the desk: what processes of their own make of them."""

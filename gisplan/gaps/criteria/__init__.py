"""Criteria by kind: what a settlement is asked for, and how it is judged."""

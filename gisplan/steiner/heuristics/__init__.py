"""Primal heuristics: good trees quickly."""

"""Presolve: a smaller problem with the same optimum."""

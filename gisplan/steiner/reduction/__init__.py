"""A smaller problem with the same optimum."""

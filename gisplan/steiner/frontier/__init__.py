"""Dynamic programming over the frontier of a sparse graph."""

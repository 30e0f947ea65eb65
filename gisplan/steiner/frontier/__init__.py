"""Dynamic programming over the frontier of a sparse graph, block by block."""

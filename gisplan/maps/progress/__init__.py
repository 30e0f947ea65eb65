"""The map of the works' progress."""

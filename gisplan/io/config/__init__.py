"""The county file and what stands in it."""

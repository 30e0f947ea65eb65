"""Read the county file and check what it contains."""

"""Every fault that a file can have, with its remedy."""

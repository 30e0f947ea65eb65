"""The planning problem of a county, and how it becomes a Steiner problem."""

"""OpenStreetMap: what each layer takes from it, what its tags mean, and how its files are read."""

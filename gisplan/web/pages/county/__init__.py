"""The county as it is judged: its map, its villages and its dossier."""

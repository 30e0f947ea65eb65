"""GeoPackages, read as the SQLite databases that they are."""

"""The commands of the desk: `gisplan serve` and `gisplan user`."""

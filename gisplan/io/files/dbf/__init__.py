"""The tables of shapefiles."""

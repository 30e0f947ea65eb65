"""The relief of a county: heights from a GeoTIFF, brought onto a grid in the county's coordinate system."""

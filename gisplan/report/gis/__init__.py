"""Files for GIS programs."""

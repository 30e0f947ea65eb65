"""The layers of a county: their columns, values, geometry and coordinates, checked."""

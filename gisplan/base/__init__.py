"""What must always hold? Errors, CRS, codes, quantities with units."""

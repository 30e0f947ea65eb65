"""Excel workbooks (.xlsx) from the inside: the parts of the archive, the formats of numbers, and the cells."""

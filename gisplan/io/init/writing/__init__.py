"""What `gisplan init` writes: the lines of the county file, and the files beside it."""

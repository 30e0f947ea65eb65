"""Files of every format, read as tables of text and geometry, and written whole."""

"""What gisplan puts out: files that are replaced together, working folders, and the console."""

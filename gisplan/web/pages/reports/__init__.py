"""Reports: asked for, watched while they are made, and kept."""

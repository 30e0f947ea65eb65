"""Mended copies of a county's files: texts, codes, units and encodings as they were read, nothing else."""

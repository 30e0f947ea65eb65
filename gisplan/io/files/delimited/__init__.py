"""Text tables: the separator of their fields, and commas as decimal points."""

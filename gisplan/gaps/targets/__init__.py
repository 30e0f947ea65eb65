"""Targets of a standard: what a county is to have by a day."""

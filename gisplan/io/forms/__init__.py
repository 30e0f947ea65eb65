"""The forms of the bureaus: which one a sheet is, and its rows."""

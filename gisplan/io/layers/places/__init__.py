"""The places of a county's rows: the coordinate systems they are in, and which lie far from the others."""

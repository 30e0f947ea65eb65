"""Files packed by gzip and zip: what is in them is checked before it is unpacked, and nothing else is."""

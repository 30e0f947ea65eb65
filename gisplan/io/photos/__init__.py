"""Photos, as the reading process re-encodes them."""

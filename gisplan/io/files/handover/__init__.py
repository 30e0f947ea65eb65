"""Arrays and cells on their way from the reading process to its parent."""

"""Good solutions early, and the state that a search keeps."""

"""The gap map."""

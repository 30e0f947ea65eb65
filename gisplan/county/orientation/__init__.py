"""What the maps of a county show for orientation, and nothing is judged by."""

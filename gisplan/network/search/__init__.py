"""The search for the places at which lines touch."""

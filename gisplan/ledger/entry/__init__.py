"""What a person enters: which work is meant, and which day."""

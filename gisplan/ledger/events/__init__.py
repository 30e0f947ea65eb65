"""What is recorded about works, and what follows from it."""

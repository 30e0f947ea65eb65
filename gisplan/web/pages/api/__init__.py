"""What the addresses for programs answer; what is sent to them was checked by its schema before."""

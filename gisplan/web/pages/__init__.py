"""What each address answers: a function of a call that returns a response."""

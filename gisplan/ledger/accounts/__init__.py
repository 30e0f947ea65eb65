"""The accounts of the desk: who may sign in, as what, and what happened to accounts."""

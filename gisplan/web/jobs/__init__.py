"""Reports as jobs: what can be asked for, the worker processes that make it, and how long it is kept."""

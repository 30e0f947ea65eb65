"""Properties are tried on the same examples in every run."""

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, max_examples=100, database=None)
settings.load_profile("same")

"""The queue of jobs: what is asked of worker processes, how far each is, and the files that it leaves."""

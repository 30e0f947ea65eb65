"""The works as the desk's pages need them: as they are now, found by words, and changed by entries."""

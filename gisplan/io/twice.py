"""Roads digitised twice, a little beside each other."""

from __future__ import annotations

from gisplan.io.draft import Draft

__all__ = ["find_drawn_twice"]


def find_drawn_twice(draft: Draft) -> Draft:
    """Warn of each road that runs along another of like length all its way."""
    return draft

"""A page of gisplan inside a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass

__all__ = ["Page"]


@dataclass(frozen=True)
class Page:
    """A page as a notebook shows it."""

    content: bytes

    def _repr_html_(self) -> str:
        page = html.escape(self.content.decode("utf-8"), quote=True)
        return f'<iframe srcdoc="{page}" style="width: 100%; height: 640px; border: none"></iframe>'

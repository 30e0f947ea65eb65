"""Headings of generated pages: read in English, so that links lead to them in both languages, and shown in Chinese."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

_HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
_SHOWN: dict[str, list[str]] = {}


def keep_headings(name: str, english: str, chinese: str) -> str:
    """Return the Chinese page with the headings of the English one, and remember its own."""
    _SHOWN[name] = [text for _, text in _HEADING.findall(chinese)]
    headings = iter(_HEADING.findall(english))
    return _HEADING.sub(lambda _: " ".join(next(headings)), chinese)


class ShownHeadings(SphinxTransform):
    """Show the remembered headings of a page; their anchors stay."""

    default_priority = 25

    def apply(self, **_kwargs: Any) -> None:
        """Put the texts of the headings into the titles of the page."""
        for title, text in zip(self.document.findall(nodes.title), _SHOWN.get(self.env.docname, ()), strict=False):
            title.children = []
            for at, part in enumerate(text.split("`")):
                title += nodes.literal(part, part) if at % 2 else nodes.Text(part)

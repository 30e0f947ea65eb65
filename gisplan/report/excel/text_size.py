"""How large a text is in a cell: its width in characters, and the lines it takes when it is wrapped."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

__all__ = ["LINE_POINTS", "count_header_lines", "count_lines", "highest", "measure"]

LINE_POINTS = 15
"""The height of a line of text, in points."""

_MOST_LINES = 8


def measure(text: str) -> int:
    """Return the width of a text in the digits that Excel counts by; Chinese characters are two wide."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def count_lines(text: str | None, width: float, most: int = _MOST_LINES) -> int:
    """Count the lines that a wrapped text takes; rather one more than one less, as words are not broken."""
    if text is None or (len(text) * 2.2 <= width - 2 and "\n" not in text):
        return 1
    lines = (math.ceil(1.1 * measure(line) / (width - 2)) or 1 for line in text.split("\n"))
    return min(sum(lines), most)


def count_header_lines(text: str, width: float) -> int:
    """Count the lines that the bold words of a header take; a word longer than a line is broken."""
    limit, lines, used = width - 1, 1, 0.0
    for word in text.split():
        size = 1.15 * measure(word)
        if used and used + 1 + size > limit:
            lines, used = lines + 1, 0.0
        lines += max(math.ceil(size / limit) - 1, 0)
        used += size + 1
    return lines


def highest(
    heights: Sequence[int], texts: Sequence[str | None], width: float, most: int = _MOST_LINES
) -> Sequence[int]:
    """Return the lines of each row: as many as it has, or as its text in a column takes."""
    lines = {text: count_lines(text, width, most) for text in set(texts)}
    if max(lines.values(), default=1) == 1:
        return heights
    return list(map(max, heights, map(lines.__getitem__, texts)))

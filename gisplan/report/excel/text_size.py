"""How large a text is in a cell: its width in characters, and the lines it takes when it is wrapped."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

__all__ = [
    "LINE_POINTS",
    "count_header_lines",
    "count_lines",
    "count_total_lines",
    "fits_words",
    "highest",
    "measure",
    "measure_turned_header",
]

LINE_POINTS = 15
"""The height of a line of text, in points."""

_MOST_LINES = 8
_WIDEST_LETTER = 1.3  # of a bold letter in DejaVu, which stands in for Calibri, in characters
_POINTS_PER_CHARACTER = 5.25


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


def count_total_lines(values: Sequence[Any], widths: Sequence[float]) -> int:
    """Count the lines of a row of totals: one, or what its texts of several lines take."""
    texts = [(value, width) for value, width in zip(values, widths, strict=True) if "\n" in str(value)]
    return max(
        (sum(math.ceil(measure(line) / (width + 0.5)) for line in text.split("\n")) for text, width in texts), default=1
    )


def fits_words(text: str, width: float) -> bool:
    """Return whether every Latin word of a bold header fits a column also in the widest usual font."""
    return all(_WIDEST_LETTER * len(word) <= width for word in text.split() if word.isascii())


def measure_turned_header(text: str, width: float) -> float:
    """Return how high a header is that runs upwards, in points: its lines stand beside each other in the column."""
    most = max(int(width * _POINTS_PER_CHARACTER // LINE_POINTS), 1)
    words = max((len(word) for word in text.split()), default=1)
    lengths = range(words + 1, measure(text) + 2)
    length = next((n for n in lengths if count_header_lines(text, n + 1) <= most), lengths.stop)
    return _WIDEST_LETTER * _POINTS_PER_CHARACTER * (length + 1)


def highest(
    heights: Sequence[int], texts: Sequence[str | None], width: float, most: int = _MOST_LINES
) -> Sequence[int]:
    """Return the lines of each row: as many as it has, or as its text in a column takes."""
    lines = {text: count_lines(text, width, most) for text in set(texts)}
    if max(lines.values(), default=1) == 1:
        return heights
    return list(map(max, heights, map(lines.__getitem__, texts)))

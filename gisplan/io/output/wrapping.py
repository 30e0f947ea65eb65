"""Break texts into lines: never within a number, a code or a word of letters, and in Chinese beside any character."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells
from rich.text import Text

__all__ = ["measure_unbroken", "split_parts", "wrap_text"]

_WIDE = (
    "\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
)
_OPENING = "（《“‘「『【〔"
_CLOSING = "，。；：、）》”’」』】〕！？％"
_BLANK = r"[^\S\u202f\u00a0\u2007]"  # the thin space of numbers and the other two hold together what they are between
_NARROW = rf"(?:(?![{_WIDE}{_OPENING}])(?!{_BLANK}).)+"
_LETTER = rf"(?:(?![{_CLOSING}])[{_WIDE}])"
_PARTS = re.compile(
    rf"[{_OPENING}]*(?:{_NARROW}(?:(?<=[0-9]){_LETTER}{{1,2}})?|[{_WIDE}])?[{_CLOSING}]*{_BLANK}*", re.DOTALL
)  # a number stays with the two characters behind it, which mostly are its unit
_LEAST_CHINESE = 8  # columns of a terminal that a longer text in Chinese needs


def split_parts(line: str) -> list[str]:
    """Split a line into the parts between which it may be broken, each with the blanks behind it.

    Parameters
    ----------
    line : str

    Returns
    -------
    list of str
        Joined, they are the line.

    Examples
    --------
    >>> split_parts("12\u202f345 people")
    ['12\\u202f345 ', 'people']
    """
    return [part for part in _PARTS.findall(line) if part]


def measure_unbroken(text: str) -> int:
    """Return how many columns of a terminal a text needs so that no number, code or word of it is broken."""
    parts = [cell_len(part.rstrip(" ")) for line in text.split("\n") for part in split_parts(line)]
    lines = [cell_len(line) for line in text.split("\n") if cell_len(line) > len(line)]
    return max([min(max(lines, default=0), _LEAST_CHINESE), *parts])


def wrap_text(text: Text, width: int) -> Text:
    """Return a text in lines no wider than a width; only a part that is wider than that is broken.

    Parameters
    ----------
    text : Text
    width : int
        In columns of a terminal.

    Returns
    -------
    Text
        The same where all of it fits.
    """
    if width < 1 or all(cell_len(line) <= width for line in text.plain.split("\n")):
        return text
    lines = [wrapped for line in text.split("\n", allow_blank=True) for wrapped in _wrap_line(line, width)]
    joined = Text("\n").join(lines)
    joined.justify, joined.overflow, joined.no_wrap = text.justify, text.overflow, text.no_wrap
    joined.end, joined.style, joined.tab_size = text.end, text.style, text.tab_size
    return joined


def _wrap_line(line: Text, width: int) -> list[Text]:
    places = _find_breaks(line.plain, width)
    lines = list(line.divide(places)) if places else [line]
    return [*(wrapped[: len(wrapped.plain.rstrip(" "))] for wrapped in lines[:-1]), lines[-1]]


def _find_breaks(line: str, width: int) -> list[int]:
    """Return the places before which a line is broken."""
    breaks, place, used = [], 0, 0
    for part in split_parts(line):
        pieces = [part] if cell_len(part.rstrip(" ")) <= width else chop_cells(part, width)
        for piece in pieces:
            if used and used + cell_len(piece.rstrip(" ")) > width:
                breaks.append(place)
                used = 0
            used += cell_len(piece)
            place += len(piece)
    return breaks

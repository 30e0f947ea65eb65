"""The separator of a text table: as stated, or the one that divides its rows into the columns that are looked for."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from gisplan.io.config.layer_table import SEPARATORS
from gisplan.io.files.header_rows import LOOKED_AT, is_blank
from gisplan.io.files.open_file import FileRefused

__all__ = ["choose_separator", "is_separator_line"]

_SEPARATORS = tuple(dict.fromkeys(SEPARATORS.values()))
_STATED = re.compile(rf"sep=([{''.join(_SEPARATORS)}])\r?\n")  # a first line that Excel understands and does not show
_SAMPLED_ROWS, _SAMPLED_CHARACTERS = 200, 1 << 18
_NEARLY_ALL = 0.8


class _Division(NamedTuple):
    """What a separator makes of the first rows: how many names are found, rows are alike, and are divided."""

    separator: str
    named: int
    even: int
    divided: int


def is_separator_line(text: str) -> bool:
    """Return whether a text begins with a line that states its separator to Excel, such as ``sep=;``."""
    return _STATED.match(text) is not None


def choose_separator(text: str, *, known: Collection[str] = (), usual: str | None = None) -> str:
    """Choose the separator of a text table.

    Parameters
    ----------
    text : str
        The table.
    known : collection of str
        The names of columns that are looked for.
    usual : str, optional
        The separator that the file's name promises, which decides between several.

    Returns
    -------
    str

    Raises
    ------
    FileRefused
        Several separators would do, and their columns differ.

    Examples
    --------
    >>> choose_separator("name;lon;lat\\nA;108,5;32,5\\n"), choose_separator("a title\\n\\nname|km\\nA|1\\n")
    (';', '|')
    """
    stated = _STATED.match(text)
    if stated is not None:
        return stated[1]
    sample = _take_sample(text)
    divisions = [_divide(sample, separator, known) for separator in _SEPARATORS if separator in sample]
    if not divisions:
        return usual or ","
    most_named = max(division.named for division in divisions)
    likely = [division for division in divisions if division.named == most_named]
    most = max((division.even, division.divided) for division in likely)
    likely = [division for division in likely if (division.even, division.divided) == most]
    found = [division.separator for division in likely]
    if usual in found or len(found) == 1:
        return usual if usual in found else found[0]
    shown = [_show(separator) for separator in found]
    raise FileRefused("separator-unclear", field="separator", value=shown[0], other=", ".join(shown[1:]))


def _show(separator: str) -> str:
    return "tab" if separator == "\t" else separator


def _take_sample(text: str) -> str:
    """Return the first lines of a text, the last of them whole."""
    lines = text[:_SAMPLED_CHARACTERS].splitlines(keepends=True)[: _SAMPLED_ROWS + 1]
    return "".join(lines if len(lines) < 2 or sum(map(len, lines)) == len(text) else lines[:-1])


def _divide(sample: str, separator: str, known: Collection[str]) -> _Division:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(not is_blank(cell) for cell in row):
                rows.append(row)
    except csv.Error:
        pass  # what was read until there tells enough
    names = {cell.strip() for row in rows[:LOOKED_AT] for cell in row}
    divided = sum(len(row) > 1 for row in rows)
    return _Division(separator, len(names & set(known)), _count_even(rows), divided)


def _count_even(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows have the usual number of fields, from a row near the top on; 0 where many have another."""
    widths = [len(row) for row in rows]
    usual = Counter(width for width in widths if width > 1).most_common(1)
    if not usual:
        return 0
    width = usual[0][0]
    first = widths.index(width)
    below = widths[first:]
    count = below.count(width)
    return count if first < LOOKED_AT and count >= _NEARLY_ALL * len(below) else 0

"""A look at the text of a TOML file: what is nested without end takes the parser hours; and in which line a key is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from typing import Any

__all__ = ["MOST_DEPTH", "MOST_VALUES", "MOST_WORD", "find_deep_place", "find_key_lines"]

MOST_DEPTH = 30
"""How deep tables and lists may be nested, and how many parts a key may have."""

MOST_WORD = 200
"""The characters of a number or a word without quotes."""

MOST_VALUES = 50_000
"""The tables, keys and items of lists in one file."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|(?P<open>"""|\'\'\')'
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|\#[^\n]*"
    r"|(?P<mark>[\[\]{}=,.\n])"
    r"|(?P<word>[^\[\]{}=,.\n\"'\# \t\r]+)"
    r"|[ \t\r]+|(?P<stray>.)",
    re.DOTALL,
)
_SHOWN = 20


def find_deep_place(text: str) -> dict[str, Any] | None:
    """Find where a text is nested too deeply, or has too long a word or too many values.

    Parameters
    ----------
    text : str
        The content of a TOML file, right or wrong.

    Returns
    -------
    dict or None
        The code of the fault, its line as `row`, and what it says; None where the text can be parsed in a moment.

    Examples
    --------
    >>> find_deep_place("a = 1\\n" + "b = " + "[" * 31)
    {'code': 'toml-nested', 'row': 2, 'value': 'b = [[[[[[[[[[[[[[[[', 'limit': 30}
    >>> find_deep_place('["a.b".c]\\nd = [[1.5, 2], {e = "[["}]') is None
    True
    """
    depth = parts = values = 0
    for match in _TOKEN.finditer(text):
        if match["open"] or match["stray"]:  # a string without end: the parser will say so
            return None
        word = match["word"]
        if word is not None and len(word) > MOST_WORD:
            place = _say_where(text, match.start(), "toml-word")
            return {**place, "has": len(word), "limit": MOST_WORD}
        mark = match["mark"]
        if mark is None:
            continue
        depth = max(0, depth + {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark, 0))
        parts = parts + 1 if mark == "." else 0
        if depth > MOST_DEPTH or parts >= MOST_DEPTH:
            return {**_say_where(text, match.start(), "toml-nested"), "limit": MOST_DEPTH}
        values += mark in "[{=,"
        if values > MOST_VALUES:
            return {**_say_where(text, match.start(), "toml-values"), "limit": MOST_VALUES}
    return None


def _say_where(text: str, place: int, code: str) -> dict[str, Any]:
    start = text.rfind("\n", 0, place) + 1
    line = text[start : start + 2000].lstrip()
    beginning = text[place : place + _SHOWN] if code == "toml-word" else line
    return {"code": code, "row": text.count("\n", 0, place) + 1, "value": beginning[:_SHOWN].split("\n")[0]}


_MOST_TRIES = 5  # lines that look like the one that is sought; each is parsed with all above it


def find_key_lines(text: str, table: str, keys: Iterable[str]) -> dict[str, int]:
    """Find in which lines of a TOML file keys of a table are given.

    Parameters
    ----------
    text : str
        A text that can be parsed.
    table : str
        A table at the top.
    keys : iterable of str

    Returns
    -------
    dict of str to int
        Lines are counted from 1. Keys that are not given, or not found, are left out.

    Examples
    --------
    >>> find_key_lines("# b = 1\\n[a]\\nb = 2 # b\\nc = 3", "a", ["b", "d"])
    {'b': 3}
    """
    lines, found = text.split("\n"), dict[str, int]()
    for key in keys:
        given = re.compile(rf"[^#]*\b{re.escape(key)}[\"']?\s*=")
        likely = [number for number, line in enumerate(lines, 1) if given.match(line)]
        for number in likely[:_MOST_TRIES]:
            if key in _parse_table("\n".join(lines[:number]), table):
                found[key] = number
                break
    return found


def _parse_table(text: str, table: str) -> dict[str, Any]:
    try:
        values = tomllib.loads(text).get(table)
    except tomllib.TOMLDecodeError:  # a text of several lines that goes on
        return {}
    return values if isinstance(values, dict) else {}

"""Lines of a county file as TOML: values on one line of visible characters, comments and tables."""

from __future__ import annotations

import textwrap
from typing import Any

import tomlkit
from tomlkit.items import SingleKey, Table

from gisplan.base.language import _
from gisplan.county.orientation.layers import RELIEF
from gisplan.io.init.messages import Proposal, format_confidence

__all__ = ["add_comments", "add_relief", "add_table", "add_value", "format_value", "quote"]

_WIDTH = 100


def quote(text: str) -> str:
    r"""Return a text as a TOML string on one line in which every character is visible.

    Examples
    --------
    >>> print(quote('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    return "".join(map(_escape, tomlkit.string(text).as_string()))


def _escape(letter: str) -> str:
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def add_comments(table: Table | tomlkit.TOMLDocument, text: str) -> None:
    """Add a text as comments, on as many lines as it needs."""
    for line in textwrap.wrap(text, _WIDTH - 2):
        table.add(tomlkit.comment(line))


def add_table(parent: Table, name: str, table: Table) -> None:
    """Add a table without the blank line that tomlkit puts before one."""
    parent.add(name, table)
    table.trivia.indent = ""


def add_value(table: Table, key: str | SingleKey, value: Any, comment: str = "") -> None:
    """Add a key with its value and a comment behind it, all on one line of visible characters."""
    item = tomlkit.value(format_value(value))
    if comment:
        item.comment(comment)
        item.trivia.comment_ws = "  "
    table.add(key, item)


def format_value(value: Any) -> str:
    """Return a value as TOML on one line."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return f"[{', '.join(map(format_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {format_value(item)}' for key, item in value.items())}}}"
    return str(tomlkit.item(value).as_string())


def add_relief(layers: Table, relief: Proposal | None, prefix: str) -> None:
    """Add the table of the relief to those of the layers, where a file is proposed.

    Parameters
    ----------
    layers : Table
        The tables of all layers.
    relief : Proposal or None
        The name of the file.
    prefix : str
        The relative path from the county file to it, with a slash at its end.
    """
    if relief is None:
        return
    table = tomlkit.table()
    why = f"{format_confidence(relief.confidence, _)}: {relief.why.text(_)}"
    add_value(table, "path", prefix + relief.value, why)
    layers.add(RELIEF, table)
    table.trivia.indent = "\n"

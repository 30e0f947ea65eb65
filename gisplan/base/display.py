"""Short texts and tables that stand for a value in a session or notebook, and the functions that draw it."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from gisplan.base.values import is_missing

__all__ = ["Overview", "find_view", "register_view"]

_ROWS = 15
_MOST_OF_TITLE, _MOST_OF_CELL = 120, 60  # characters
_REGISTERS = "gisplan.workflow"  # what registers the views, for a value that is used without it
_VIEWS: dict[tuple[str, str], Callable[..., Any]] = {}


@dataclass(frozen=True)
class Overview:
    """What a value looks like at a glance: a title, and a table of at most fifteen rows.

    Parameters
    ----------
    title : str
        One line.
    columns : tuple of str
        The heads of the table.
    rows : tuple of tuple
        A cell a column; what is longer than fifteen rows is cut, and the number of the others is given.
    """

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()

    def to_text(self) -> str:
        """Return the title and the table, in columns of a fixed width."""
        cells = [self.columns, *([_text(cell) for cell in row] for row in self.rows[:_ROWS])]
        widths = [max(_width(row[i]) for row in cells) for i in range(len(self.columns))] if self.rows else []
        lines = [f"<{_clean(self.title, _MOST_OF_TITLE)}>"]
        if self.rows:
            lines += ["  ".join(_pad(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in cells]
        return "\n".join([*lines, *self._more()])

    def to_html(self) -> str:
        """Return the title and the table as HTML, in which no value is markup."""
        parts = [f"<p><b>{html.escape(_clean(self.title, _MOST_OF_TITLE))}</b></p>"]
        if self.rows:
            head = "".join(f"<th>{html.escape(cell)}</th>" for cell in self.columns)
            body = "".join(
                "<tr>" + "".join(f"<td>{html.escape(_text(cell))}</td>" for cell in row) + "</tr>"
                for row in self.rows[:_ROWS]
            )
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
        return "".join([*parts, *(f"<p>{line}</p>" for line in self._more())])

    def _more(self) -> Sequence[str]:
        more = len(self.rows) - _ROWS
        return [f"… {more} more"] if more > 0 else []


def register_view(type_name: str, view: str, function: Callable[..., Any]) -> None:
    """Register the function that draws values of a type, so that the type need not import what draws it.

    Parameters
    ----------
    type_name : str
        The name of the value's class, such as "Gaps".
    view : str
        Such as "explore" or "plot".
    function : callable
        Takes the value, and the options of the view.
    """
    _VIEWS[type_name, view] = function


def find_view(value: object, view: str) -> Callable[..., Any]:
    """Return the function that draws a value.

    Parameters
    ----------
    value : object
    view : str

    Returns
    -------
    callable

    Raises
    ------
    RuntimeError
        Nothing draws such values.
    """
    key = (type(value).__name__, view)
    if key not in _VIEWS:
        import_module(_REGISTERS)
    found = _VIEWS.get(key)
    if found is None:
        raise RuntimeError(f"nothing can {view} a {type(value).__name__}")
    return found


def _text(cell: object) -> str:
    if is_missing(cell):
        return "–"
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}".replace(",", " ")
    return _clean(str(cell), _MOST_OF_CELL)


def _clean(text: str, most: int) -> str:
    """Return a text of a few printable characters: what cannot be seen is given by its code point."""
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return visible if len(visible) <= most else visible[: most - 1] + "…"


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))

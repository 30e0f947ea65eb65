"""Short texts and tables that stand for a value in a session or notebook, and the functions that draw it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from gisplan.base.values import is_missing

__all__ = [
    "OPENS_FORMULA",
    "Overview",
    "escape_json",
    "find_view",
    "fit_cell",
    "register_view",
    "show_value",
    "visible",
    "visible_lines",
]

_MOST_QUOTED = 60  # characters of a value that a message shows
OPENS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet, unless it is marked as text."""

_ROWS = 15
_MOST_OF_TITLE, _MOST_OF_CELL = 120, 60  # characters
_REGISTERS = "gisplan.workflow.values"  # what registers the views, for a value that is used without it
_VIEWS: dict[tuple[str, str], Callable[..., Any]] = {}

_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Characters that control a terminal, change the direction of a line, or are not seen; and halves of characters."""
_HIDDEN_BUT_PRINTABLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
"""Those of them that `str.isprintable` takes for letters."""
_HIDDEN_LETTER, _HIDDEN_OR_BREAK = re.compile(f"[{_HIDDEN}]"), re.compile(f"[\t\n{_HIDDEN}]")
_LONGEST = 32_000  # a cell holds 32 767 characters, and a longer text is dropped without a word
_ELLIPSIS = " …"


def visible(text: object) -> str:
    r"""Return a text on one line in which hidden characters are written by their code points.

    Hidden are those that control a terminal, change the direction of a line or take no room: names and values from
    files and arguments are shown so.

    Examples
    --------
    >>> print(visible("a\x1b[2Jb\u202ec"), visible("两\n行"))
    a\u001b[2Jb\u202ec 两\u000a行
    """
    return _HIDDEN_OR_BREAK.sub(_code_point, str(text))


def show_value(value: object) -> str:
    r"""Return a value of a JSON file as messages quote it: hidden characters escaped, and cut where it is long.

    Examples
    --------
    >>> print(show_value("a\x1b"), show_value("两"), show_value(3))
    'a\x1b' '两' 3
    """
    shown = ascii(value) if not isinstance(value, str) or not value.isprintable() else repr(value)
    return shown if len(shown) <= _MOST_QUOTED else shown[: _MOST_QUOTED - 3] + "..."


def visible_lines(text: str) -> str:
    """Return a text as `visible` does, with its lines and tabs kept."""
    return _HIDDEN_LETTER.sub(_code_point, text)


def escape_json(text: str) -> str:
    r"""Return a JSON text of the same meaning in which hidden characters are escaped.

    Examples
    --------
    >>> print(escape_json('{"name": "a\u202eb"}'))
    {"name": "a\u202eb"}
    """
    if text.isprintable() and not any(letter in text for letter in _HIDDEN_BUT_PRINTABLE):
        return text  # ten times as fast as the search below, which most texts do not need
    return _HIDDEN_LETTER.sub(_json_escape, text)


def _code_point(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


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
    """Return a text of a few characters, all of them visible."""
    clean = visible(text)
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def fit_cell(text: str) -> str:
    """Return a text as one cell of a workbook can hold it; a longer one is cut, and ends with an ellipsis.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
    """
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _ELLIPSIS

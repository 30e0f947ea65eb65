"""How a table on the terminal looks, and how its cells are told."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table

from gisplan.base.language import _
from gisplan.base.values import is_missing
from gisplan.gaps import Gaps
from gisplan.wording.palette import PALETTE
from gisplan.wording.verdicts import STATES

__all__ = [
    "ROWS",
    "fold_head",
    "format_cell",
    "format_number",
    "format_state",
    "make_table",
    "show_omitted",
    "sort_by_people",
]

ROWS = 20  # rows of one kind that a terminal shows; the document has all


def make_table(title: str, *columns: str, numbers: tuple[int, ...] = (), whole: Container[int] = ()) -> Table:
    """An empty table; the columns of `numbers` stand right, those of `whole` are never broken."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for i, column in enumerate(columns):
        # no word of a head is broken; Chinese may be, anywhere
        widest = max((cell_len(word) if word.isascii() else 4 for word in column.split()), default=1)
        side: JustifyMethod = "right" if i in numbers else "left"
        table.add_column(column, justify=side, overflow="fold", no_wrap=i in whole, min_width=widest)
    return table


def format_state(state: str) -> str:
    """A state in the user's language and the palette's colour."""
    return f"[bold {PALETTE[state]}]{_(STATES[state])}[/]"


def fold_head(head: str) -> str:
    """A head in two lines, broken at the space nearest to its middle."""
    spaces = [at for at, letter in enumerate(head) if letter == " "]
    if not spaces:
        return head
    at = min(spaces, key=lambda space: abs(2 * space - len(head)))
    return f"{head[:at]}\n{head[at + 1 :]}"


def format_number(value: float, digits: int = 0) -> str:
    """A number with thin spaces; so many digits after the point, where it is not whole."""
    if value != value:
        return "–"
    text = f"{value:,.0f}" if not digits or float(value).is_integer() else f"{value:,.{digits}f}"
    if not digits and not float(value).is_integer() and abs(value) < 1000:
        text = f"{value:g}" if round(value, 1) == value else text
    return text.replace(",", "\u202f")


def format_cell(value: Any) -> str:
    """A value from a file; a dash where there is none."""
    return "–" if is_missing(value) else str(value)


def sort_by_people(gaps: Gaps, state: str, *, roads: bool | None = None) -> Any:
    """The verdicts of a state, those of most people first; with `roads` only those of roads, or of the others."""
    rows = gaps.settlements[gaps.settlements["state"] == state]
    if roads is not None:
        reach = [c.criterion.id for c in gaps.criteria if c.resolved_reach is not None]
        rows = rows[rows["criterion"].isin(reach) == roads]
    return rows.sort_values("people", ascending=False, kind="stable")


def show_omitted(count: int, console: Console) -> None:
    """Say how many rows are not shown."""
    if count > ROWS:
        console.print(_("… and {0} more (use --json to see all).").format(count - ROWS))

"""How a table on the terminal looks, and how its cells are formatted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.markup import escape
from rich.measure import Measurement
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from gisplan.base.display import visible
from gisplan.base.language import _, join_names
from gisplan.base.values import is_missing
from gisplan.county.county import County
from gisplan.io.output.fitted_table import PADDING, FittedTable
from gisplan.io.output.lines import Column, format_text
from gisplan.io.output.wrapping import measure_unbroken
from gisplan.wording.palette import PALETTE
from gisplan.wording.verdicts import STATES
from gisplan.wording.works import format_as_of

__all__ = [
    "WIDE",
    "format_cell",
    "format_state",
    "join_some",
    "make_table",
    "show_county",
    "show_rows",
]

WIDE = 96  # columns of a terminal from which a table shows the role of a criterion or target
_ROWS = 20  # rows of one kind that a terminal shows; the document has all


class _Cell:
    """A text between two blanks; one that fits on a line is padded here, in a tenth of the time that rich takes."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.padded = Padding(text, (0, 1))
        self.is_plain = not text.spans and text.plain.strip() == text.plain != "" and text.plain.isprintable()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return self.padded.__rich_measure__(console, options)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.text.plain
        left_over = options.max_width - PADDING - cell_len(text)
        if not self.is_plain or left_over < 0:
            yield self.padded
        elif options.justify == "right":
            yield Segment(f" {' ' * left_over}{text} ")
        else:
            yield Segment(f" {text}{' ' * left_over} ")


def make_table(title: str, columns: Sequence[Column], records: Sequence[Any]) -> Table:
    """Make a table with a row for each record; no English word is broken where the terminal is wide enough."""
    table = FittedTable(title=title, title_justify="left", title_style="bold", padding=0)
    cells = [[format_text(column, record) for column in columns] for record in records]
    texts = [[column.header, *(row[at].plain for row in cells)] for at, column in enumerate(columns)]
    table.most = [max(cell_len(line) for text in column for line in text.split("\n")) for column in texts]
    words = [max(map(measure_unbroken, column)) for column in texts]
    table.heads, table.drops = [column.header for column in columns], [column.drop for column in columns]
    table.least = [
        most if column.is_whole else min(word, most)
        for column, word, most in zip(columns, words, table.most, strict=True)
    ]
    for column in columns:
        widest = measure_unbroken(column.header)
        side: JustifyMethod = "right" if column.is_number else "left"
        head, least = Padding(column.header, (0, 1)), widest + PADDING
        table.add_column(head, justify=side, overflow="fold", no_wrap=column.is_whole, min_width=least)
    for row in cells:
        table.add_row(*map(_Cell, row))
    return table


def show_rows(
    console: Console, title: str, columns: Sequence[Column], records: Sequence[Any] | pd.DataFrame, *, most: int = _ROWS
) -> None:
    """Print a table of the first records, and how many are left out; nothing without records.

    Of a frame only the rows that are shown are unpacked.
    """
    if not len(records):
        return
    first = records.head(most).to_dict("records") if isinstance(records, pd.DataFrame) else records[:most]
    console.print(make_table(title, columns, first))
    if len(records) > most:
        console.print(_("… and {0} more (use --json to see all).").format(len(records) - most))


def show_county(console: Console, county: County, standard_id: str) -> None:
    """Print whose figures follow: the county, the standard and the date."""
    name, code = escape(visible(county.name)), escape(visible(county.code))
    console.print(f"[bold]{name}[/bold] ({code}) · {escape(standard_id)} · {format_as_of(county)}")


def format_state(state: str) -> str:
    """Return a state in the user's language and the palette's colour."""
    return f"[bold {PALETTE[state]}]{_(STATES[state])}[/]"


def format_cell(value: Any) -> str:
    """Return a value from a file; a dash where there is none."""
    return "–" if is_missing(value) else str(value)


def join_some(texts: Sequence[str], most: int) -> str:
    """Join the first texts, with dots where there are more."""
    return join_names(texts[:most]) + (" …" if len(texts) > most else "")

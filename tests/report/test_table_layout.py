"""Tables on a terminal: cells that are padded here look as rich pads them, however narrow the terminal is."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from gisplan.io.output.lines import Column
from gisplan.report.terminal import layout
from gisplan.report.terminal.layout import make_table

WORDS = [
    "abc",
    "村",
    "道路 长",
    "A-1",
    "x" * 30,
    "",
    "  y ",
    "12 345",
    "a\nb",
    "[bold red]met[/]",
    "长" * 20,
    "tail ",
    "\u202fx",
]
Row = list[str]


def render(columns: list[Column], rows: list[Row], width: int) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False)
    console.print(make_table("title", columns, rows))
    return stream.getvalue()


def make_column(place: int, *, is_number: bool, is_whole: bool, is_markup: bool) -> Column:
    return Column("two words", lambda row: row[place], is_number=is_number, is_whole=is_whole, is_markup=is_markup)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cells_look_as_rich_pads_them(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=6))
    columns = [make_column(i, is_number=a, is_whole=b, is_markup=c) for i, (a, b, c) in enumerate(kinds)]
    cells = st.lists(st.sampled_from(WORDS), min_size=len(kinds), max_size=len(kinds))
    rows, width = data.draw(st.lists(cells, max_size=4)), data.draw(st.integers(1, 120))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "_Cell", lambda text: layout.Padding(text, (0, 1)))
        padded_by_rich = render(columns, rows, width)
    assert render(columns, rows, width) == padded_by_rich

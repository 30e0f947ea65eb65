"""A table that is written by column is the file that XlsxWriter makes of its cells, to the byte."""

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.report.excel.form_layout import Block, Form, add_form
from gisplan.report.excel.long_sheets import split_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet
from gisplan.report.excel.table_sheet import TableBook, TableSheet

TEXTS = st.sampled_from(["met", "=1+1", "-", "村", "a\nb", " x ", "_x0041_", "<&>", "", "x" * 40_000]) | st.text(
    st.characters(exclude_categories=["Cs"])
)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_infinity=False, width=32) | st.booleans()
DATES = st.dates(date(1900, 1, 1), date(2100, 1, 1))
KINDS = {"text": TEXTS | NUMBERS, "long": TEXTS, "state": TEXTS, "metres": NUMBERS, "date": DATES, "code": TEXTS}


def make(book_class: type[xlsxwriter.Workbook], *tables: Sheet | Form) -> bytes:
    file = io.BytesIO()
    book = book_class(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2019, 6, 30, tzinfo=UTC)})
    for table in tables:
        if isinstance(table, Form):
            add_form(book, table)
        else:
            add_sheet(book, table)
    book.close()
    return file.getvalue()


@st.composite
def draw_table(draw: st.DrawFn) -> tuple[list[Column], list[list[Any]]]:
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=4))
    columns = [Column(f"{kind} {i}", kind, width=12) for i, kind in enumerate(kinds)]
    row = st.tuples(*(KINDS[kind] | st.none() for kind in kinds))
    return columns, [list(values) for values in draw(st.lists(row, max_size=40))]


@settings(deadline=None, max_examples=60)
@given(draw_table(), st.integers(0, 17))
def test_a_sheet_is_the_same_to_the_byte(table: tuple[list[Column], list[list[Any]]], lines: int) -> None:
    columns, rows = table
    sheets = [Sheet(name, "title", ["line"] * lines, columns, rows, total=[None] * len(columns)) for name in "ab"]
    assert make(TableBook, *sheets) == make(xlsxwriter.Workbook, *sheets)


@settings(deadline=None, max_examples=30)
@given(draw_table())
def test_a_form_is_the_same_to_the_byte(table: tuple[list[Column], list[list[Any]]]) -> None:
    columns, rows = table
    head, block = (Block(title, columns, rows, [None] * len(columns)) for title in ("", "=block"))
    form = Form("a", "title", ["warning"], ["line"], head, [block], repeated=1)
    assert make(TableBook, form) == make(xlsxwriter.Workbook, form)


def test_what_lies_far_down_is_the_same_too() -> None:
    rows = [[f"code {i % 7}", float(i), "=x" if i == 5000 else None] for i in range(10_000)]
    sheet = Sheet("a", "title", [], [Column("a", "code"), Column("b", "metres"), Column("c", "long")], rows)
    assert make(TableBook, sheet) == make(xlsxwriter.Workbook, sheet)


def test_a_column_in_which_every_text_is_marked_is_the_same_too() -> None:
    columns = [Column("a", "long", width=20), Column("b", "hash", width=20)]
    sheet = Sheet("a", "title", [], columns, [["=1", "=2"], ["=3", "-"]])
    assert make(TableBook, sheet) == make(xlsxwriter.Workbook, sheet)


def test_an_infinite_number_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        make(TableBook, Sheet("a", "title", [], [Column("a", "count", width=9)], [[float("inf")]]))


def test_a_long_table_goes_on_on_further_sheets() -> None:
    columns = [Column("number", "count", lambda row: row)]
    sheet = Sheet("villages", "Villages", ["line"], columns, [[i] for i in range(25)], total=[300])
    parts = list(split_sheet(sheet, most=10))
    book = openpyxl.load_workbook(io.BytesIO(make(TableBook, *parts)))
    assert book.sheetnames == ["villages", "villages 2", "villages 3"]
    numbers = [
        [row[0].value for row in book[name].iter_rows() if row[0].value in range(25)] for name in book.sheetnames
    ]
    assert numbers == [list(range(10)), list(range(10, 20)), list(range(20, 25))]
    assert [part.lines[-1].split(":")[0] for part in parts] == [
        "Rows 1 to 10 of 25",
        "Rows 11 to 20 of 25",
        "Rows 21 to 25 of 25",
    ]
    assert "villages, villages 2, villages 3" in parts[1].lines[-1]
    assert [part.total for part in parts] == [None, None, [300]]


def test_a_table_of_usual_length_is_one_sheet() -> None:
    sheet = Sheet("a", "title", [], [Column("a")], [["x"]])
    assert list(split_sheet(sheet)) == [sheet]
    assert issubclass(TableSheet, xlsxwriter.worksheet.Worksheet)

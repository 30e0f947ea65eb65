"""Workbooks of .xls, .xlsb and .ods: what their cells show, merged cells, errors, passwords."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlwt

from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.grids import Stated, read_grid
from gisplan.io.files.header_rows import Grid
from gisplan.io.files.office.books import read_office_sheet
from gisplan.io.files.office.open_document import show_value
from gisplan.io.files.open_file import FileRefused
from tests.io.office_books import Formatted, archive, ods_book, xls_book, xlsb_book
from tests.io.toy_county import CODES, Toy, lon_lat

Write = Callable[..., bytes]
BOOKS = {".xls": xls_book, ".xlsb": xlsb_book, ".ods": ods_book}
HEADER = ["code", "name", "population", "lon", "lat"]
ROWS = [[code, f"村{i}", 100 + i, *lon_lat(i, 0)] for i, code in enumerate(CODES)]
every_book = pytest.mark.parametrize(("ending", "write"), BOOKS.items())


def read(ending: str, content: bytes, sheet: str | None = None) -> Grid:
    grid, faults = read_grid(content, FaultContext("v" + ending, "villages"), ending=ending, stated=Stated(sheet))
    assert faults == []
    assert grid is not None
    return grid


def refusal(ending: str, content: bytes) -> str:
    grid, (fault,) = read_grid(content, FaultContext("v" + ending, "villages"), ending=ending)
    assert grid is None
    return fault.code


@every_book
def test_a_workbook_of_villages_is_read_like_any_other(toy: Toy, ending: str, write: Write) -> None:
    title = [["清溪县村庄统计表", None, None, None, None], [None] * 5]
    content = write([*title, HEADER, *ROWS])
    county = toy.with_layer("villages", f"v{ending}", content, toml='crs = "EPSG:4490"').read()
    assert county.villages["code"].tolist() == CODES
    assert county.villages["population"].tolist() == [100, 101, 102, 103]
    assert county.villages["row"].tolist() == [1, 2, 3, 4]


SHOWN = [
    (Formatted(1.5, '0.00" 万人"', "1.50 万人"), "1.5万人"),
    (Formatted(0.96, "0%", "96%"), "96%"),
    (Formatted(12.3, '0.0"公里"', "12.3公里"), "12.3公里"),
    (Formatted(12, "0000", "0012"), "0012"),
    (Formatted(date(2019, 6, 30), 'yyyy"年"m"月"d"日"', "2019年6月30日"), "2019-06-30"),
    (Formatted(date(2019, 6, 6), 'yyyy"年"m"月"', "2019年6月"), "2019-06"),
    (Formatted(610728111201, "General", "610728111201"), "610728111201"),
    (Formatted(0, "0;-0;", ""), None),
    (Formatted("12", '@"户"', "12户"), "12户"),
]


@every_book
@pytest.mark.parametrize(("cell", "expected"), SHOWN)
def test_a_cell_is_what_it_shows(ending: str, write: Write, cell: Formatted, expected: str | None) -> None:
    rows = read(ending, write([["a", "b"], ["x", cell]])).rows
    assert rows[1][1] == expected


@every_book
def test_what_is_not_understood_of_a_format_is_shown_with_the_number(ending: str, write: Write) -> None:
    rows = read(ending, write([["a", "b"], ["x", Formatted(1500, '0.0,"千"', "1.5千")]])).rows
    assert rows[1][1] is not None
    assert rows[1][1].startswith("1500 (")


@every_book
def test_a_merged_cell_holds_for_every_row_that_it_covers(toy: Toy, ending: str, write: Write) -> None:
    rows = [[*row[:2], "青水镇" if at in (0, 1) else "白水镇", *row[3:]] for at, row in enumerate(ROWS)]
    header = ["code", "name", "town", "lon", "lat"]
    content = write([header, *rows], [(1, 2, 2, 2)])
    county = toy.with_layer("villages", f"v{ending}", content, toml='crs = "EPSG:4490"').read()
    assert county.villages["town"].tolist() == ["青水镇", "青水镇", "白水镇", "白水镇"]


@every_book
def test_damage_is_refused(ending: str, write: Write) -> None:
    content = write([HEADER, *ROWS])
    for share in (0.3, 0.6, 0.95):
        assert refusal(ending, content[: int(len(content) * share)]) in ("truncated", "workbook-damaged")


@every_book
def test_one_of_several_sheets_is_chosen_by_name(ending: str, write: Write) -> None:
    content = write([HEADER, *ROWS], name="村")
    assert len(read(ending, content, "村").rows) == 5
    grid, (fault,) = read_grid(content, FaultContext("v", "villages"), ending=ending, stated=Stated("乡"))
    assert (grid, fault.code, fault.params["has"]) == (None, "layer-not-in-file", "村")


def xls_of(change: Callable[[Any], object]) -> bytes:
    book = xlwt.Workbook()
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_hidden_sheets_of_an_xls_are_left_out() -> None:
    def fill(book: Any) -> None:
        for name, hidden in (("旧", 1), ("新", 0)):
            sheet = book.add_sheet(name)
            sheet.write(0, 0, name)
            sheet.visibility = hidden

    assert read(".xls", xls_of(fill)).rows == [["新"]]


def test_an_error_in_an_xls_is_no_blank_cell() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("表")
        sheet.write(0, 0, "a")
        sheet.row(1).set_cell_error(0, "#DIV/0!")

    grid = read(".xls", xls_of(fill))
    assert (grid.rows, list(grid.uncached.values())) == ([["a"], [None]], ["A2"])


def test_an_xls_with_a_password_is_refused_as_such() -> None:
    content = bytearray(xls_book([HEADER, *ROWS]))
    at = content.index(struct.pack("<HH", 0x42, 2))  # the code page becomes the record of a password
    content[at : at + 2] = struct.pack("<H", 0x2F)
    assert refusal(".xls", bytes(content)) == "workbook-closed"


def test_an_ods_with_a_password_is_refused_as_such() -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    content = archive({"META-INF/manifest.xml": manifest, "content.xml": b"\x8f\x00\x12"})
    assert refusal(".ods", content) == "workbook-closed"


def test_an_ods_that_repeats_a_value_a_billion_times_is_refused() -> None:
    content = ods_book([["code"], ["x"]])
    text = zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()
    row = '<table:table-row table:number-rows-repeated="1000000">'
    cell = '<table:table-cell table:number-columns-repeated="10000" office:value-type="string"/>'
    bomb = text.replace("<table:table-row>", row + cell, 1)
    assert refusal(".ods", archive({"content.xml": bomb})) == "workbook-refused"


def test_what_is_no_workbook_is_refused(toy: Toy) -> None:
    for ending, content in ((".xls", b"<html>"), (".ods", b"PK\x03\x04"), (".xlsb", archive({"a.xml": "<a/>"}))):
        code = toy.with_layer("villages", f"v{ending}", content).refuse()[0].code
        assert code in ("content-mismatch", "truncated"), ending


@pytest.mark.parametrize(
    ("value", "shown", "expected"),
    [
        ("1234.5", "1,234.5", "1234.5"),
        ("1234.5", "1.234,50 km", "1234.5km"),
        ("-3", "-3", "-3"),
        ("0", "–", "0"),
        ("5", "", "5 ()"),
        ("0.5", "1/2", "0.5 (1/2)"),
        ("3", None, "3"),
    ],
)
def test_a_number_of_an_ods_keeps_its_digits_and_what_is_around_it(value: str, shown: str, expected: str) -> None:
    assert show_value(value, shown) == expected


def test_a_time_that_is_too_long_is_named_with_its_sheet_and_cell() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row, number in enumerate([1.5, 123456789012345678, 2.5]):
        sheet.write(row, 2, number, xlwt.easyxf(num_format_str="[h]:mm"))
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(FileRefused) as caught:
        read_office_sheet(target.getvalue(), ".xls", None)
    assert (caught.value.code, caught.value.params) == ("workbook-time-huge", {"value": "表!C2"})

"""The workbook: every sheet, every row, and no text that runs."""

import contextlib
import dataclasses
import io
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gisplan.gaps import Gaps
from gisplan.maps.gaps.gap_map import make_gap_map
from gisplan.report.documents.verdicts import make_document
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.gaps.book import make_workbook
from gisplan.report.excel.gaps.places import list_towns
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet
from gisplan.report.gis.geopackage import make_geopackage
from gisplan.wording.names import name_criterion, name_target
from gisplan.wording.palette import PALETTE
from gisplan.wording.sentences import explain_verdict
from gisplan.wording.works import list_credits
from tests.report.conftest import FORMULAS, HOSTILE

SHEETS = [
    "summary",
    "targets",
    "exit sheet",
    "exit details",
    "plan sheet",
    "plan details",
    "towns",
    "villages",
    "groups",
    "near misses",
    "tolerance",
    "critical segments",
    "quarantine",
    "inputs",
    "settings",
]
FORMS = ("exit details", "plan details")


def open_book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def read_table(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows under the header, which is where the filter stands."""
    first, last = sheet.auto_filter.ref.split(":")
    header, *rows = sheet[f"{first}:{last}"]
    names = [cell.value for cell in header]
    return [
        dict(zip(names, (c.value for c in row), strict=True)) for row in rows if any(c.value is not None for c in row)
    ]


@pytest.fixture(scope="module")
def book(gaps: Gaps) -> openpyxl.Workbook:
    return open_book(make_workbook(gaps))


@pytest.fixture(scope="module")
def hostile_book(hostile: Gaps) -> openpyxl.Workbook:
    return open_book(make_workbook(hostile))


def test_it_has_a_sheet_for_each_question(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS


def test_a_county_without_groups_has_no_sheet_for_them(gaps: Gaps) -> None:
    villages = gaps.settlements[gaps.settlements["settlement"] == "village"]
    names = open_book(make_workbook(dataclasses.replace(gaps, settlements=villages))).sheetnames
    assert names == [name for name in SHEETS if name != "groups"]


def test_every_settlement_has_its_row(gaps: Gaps, book: openpyxl.Workbook) -> None:
    for name, kind in (("villages", "village"), ("groups", "group")):
        expected = gaps.settlements[gaps.settlements["settlement"] == kind]
        rows = read_table(book[name])
        assert [r["code"] for r in rows] == list(expected["code"])
        assert [r["state"] for r in rows] == list(expected["state"])
        assert [r["people"] for r in rows] == list(expected["people"])
        assert all(r["why"].endswith(".") for r in rows)
        assert [r["cost (m)"] for r in rows] == [None if c != c else round(c, 1) for c in expected["cost_m"]]


def test_the_other_sheets_hold_what_the_verdicts_hold(gaps: Gaps, book: openpyxl.Workbook) -> None:
    assert len(read_table(book["near misses"])) == len(gaps.near_misses)
    assert len(read_table(book["critical segments"])) == len(gaps.critical_edges)
    assert len(read_table(book["tolerance"])) == len(gaps.by_tolerance)
    assert [r["SHA-256"] for r in read_table(book["inputs"])] == [item.sha256 for item in gaps.county.inputs]
    named = [name_target(t.target.id) for t in gaps.targets]
    assert list(dict.fromkeys(r["item"] for r in read_table(book["targets"]))) == named
    assert {r["item"]: r["missed"] for r in read_table(book["summary"])} == {
        name_criterion(c.criterion.id): c.missed for c in gaps.criteria
    }


def test_every_sheet_names_its_county_and_can_be_filtered(book: openpyxl.Workbook) -> None:
    for sheet in book:
        above = " ".join(str(cell.value) for row in sheet["A1:A5"] for cell in row)
        assert "清溪县 (610728) · zhenba-2019 · no date given" in above
        assert "Road ends touch within 10 m" in above
        assert sheet.auto_filter.ref
        header = int("".join(c for c in sheet.auto_filter.ref.split(":")[0] if c.isdigit()))
        assert sheet.freeze_panes.endswith(str(header + 1))
        assert sheet.print_title_rows == f"${header - (sheet.title in FORMS)}:${header}"


def test_states_are_coloured_by_the_palette(book: openpyxl.Workbook) -> None:
    for name in ("summary", "targets", "villages", "groups"):
        rules = [rule for rules in book[name].conditional_formatting for rule in rules.rules]
        colours = {rule.formula[0]: rule.dxf.fill.bgColor.rgb[2:] for rule in rules}
        assert colours == {f'"{state}"': PALETTE[state][1:] for state in ("met", "missed", "unknown", "pending")}


def test_numbers_are_numbers_and_codes_are_text(book: openpyxl.Workbook) -> None:
    sheet = book["villages"]
    first = int(sheet.freeze_panes[1:])
    cells = {cell.value: sheet.cell(first, cell.column) for cell in sheet[first - 1]}
    assert (cells["code"].data_type, cells["code"].number_format) == ("s", "@")
    assert (cells["people"].data_type, cells["people"].number_format) == ("n", "#,##0")
    assert (cells["distance (m)"].data_type, cells["distance (m)"].number_format) == ("n", "#,##0.0")


def test_no_cell_is_a_formula_or_a_link(hostile_book: openpyxl.Workbook, hostile: Gaps) -> None:
    for sheet in hostile_book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                assert cell.hyperlink is None
    with zipfile.ZipFile(io.BytesIO(make_workbook(hostile))) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"<f>" not in content
            assert b"<hyperlink" not in content
            assert b"externalLink" not in content


def test_every_hostile_text_is_shown_exactly(hostile_book: openpyxl.Workbook) -> None:
    rows = read_table(hostile_book["villages"])
    assert set(HOSTILE) <= {r["name"] for r in rows}
    assert set(HOSTILE[:-1]) <= {r["town"] for r in rows}  # of a row set aside no town is kept
    assert '=HYPERLINK("http://x","y")' in {r["name"] for r in read_table(hostile_book["groups"])}
    assert {r["segment"] for r in read_table(hostile_book["critical segments"])} & set(HOSTILE)


def test_a_text_that_opens_a_formula_stays_text_when_it_is_edited(hostile_book: openpyxl.Workbook) -> None:
    cells = [cell for row in hostile_book["villages"].iter_rows() for cell in row if cell.data_type == "s"]
    opens = [cell for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]
    assert {str(cell.value) for cell in opens} >= set(FORMULAS)
    assert all(cell.quotePrefix for cell in opens)


def test_rows_set_aside_are_listed_with_fault_and_remedy(hostile: Gaps, hostile_book: openpyxl.Workbook) -> None:
    rows = read_table(hostile_book["quarantine"])
    assert {(r["layer"], r["row"]) for r in rows} == {
        (layer, row)
        for layer, row in zip(hostile.county.quarantine["layer"], hostile.county.quarantine["row"], strict=True)
    }
    village = next(r for r in rows if r["layer"] == "villages")
    assert village["name"] == HOSTILE[-1]
    assert village["value"] == "=2+3"
    assert village["fault"]
    assert village["remedy"]


def test_invented_rows_are_named_on_every_sheet(hostile_book: openpyxl.Workbook, book: openpyxl.Workbook) -> None:
    for sheet in hostile_book:
        line = str(sheet["A2"].value)
        assert line.startswith("Some rows are invented (origin: synthetic)"), sheet.title
        assert "villages 2" in line
    assert not any("invented" in str(sheet["A2"].value) for sheet in book)


def test_the_same_input_gives_the_same_bytes(gaps: Gaps) -> None:
    first = make_workbook(gaps)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")
    assert make_workbook(gaps) == first


def test_a_cell_holds_what_it_can() -> None:
    import xlsxwriter

    file = io.BytesIO()
    texts = ["\tx", "\rx", "x" * 40_000, "_x0041_", " x ", ""]
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        add_sheet(book, Sheet("a", "=title", ["=line"], [Column("=head", "code")], [[t] for t in texts]))
    with zipfile.ZipFile(io.BytesIO(file.getvalue())) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue()))["a"]
    cells = [sheet.cell(row, 1) for row in range(5, 5 + len(texts))]
    assert cells[0].value == "\tx"
    assert cells[0].quotePrefix
    assert cells[1].quotePrefix
    assert len(cells[2].value) < 32_767
    assert cells[2].value.endswith("x …")
    assert cells[4].value == " x "


def test_rows_are_those_that_a_spreadsheet_program_shows(hostile: Gaps) -> None:
    """The title and the column names of a sheet are counted in all texts; the document keeps the record's number."""
    plain, shown = put_rows_above(hostile, 0), put_rows_above(hostile, 1000)
    before, after = (open_book(make_workbook(gaps)) for gaps in (plain, shown))
    assert [row["row"] for row in read_table(after["quarantine"])] == [
        row["row"] + 1000 for row in read_table(before["quarantine"])
    ]
    assert list_rows_cited(after) == [row + 1000 for row in list_rows_cited(before)] != []
    aside = hostile.settlements[hostile.settlements["why"] == "settlement_quarantined"].to_dict("records")
    for row in aside:
        assert f"(row {row['row'] + 1000})" in explain_verdict(shown, row).text
    assert aside
    documents = [make_document(gaps)["settlements"] for gaps in (plain, shown)]
    assert len({str([(s["row"], s["evidence"]["rows"]) for s in rows]) for rows in documents}) == 1


def put_rows_above(gaps: Gaps, number: int) -> Gaps:
    inputs = tuple(dataclasses.replace(item, rows_above=number) for item in gaps.county.inputs)
    return dataclasses.replace(gaps, county=dataclasses.replace(gaps.county, inputs=inputs))


def list_rows_cited(book: openpyxl.Workbook) -> list[int]:
    """The rows of files that the evidence of both forms names."""
    cells = [str(cell.value) for name in FORMS for line in book[name].iter_rows() for cell in line if cell.value]
    return [int(row) for text in cells for row in re.findall(r"(?:csv|geojson), row (\d+)", text)]


def test_openstreetmap_is_named_in_all_that_is_made_of_it(gaps: Gaps, tmp_path: Path) -> None:
    first, *others = gaps.county.inputs
    inputs = (dataclasses.replace(first, path="region.OSM.pbf"), *others)
    made = dataclasses.replace(gaps, county=dataclasses.replace(gaps.county, inputs=inputs))
    credit = "© OpenStreetMap contributors"
    assert (list_credits(gaps.county), list_credits(made.county)) == ([], [credit])
    for sheet in open_book(make_workbook(made)):
        assert any(credit in str(cell.value) for line in sheet.iter_rows() for cell in line), sheet.title
    assert credit.encode() in make_gap_map(made)
    assert credit.encode() not in make_gap_map(gaps)
    make_geopackage(made, tmp_path / "gaps.gpkg")
    with contextlib.closing(sqlite3.connect(tmp_path / "gaps.gpkg")) as database:
        assert database.execute("SELECT DISTINCT description FROM gpkg_contents").fetchall() == [(credit,)]


def test_a_town_without_known_people_has_a_blank_and_no_nought(gaps: Gaps) -> None:
    unknown = dataclasses.replace(gaps, villages=gaps.villages.assign(people=float("nan")))
    sheets = [list_towns(WorkbookContext.of_gaps(found)) for found in (gaps, unknown)]
    known, blank = ([row[3] for row in sheet.rows] + [(sheet.total or [])[3]] for sheet in sheets)
    assert all(number > 0 for number in known)
    assert set(blank) == {None}

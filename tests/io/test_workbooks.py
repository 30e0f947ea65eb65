"""Workbooks and the sheets of bureaus: titles, merged headers, totals and formulas; and hostile workbooks."""

from __future__ import annotations

import io
import itertools
import random
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from gisplan.io import explain_fault
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx.merged_cells import refuse_overlaps
from tests.io.sheets import csv_text, workbook
from tests.io.toy_county import CODES, Toy, lon_lat, only

HEAD = ["village", "households", "connected_households", "plan_date"]
BUREAU = """[layers.water_projects.columns]
code = "序号"
name = "工程名称"
people = "受益人"
households = "受益户"
main_done = "主体完工日期"
guarantee = "保证率"
"""
TITLE = ["镇巴县2019年农村饮水工程台账", None, None, None, None, None]
UPPER = ["序号", "工程名称", "受益", None, "主体完工日期", "保证率"]
LOWER = [None, None, "受益户", "受益人", None, None]
RECORDS = [["W1", "一号", 40, 130, date(2019, 5, 31), 0.95], ["W2", "二号", 20, 60, None, 0.9]]


def merge(*areas: str) -> Any:
    def change(sheet: Any) -> None:
        for area in areas:
            sheet.merge_cells(area)

    return change


def put(toy: Toy, content: bytes, toml: str = "", layer: str = "power") -> Toy:
    return toy.with_layer(layer, "台账.xlsx", content, toml=toml)


def test_a_workbook_is_read_like_a_csv(toy: Toy) -> None:
    morning = datetime(2019, 9, 30, 8)  # noqa: DTZ001 - a workbook knows no zones
    rows = [[CODES[0], 40, 38, morning], [int(CODES[1]), 20.0, "20", "2019-10-01"]]
    county = put(toy, workbook(HEAD, *rows)).read()
    assert county.faults == ()
    assert county.power is not None
    assert county.power["village"].tolist() == CODES[:2]
    assert county.power["households"].tolist() == [40.0, 20.0]
    assert [day.date() for day in county.power["plan_date"]] == [date(2019, 9, 30), date(2019, 10, 1)]


def test_a_workbook_may_hold_points(toy: Toy) -> None:
    rows = [[code, f"村{place}", *lon_lat(place, 0)] for place, code in enumerate(CODES)]
    county = put(toy, workbook(["code", "name", "lon", "lat"], *rows), 'crs = "EPSG:4490"', "villages").read()
    assert county.villages["code"].tolist() == CODES
    assert county.faults == ()


def test_one_of_several_sheets_is_chosen_by_name(toy: Toy) -> None:
    book = openpyxl.Workbook()
    book.active.append(["notes"])
    for name in ("电", "空"):
        book.create_sheet(name)
    book["电"].append(["village"])
    book["电"].append([CODES[0]])
    book.create_sheet("hidden").append(["x"])
    book["hidden"].sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    assert only(put(toy, target.getvalue()).refuse(), "layers-several").params["has"] == "Sheet, 电"
    assert len(put(toy, target.getvalue(), 'layer = "电"').read().power) == 1  # type: ignore[arg-type]
    missing = only(put(toy, target.getvalue(), 'layer = "水"').refuse(), "layer-not-in-file")
    assert missing.params["has"] == "Sheet, 电, 空"


@pytest.mark.bad_input(59)
def test_59_cells_shown_as_per_cent_are(toy: Toy) -> None:
    def change(sheet: Any) -> None:
        for place in (2, 3):
            sheet[f"B{place}"].number_format = "0.0%"

    book = workbook(["village", "guarantee"], [CODES[0], 0.955], [CODES[1], 1], change=change)
    county = put(toy, book, layer="water_supply").read()
    assert county.water_supply is not None
    assert county.water_supply["guarantee"].tolist() == [95.5, 100.0]
    assert county.faults == ()


@pytest.mark.bad_input(64)
@pytest.mark.parametrize("title", [True, False])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_64_a_header_under_a_title_and_in_two_rows_is_found(toy: Toy, title: bool, kind: str) -> None:
    rows: list[list[Any]] = [*([TITLE] if title else []), UPPER, LOWER, *RECORDS, ["合计", None, 60, 190, None, None]]
    at = 1 + title
    areas = [f"C{at}:D{at}", *(f"{column}{at}:{column}{at + 1}" for column in "ABEF"), *(["A1:F1"] if title else [])]
    toy = (
        put(toy, workbook(*rows, change=merge(*areas)), BUREAU, "water_projects")
        if kind == "xlsx"
        else toy.with_layer("water_projects", "t.csv", csv_text(*_header(rows)), toml=BUREAU)
    )
    county = toy.read()
    fault = only(county.faults, "header-found")
    assert (fault.level, fault.params["count"]) == ("F", 2 + title)
    assert county.works is not None
    assert county.works[["code", "households", "people", "guarantee"]].to_numpy().tolist() == [
        ["W1", 40.0, 130.0, 95.0],
        ["W2", 20.0, 60.0, 90.0],
    ]
    assert only(county.faults, "total-row").row == 3
    assert county.works["main_done"].notna().tolist() == [True, False]


def _header(rows: list[list[Any]]) -> tuple[Any, ...]:
    first = ",".join("" if cell is None else str(cell) for cell in rows[0])
    return (first, *rows[1:])


@pytest.mark.bad_input(64)
def test_64_one_row_of_names_under_a_title(toy: Toy) -> None:
    county = put(toy, workbook(["供电台账"], HEAD, [CODES[0], 40, 38, None])).read()
    assert only(county.faults, "header-found").params["count"] == 2
    assert county.power is not None
    assert county.power["row"].tolist() == [1]


def test_the_lines_that_close_a_form_are_no_records(toy: Toy) -> None:
    close = ["单位负责人：      审核人：      联系电话："]
    county = put(toy, workbook(HEAD, [CODES[0], 40, 38, None], ["合计", 40, 38], close, ["注：以上为年末数"])).read()
    fault = only(county.faults, "form-end")
    assert (fault.level, fault.value, fault.params["count"]) == ("F", "单位负责人： 审核人： 联系电话：", 2)
    assert only(county.faults, "total-row").row == 2
    assert (county.inputs[-1].rows, county.inputs[-1].accepted) == (2, 1)


@pytest.mark.bad_input(64)
def test_64_names_that_repeat_below_are_distinguished_by_those_above(toy: Toy) -> None:
    upper, lower = ["村", "供电", None, "广播", None], [None, "总户", "通电户", "总户", "有线"]
    toml = '[layers.power.columns]\nvillage = "村"\nhouseholds = "供电/总户"\nconnected_households = "通电户"'
    book = workbook(upper, lower, [CODES[0], 40, 38, 41, 30], change=merge("A1:A2", "B1:C1", "D1:E1"))
    county = put(toy, book, toml).read()
    assert county.power is not None
    assert county.power[["households", "connected_households"]].to_numpy().tolist() == [[40.0, 38.0]]


@pytest.mark.bad_input(64)
def test_64_an_unclear_header_refuses_the_file_and_shows_its_rows(toy: Toy) -> None:
    toml = BUREAU.replace('"保证率"', '"供水保证率"')
    book = workbook(TITLE, UPPER, LOWER, *RECORDS, change=merge("A1:F1", "C2:D2"))
    fault = only(put(toy, book, toml, "water_projects").refuse(), "header-unclear")
    assert "序号 | 工程名称 | 受益" in explain_fault(fault)[0]


@pytest.mark.bad_input(64)
def test_64_a_name_that_is_missing_from_a_plain_header_is_reported_as_in_a_csv(toy: Toy) -> None:
    book = workbook(["village", "a"], [CODES[0], 1])
    faults = put(toy, book, '[layers.power.columns]\nhouseholds = "总户"').refuse()
    assert only(faults, "column-not-in-file").value == "总户"


def test_a_formula_without_its_value_in_a_row_of_totals_refuses_nothing(toy: Toy) -> None:
    county = put(toy, workbook(HEAD, [CODES[0], 40, 38], ["合计", "=SUM(B2:B2)", "=SUM(C2:C2)"])).read()
    assert county.power is not None
    assert county.power["households"].tolist() == [40.0]
    assert [fault.code for fault in county.faults if fault.level == "Q"] == ["total-row"]


@pytest.mark.bad_input(66)
def test_66_a_formula_without_its_value_refuses_the_file(toy: Toy) -> None:
    fault = only(put(toy, workbook(HEAD, [CODES[0], 40, "=B2-2"])).refuse(), "formula-uncached")
    assert (fault.level, fault.value) == ("E", "C2")


@pytest.mark.bad_input(66)
def test_66_a_formula_in_a_column_that_is_not_read_does_not_matter(toy: Toy) -> None:
    assert put(toy, workbook([*HEAD, "备注"], [CODES[0], 40, 38, None, "=B2"])).read().faults == ()


@pytest.mark.bad_input(66)
def test_66_a_formula_with_its_value_is_a_value(toy: Toy) -> None:
    plain = workbook(HEAD, [CODES[0], 40, 38, None])
    county = put(toy, rewrite(plain, "xl/worksheets/sheet1.xml", b"<v>38</v>", b"<f>B2-2</f><v>38</v>")).read()
    assert county.power is not None
    assert county.power["connected_households"].tolist() == [38.0]


@pytest.mark.bad_input(42)
def test_42_a_workbook_with_a_password_is_refused_as_such(toy: Toy) -> None:
    assert only(put(toy, b"\xd0\xcf\x11\xe0" + b"x" * 600).refuse(), "workbook-closed").level == "E"


@pytest.mark.bad_input(43)
def test_43_what_is_no_workbook_is_refused(toy: Toy) -> None:
    assert only(put(toy, b"village,households\n").refuse(), "content-mismatch").level == "E"


@pytest.mark.bad_input(29)
def test_29_a_truncated_workbook_is_refused(toy: Toy) -> None:
    whole = workbook(HEAD, [CODES[0], 40, 38, None])
    assert only(put(toy, whole[: len(whole) // 2]).refuse(), "truncated").level == "E"


@pytest.mark.bad_input(38)
def test_38_an_empty_workbook_is_refused(toy: Toy) -> None:
    assert only(put(toy, workbook()).refuse(), "layer-empty").layer == "power"
    assert only(put(toy, workbook(HEAD)).refuse(), "layer-empty").layer == "power"


def test_a_workbook_that_unpacks_to_a_bomb_is_refused_unread(toy: Toy) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (20 << 20))
    assert only(put(toy, target.getvalue()).refuse(), "workbook-refused").level == "E"


def test_a_workbook_that_declares_entities_is_refused(toy: Toy) -> None:
    whole = workbook(HEAD, [CODES[0], 40, 38, None])
    spoilt = rewrite(whole, "xl/worksheets/sheet1.xml", b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    assert only(put(toy, spoilt).refuse(), "workbook-refused").level == "E"


@pytest.mark.bad_input(54)
def test_54_formula_text_and_markup_stay_text(toy: Toy) -> None:
    words = ["<script>alert(1)</script>", "'=1+1"]
    rows = [[code, word] for code, word in zip(CODES, words, strict=False)]
    county = put(toy, workbook(["village", "unconnected_names"], *rows)).read()
    assert county.power is not None
    assert county.power["unconnected_names"].tolist() == words


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_that_show_nothing_are_no_rows_but_are_counted(toy: Toy, kind: str) -> None:
    blank = [" ", "　", None, "\u200b"]
    rows = [HEAD, blank, [CODES[0], 40, 38, None], blank, ["", "", "", ""], [CODES[1], "many", 20, None], blank]
    if kind == "csv":
        toy = toy.with_layer("power", "p.csv", csv_text(",".join(HEAD), *rows[1:], []))
    else:
        toy = put(toy, workbook(*rows, change=lambda sheet: setattr(sheet["C9"], "number_format", "0.0")))
    county = toy.read()
    fault = only(county.faults, "number-unreadable")
    assert (fault.row, fault.value) == (5, "many")
    assert [fault.code for fault in county.faults if fault.level != "W"] == ["number-unreadable"]
    assert (county.inputs[-1].rows, county.inputs[-1].accepted, county.inputs[-1].quarantined) == (2, 1, 1)


def test_a_formula_that_nobody_reads_makes_no_row(toy: Toy) -> None:
    rows = [[*HEAD, "备注"], [CODES[0], 40, 38, None, "=B2"], *[[None, None, None, None, f"=B{at}"] for at in (3, 4)]]
    county = put(toy, workbook(*rows)).read()
    assert county.faults == ()
    assert county.inputs[-1].rows == 1


@pytest.mark.parametrize("line", ["{0},41,40,,x", "{0},41", "{0},41,40,,,"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_row_with_other_fields_than_the_header_is_set_aside_alone(toy: Toy, line: str, at: int) -> None:
    lines = [f"{code},40,38," for code in CODES[:3]]
    lines[at] = line.format(CODES[at])
    county = toy.with_layer("power", "p.csv", "\n".join([",".join(HEAD), *lines, ""])).read()
    fault = only(county.faults, "row-ragged")
    assert (fault.level, fault.row, fault.params["expected"]) == ("Q", at + 1, 4)
    assert county.power is not None
    assert county.power["village"].tolist() == [code for place, code in enumerate(CODES[:3]) if place != at]


def test_of_a_row_with_a_field_too_many_nothing_else_is_wrong(toy: Toy) -> None:
    lines = [",".join(HEAD), f"{CODES[0]},40,38,", f"{CODES[1]},x,y,40,38"]
    county = toy.with_layer("power", "p.csv", "\n".join([*lines, ""])).read()
    assert [fault.code for fault in county.faults] == ["row-ragged"]


def test_a_first_row_with_one_field_too_many_is_no_second_header(toy: Toy) -> None:
    county = toy.with_layer(
        "power", "p.csv", csv_text(",".join(HEAD), [None, None, None, None, "x"], [CODES[0], 1, 1, None])
    )
    assert {(fault.code, fault.row) for fault in county.read().faults} == {("row-ragged", 1)}


def test_a_repeated_column_hides_no_other_fault_and_one_that_nobody_reads_is_none(toy: Toy) -> None:
    rows = [[*HEAD, "households", "备注", "备注"], [CODES[0], "many", 38, None, 1, "a", "b"], [CODES[1], 40, "=B2"]]
    faults = put(toy, workbook(*rows)).check().faults
    assert {fault.code for fault in faults} == {"header-repeated", "formula-uncached", "number-unreadable"}
    assert only(faults, "header-repeated").field == "households"
    assert put(toy, workbook([*HEAD, "备注", "备注"], [CODES[0], 40, 38, None, "a", "b"])).read().faults == ()


WORKS = ["code", "name", "villages", "people", "main_done"]
DAY = date(2019, 5, 1)


def test_a_merged_cell_holds_for_every_row_that_it_covers(toy: Toy) -> None:
    rows = [["W1", "一号", CODES[0], 40, DAY], ["W2", "二号", None, 50, None], ["W3", "三号", CODES[2], 30, None]]
    alone = [["W1", "一号", CODES[0], 40, DAY], ["W2", "二号", CODES[0], 50, DAY], ["W3", "三号", CODES[2], 30, DAY]]
    merged = put(toy, workbook(WORKS, *rows, change=merge("C2:C3", "E2:E4")), layer="water_projects").read()
    apart = put(toy, workbook(WORKS, *alone), layer="water_projects").read()
    assert merged.works is not None
    assert apart.works is not None
    assert merged.works.drop(columns="geometry").equals(apart.works.drop(columns="geometry"))
    assert merged.faults == ()


def test_a_merged_cell_holds_for_every_column_that_it_covers(toy: Toy) -> None:
    rows = [[CODES[0], 40, None, None], [CODES[1], None, None, None], [CODES[2], 10, 9, None]]
    county = put(toy, workbook(HEAD, *rows, change=merge("B2:C3"))).read()
    assert county.power is not None
    numbers = county.power[["households", "connected_households"]].to_numpy().tolist()
    assert numbers == [[40.0, 40.0], [40.0, 40.0], [10.0, 9.0]]
    # an amount in one cell over several rows may be their sum
    # and so may one over several columns
    found = {(fault.level, fault.code, fault.row) for fault in county.faults}
    assert found == {("W", "cells-merged", 1), ("W", "columns-merged", 1)}


def test_merged_cells_of_a_column_without_a_name_are_those_of_no_column(toy: Toy) -> None:
    """They were taken for those of every column that the file does not have, and the reading ended."""
    rows = [[CODES[0], 40, 40, None, "见附页"], [CODES[1], 30, 30, None, None], [CODES[2], 10, 9, None, None]]
    county = put(toy, workbook([*HEAD, None], *rows, change=merge("E2:E3"))).read()
    assert county.faults == ()
    assert county.power is not None
    assert county.power["connected_households"].tolist() == [40.0, 30.0, 9.0]


def test_what_a_file_keeps_below_a_merged_cell_is_not_shown(toy: Toy) -> None:
    rows = [["W1", "一号", CODES[0], 100, DAY], ["W2", "二号", CODES[1], 200, DAY]]
    whole = workbook(WORKS, *rows)
    area = b'</sheetData><mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>'
    county = put(toy, rewrite(whole, "xl/worksheets/sheet1.xml", b"</sheetData>", area), layer="water_projects").read()
    assert county.works is not None
    assert county.works["villages"].tolist() == [(CODES[0],)] * 2


def test_a_note_that_is_merged_over_its_line_holds_for_no_other_column(toy: Toy) -> None:
    rows = [
        ["W1", "一号", CODES[0], 100, DAY],
        ["以上为一期"],
        ["W2", "二号", CODES[1], 1, DAY],
    ]
    county = put(toy, workbook(WORKS, *rows, change=merge("A3:E3")), layer="water_projects").read()
    assert county.works is not None
    assert county.works["code"].tolist() == ["W1", "W2"]
    # it holds one text alone, as a heading does; "fill it in" would be the wrong advice
    assert {(fault.code, fault.row) for fault in county.faults} == {("row-heading", 2)}


def test_a_merged_formula_without_its_value_is_one_for_all_its_columns(toy: Toy) -> None:
    book = workbook(HEAD, [CODES[0], 40, "=B2", None], [CODES[1], 40, None, None], change=merge("C2:C3"))
    assert only(put(toy, book).refuse(), "formula-uncached").value == "C2"


def rewrite(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as whole, zipfile.ZipFile(target, "w") as changed:
        for name in whole.namelist():
            content = whole.read(name)
            assert name != part or old in content
            changed.writestr(name, content.replace(old, new, 1) if name == part else content)
    return target.getvalue()


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_workbook_whose_rows_are_hidden_says_which_sheet_to_show(toy: Toy, state: str, named: bool) -> None:
    """It was said to hold no rows, or to have no such sheet."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("电")
    for row in (HEAD, [CODES[0], 40, 38, None]):
        sheet.append(row)
    sheet.sheet_state = state
    target = io.BytesIO()
    book.save(target)
    fault = only(put(toy, target.getvalue(), 'layer = "电"' if named else "").refuse(), "sheets-hidden")
    assert fault.params["has"] == "电"
    assert "Unhide" in explain_fault(fault)[1]


@pytest.mark.parametrize(("areas", "overlap"), [(("B2:B3", "B3:C3"), "B3:C3"), (("B2:D4", "C3:C3", "E2:E9"), "C3:C3")])
def test_merged_cells_that_overlap_are_refused(toy: Toy, areas: tuple[str, ...], overlap: str) -> None:
    """One of the two values was lost without a word."""
    rows = [[CODES[0], 40, 38, None], [CODES[1], 20, 20, None], [CODES[2], 10, 9, None]]
    parts = "".join(f'<mergeCell ref="{area}"/>' for area in areas).encode()
    book = rewrite(
        workbook(HEAD, *rows),
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b"</sheetData><mergeCells>%b</mergeCells>" % parts,
    )
    assert only(put(toy, book).refuse(), "merged-overlap").value == overlap


def test_a_merged_area_that_is_there_twice_overlaps_nothing(toy: Toy) -> None:
    rows = [[CODES[0], 40, 38, None], [CODES[1], 20, 20, None]]
    parts = b'<mergeCells><mergeCell ref="D2:D3"/><mergeCell ref="D2:D3"/></mergeCells>'
    book = rewrite(workbook(HEAD, *rows), "xl/worksheets/sheet1.xml", b"</sheetData>", b"</sheetData>" + parts)
    assert put(toy, book).read().faults == ()


def test_overlaps_are_found_as_a_comparison_of_all_pairs_finds_them() -> None:
    draw = random.Random(7)
    seen = set()
    for _ in range(400):
        corners = [(draw.randrange(12), draw.randrange(12), draw.randrange(4), draw.randrange(4)) for _ in range(5)]
        areas = sorted({(top, left, top + tall, left + wide) for top, left, tall, wide in corners})
        overlap = any(
            a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3] for a, b in itertools.combinations(areas, 2)
        )
        try:
            refuse_overlaps(areas, "S")
            refused = False
        except FileRefused:
            refused = True
        assert refused == overlap, areas
        seen.add(overlap)
    assert seen == {True, False}


def test_an_amount_over_two_columns_is_warned_about_by_both_names(toy: Toy) -> None:
    rows = [[CODES[0], 40, None, None], [CODES[1], 20, 20, None]]
    fault = only(put(toy, workbook(HEAD, *rows, change=merge("B2:C2"))).read().faults, "columns-merged")
    assert (fault.level, fault.row, fault.field, fault.value) == ("W", 1, "households", "40")
    assert fault.params["has"] == "connected_households"


def test_an_amount_that_shares_its_cell_with_a_column_nobody_reads_is_warned_about(toy: Toy) -> None:
    book = workbook(["village", "贫困户", "households"], [CODES[0], 40, None], change=merge("B2:C2"))
    fault = only(put(toy, book).read().faults, "columns-merged")
    assert (fault.field, fault.value, fault.params["has"]) == ("households", "40", "贫困户")


def test_a_code_that_is_one_cell_over_several_rows_is_named_as_such(toy: Toy) -> None:
    rows = [["W1", "一号", CODES[0], 40, DAY], [None, "二号", CODES[1], 50, None]]
    county = put(toy, workbook(WORKS, *rows, change=merge("A2:A3")), layer="water_projects").read()
    fault = only(county.faults, "code-merged")
    assert (fault.level, fault.row, fault.value, list(fault.rows)) == ("W", 1, "W1", [1, 2])

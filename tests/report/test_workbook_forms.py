"""The village exit sheet and the details it rests on: a form that a bureau knows, filled from the verdicts."""

import dataclasses
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gisplan.base.language import set_language
from gisplan.gaps import Gaps, ListedWork
from gisplan.gaps.works import take_works
from gisplan.report.excel.gaps.book import make_workbook
from gisplan.report.excel.gaps.cells import find_deadline
from gisplan.wording.names import name_target
from gisplan.wording.sentences import explain_settlements, explain_verdict
from gisplan.workflow import judge
from tests.report.conftest import HOSTILE
from tests.report.test_workbook import open_book, read_table

HEADERS = ["标准", "现状值", "是否达标", "认定部门", "认定日期", "佐证材料", "存在问题", "整改时限"]
NAMES = ("户甲", "户乙", "户丙", "户丁", "户戊", "户己", "户庚")


@pytest.fixture(scope="module")
def zhenba(root: Path) -> Gaps:
    return judge(root / "layers" / "zhenba")


@pytest.fixture(scope="module")
def book(zhenba: Gaps) -> openpyxl.Workbook:
    return open_book(make_workbook(zhenba))


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language(None)


def read_form(sheet: Worksheet) -> dict[str, dict[str, dict[str, Any]]]:
    """Each village's values by block and header, as they stand in the form."""
    first, _last = sheet.auto_filter.ref.split(":")
    low = int("".join(c for c in first if c.isdigit()))
    titles: list[Any] = []
    for cell in sheet[low - 1]:
        titles.append(cell.value or (titles[-1] if titles else None))
    headers = [cell.value or titles[i] for i, cell in enumerate(sheet[low])]
    found = {}
    for row in sheet.iter_rows(min_row=low + 1):
        code = row[1].value
        if not isinstance(row[0].value, int) or not (isinstance(code, str) and code.isdigit()):
            break
        blocks: dict[str, dict[str, Any]] = {}
        for cell, title, header in zip(row, titles, headers, strict=True):
            blocks.setdefault(title, {})[header] = cell.value
        found[code] = blocks
    return found


def test_each_village_has_a_row_and_each_criterion_a_block(zhenba: Gaps, book: openpyxl.Workbook) -> None:
    form = read_form(book["exit details"])
    assert sorted(form) == sorted(zhenba.villages["code"])
    exits = ["Sealed road to the village", "Safe drinking water for every household", "Power in every household"]
    blocks = [title for title, cells in next(iter(form.values())).items() if "met or not" in cells]
    assert blocks == exits
    judged = [
        code
        for code, judged_for_exit in zip(zhenba.villages["code"], zhenba.villages["judged_for_exit"], strict=True)
        if judged_for_exit
    ]
    assert list(form)[: len(judged)] == judged


def test_the_form_holds_what_the_verdicts_hold(zhenba: Gaps, book: openpyxl.Workbook) -> None:
    form = read_form(book["exit details"])
    table = zhenba.settlements[zhenba.settlements["settlement"] == "village"]
    titles = {"sealed_road": "Sealed road to the village", "power_households": "Power in every household"}
    for id, title in titles.items():
        for row in table[table["criterion"] == id].to_dict("records"):
            cells = form[row["code"]][title]
            assert cells["met or not"] == row["state"]
            assert cells["present value"] == (None if row["value"] != row["value"] else round(row["value"], 2))
            problem = None if row["state"] == "met" else explain_verdict(zhenba, row).text
            assert (cells["problem"] or "").split("\n")[0] == (problem or "") or row["second_visit"]
            if row["attested"]:
                assert cells["department"] == row["attested"].by
                assert cells["date of finding"] == datetime.fromisoformat(row["attested"].date)
                assert row["attested"].document in cells["evidence"]
            for cell in row["rows"]:
                shown = zhenba.county.locate_row(cell.layer, cell.row)[1]
                assert f"row {shown}" in cells["evidence"] or "more rows" in cells["evidence"]
    result = {code: blocks["result"]["result"] for code, blocks in form.items()}
    assert result == dict(zip(zhenba.villages["code"], zhenba.villages["state"], strict=True))


def test_the_due_date_of_what_closes_a_gap_is_a_date(book: openpyxl.Workbook) -> None:
    cells = read_form(book["exit details"])["610728111209"]["Power in every household"]
    assert cells["to be remedied by"].date() == date(2019, 9, 30)
    assert "power.csv, row 129: households with power 386, households 393" in cells["evidence"]


def test_a_deadline_is_the_last_day_of_what_is_left() -> None:
    def close(*works: tuple[str | None, str | None]) -> Any:
        listed_works = tuple(ListedWork("road_works", 1, "a", None, status, due) for status, due in works)
        return find_deadline({"state": "missed", "listed_works": listed_works})

    assert close(("under_way", "2019-06-30"), ("not_started", "2019-12-31")) == date(2019, 12, 31)
    assert close(("under_way", "2019-06-30"), ("built", "2019-12-31")) == date(2019, 6, 30)
    assert close(("built", "2019-12-31")) == "listed works are done"
    assert close(("under_way", None)) == "no due date stated"
    assert close() == "nothing is planned"
    assert find_deadline({"state": "missed", "listed_works": None}) is None
    assert find_deadline({"state": "met", "listed_works": ()}) is None


def test_what_is_signed_are_the_villages_that_exit_with_blanks_for_what_is_not_measured(
    zhenba: Gaps, book: openpyxl.Workbook
) -> None:
    rows = read_table(book["exit sheet"])
    judged = zhenba.villages[zhenba.villages["judged_for_exit"]]
    assert [row["village code"] for row in rows] == list(judged["code"])
    assert [row["result"] for row in rows] == list(judged["state"])
    states = zhenba.settlements.pivot_table("state", "code", "criterion", aggfunc="first")
    for row in rows:
        assert row["Sealed road to the village"] == states.at[row["village code"], "sealed_road"]
        assert all(row[item.title] is None for item in zhenba.standard.out_of_scope)
    texts = [str(cell.value) for line in book["exit sheet"].iter_rows() for cell in line if cell.value]
    assert "The 93 villages that exit this year; the other 88 are on the sheet “exit details”." in texts
    assert any(text.startswith("Village (signed, stamped)") for text in texts)


def test_the_day_of_the_exit_sheet_is_the_last_of_all_remedies(zhenba: Gaps, book: openpyxl.Workbook) -> None:
    form, blocks = read_form(book["exit details"]), ("Sealed road to the village", "Power in every household")
    seen = 0
    for row in read_table(book["exit sheet"]):
        cells = [block["to be remedied by"] for name, block in form[row["village code"]].items() if "problem" in block]
        days = [day for day in cells if isinstance(day, datetime)]
        if not any(isinstance(day, str) for day in cells):
            assert row["to be remedied by"] == max(days, default=None)
            seen += bool(days)
        else:
            assert row["to be remedied by"] in cells
    assert seen
    assert set(blocks) <= set(next(iter(form.values())))


@pytest.mark.usefixtures("chinese")
def test_in_chinese_the_headers_are_those_of_the_bureaus(zhenba: Gaps) -> None:
    book = open_book(make_workbook(zhenba))
    sheet, details = book["村退出认定表"], book["认定明细"]
    assert sheet["A1"].value == "镇巴县村退出认定表"
    low = int("".join(c for c in details.auto_filter.ref.split(":")[0] if c.isdigit()))
    assert [cell.value for cell in details[low][7:15]] == HEADERS
    assert {"村代码", "村名"} <= {cell.value for cell in details[low - 1]}
    frame = " ".join(str(row[0].value) for row in sheet["A1:A9"])
    assert all(word in frame for word in ("填报单位", "填报时间", "公里/处/户/人"))
    last = " ".join(str(c.value) for row in sheet.iter_rows(min_row=sheet.max_row - 3) for c in row if c.value)
    signs = ("村（签字盖章）", "镇（签字盖章）", "县（签字盖章）", "市（签字盖章）", "单位负责人", "审核人", "填表人")
    assert all(word in last for word in signs)
    states = {blocks["认定结果"]["认定结果"] for blocks in read_form(details).values()}
    assert states <= {"达标", "未达标", "无法判定"}
    assert not states & {"met", "missed", "unknown"}


def test_the_details_print_whole_blocks_once_their_print_area_is_cleared(book: openpyxl.Workbook) -> None:
    sheet = book["exit details"]
    assert int(sheet.page_setup.paperSize) == 9
    low = int("".join(c for c in sheet.auto_filter.ref.split(":")[0] if c.isdigit()))
    assert sheet.print_title_rows == f"${low - 1}:${low}"
    assert sheet.print_title_cols == "$A:$C"
    assert sheet.freeze_panes == f"D{low + 1}"
    head, block, breaks = 7, 8, [b.id for b in sheet.col_breaks.brk]
    assert breaks
    assert all((b - head) % block == 0 for b in breaks), "a page break tears a block apart"
    merged = {str(m) for m in sheet.merged_cells.ranges}
    assert f"H{low - 1}:O{low - 1}" in merged
    assert f"A{low - 1}:A{low}" in merged


@pytest.mark.parametrize("name", ["exit sheet", "exit details"])
def test_the_total_stands_under_the_filter(zhenba: Gaps, book: openpyxl.Workbook, name: str) -> None:
    sheet = book[name]
    villages = zhenba.villages[zhenba.villages["judged_for_exit"]] if name == "exit sheet" else zhenba.villages
    low, last = (int("".join(c for c in ref if c.isdigit())) for ref in sheet.auto_filter.ref.split(":"))
    assert last - low == len(villages)
    total = [cell.value for cell in sheet[last + 1]]
    assert total[:2] == [len(villages), "total"]
    assert total[4] == villages["people"].sum()


def test_no_name_of_a_household_is_in_the_file_without_the_option_for_names(zhenba: Gaps, tmp_path: Path) -> None:
    def texts(content: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())

    without, with_names = make_workbook(zhenba), make_workbook(zhenba, names=True)
    assert not any(name in texts(without) for name in NAMES)
    assert all(name in texts(with_names) for name in NAMES)
    sheet = open_book(with_names)["names"]
    assert [row["household"] for row in read_table(sheet)] == list(NAMES)
    assert {row["village name"] for row in read_table(sheet)} == {"仁和村"}


def test_late_works_come_first(zhenba: Gaps, book: openpyxl.Workbook) -> None:
    rows = read_table(book["works"])
    assert zhenba.county.works is not None
    assert len(rows) == len(zhenba.county.works)
    late = [row["days since due"] for row in rows]
    count = sum(days is not None for days in late)
    assert 0 < count < len(rows)
    assert late[:count] == sorted((d for d in late if d is not None), reverse=True)
    assert all(row["due"].date() <= date(2019, 6, 30) for row in rows[:count])
    water = [row for row in rows if row["layer"] == "water_projects"]
    projects = next(t for t in zhenba.targets if t.target.id == "water_projects")
    unknown = len(take_works(zhenba.county, "water_projects").frame.query("approved.isna()"))
    assert unknown > 0  # rows without any date: nobody knows whether they are late
    assert sum(row["days since due"] is None for row in water) == projects.actual + unknown


def test_towns_add_up_to_the_criteria(zhenba: Gaps, book: openpyxl.Workbook) -> None:
    rows = read_table(book["towns"])
    assert {row["town"] for row in rows} == set(zhenba.villages["town"])
    for c, name in zip(zhenba.criteria, list(rows[0])[4::2], strict=True):
        assert sum(row[name] for row in rows) == c.missed, c.criterion.id


def test_second_visits_come_before_what_agrees(zhenba: Gaps, book: openpyxl.Workbook) -> None:
    rows = read_table(book["revisits"])
    again = zhenba.settlements[zhenba.settlements["second_visit"]]
    assert {(row["code"]) for row in rows if row["revisit"]} == set(again["code"])
    assert [bool(row["revisit"]) for row in rows] == sorted((bool(r["revisit"]) for r in rows), reverse=True)
    assert all(row["by the files"] != row["found on site"] for row in rows if row["revisit"])


def test_both_readings_of_a_garbled_figure_are_listed(book: openpyxl.Workbook) -> None:
    rows = [row for row in read_table(book["targets"]) if row["item"] == name_target("road_resurfacing")]
    assert [(row["reading"], row["required"]) for row in rows] == [("B (chosen)", 201), ("A", 110.4)]
    assert all("20110.4公里" in row["remark"] for row in rows)
    assert all(isinstance(row["due"], datetime) for row in rows)


def test_hostile_texts_stand_in_the_form_as_they_are(hostile: Gaps) -> None:
    odd = [*HOSTILE, "=1+1"]
    villages = hostile.villages.assign(
        name=[odd[i % len(odd)] for i in range(len(hostile.villages))],
        town=pd.Series(['=HYPERLINK("http://x","y")'] * len(hostile.villages), index=hostile.villages.index),
    )
    content = make_workbook(dataclasses.replace(hostile, villages=villages))
    book = open_book(content)
    for name in ("exit sheet", "plan sheet", "exit details"):
        assert name == "exit sheet" or set(HOSTILE) <= {cell.value for row in book[name].iter_rows() for cell in row}
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))


def test_the_same_county_gives_the_same_workbook(zhenba: Gaps) -> None:
    assert make_workbook(zhenba, names=True) == make_workbook(zhenba, names=True)


def test_works_tolerances_and_critical_segments_are_named_in_chinese(zhenba: Gaps, chinese: None) -> None:
    book = open_book(make_workbook(zhenba))
    works, tolerances, critical = (read_table(book[name]) for name in ("工程", "容差", "唯一通道"))
    assert {row["图层"] for row in works} == {"公路工程", "饮水工程"}
    assert "通组公路" in {row["项目类别"] for row in works}
    named = {row["指标"] for row in [*tolerances, *critical]}
    assert "建制村通硬化路" in named
    assert not any(str(name).isascii() for name in named)


def test_no_sheet_in_chinese_shows_keys_or_sentences_in_english(zhenba: Gaps, chinese: None) -> None:
    """What is typed elsewhere stands in columns that say so: codes, files, hashes and names in the county file."""
    book = open_book(make_workbook(zhenba))
    typed = {"代码", "文件", "SHA-256", "县配置文件中的名称", "村代码", "路段"}
    keys = re.compile(r"\b[a-z]+_[a-z_]+\b(?!）)|[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")
    shown = {
        (sheet.title, head, value)
        for sheet in book
        if sheet.title not in ("村退出认定表", "认定明细", "村计划任务表", "计划明细")
        for row in read_table(sheet)
        for head, value in row.items()
        if isinstance(value, str) and head not in typed and keys.search(value)
    }
    assert not shown
    settings = {row["设置项"]: row for row in read_table(book["设置"])}
    assert settings["疑似断点的最大间隙（米）"]["县配置文件中的名称"] == "near_miss_m"
    assert {row["图层"] for row in read_table(book["数据来源"])} >= {"行政村", "道路"}
    assert "建制村通硬化路" in {row["指标"] for row in read_table(book["行政村"])}


def test_units_and_lists_in_chinese_are_chinese(zhenba: Gaps, chinese: None) -> None:
    """In every sentence and every list; what a person writes on an entry form is as it is."""
    western = re.compile(r"\d (?:m|km|people)\b|\w, \w|\w; \w|\w: (?!reach_)\w")
    sentences = set(explain_settlements(zhenba)["why_text"])
    assert {text for text in sentences if western.search(text)} == set()
    shown = {
        (sheet.title, cell.value)
        for sheet in open_book(make_workbook(zhenba))
        for row in sheet.iter_rows(min_row=10)
        for cell in row
        if isinstance(cell.value, str) and western.search(cell.value)
    }
    assert {(title, text) for title, text in shown if "work plan" not in text} == set()

"""A bureau's sheet comes into the ledger: what each row is, what changes, and that a fault keeps all of it out."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gisplan.base.errors import LedgerSheetError
from gisplan.county.code_changes import CodeChange, CodeChanges
from gisplan.ledger import ALWAYS, Ledger
from gisplan.ledger.sheets import ImportResult, compare_book, import_book
from tests.ledger.bureau import HEAD, register, write_sheet
from tests.ledger.conftest import Clock

A = ("仁和村饮水安全工程", "青水镇", "仁和村", 120, 5.5, "2019-06-20", None, None, "A")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "水.xlsx"


def take(ledger: Ledger, path: Path, **options: Any) -> ImportResult:
    return import_book(ledger, path, by="李", villages=register(), **options)


def refused(ledger: Ledger, path: Path, **options: Any) -> str:
    """What an import is refused with; nothing of it is kept."""
    before = ledger.last_event
    with pytest.raises(LedgerSheetError) as error:
        take(ledger, path, **options)
    assert ledger.last_event == before
    assert error.value.faults
    return str(error.value)


def test_a_row_is_found_by_its_code_and_only_what_is_new_is_recorded(ledger: Ledger, path: Path) -> None:
    write_sheet(path, A)
    result = take(ledger, path, received=date(2019, 6, 25), note="六月报表")
    assert [(d.field, d.old, d.new) for d in result.comparison.differences] == [("main_done", None, date(2019, 6, 20))]
    event = ledger.history("A")[-1]
    assert (event.field, event.new, event.by, event.received) == ("main_done", "2019-06-20", "李", date(2019, 6, 25))
    assert (event.source, event.note, event.version) == ("水.xlsx", "六月报表", ledger.work("A").version)
    assert take(ledger, path).batch.events == 0


def test_a_dry_run_gives_the_same_and_records_nothing(ledger: Ledger, path: Path) -> None:
    write_sheet(path, A)
    before = ledger.events()
    result = take(ledger, path, dry_run=True)
    assert (result.batch.events, result.batch.works, ledger.events()) == (1, 1, before)
    assert take(ledger, path).batch == result.batch.__class__(
        **{**vars(result.batch), "recorded": ledger.events()[-1].recorded}
    )


def test_without_a_code_name_town_and_village_identify_the_work(ledger: Ledger, path: Path) -> None:
    write_sheet(path, ("仁和村 饮水安全工程", "青水", "仁和", 121, None, None, None, None, None))
    take(ledger, path)
    assert ledger.work("A").values["people"] == 121


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("仁和村饮水工程", "青水镇", "仁和村", 1), "A 仁和村饮水安全工程"),
        (("仁和村饮水安全工程", "青水镇", "古路村", 1), "A 仁和村饮水安全工程"),
        ((None, "青水镇", "仁和村", 1), "neither a code nor a name"),
        ((None, "青水镇", "仁和村", 1, None, None, None, None, "C"), "a new one needs a name"),
        (
            ("仁和村饮水安全工程", "青水镇", "仁和村", 1, None, None, None, None, "C"),
            "by name, town and village it resembles: A",
        ),
        (("新工程", "青水镇", "大垭村", 1), "the town has no single village named 大垭村"),
        (("新工程", "青水镇", "仁何村", 1), "the nearest name is 仁和村"),
        (("新工程", "青水镇", "仁和村", -1), "-1"),
        (("新工程", "青水镇", "仁和村", 1, None, "三月底"), "三月底"),
        (("新工程", "青水镇", "仁和村", 1, None, "2019-02-30"), "2019-02-30"),
    ],
)
def test_what_is_doubtful_or_wrong_is_listed_with_its_row_and_nothing_is_applied(
    row: tuple[Any, ...], expected: str, ledger: Ledger, path: Path
) -> None:
    write_sheet(path, A, row)
    message = refused(ledger, path)
    assert expected in message
    assert "row 5 (水.xlsx)" in message
    assert message.endswith("Nothing was changed.")


def test_all_faults_are_listed_together(ledger: Ledger, path: Path) -> None:
    write_sheet(path, ("甲", "青水镇", "仁何村", 1), ("乙", "青水镇", "仁和村", -5), (None, None, None, 3))
    with pytest.raises(LedgerSheetError) as error:
        take(ledger, path)
    assert [fault.row for fault in error.value.faults] == [5, 4, 6]


def test_one_name_in_two_towns_is_two_villages(ledger: Ledger, path: Path) -> None:
    rows = [("一", "泾洋街道", "大垭村", 1), ("二", "简池镇", "大垭村", 2)]
    write_sheet(path, *rows)
    take(ledger, path)
    found = [work.values["villages"] for work in ledger.state().works if work.name in "一二"]
    assert found == [("610728001216",), ("610728108257",)]


def test_new_works_are_numbered_like_the_others(ledger: Ledger, path: Path) -> None:
    from gisplan.ledger import add_work

    ledger.record(add_work("water", "SL2019-009", {"name": "旧"}), by="王")
    write_sheet(path, ("新一", "青水镇", "仁和村", 1), ("新二", "青水镇", "古路村", 2), day="2019-06-30")
    take(ledger, path)
    assert [work.code for work in ledger.state().works][-2:] == ["SL2019-010", "SL2019-011"]
    plan = next(event for event in ledger.history("SL2019-010") if event.field == "people")
    assert plan.on == ALWAYS


def test_two_rows_of_one_work_are_refused(ledger: Ledger, path: Path) -> None:
    write_sheet(path, A, A)
    assert "rows 4, 5 are the same work" in refused(ledger, path)


def test_a_row_that_is_there_twice_hides_no_other_fault(ledger: Ledger, path: Path) -> None:
    wrong = ("仁和村饮水安全工程", "简池镇", "仁和村", 120, 5.5, None, None, None, "A")
    write_sheet(path, A, wrong, ("新工程", "青水镇", "仁何村", 1))
    message = refused(ledger, path)
    assert "rows 4, 5 are the same work" in message
    assert "row 6 (水.xlsx)" in message
    with pytest.raises(LedgerSheetError) as error:
        take(ledger, path)
    assert sorted(fault.row for fault in error.value.faults if fault.row is not None) == [4, 5, 5, 6]


def test_values_hold_from_the_day_on_which_the_sheet_was_filled_in(ledger: Ledger, path: Path, clock: Clock) -> None:
    clock.set("2019-07-05")
    write_sheet(path, ("仁和村饮水安全工程", "青水镇", "仁和村", 130, 5.5, None, None, None, "A"), day="2019年6月28日")
    take(ledger, path, received=date(2019, 7, 2))
    people = [ledger.state(date(2019, 6, day)).by_code["water", "A"].values["people"] for day in (27, 28)]
    assert people == [120, 130]


def test_a_sheet_is_not_filled_in_after_it_was_received(ledger: Ledger, path: Path) -> None:
    write_sheet(path, A, day="2019-07-01")
    assert "date of filling in, 2019-07-01, is after 2019-06-30" in refused(ledger, path, received=date(2019, 6, 30))


def test_a_broken_rule_is_listed_at_its_row_or_recorded_with_its_reason(ledger: Ledger, path: Path) -> None:
    write_sheet(path, ("仁和村饮水安全工程", "青水镇", "仁和村", 120, 5.5, "2019-06-20", "2019-06-10", None, "A"))
    message = refused(ledger, path)
    assert "row 4 (水.xlsx)" in message
    assert "is before main works done on 2019-06-20" in message
    take(ledger, path, override="先通水")
    event = next(event for event in ledger.history("A") if event.field == "water_flowing")
    assert (event.broke, event.override) == (("order",), "先通水")


def test_a_blank_says_nothing(ledger: Ledger, path: Path) -> None:
    write_sheet(path, ("仁和村饮水安全工程", None, None, None, None, None, None, None, "A"))
    assert take(ledger, path).batch.events == 0


def test_columns_with_values_but_no_heading_are_named(ledger: Ledger, path: Path) -> None:
    """Nothing was said of them; a heading merged over two columns leaves the second without one."""
    write_sheet(path, (*A, 7), head=(*HEAD, None))
    (note,) = (note for note in take(ledger, path).comparison.notes if "no heading" in note)
    assert "J" in note
    write_sheet(path, (*A, None), head=(*HEAD, None))
    assert not any("no heading" in note for note in take(ledger, path).comparison.notes)


def test_a_work_that_was_taken_off_does_not_come_back_unasked(ledger: Ledger, path: Path) -> None:
    from gisplan.ledger import Change

    ledger.record([Change("A", "listed", False, ledger.work("A").version)], by="王")
    write_sheet(path, A)
    assert "A was removed from the ledger" in refused(ledger, path)


def test_units_in_the_headers_and_serial_days_are_understood(ledger: Ledger, path: Path) -> None:
    head = ("项目名称", "乡镇", "行政村", "受益人口", "管网长度(m)", "主体完工", "通水时间", "备注", "项目编号")
    row = ("仁和村饮水安全工程", "青水镇", "仁和村", 120, 6_200, 43_636, None, None, "A")
    write_sheet(path, row, head=head)
    take(ledger, path)
    values = ledger.work("A").values
    assert (values["km"], values["main_done"]) == (6.2, date(2019, 6, 20))


def test_what_is_no_form_of_works_is_refused_and_a_missing_file_too(ledger: Ledger, path: Path) -> None:
    write_sheet(path, ("甲", 1), head=("姓名", "年龄"))
    assert "is not a known form of works" in refused(ledger, path)
    assert "nowhere.xlsx" in refused(ledger, path.with_name("nowhere.xlsx"))
    path.write_bytes(b"PK\x03\x04 not a workbook")
    refused(ledger, path)


@pytest.mark.parametrize(
    "head",
    [("village", "households", "connected_households", "three_phase"), ("村代码", "户数", "通电户数", "通动力电")],
)
def test_a_sheet_that_is_a_layer_of_the_county_is_named_as_that(
    ledger: Ledger, path: Path, head: tuple[str, ...]
) -> None:
    write_sheet(path, ("610728104201", 40, 38, "是"), head=head)
    assert "layer power (power supply)" in refused(ledger, path)


def test_a_workbook_whose_sheets_are_hidden_says_so(ledger: Ledger, path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("饮水").append(["项目名称", "乡镇", "受益人口"])
    book["饮水"].sheet_state = "hidden"
    book.save(path)
    assert "hidden: 饮水" in refused(ledger, path)


def test_columns_that_no_form_has_are_listed(ledger: Ledger, path: Path) -> None:
    write_sheet(path, (*A, "甲"), head=(*HEAD, "工程负责"))
    assert compare_book(ledger, path, villages=register()).sheets[0].unread == ("工程负责",)


def test_former_codes_of_villages_are_followed_in_the_sheet_and_in_the_ledger(ledger: Ledger, path: Path) -> None:
    codes = CodeChanges((CodeChange("610728111101", "610728111209"), CodeChange("610728111102", "610728111101")))
    villages = replace(register(), changes=codes)
    head = (*HEAD[:-1], "村代码", "工程编码")
    write_sheet(path, (*A[:3], 125, *A[4:-1], "610728111102", "A"), head=head)
    result = import_book(ledger, path, by="李", villages=villages)
    assert [(d.field, d.new) for d in result.comparison.differences] == [
        ("people", 125),
        ("main_done", date(2019, 6, 20)),
    ]
    assert any("610728111102 → 610728111209" in note for note in result.comparison.notes)
    later = replace(register(), changes=CodeChanges((CodeChange("610728111209", "610728111208"),)))
    write_sheet(path, (A[0], None, None, 126, *A[4:-1], "610728111208", "A"), head=head)
    again = import_book(ledger, path, by="李", villages=later)
    assert [(d.field, d.new) for d in again.comparison.differences] == [("people", 126)]
    assert ledger.work("A").values["villages"] == ("610728111209",)

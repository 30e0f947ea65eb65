"""Forms as the bureaus really keep them: units, names over names, totals, merged cells, the day of the form."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gisplan.base.errors import LedgerSheetError
from gisplan.ledger import Change, Ledger
from gisplan.ledger.sheets import ImportResult, import_book
from gisplan.workflow import export_book
from tests.io.sheets import workbook
from tests.ledger.bureau import edit, register
from tests.ledger.conftest import Clock

HEAD = ("工程编码", "工程名称", "镇", "管网长度", "投资")
NAME = "仁和村饮水安全工程"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "水.xlsx"


def take(ledger: Ledger, path: Path, *rows: Sequence[Any], change: Any = None, **options: Any) -> ImportResult:
    path.write_bytes(workbook(*rows, change=change))
    return import_book(ledger, path, by="李", villages=register(), **options)


def refuse(ledger: Ledger, path: Path, *rows: Sequence[Any], change: Any = None, **options: Any) -> str:
    """Return the message of the refusal; nothing is recorded."""
    before = ledger.last_event
    with pytest.raises(LedgerSheetError) as error:
        take(ledger, path, *rows, change=change, **options)
    assert ledger.last_event == before
    return str(error.value)


@pytest.mark.parametrize(
    ("frame", "head", "km"),
    [
        (["单位：米、元      填报时间：2019-06-30"], HEAD, 1.5),
        (["（单位：米、元）"], HEAD, 1.5),
        (["单位：", "米、元"], HEAD, 1.5),
        (["单位 米/元"], HEAD, 1.5),
        (["填报单位：", "镇巴县水利局", "单位：", "米、元"], HEAD, 1.5),
        (["填报单位：水利局", "单位：公里、户、元"], HEAD, 1500.0),
        (["金额单位:元、长度单位:米"], HEAD, 1.5),
        (["单位：公里、米、元"], (*HEAD[:3], "管网长度（米）", "投资"), 1.5),
        (["单位：元"], (*HEAD[:3], "管网长度米", "投资"), 1.5),
        (["单位：元"], (*HEAD[:3], "管网长度/m", "投资"), 1.5),
        (["单位：元"], (*HEAD[:3], "管网长度", "投资(元)"), 1500.0),
    ],
)
def test_a_unit_is_read_wherever_the_form_states_it(
    frame: list[str], head: tuple[str, ...], km: float, ledger: Ledger, path: Path
) -> None:
    take(ledger, path, frame, head, ["A", NAME, None, 1500, 320_000])
    values = ledger.work("A").values
    assert (values["km"], values["budget_wan"]) == (km, 32.0)


def test_two_units_of_one_kind_are_a_fault_and_a_format_shows_its_unit(ledger: Ledger, path: Path) -> None:
    message = refuse(ledger, path, ["单位：公里/米"], HEAD, ["A", NAME, None, 1500, 32])
    assert "管网长度" in message
    assert "公里, 米" in message

    def show(sheet: Any, code: str) -> None:
        sheet["D2"].number_format = code

    take(ledger, path, HEAD, ["A", NAME, None, 1500, 32], change=lambda sheet: show(sheet, '0"米"'))
    assert ledger.work("A").values["km"] == 1.5
    # a format that divides shows another number than the cell holds
    message = refuse(ledger, path, HEAD, ["A", NAME, None, 32000, 1], change=lambda s: show(s, '0!.0,"公里"'))
    assert "管网长度" in message


def test_a_name_over_others_counts(ledger: Ledger, path: Path) -> None:
    def merge(sheet: Any) -> None:
        for area in ("A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2"):
            sheet.merge_cells(area)

    upper = ["工程编码", "工程名称", "受益户", None, "受益人", None, "计划", None]
    lower = [None, None, "户数", "其中贫困", "人数", "其中贫困", "开工", "主体完工"]
    row = ["A", NAME, 40, 20, 150, 66, "2019-03-01", "2019-05-31"]
    result = take(ledger, path, ["台账"], upper, lower, row, change=merge)
    changed = {d.field: d.new for d in result.comparison.differences}
    assert changed.pop("due_started") == date(2019, 3, 1)
    assert changed == {"households": 40.0, "people": 150.0, "poor_people": 66.0, "due": date(2019, 5, 31)}
    assert result.comparison.sheets[0].unread == ("受益户/其中贫困",)


@pytest.mark.parametrize(
    "row",
    [
        [None, "青水镇小计", None, 9, 9],
        [None, "合计（2处）", None, 9, 9],
        [None, "本页合计", None, 9, 9],
        ["合计：2处", None, None, 9, 9],
        [None, "一、青水镇", None, 9, None],
        ["单位负责人：王", None, None, None, None],
        ["填 表 人：王", None, None, None, None],
        ["（一）", "青水镇（3处）", None, 9, 9],
        [1, 2, 3, 4, 5],
        list(HEAD),
    ],
)
def test_rows_that_are_not_works_are_left_out_and_listed(row: list[Any], ledger: Ledger, path: Path) -> None:
    result = take(ledger, path, HEAD, row, ["A", NAME, None, 6, None])
    assert [d.field for d in result.comparison.differences] == ["km"]
    assert [note for note in result.comparison.notes if "not read: 2 (" in note]


def test_units_may_be_in_a_row_of_their_own(ledger: Ledger, path: Path) -> None:
    take(ledger, path, HEAD, [None, None, None, "（米）", "（元）"], ["A", NAME, None, 1500, 320_000])
    values = ledger.work("A").values
    assert (values["km"], values["budget_wan"]) == (1.5, 32.0)


def test_plan_and_fact_are_side_by_side(ledger: Ledger, path: Path) -> None:
    upper = ["工程编码", "工程名称", "受益人", "主体完工时间", None]
    lower = [None, None, None, "计划", "实际"]
    row = ["A", NAME, 120, "2019-06-20", "2019-06-25"]

    def merge(*areas: str) -> Any:
        return lambda sheet: [sheet.merge_cells(area) for area in areas]

    result = take(
        ledger, path, ["饮水台账"], upper, lower, row, change=merge("A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2")
    )
    changed = {d.field: d.new for d in result.comparison.differences}
    assert changed == {"main_done": date(2019, 6, 25), "due": date(2019, 6, 20)}
    # 计划 stands over both, though nobody merged it
    upper, lower = ["工程编码", "工程名称", "受益人", "计划", None], [None, None, None, "开工", "主体完工"]
    row = ["B", None, 80, "2019-03-01", "2019-05-25"]
    result = take(ledger, path, ["饮水台账"], upper, lower, row, change=merge("A1:E1", "A2:A3", "B2:B3", "C2:C3"))
    changed = {d.field: d.new for d in result.comparison.differences}
    assert changed == {"due_started": date(2019, 3, 1), "due": date(2019, 5, 25)}


def test_a_unit_over_names_is_that_of_each(ledger: Ledger, path: Path) -> None:
    upper = ["工程编码", "工程名称", "投资（元）", None, "受益人口（人）", None]
    lower = [None, None, "总投资", "其中：中央资金", "人数", "其中：贫困人口"]

    def merge(sheet: Any) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            sheet.merge_cells(area)

    result = take(ledger, path, upper, lower, ["A", NAME, 315_000, 1, 130, 20], change=merge, kind="water")
    changed = {d.field: d.new for d in result.comparison.differences}
    assert changed == {"budget_wan": 31.5, "people": 130.0, "poor_people": 20.0}


def test_a_row_that_may_be_a_heading_or_another_name_is_a_doubt(ledger: Ledger, path: Path) -> None:
    message = refuse(ledger, path, HEAD, [None, "本月完成", None, 9, 9], ["A", NAME, None, 6, None])
    assert "a heading, a note or a new work" in message
    head = ("工程名称", "镇", "村", "管网长度", "投资")
    message = refuse(ledger, path, head, ["仁和村饮水工程", "青水镇", "仁和村（1、2组）", 6, None])
    assert "similar: A" in message
    assert take(ledger, path, head, ["仁和村2组新修水窖", "青水镇", "仁和村", 6, None]).comparison.sheets[0].new == 1


def test_a_row_with_a_code_is_a_work_whatever_it_is_called(ledger: Ledger, path: Path) -> None:
    result = take(ledger, path, HEAD, ["W9", "合计", "青水镇", 1, 2])
    assert {d.code for d in result.comparison.differences} == {"W9"}


def test_a_cell_over_several_works_holds_for_all_of_them(ledger: Ledger, path: Path) -> None:
    # it was refused before; in a county's layers the same cell held for its first row alone
    head = ("工程编码", "工程名称", "主体完工日期", "受益人", "备注")
    rows = [["A", None, "2019-06-20", 200, "同批"], ["B", None, None, None, None]]
    areas = ("C2:C3", "D2:D3", "E2:E3")
    result = take(ledger, path, head, *rows, change=lambda sheet: [sheet.merge_cells(area) for area in areas])
    found = [(d.code, d.field, d.new) for d in result.comparison.differences if d.field != "note"]
    day = date(2019, 6, 20)
    assert found == [
        *[("A", "people", 200.0), ("A", "main_done", day)],
        *[("B", "people", 200.0), ("B", "main_done", day)],
    ]
    # an amount may be the sum of both
    assert [note for note in result.comparison.notes if "受益人 is one cell over several rows" in note]
    assert not [note for note in result.comparison.notes if "主体完工日期" in note]


def test_a_heading_that_is_merged_is_no_work(ledger: Ledger, path: Path) -> None:
    rows = [["一、青水镇", None, None, None, None], ["A", NAME, "青水镇", 6, None], ["青水镇小计", None, None, 6, None]]
    areas = ("A2:E2", "A4:C4", "A3:A3")
    result = take(ledger, path, HEAD, *rows, change=lambda sheet: [sheet.merge_cells(area) for area in areas])
    assert [d.field for d in result.comparison.differences] == ["km"]


def test_a_broken_formula_is_a_fault(ledger: Ledger, path: Path) -> None:
    head = ("工程编码", "工程名称", "主体完工日期", "受益人", "备注")
    rows = [["A", None, "2019-06-20", 1, None], ["B", None, None, 2, None]]

    def break_cells(sheet: Any) -> None:
        for at in ("B2", "E3"):
            sheet[at] = "#REF!"
            sheet[at].data_type = "e"

    assert "B2, E3" in refuse(ledger, path, head, *rows, change=break_cells)
    # a total is not read, whatever its formulas say
    message = take(ledger, path, head, ["合计", None, None, "=SUM(D3)", None], ["A", None, None, 130, None])
    assert [d.field for d in message.comparison.differences] == ["people"]


@pytest.mark.parametrize(
    "frame",
    [["填报时间：", "2019-05-31"], ["填 报 时 间：2019年5月31日"], ["填报日期 2019.5.31"], ["填报时间", "2019-05-31"]],
)
def test_the_day_of_the_form_is_found(frame: list[str], ledger: Ledger, path: Path) -> None:
    take(ledger, path, frame, HEAD, ["A", NAME, None, 7, None])
    assert ledger.history("A")[-1].on == date(2019, 5, 31)


def test_a_day_that_is_none_and_a_milestone_after_it_are_faults(ledger: Ledger, path: Path) -> None:
    for day in ("2019年5月", "2019年6月31日", "2019年5月1日-5月31日"):
        assert day in refuse(ledger, path, [f"填报时间：{day}"], HEAD, ["A", NAME, None, 7, None])
    head = ("工程编码", "工程名称", "主体完工日期")
    message = refuse(ledger, path, ["填报时间：2019-05-31"], head, ["A", NAME, "2019-06-20"])
    assert "2019-06-20 is after the date of filling in, 2019-05-31" in message


def test_a_blank_day_and_a_note_are_no_day(ledger: Ledger, path: Path) -> None:
    head = ("序号", *HEAD)
    for frame in ("填报时间：   年   月   日", "填报时间：          单位：公里"):
        rows = [[1, "A", NAME, None, 6, None], ["注：每月25日前报送，报送时间以邮件为准。"]]
        take(ledger, path, [frame], head, *rows, received=date(2019, 6, 30))
    assert ledger.history("A")[-1].on == date(2019, 6, 30)
    rows = [[1, "A", NAME, None, 8, None], ["统计截止时间：2019年6月25日"]]
    take(ledger, path, ["填报时间：2019-06-28"], head, *rows)
    assert ledger.history("A")[-1].on == date(2019, 6, 28)


def test_a_code_beside_anothers_name_is_a_doubt(ledger: Ledger, path: Path) -> None:
    message = refuse(
        ledger, path, HEAD, ["B", NAME, "泾洋街道", 7, None], ["A", "完全不同的一个工程", "泾洋街道", 7, None]
    )
    assert "but this is the name of A" in message
    assert "but name and location both differ" in message


def test_a_new_work_like_another_must_be_declared_new(ledger: Ledger, path: Path) -> None:
    row = ["A2", "仁和村安全饮水工程", "青水镇", 7, None]
    assert "add --new A2" in refuse(ledger, path, HEAD, row)
    assert take(ledger, path, HEAD, row, new=["A2"]).comparison.sheets[0].new == 1
    # figures tell works of one village apart
    rows = [["X1", "仁和村1、2组供水点", "青水镇", 1, None], ["X2", "仁和村12组供水点", "青水镇", 1, None]]
    assert take(ledger, path, HEAD, *rows).comparison.sheets[0].new == 2


def test_villages_codes_and_town_agree(ledger: Ledger, path: Path) -> None:
    head = ("工程编码", "工程名称", "镇", "村", "村代码")
    message = refuse(ledger, path, head, ["A", NAME, "青水镇", "古路村", "610728111209"], kind="water")
    assert "its village names are 古路村, but its codes are those of 仁和村" in message
    message = refuse(ledger, path, head, ["A", NAME, "泾洋街道", None, "610728111209"], kind="water")
    assert "its town is 泾洋街道, but its villages lie in 青水镇" in message
    row = ["A", NAME, "青水镇", "仁和村", "610728111209"]
    assert take(ledger, path, head, row, kind="water").batch.events == 0


@pytest.mark.parametrize("gone", ["台账版本", "台账标识", "both"])
def test_an_export_whose_versions_are_gone_is_refused(gone: str, ledger: Ledger, path: Path) -> None:
    export_book(ledger, path, villages=register(), kind="water")
    ledger.record([Change("A", "people", 130, ledger.work("A").version)], by="赵")
    if gone == "both":
        book = openpyxl.load_workbook(path)
        cells = book["饮水工程"]
        heads = {cells.cell(3, c).value: c for c in range(1, cells.max_column + 1)}
        cells.delete_cols(heads["台账版本"], 2)
        book.save(path)
    else:
        edit(path, {("A", gone): None})
    before = ledger.last_event
    with pytest.raises(LedgerSheetError, match="Export the sheet again"):
        import_book(ledger, path, by="李", villages=register())
    assert ledger.last_event == before


def test_cells_conflicts_and_rules_are_reported_together(ledger: Ledger, path: Path) -> None:
    export_book(ledger, path, villages=register())
    ledger.record([Change("R", "km", 3.1, ledger.work("R").version)], by="钱")
    edit(path, {("A", "受益人"): "许多", ("B", "通水日期"): date(2019, 6, 1)})
    with pytest.raises(LedgerSheetError) as error:
        import_book(ledger, path, by="李", villages=register())
    message = str(error.value)
    assert "许多" in message
    assert "main works done, which comes first, has no date" in message
    assert "钱" in message
    assert {(f.sheet, f.row) for f in error.value.faults} == {("饮水工程", 5), ("饮水工程", 6), ("通村公路", 5)}


def test_an_export_keeps_what_only_looks_odd(ledger: Ledger, path: Path, clock: Clock) -> None:
    values = {"guarantee": 0.9, "note": "长" * 33_000}
    ledger.record([Change("A", name, value, ledger.work("A").version) for name, value in values.items()], by="赵")
    ledger.record([Change("B", "guarantee", 95, ledger.work("B").version)], by="赵")
    export_book(ledger, path, villages=register())
    assert import_book(ledger, path, by="李", villages=register()).batch.events == 0
    # what is edited after the export holds from the day of receipt, not from that of the export
    clock.set("2019-07-20")
    edit(path, {("A", "受益人"): 150})
    import_book(ledger, path, by="李", villages=register(), received=date(2019, 7, 18))
    assert ledger.history("A")[-1].on == date(2019, 7, 18)


def test_every_sheet_of_a_workbook_is_reported(ledger: Ledger, path: Path) -> None:
    book = openpyxl.Workbook()
    for town in ("青水镇", "泾洋街道"):
        sheet = book.create_sheet(f"饮水 {town}")
        sheet.append(HEAD)
        sheet.append([None, f"{town}新水厂", town, 1, 2])
    hidden = book.create_sheet("旧表")
    hidden.append(HEAD)
    hidden.sheet_state = "hidden"
    del book["Sheet"]
    book.save(path)
    result = import_book(ledger, path, by="李", villages=register())
    assert len({d.code for d in result.comparison.differences}) == 2
    assert any("旧表" in note for note in result.comparison.notes)


def test_a_place_outside_the_county_and_days_from_1904(ledger: Ledger, path: Path) -> None:
    head = ("工程编码", "工程名称", "水源坐标", "主体完工日期")
    assert "lies outside" in refuse(ledger, path, head, ["A", NAME, "116.4,39.9", None])
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(head)
    book.active.append(["A", NAME, None, 42_174])
    book.save(path)
    import_book(ledger, path, by="李", villages=register())
    assert ledger.work("A").values["main_done"] == date(2019, 6, 20)

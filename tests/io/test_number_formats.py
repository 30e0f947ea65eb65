"""What a cell shows is more than its number: units, days, months and zeros that number formats give."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel

from gisplan.county.county import County
from gisplan.io.files.xlsx.cells import show_number
from gisplan.io.files.xlsx.number_formats import parse_number_format
from gisplan.io.files.xlsx_reader import read_workbook
from tests.io.sheets import workbook
from tests.io.toy_county import Toy

HEAD = ["code", "name", "people", "main_done"]


def book(*rows: list[Any], formats: dict[str, str] | None = None, date1904: bool = False) -> bytes:
    """Return a workbook of water projects whose cells have number formats."""
    made = openpyxl.Workbook()
    if date1904:
        made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    for row in [HEAD, *rows]:
        sheet.append(row)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def read(toy: Toy, content: bytes) -> County:
    return toy.with_layer("water_projects", "w.xlsx", content).read()


def show(number: float | str, code: str, *, date1904: bool = False) -> str | None:
    return show_number(str(number), parse_number_format(code), date1904=date1904)


UNITS = [
    *(
        '0.00"万人"',
        '0.00_ "万人"',
        '0.00\\ "万人"',
        '0.00"万人"_)',
        '0.00* "万人"',
        'General"万人"',
        'G/通用格式"万人"',
    ),
    *('#,##0.00"万人";[Red]-#,##0.00"户"', '[=0]"无";0.00"万人"', '[<1]0.00"户";[>=1]0.00"万人"', "0.00万人"),
    *("0.00\\万\\人", "0.00!万!人", '[$-804]0.00"万人"', "0.00[$万人]", '[蓝色]0.00"万人"', '[Color 3]0.0"万人";@'),
    *('# ?/?"万人"', '[DBNum1][$-804]General"万人"', '0.00"万"_ "人"', '??0.00"万人"'),
]
PLAIN = ["General", "0", "#,##0", "0.00", "@", "[红色]0", "_ * #,##0_ ;_ * -#,##0_ ", "0;-0;0;@", "0;0;0", "# ?/?"]
DOUBTED = {
    '0.0"万户"': "1.5万户",
    '"约"0.0': "约1.5",
    "[$¥-804]#,##0.00": "¥1.5",
    "0.0,": "1.5 (0.0,)",
    '0!.0,"万人"': '1.5 (0!.0,"万人")',
    "h:mm": "36:00",
    ";;;": "1.5 (;;;)",
    '"若干"': "若干",
    "[>=10]0": "1.5 ([>=10]0)",
    "000-00": "1.5 (000-00)",
}
DAYS = [
    *("yyyy-mm-dd", "m/d/yy", 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"d"日";@', "[$-804]yyyy/m/d dddd", "d-mmm-yy"),
    *("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", 'm"月"d"日"', "yyyy年m月d日", "[DBNum1][$-804]yyyy年m月d日;@"),
    *("yyyy/m/d h:mm", "mm-dd-yy", 14, 31),
]
NO_DAYS = {
    'yyyy"年"m"月"': "2019-05",
    "mmm-yy": "2019-05",
    "yyyy/mm;@": "2019-05",
    "yyyy": "2019",
    57: "2019-05",
    17: "2019-05",
    "h:mm:ss": "1046520:00",
    'yyyy-m-d"(暂定)"': "2019-05-20暂定",
}
CODES = {
    "0000": (12, "0012"),
    "000-00": (12345, "123-45"),
    '"SL"000': (7, "SL007"),
    '"K"0+000': (12500, "K12+500"),
    "0": (610728111209, "610728111209"),
    "0.00E+00": (610728111210, "610728111210"),
    "0,000": (1234, "1234"),
    "??00": (13, "13"),
    "#000": (14, "014"),
}


def water(values: dict[str | int, Any], column: str) -> bytes:
    """Return a workbook with a water project for each number format."""
    rows = [[f"W{at}", f"工程{at}", 1, None] for at in range(len(values))]
    place = HEAD.index(column)
    for row, value in zip(rows, values.values(), strict=True):
        row[place] = value

    def change(sheet: Any) -> None:
        for at, code in enumerate(values, 2):
            cell = sheet.cell(at, place + 1)
            cell.number_format = code if isinstance(code, str) else "0"
            cell._style.numFmtId = code if isinstance(code, int) else cell._style.numFmtId

    return workbook(HEAD, *rows, change=change)


def test_a_unit_is_read_wherever_its_format_has_it(toy: Toy) -> None:
    county = read(toy, water(dict.fromkeys(UNITS, 1.5), "people"))
    assert county.works is not None
    assert county.works["people"].tolist() == [15_000.0] * len(UNITS)


def test_a_plain_format_changes_nothing(toy: Toy) -> None:
    county = read(toy, water(dict.fromkeys(PLAIN, 1500), "people"))
    assert county.works is not None
    assert county.works["people"].tolist() == [1500.0] * len(PLAIN)
    assert county.faults == ()


def test_what_is_not_understood_of_a_format_is_doubted_aloud(toy: Toy) -> None:
    county = read(toy, water({**dict.fromkeys(DOUBTED, 1.5), "0": 7}, "people"))
    faults = [(fault.level, fault.code, fault.row, fault.field, fault.value) for fault in county.faults]
    assert faults == [("Q", "number-unreadable", at, "people", shown) for at, shown in enumerate(DOUBTED.values(), 1)]
    assert county.works is not None
    assert county.works["people"].tolist() == [7.0]


def test_zeros_and_text_that_a_format_shows_are_part_of_a_code(toy: Toy) -> None:
    county = read(toy, water({code: number for code, (number, _shown) in CODES.items()}, "code"))
    assert county.works is not None
    assert county.works["code"].tolist() == [shown for _number, shown in CODES.values()]


def test_a_format_with_a_day_shows_a_day(toy: Toy) -> None:
    county = read(toy, water(dict.fromkeys(DAYS, date(2019, 5, 20)), "main_done"))
    assert county.works is not None
    assert {day.date() for day in county.works["main_done"]} == {date(2019, 5, 20)}
    assert county.faults == ()


def test_a_month_or_less_is_no_day(toy: Toy) -> None:
    faults = read(toy, water(dict.fromkeys(NO_DAYS, 43605), "main_done")).faults
    found = [(fault.level, fault.code, fault.row, fault.field, fault.value) for fault in faults]
    assert found == [("Q", "date-unreadable", at, "main_done", shown) for at, shown in enumerate(NO_DAYS.values(), 1)]


@pytest.mark.parametrize("date1904", [False, True])
def test_a_zero_day_is_blank(toy: Toy, date1904: bool) -> None:
    content = book(["W1", "一号", 1, 0], formats={"D2": "yyyy-mm-dd"}, date1904=date1904)
    county = read(toy, content)
    assert county.works is not None
    assert county.works["main_done"].isna().tolist() == [True]
    assert county.faults == ()


@pytest.mark.parametrize("value", [43586, 43586.5])
def test_bare_numbers_of_days_count_from_the_workbooks_own_day(toy: Toy, value: float) -> None:
    days = [read(toy, book(["W1", "一号", 1, value], date1904=by)).works for by in (False, True)]
    assert [day["main_done"].iloc[0].date() for day in days if day is not None] == [date(2019, 5, 1), date(2023, 5, 2)]


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "1900-01-01"), (59, "1900-02-28"), (60, "1900-02-29"), (61, "1900-03-01"), (0, None)]
)
def test_1900_has_a_day_that_was_none(number: int, expected: str | None) -> None:
    assert show(number, "yyyy-mm-dd") == expected


@given(st.integers(61, 200_000), st.booleans())
def test_days_are_those_of_openpyxl(number: int, date1904: bool) -> None:
    epoch = {"epoch": CALENDAR_MAC_1904} if date1904 else {}
    day = from_excel(number, **epoch)
    assert isinstance(day, datetime)
    assert show(number, "yyyy-m-d", date1904=date1904) == day.date().isoformat()


@given(st.integers(1, 10**9), st.integers(1, 9))
def test_a_code_has_the_zeros_of_its_format(number: int, width: int) -> None:
    assert show(number, "0" * width) == f"{number:0{width}d}"


def test_a_number_above_zero_that_is_shown_as_one_below_is_doubted() -> None:
    assert [show(12, code) for code in ("-0", '"-"0', "0;-0")] == ["12 (-0)", '12 ("-"0)', "12"]
    assert [show(-12, code) for code in ("-0", '"-"0', "0;-0")] == ["-12"] * 3


@given(st.text('0#?.,;%[]"\\_*@yYmMdDhHsSeEaAgGbB/ -+()万人General', max_size=20), st.floats(-1e6, 1e6))
def test_no_format_is_a_crash_or_changes_a_number_in_silence(code: str, number: float) -> None:
    shown = show(repr(number), code)
    assert shown is None or isinstance(shown, str)
    try:
        assert shown is None or float(shown) == pytest.approx(number, abs=1e-9) or len(shown.strip("-")) == 4
    except ValueError:
        return  # shown with something else, which is no number


def test_a_zero_that_its_format_hides_is_blank_and_a_dash_is_zero() -> None:
    hidden = ("#", "#,###", "0;-0;;@", '0"户";;', ";;;")
    assert [show(0, code) for code in hidden] == [None] * 5
    assert [show(0, code) for code in ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', '0;0;"–"')] == ["0", "0"]
    assert show(-5, "0.00;(0.00)") == "-5"


def test_words_for_yes_and_no_are_those_that_are_shown(toy: Toy) -> None:
    def change(sheet: Any) -> None:
        for cell in ("B2", "B3"):
            sheet[cell].number_format = '"有";;"无"'

    codes = ["610728111201", "610728111202"]
    content = workbook(["village", "three_phase"], [codes[0], 1], [codes[1], 0], change=change)
    county = toy.with_layer("power", "p.xlsx", content).read()
    assert county.power is not None
    assert county.power["three_phase"].tolist() == [True, False]


def test_a_workbook_of_another_writer_shows_the_same() -> None:
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = made.add_worksheet("台账")
    codes = ['0.00" 万人"', "0000", 'yyyy"年"m"月"', "yyyy-mm-dd", "0.0%"]
    for at, (value, code) in enumerate(zip((1.5, 12, 43586, 43586, 0.955), codes, strict=True)):
        sheet.write_number(0, at, value, made.add_format({"num_format": code}))
    sheet.write_rich_string(1, 0, "甲", made.add_format({"bold": True}), "村")
    sheet.write_boolean(1, 1, True)
    sheet.write_formula(1, 2, "=1+1", None, 2)
    made.close()
    grid = read_workbook(target.getvalue(), None)
    assert grid.rows == [["1.5万人", "0012", "2019-05", "2019-05-01", "95.5%"], ["甲村", "true", "2", None, None]]


@pytest.mark.parametrize("code", ["[$-zh-CN]0", "[$-en-US]0", "[$-x-sysdate]0", "[$-zh-CN,1]0", "[$-804]0", "[$]0"])
def test_the_language_of_a_format_is_no_text(code: str) -> None:
    assert show(12, code) == "12"
    assert show(43586, f"{code[:-1]}yyyy/m/d") == "2019-05-01"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('[ >100 ]0"户";0"人"', "12人"),
        ('[>1e2]0"户";0"人"', "12人"),
        ('[>1,00]0"户";0"人"', '12 ([>1,00]0"户";0"人")'),
        ('[>0][<200]0"户"', '12 ([>0][<200]0"户")'),
        ('[>x]0"户"', '12 ([>x]0"户")'),
    ],
)
def test_a_condition_that_is_not_understood_is_doubted_aloud(code: str, shown: str) -> None:
    assert show(12, code) == shown


def test_a_text_that_its_format_hides_is_doubted_aloud(toy: Toy) -> None:
    county = read(toy, water({";;;": "东沟", "0;0;0;": "西沟", '0;0;0;"略"': "南沟", "0;0;0;General": "北沟"}, "name"))
    assert county.works is not None
    assert county.works["name"].tolist() == ["东沟 (;;;)", "西沟 (0;0;0;)", '南沟 (0;0;0;"略")', "北沟"]


@given(st.integers(1, 10**6), st.sampled_from([".00", ".0", ".##", ".0?", "_ .00", ".00;-.00", "[Red].00"]))
def test_a_format_that_begins_with_a_point_shows_the_number_itself(number: int, code: str) -> None:
    assert (show(number, code), show(-number, code)) == (str(number), str(-number))


@pytest.mark.parametrize(("number", "code", "shown"), [(6, '.00"米"', "6米"), (6, ".00%", "600%"), (1.5, ".0", "1.5")])
def test_a_unit_stands_behind_a_format_that_begins_with_a_point(number: float, code: str, shown: str) -> None:
    assert show(number, code) == shown


@pytest.mark.parametrize("code", ['0"e"0', '0"e5"', '"1e"0', '0"E+"0'])
def test_text_that_would_make_an_exponent_is_shown_with_its_format(code: str) -> None:
    assert show(12, code) == f"12 ({code})"


def test_an_exponent_of_the_number_itself_stays() -> None:
    assert show("1.5E+20", '0"人"') == "1.5E+20人"

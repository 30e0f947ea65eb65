"""What a workbook prints: lists whole, tables for the screen not at all, legible, with the head on every page."""

import io
from pathlib import Path

import openpyxl
import pytest

from gisplan.gaps import Gaps
from gisplan.plan import PlanResult
from gisplan.report.excel.gaps.book import make_workbook
from gisplan.report.excel.paper import WHOLE, Paper, count_printed_columns, format_footer
from gisplan.report.excel.plan.book import make_plan_workbook
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet, count_head
from gisplan.report.excel.text_size import fits_words
from gisplan.workflow import judge, make_plan
from tests.report.printed_pages import count_pages, find_table, print_area, printed_width, prints_nothing
from tests.report.test_workbook import open_book

ON_SCREEN = {"exit details", "plan details", "villages", "groups"}
UPRIGHT = {"summary", "exit sheet", "plan sheet"}


@pytest.fixture(scope="module")
def zhenba(root: Path) -> Gaps:
    return judge(root / "layers" / "zhenba")


@pytest.fixture(scope="module")
def book(zhenba: Gaps) -> openpyxl.Workbook:
    return open_book(make_workbook(zhenba))


@pytest.fixture(scope="module")
def planned(root: Path) -> PlanResult:
    return make_plan(root / "layers" / "zhenba", budgets={"resurfacing": 3.0, "group_roads": 3.0})


def test_what_people_sign_or_work_through_is_printed_whole(book: openpyxl.Workbook) -> None:
    for name in ("exit sheet", "plan sheet", "works", "revisits", "near misses"):
        header, last = find_table(book[name])
        assert last - header > 20, name
        assert print_area(book[name])[3] >= last, name
        assert book[name].print_title_rows == f"${header}:${header}", name
    assert sum(count_pages(book).values()) <= 30


def test_a_plan_s_workbook_prints_the_plan_and_those_newly_served_whole(planned: PlanResult) -> None:
    book = open_book(make_plan_workbook(planned))
    assert book["summary"].page_setup.orientation != "landscape"
    for name in ("roads", "steps"):
        assert print_area(book[name])[3] >= find_table(book[name])[1], name
    header, _last = find_table(book["steps"])
    heads = [cell.value for cell in book["steps"][header]]
    assert print_area(book["steps"])[2] >= 1 + heads.index("km up to the settlements")
    assert print_area(book["steps"])[2] >= 1 + heads.index("seal ends short by (m)")
    sheet = book["villages and groups"]
    header, last = find_table(sheet)
    column = 1 + [cell.value for cell in sheet[header]].index("served at step")
    served = [sheet.cell(row, column).value is not None for row in range(header + 1, last + 1)]
    assert served == sorted(served, reverse=True)
    assert print_area(sheet)[3] == header + sum(served)
    assert any(f"Printed: the first {sum(served)} rows" in str(row[0].value) for row in sheet[f"A1:A{header}"])


def test_the_summary_and_what_is_signed_are_upright(book: openpyxl.Workbook) -> None:
    upright = {sheet.title for sheet in book if sheet.page_setup.orientation != "landscape"}
    assert upright == UPRIGHT


def test_tables_for_the_screen_say_so_and_print_nothing(book: openpyxl.Workbook) -> None:
    for sheet in book:
        header, _last = find_table(sheet)
        above = " ".join(str(row[0].value) for row in sheet[f"A1:A{header}"])
        assert ("For the screen: this table of" in above) == (sheet.title in ON_SCREEN)
        assert ("There are none." in above) == (sheet.title == "quarantine")
        assert prints_nothing(sheet) == (sheet.title in ON_SCREEN | {"quarantine"})


def test_letters_are_not_printed_smaller_than_seven_points(book: openpyxl.Workbook, planned: PlanResult) -> None:
    for sheet in (*book, *open_book(make_plan_workbook(planned))):
        if prints_nothing(sheet):
            continue
        paper = 297 if sheet.page_setup.orientation == "landscape" else 210
        scale = (paper / 25.4 - sheet.page_margins.left - sheet.page_margins.right) / printed_width(sheet)
        assert 11 * scale > 7, sheet.title


def test_a_line_above_a_table_counts_the_rows_that_are_printed(book: openpyxl.Workbook) -> None:
    sheet = book["critical segments"]
    header, last = find_table(sheet)
    shown = print_area(sheet)[3] - header
    above = [str(row[0].value) for row in sheet[f"A1:A{header}"]]
    assert any(
        f"Printed: the first {shown} of {last - header} rows, the most important ones." in line for line in above
    )
    assert not any("Printed:" in str(row[0].value) for row in book["works"]["A1:A9"])
    assert sheet.oddFooter.center.text.strip() == "&P / &N"
    assert "镇巴县 (610728) · zhenba-2019 · 2019-06-30" in book["towns"].oddFooter.right.text


def test_heads_of_the_exit_sheet_break_no_word(book: openpyxl.Workbook) -> None:
    sheet = book["exit sheet"]
    for cell in sheet[find_table(sheet)[0]]:
        width = sheet.column_dimensions[cell.column_letter].width
        assert cell.alignment.textRotation == 90 or fits_words(cell.value, width), cell.value


def test_warnings_fill_their_row_and_are_as_high_as_they_need(book: openpyxl.Workbook) -> None:
    for sheet in book:
        if prints_nothing(sheet):
            continue
        _first, _top, last, _bottom = print_area(sheet)
        area = next(area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == 2)
        assert (area.min_col, area.max_col) == (1, last), sheet.title
        assert sheet["A2"].alignment.wrap_text
        assert sheet.row_dimensions[2].height >= 30


def test_an_ampersand_in_a_footer_is_no_code() -> None:
    footer = format_footer("A&B &D")
    assert footer.endswith("A&&B &&D")
    assert len(format_footer("&" * 500)) <= 255


def test_a_list_that_is_signed_prints_in_full_with_its_total_and_signatures() -> None:
    import xlsxwriter

    file = io.BytesIO()
    rows, signed = [[str(i)] for i in range(300)], {"total": ["300"], "signatures": ["Village: ____", "Town: ____"]}
    sheets = [
        Sheet("full", "t", ["line"], [Column("a")], rows, paper=Paper("all", upright=True), **signed),
        Sheet("first", "t", ["line"], [Column("a")], rows, paper=Paper("first")),
        Sheet("short", "t", ["line"], [Column("a")], rows[:30], paper=Paper("first"), total=["30"]),
        Sheet("none", "t", ["line"], [Column("a")], rows, paper=Paper("none")),
        Sheet("empty", "t", ["line"], [Column("a")], [], paper=Paper("first")),
    ]
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for sheet in sheets:
            add_sheet(made, sheet)
    book = open_book(file.getvalue())
    ends = {sheet.title: print_area(sheet)[3] - 1 - count_head(sheets[0]) for sheet in book}
    assert ends["full"] == 300 + 1 + 3  # the total, a blank row, the signatures
    assert 20 < ends["first"] < 60
    assert ends["short"] == 31
    assert prints_nothing(book["none"])
    assert prints_nothing(book["empty"])
    assert count_pages(book)["full"] > 4


def test_only_columns_that_can_be_read_are_printed() -> None:
    assert count_printed_columns(Paper("first"), [50.0] * 10) == 4
    assert count_printed_columns(Paper("first", upright=True), [50.0] * 10) == 2
    assert count_printed_columns(WHOLE, [50.0] * 10) == 10
    assert count_printed_columns(Paper("first"), [500.0]) == 1

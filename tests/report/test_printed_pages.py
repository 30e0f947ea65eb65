"""What a workbook prints: about a page a sheet, legible, with its head on every page."""

import io
from pathlib import Path

import openpyxl
import pytest

from gisplan.gaps import Gaps
from gisplan.plan import PlanResult
from gisplan.report.excel.gaps.book import make_workbook
from gisplan.report.excel.paper import Paper, count_printed_columns, format_footer
from gisplan.report.excel.plan.book import make_plan_workbook
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet, count_head
from gisplan.workflow import judge, make_plan
from tests.report.printed_pages import count_pages, print_area, printed_width
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
def planned(qingxi: Path) -> PlanResult:
    return make_plan(qingxi)


def test_a_county_s_workbook_prints_about_a_page_a_sheet(book: openpyxl.Workbook) -> None:
    pages = count_pages(book)
    assert {name: count for name, count in pages.items() if count > 1} == {"exit sheet": 2, "plan sheet": 3}
    assert sum(pages.values()) == len(pages) + 3


def test_a_plan_s_workbook_prints_a_page_a_sheet(planned: PlanResult) -> None:
    book = open_book(make_plan_workbook(planned))
    assert set(count_pages(book).values()) == {1}
    assert book["summary"].page_setup.orientation != "landscape"


def test_the_summary_and_what_is_signed_are_upright(book: openpyxl.Workbook) -> None:
    upright = {sheet.title for sheet in book if sheet.page_setup.orientation != "landscape"}
    assert upright == UPRIGHT


def test_tables_for_the_screen_say_so_and_print_their_head_alone(book: openpyxl.Workbook) -> None:
    for sheet in book:
        header = int("".join(c for c in sheet.auto_filter.ref.split(":")[0] if c.isdigit()))
        above = " ".join(str(row[0].value) for row in sheet[f"A1:A{header}"])
        assert ("For the screen: on paper only these lines" in above) == (sheet.title in ON_SCREEN)
        assert (print_area(sheet)[3] < header) == (sheet.title in ON_SCREEN)


def test_letters_are_not_printed_smaller_than_seven_points(book: openpyxl.Workbook, planned: PlanResult) -> None:
    for sheet in (*book, *open_book(make_plan_workbook(planned))):
        paper = 297 if sheet.page_setup.orientation == "landscape" else 210
        scale = (paper / 25.4 - sheet.page_margins.left - sheet.page_margins.right) / printed_width(sheet)
        assert 11 * scale > 7, sheet.title


def test_the_footer_counts_the_rows_that_are_printed(book: openpyxl.Workbook) -> None:
    for name in ("works", "critical segments"):
        sheet = book[name]
        header, last = (int("".join(c for c in ref if c.isdigit())) for ref in sheet.auto_filter.ref.split(":"))
        assert f"first {print_area(sheet)[3] - header} of {last - header} rows" in sheet.oddFooter.left.text
        assert sheet.oddFooter.center.text.strip() == "&P / &N"
    assert "first" not in book["towns"].oddFooter.left.text
    assert "镇巴县 (610728) · zhenba-2019 · 2019-06-30" in book["towns"].oddFooter.right.text


def test_warnings_fill_their_row_and_are_as_high_as_they_need(book: openpyxl.Workbook) -> None:
    for sheet in book:
        _first, _top, last, _bottom = print_area(sheet)
        area = next(area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == 2)
        assert (area.min_col, area.max_col) == (1, last), sheet.title
        assert sheet["A2"].alignment.wrap_text
        assert sheet.row_dimensions[2].height >= 30


def test_an_ampersand_in_a_footer_is_no_code() -> None:
    footer = format_footer("A&B &D")
    assert footer.endswith("A&&B &&D")
    assert len(format_footer("&" * 500, "x" * 20)) <= 255


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
    assert ends["none"] == -1
    assert ends["empty"] == 1
    assert count_pages(book)["full"] > 4


def test_only_columns_that_can_be_read_are_printed() -> None:
    assert count_printed_columns(Paper("first"), [50.0] * 10) == 4
    assert count_printed_columns(Paper("first", upright=True), [50.0] * 10) == 2
    assert count_printed_columns(Paper("all"), [50.0] * 10) == 10
    assert count_printed_columns(Paper("first"), [500.0]) == 1

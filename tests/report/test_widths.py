"""Terminals of every width: no line is wider, and no number, code or word of letters is broken."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

import gisplan
from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, cut_text, make_lines
from gisplan.io.output.wrapping import split_parts, wrap_text
from gisplan.plan import PlanResult
from gisplan.report.terminal.brief import show_brief
from gisplan.report.terminal.layout import make_table
from gisplan.report.terminal.plan import show_plan
from gisplan.report.terminal.plan_brief import show_plan_brief
from gisplan.report.terminal.verdicts import show_verdicts

NUMBER = re.compile(r"\d{1,3}(?:\u202f\d{3})+")
CODE = re.compile(r"[A-Z]\d{12}|610728\d{6,9}")
TEXTS = st.text(alphabet="ab1 2\u202f村路，。（）《》—-[]\n", max_size=60)


@pytest.fixture(scope="module")
def zhenba(root: Path) -> Gaps:
    return gisplan.find_gaps(gisplan.read_county(root / "layers" / "zhenba"))


@pytest.fixture(scope="module")
def planned(zhenba: Gaps) -> PlanResult:
    return gisplan.make_plan(zhenba.county, budgets={"resurfacing": 3.0, "group_roads": 3.0})


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_language("en")


def print_at(width: int, show: Callable[[Console], None]) -> list[str]:
    console = make_console(width=width)
    with console.capture() as shown:
        show(console)
    return shown.get().splitlines()


def check(lines: list[str], wide: list[str], width: int) -> None:
    """Each line fits, and every number and code of it is one that a very wide terminal shows too."""
    assert max(map(cell_len, lines)) <= width
    for pattern in (NUMBER, CODE):
        whole = set(pattern.findall("\n".join(wide)))
        assert set(pattern.findall("\n".join(lines))) <= whole
    assert not [line for line in lines if re.search("\u202f *(│|$)", line)]
    frames = [line for line in lines if line.startswith("│")]
    assert all(line.rstrip().endswith("│") for line in frames), "a border is cut off"


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("full", [False, True])
def test_verdicts_and_plans_fit(zhenba: Gaps, planned: PlanResult, width: int, language: str, *, full: bool) -> None:
    set_language(language)

    def show(console: Console) -> None:
        (show_verdicts if full else show_brief)(zhenba, console)
        (show_plan if full else show_plan_brief)(planned, console)

    check(print_at(width, show), print_at(600, show), width)


def test_what_does_not_fit_is_named() -> None:
    columns = [
        Column("code", str, is_whole=True),
        Column("people served", lambda _row: "117\u202f064", is_number=True),
        Column("of which overdue", lambda _row: "16\u202f427", is_number=True),
        Column("role", lambda _row: "W274610728001", drop=1),
    ]
    for table in (make_table("Works", columns, ["610728103216003"]), make_lines(columns, ["610728103216003"], 40)):
        lines = print_at(40, lambda console, table=table: console.print(table))  # type: ignore[misc]
        check(lines, ["610728103216003 W274610728001 117\u202f064 16\u202f427"], 40)
        assert "Not shown, for want of width: " in " ".join(lines)
        assert "role" in " ".join(lines)


@given(TEXTS)
def test_the_parts_of_a_line_are_the_line(text: str) -> None:
    assert "".join(split_parts(text)) == text


@given(TEXTS, st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    wrapped = wrap_text(Text(text), width).plain
    assert re.sub("[ \n]", "", wrapped) == re.sub("[ \n]", "", text)
    assert all(cell_len(line.rstrip(" ")) <= width for line in wrapped.split("\n"))


def test_a_number_stays_with_its_unit() -> None:
    lines = wrap_text(Text("新增连通8个村、52个组、16\u202f427人"), 24).plain.split("\n")
    assert lines == ["新增连通8个村、52个组、", "16\u202f427人"]


def test_a_text_is_cut_off_behind_a_word() -> None:
    assert cut_text(Text("Sealed road to the village"), 12).plain == "Sealed road…"
    assert cut_text(Text("short"), 12).plain == "short"


def test_output_that_is_no_terminal_has_a_hundred_columns_and_no_blanks_at_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.delenv("COLUMNS", raising=False)
    console = make_console()
    console.print("long " * 30)
    console.print(make_lines([Column("a", str), Column("b", lambda row: " " * row)], [1, 20], console.width))
    lines = stream.getvalue().split("\n")
    assert len(lines[0]) == 99
    assert all(line == line.rstrip() for line in lines)
    monkeypatch.setenv("COLUMNS", "60")
    assert make_console().width == 60

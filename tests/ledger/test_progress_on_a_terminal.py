"""The report and the list of works on a terminal: the answer first, one screen, no code cut off."""

import io
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from gisplan.base.language import set_language
from gisplan.ledger import open_ledger
from gisplan.ledger.progress import Progress, make_progress
from gisplan.ledger.progress.headline import format_works_headline
from gisplan.report.terminal.progress_brief import show_progress_brief
from gisplan.workflow import read_county
from tests.ledger.commands import run

JUNE = date(2019, 6, 30)
MOST_LINES = 30


@pytest.fixture(scope="module")
def progress(opened: Path) -> Progress:
    return make_progress(open_ledger(opened).state(JUNE), read_county(opened))


def show(progress: Progress, width: int = 100) -> list[str]:
    file = io.StringIO()
    show_progress_brief(progress, Console(file=file, width=width))
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_it_begins_with_what_is_finished_overdue_and_forecast(progress: Progress) -> None:
    lines = show(progress, 200)
    found = "Roads: 60 of 132 finished (built), 9 overdue."
    forecast = "Forecast: all finished by 2019-10-16 (median); interval of 80 %: 2019-09-24 to 2019-11-12."
    assert lines[1] == f"{found} {forecast}"
    assert lines[2].startswith("Water projects: 121 of 137 finished (main works done), 16 overdue; people served: 35")
    assert len(lines) <= MOST_LINES


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal_and_no_code_is_cut(progress: Progress, width: int, language: str) -> None:
    set_language(language)
    lines = show(progress, width)
    assert max(map(cell_len, lines)) <= width
    late = [(late.due, late.work.code) for kind in progress.kinds for late in kind.late[:5]]
    named = [line for line in lines if line[:2] in ("TZ", "YF", "SL")]
    assert [line.split()[0] for line in named] == [code for _, code in late]
    assert all(str(due) in line for line, (due, _) in zip(named, late, strict=True))


def test_villages_not_served_are_counted(progress: Progress) -> None:
    text = "\n".join(show(progress, 200))
    for kind, name in zip(progress.kinds, ("Roads", "Water projects"), strict=True):
        assert f"{name}: {len(kind.waiting)} villages not served yet" in text


def test_the_figures_of_a_headline_are_those_of_the_progress(progress: Progress) -> None:
    for kind in progress.kinds:
        line = format_works_headline(kind)
        assert f" {kind.total.finished} of {kind.total.planned} finished" in line
        assert f"{kind.total.overdue} overdue" in line


@pytest.mark.parametrize("width", [60, 90, 120])
def test_the_list_has_a_line_a_work(opened: Path, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisplan.io.output.console.make_console", lambda: Console(width=width))
    lines = run("show", str(opened), "--overdue", "--full", "--on", "2019-06-30").stdout.splitlines()
    rows = lines[lines.index("Works (25)") + 2 :]
    assert [row.split()[0][:2] for row in rows] == ["YF"] * 3 + ["TZ"] * 6 + ["SL"] * 16
    assert all("2019-06-30" in row and cell_len(row) <= width for row in rows)

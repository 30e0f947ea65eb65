"""The verdicts on a terminal: the answer in some thirty lines, all tables with --full."""

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.io.output.console import make_console
from gisplan.report.terminal.brief import show_brief
from gisplan.report.terminal.notes import show_written
from gisplan.workflow import judge

MOST_LINES = 32


@pytest.fixture(scope="module")
def zhenba(root: Path) -> Gaps:
    return judge(root / "layers" / "zhenba")


def show(gaps: Gaps, width: int = 100) -> list[str]:
    console = make_console(width=width)
    with console.capture() as shown:
        show_brief(gaps, console)
    return [line.rstrip() for line in shown.get().splitlines()]


def test_it_begins_with_the_answer_and_is_short(zhenba: Gaps) -> None:
    lines = show(zhenba)
    assert lines[1] == "Verdict: missed"
    assert lines[2].startswith("93 of 181 villages are judged for exit: 53 met all criteria, 36 missed")
    assert len(lines) <= MOST_LINES


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal_and_no_code_is_broken(zhenba: Gaps, width: int, language: str) -> None:
    set_language(language)
    lines = show(zhenba, width)
    assert max(map(cell_len, lines)) <= width
    named = [village for village in zhenba.villages["code"] if any(line.startswith(village) for line in lines)]
    assert len(named) == 10 if width >= 100 else 5 <= len(named) <= 10
    assert len(lines) <= MOST_LINES or len(named) == 5
    heads = {"en": ("met", "missed", "unknown", "people missed"), "zh": ("达标", "未达标", "无法判定", "未达标人口")}
    named_heads = heads[language][: 3 if width < 80 else 4]  # a narrow terminal has the last in two lines
    (head,) = [line for line in lines if all(word in line.split("  ", 1)[-1] for word in named_heads)]
    assert head


def test_the_villages_named_are_those_with_the_most_people(zhenba: Gaps) -> None:
    villages = zhenba.villages
    short = villages[villages["judged_for_exit"] & (villages["state"] == "missed")]
    most = set(short.sort_values("people", ascending=False, kind="stable")["code"].head(10))
    assert most == {line.split()[0] for line in show(zhenba) if line[:6] == "610728"}


def test_the_criteria_that_do_not_count_are_named_from_the_most_missed(zhenba: Gaps) -> None:
    text = " ".join(show(zhenba))
    first = "Missed, but not counted for the verdict: Hardened road to the group 389;"
    assert first in text
    assert "7 more criteria." in text


def test_where_nobody_falls_short_of_the_exit_other_gaps_are_named(qingxi: Path) -> None:
    lines = show(judge(qingxi))
    assert lines[1] == "Verdict: met"
    assert any(line.startswith("Missed, most people first (10 of ") for line in lines)


def test_files_written_are_named_by_their_folder() -> None:
    file = io.StringIO()
    paths = [Path("out") / name for name in ("a", "b")] + [Path("out/dossier") / f"{i}.html" for i in range(9)]
    show_written(paths, Console(file=file, width=60))
    first, second = file.getvalue().splitlines()
    assert first == f"Written to {Path('out')}: a, b."
    assert second.endswith(": 0.html, 1.html, 2.html, 3.html, 4.html, 5.html and 3 more.")

"""Tables on a terminal: no word of English is broken where a blank is near."""

import pytest
from rich.console import Console

from gisplan.io.output.lines import Column
from gisplan.report.terminal.layout import make_table

NAME = "All-weather road to habitations of 250 people, in special areas"
COLUMNS = [
    Column("criterion", str),
    Column("role", lambda _name: "report", is_whole=True),
    Column("of which depend\non one road", lambda _name: "1234", is_number=True),
    Column("people\nmissed", lambda _name: "[bold]12 345[/]", is_number=True, is_whole=True, is_markup=True),
]


def print_lines(width: int, *names: str) -> list[str]:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(make_table("Criteria", COLUMNS, names))
    return capture.get().splitlines()


@pytest.mark.parametrize("width", [64, 70, 80, 100, 160])
def test_words_are_broken_at_blanks_and_the_table_fits(width: int) -> None:
    lines = print_lines(width, NAME, "[x] 镇巴县青水镇仁和村通村道路硬化")
    assert max(map(len, lines)) <= width
    words = {word for line in lines if "│" in line for word in line.split("│")[1].split()}
    assert set(NAME.split()) <= words
    assert any("12 345 │" in line for line in lines)


def test_one_very_long_word_is_broken_and_no_other() -> None:
    lines = print_lines(70, NAME, "x" * 90)
    words = {word for line in lines if "│" in line for word in line.split("│")[1].split()}
    assert set(NAME.split()) <= words
    assert max(map(len, lines)) <= 70

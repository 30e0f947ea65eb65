"""The table of bad inputs: each is reported with its place and a remedy, and the page in docs/ says what is said."""

from __future__ import annotations

import re
import runpy
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.io.bad_inputs.case import CASES, BadInput, report_faults
from tests.io.bad_inputs.register import SECTIONS
from tests.io.bad_inputs.running import RUNNING, RunningInput

SCRIPT = runpy.run_path(str(ROOT / "docs" / "write_bad_inputs.py"))
LINES = {language: path.read_text(encoding="utf-8").splitlines() for language, path in SCRIPT["PAGES"].items()}
NUMBERS = {number for numbers in SECTIONS.values() for number in numbers}


def test_every_number_of_the_table_has_a_case() -> None:
    assert {case.number for case in (*CASES, *RUNNING)} == NUMBERS == set(range(1, 68))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.title}")
def test_a_bad_input_is_reported_with_its_place_and_a_remedy(case: BadInput, tmp_path: Path) -> None:
    faults = report_faults(case, tmp_path)
    found = [fault for fault in faults if fault["code"] == case.code]
    assert found if case.code else not faults, [fault["code"] for fault in faults]
    for fault in found:
        assert fault["level"] == case.level
        assert {place for place in case.places if fault[place] is None} == set()
        assert fault["message"]
        assert fault["remedy"]
        assert all(str(fault[place]) in fault["message"] for place in ("file", "row") if place in case.places)
    compare(SCRIPT["format_reported"](case, faults))


@pytest.mark.parametrize("case", RUNNING, ids=lambda case: f"{case.number} {case.title}")
def test_a_running_command_says_what_happened(case: RunningInput, tmp_path: Path) -> None:
    lines = SCRIPT["format_stopped"](case, tmp_path)
    assert re.search(r"(villages\.geojson|gaps\.gpkg).*[.]", lines["en"])
    compare(lines)


def compare(lines: Mapping[str, str]) -> None:
    """Compare a case's line in each language with the page."""
    for language, line in lines.items():
        assert line in LINES[language], "run python docs/write_bad_inputs.py"


@pytest.mark.parametrize("language", LINES)
def test_the_page_in_the_docs_has_a_line_for_each_case(language: str) -> None:
    lines = {(int(line.split(" ")[1]), line.split(" | ")[1]): line for line in LINES[language] if line[2:3].isdigit()}
    say = SCRIPT["_say"]
    page = SCRIPT["format_page"](language, lambda case: {language: lines.pop((case.number, say(case.title, language)))})
    assert page == "\n".join(LINES[language]) + "\n", "run python docs/write_bad_inputs.py"
    assert not lines


def test_every_message_of_the_chinese_page_is_chinese() -> None:
    texts = [cell for line in LINES["zh"] for cell in line.split(" | ")[3:] if line[2:3].isdigit()]
    assert [cell for cell in texts if cell.strip(" |") and not re.search(r"[\u4e00-\u9fff]", cell)] == []

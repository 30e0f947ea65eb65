"""The table of bad inputs: each is reported with its place and a remedy, and the page in docs/ says what is said."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from gisplan.base.errors import GisplanError
from tests.conftest import ROOT
from tests.io.bad_inputs.case import CASES, BadInput, report_faults
from tests.io.bad_inputs.register import SECTIONS
from tests.io.bad_inputs.running import RUNNING, RunningInput

SCRIPT = runpy.run_path(str(ROOT / "docs" / "write_bad_inputs.py"))
LINES = SCRIPT["PAGE"].read_text(encoding="utf-8").splitlines()
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
    assert SCRIPT["format_reported"](case, faults) in LINES, "run python docs/write_bad_inputs.py"


@pytest.mark.parametrize("case", RUNNING, ids=lambda case: f"{case.number} {case.title}")
def test_a_running_command_says_what_happened(case: RunningInput, tmp_path: Path) -> None:
    with pytest.raises(GisplanError, match=r"(villages\.geojson|gaps\.gpkg).*[.]") as stopped:
        case.run(tmp_path)
    assert SCRIPT["format_stopped"](case, stopped.value, tmp_path) in LINES, "run python docs/write_bad_inputs.py"


def test_the_page_in_the_docs_has_a_line_for_each_case() -> None:
    lines = {(int(line.split(" ")[1]), line.split(" | ")[1]): line for line in LINES if re.match(r"\| \d", line)}
    page = SCRIPT["format_page"](lambda case: lines.pop((case.number, case.title)))
    assert page == "\n".join(LINES) + "\n", "run python docs/write_bad_inputs.py"
    assert not lines

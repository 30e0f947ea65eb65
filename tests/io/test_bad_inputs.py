"""The table of bad inputs: each is reported with its place and a remedy, and the page in docs/ says what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.bad_inputs.case import CASES, BadInput, report_faults, runs_here
from tests.io.bad_inputs.register import SECTIONS

NUMBERS = {number for numbers in SECTIONS.values() for number in numbers}


def test_every_number_of_the_table_has_a_case() -> None:
    assert {case.number for case in CASES} == NUMBERS == set(range(1, 68))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.title}")
def test_a_bad_input_is_reported_with_its_place_and_a_remedy(case: BadInput, tmp_path: Path) -> None:
    if not runs_here(case):
        pytest.skip("needs POSIX")
    faults = report_faults(case, tmp_path)
    found = [fault for fault in faults if fault["code"] == case.code]
    assert bool(found) == bool(case.code), [fault["code"] for fault in faults]
    for fault in found:
        assert fault["level"] == case.level
        assert {place for place in case.places if fault[place] is None} == set()
        assert fault["message"]
        assert fault["remedy"]
        assert all(str(fault[place]) in fault["message"] for place in ("file", "row") if place in case.places)

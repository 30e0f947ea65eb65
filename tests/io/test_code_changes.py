"""Layers name merged villages by former codes: they are followed, and what cannot be followed is set aside."""

from pathlib import Path

import pytest

from gisplan.base.faults import Fault
from gisplan.io import CheckReport
from tests.io.toy_county import CODES, Toy, clean_county

FORMER, SECOND, THIRD = "610728111101", "610728111102", "610728111103"


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return clean_county(tmp_path)


def with_changes(toy: Toy, *rows: str) -> Toy:
    return toy.with_layer("code_changes", "changes.csv", "\n".join(["old,new,day", *rows, ""]))


def with_power(toy: Toy, *rows: str) -> Toy:
    return toy.with_layer("power", "power.csv", "\n".join(["village,households,connected_households", *rows, ""]))


def faults(report: CheckReport, *codes: str) -> list[Fault]:
    return [fault for fault in report.faults if fault.code in codes]


def villages_of_power(report: CheckReport) -> list[str]:
    assert report.county is not None
    assert report.county.power is not None
    return list(report.county.power["village"])


def test_a_chain_is_followed_and_the_warning_names_its_codes(toy: Toy) -> None:
    toy = with_changes(toy, f"{FORMER},{SECOND},2012-01-01", f"{SECOND},{CODES[0]},2015-05-01")
    report = with_power(toy, f"{FORMER},30,30", f"{CODES[1]},20,20").check()
    assert villages_of_power(report) == CODES[:2]
    [warning] = faults(report, "codes-followed")
    assert (warning.layer, warning.row, warning.field, warning.value) == (
        "power",
        1,
        "village",
        f"{FORMER} → {CODES[0]}",
    )
    assert (warning.level, warning.params["count"]) == ("W", 1)


def test_lists_of_villages_are_followed_and_name_each_village_once(toy: Toy) -> None:
    toy = with_changes(toy, f"{FORMER},{CODES[0]},")
    toy = toy.with_layer("water_projects", "water.csv", f"code,name,villages\nG1,Works,{FORMER}、{CODES[0]}")
    county = toy.read()
    assert county.works is not None
    assert county.works["villages"].tolist() == [(CODES[0],)]


def test_rows_of_merged_villages_are_set_aside_and_name_each_other(toy: Toy) -> None:
    toy = with_changes(toy, f"{FORMER},{CODES[0]},2015-05-01")
    report = with_power(toy, f"{FORMER},30,30", f"{CODES[0]},50,49", f"{CODES[1]},20,20").check()
    found = faults(report, "rows-of-merged")
    assert [(fault.row, fault.params["duplicates"], fault.params["today"]) for fault in found] == [
        (1, "2", CODES[0]),
        (2, "1", CODES[0]),
    ]
    assert villages_of_power(report) == [CODES[1]]
    assert report.county is not None
    assert report.county.quarantined("power")["village"].tolist() == [CODES[0]] * 2


def test_the_only_row_of_a_village_merged_of_several_is_set_aside(toy: Toy) -> None:
    toy = with_changes(toy, f"{FORMER},{CODES[0]},", f"{SECOND},{CODES[0]},")
    report = with_power(toy, f"{FORMER},30,30").check()
    [fault] = faults(report, "row-of-part")
    assert (fault.row, fault.value, fault.params["today"]) == (1, FORMER, CODES[0])


def test_a_finding_before_the_merger_is_about_the_old_village_alone(toy: Toy) -> None:
    toy = with_changes(toy, f"{FORMER},{CODES[0]},2015-05-01")
    rows = [f"{CODES[0]},roads,met,2015-04-30", f"{CODES[0]},roads,met,2015-05-01", f"{CODES[1]},roads,met,2014-01-01"]
    toy = toy.with_layer("attestations", "found.csv", "\n".join(["village,criterion,state,date", *rows]))
    assert [fault.row for fault in faults(toy.check(), "row-of-part")] == [1]


@pytest.mark.parametrize(
    ("rows", "code", "at"),
    [
        ([f"{CODES[1]},{CODES[0]},"], "code-change-current", [1]),
        ([f"{FORMER},{SECOND},", f"{SECOND},{FORMER},", f"{THIRD},{FORMER},"], "code-change-circular", [1, 2]),
        ([f"{FORMER},{SECOND},"], "code-change-nowhere", [1]),
        ([f"{FORMER},{SECOND},2015-05-01", f"{SECOND},{CODES[0]},2012-01-01"], "code-change-disordered", [1]),
        ([f"{FORMER},{CODES[0]},", f"{FORMER},{CODES[1]},"], "code-repeated", [1, 2]),
    ],
)
def test_changes_that_cannot_be_followed_are_set_aside(toy: Toy, rows: list[str], code: str, at: list[int]) -> None:
    report = with_power(with_changes(toy, *rows), f"{FORMER},30,30").check()
    assert [fault.row for fault in faults(report, code)] == at
    assert not faults(report, "codes-followed")
    assert [fault.value for fault in faults(report, "village-unknown")] == [FORMER]


def test_a_change_after_the_date_of_the_county_is_not_followed_yet(toy: Toy) -> None:
    toy = with_changes(toy.with_county("as_of = 2019-06-30"), f"{CODES[0]},{CODES[1]},2020-01-01")
    report = with_power(toy, f"{CODES[0]},30,30").check()
    assert [fault.code for fault in report.faults if fault.layer == "code_changes"] == ["date-in-future"]
    assert villages_of_power(report) == [CODES[0]]

"""The steps as Python calls: what they accept, and what they refuse."""

import json
from pathlib import Path

import pytest

import gisplan
from gisplan.base.errors import ComparisonError, CountyFileError, StandardError, VerdictFileError
from gisplan.gaps import Gaps


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "tests" / "fixtures" / "qingxi"


@pytest.fixture(scope="module")
def gaps(folder: Path) -> Gaps:
    return gisplan.find_gaps(folder)


def test_a_path_is_read_where_a_county_is_expected(folder: Path, gaps: Gaps) -> None:
    assert gisplan.find_gaps(str(folder)).states == gisplan.find_gaps(gisplan.read_county(folder)).states
    planned = gisplan.make_plan(folder / "gisplan.toml", budgets={"general": 8})
    assert planned.plan.value == gisplan.make_plan(gaps.county, budgets={"general": 8}).plan.value


def test_a_wrong_scope_or_standard_is_refused_with_the_right_ones(gaps: Gaps) -> None:
    with pytest.raises(ValueError, match="exit, plan, all"):
        gisplan.find_gaps(gaps.county, scope="none")
    with pytest.raises(ValueError, match="zhenba-2019") as caught:
        gisplan.find_gaps(gaps.county, standard="zhenba")
    assert isinstance(caught.value, StandardError)


def test_verdicts_documents_and_files_are_compared_alike(gaps: Gaps, folder: Path, tmp_path: Path) -> None:
    other = gisplan.find_gaps(folder, scope="plan")
    gisplan.write(gaps, tmp_path)
    document = json.loads((tmp_path / "verdicts.json").read_text(encoding="utf-8"))
    found = [gisplan.compare(old, other).document for old in (gaps, document, tmp_path, tmp_path / "verdicts.json")]
    assert all(one == found[0] for one in found)
    assert gisplan.compare(gaps, gaps).nothing_changed
    assert len(gisplan.compare(gaps, gaps).changes) == 0


def test_what_is_no_verdict_is_not_compared(gaps: Gaps, tmp_path: Path) -> None:
    with pytest.raises(VerdictFileError):
        gisplan.compare(gaps, tmp_path / "none.json")
    for document in ({}, {"schema": "gisplan.verdicts/1"}, {"schema": "gisplan.verdicts/2", "county": None}):
        with pytest.raises(VerdictFileError):
            gisplan.compare(gaps, document)
    for other in (None, 5, gaps.county):
        with pytest.raises(TypeError, match="Gaps"):
            gisplan.compare(gaps, other)
    with pytest.raises(TypeError, match="PlanResult"):
        gisplan.explore(gaps.county)


def test_verdicts_of_two_counties_are_not_compared(gaps: Gaps, tmp_path: Path) -> None:
    gisplan.write(gaps, tmp_path)
    document = json.loads((tmp_path / "verdicts.json").read_text(encoding="utf-8"))
    document["county"]["code"] = "610799"
    with pytest.raises(ComparisonError):
        gisplan.compare(gaps, document)


@pytest.mark.parametrize("county", [None, 8, ["layers"]])
def test_what_is_no_county_is_refused_with_the_remedy(county: object) -> None:
    for step in (gisplan.find_gaps, gisplan.make_plan, gisplan.read_county):
        with pytest.raises(CountyFileError, match=r"is no county: give the path of its folder"):
            step(county)  # type: ignore[operator]

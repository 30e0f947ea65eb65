"""The county as its bureaus hand it over, without a county file: `gisplan init` writes one with the same verdicts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gisplan.io.init import draft_survey, survey_folder, write_draft
from gisplan.workflow import judge

KEYS = ["criterion", "settlement", "code"]
ROADS = ("sealed_road", "group_road", "group_road_village")
# what the bureaus' own sheets hold as the county's tables do
SAME = (*ROADS, "power_households", "broadcast_coverage", "broadcast_cable", "water_works")


def states(folder: Path) -> dict[tuple[str, ...], str]:
    rows = judge(folder).settlements
    return dict(zip(rows[KEYS].astype(str).itertuples(index=False, name=None), rows["state"], strict=True))


@pytest.fixture(scope="module")
def drafted(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], str]:
    folder = tmp_path_factory.mktemp("files") / "bureau"
    shutil.copytree(root / "layers/zhenba/bureau", folder, ignore=shutil.ignore_patterns("gisplan.toml"))
    answers = {("county", "standard"): "zhenba-2019"}
    draft = draft_survey(survey_folder(folder), answers, {("county", "standard"): "the county's own plan"})
    assert draft.questions == ()
    assert set(draft.layers) == {
        *("villages", "groups", "roads", "road_works", "water_projects", "power", "broadcasting"),
    }
    assert str(draft.as_of) == "2019-06-30"
    write_draft(draft)
    return states(folder)


def test_the_verdicts_are_those_of_the_bureaus_own_county_file(root: Path, drafted: dict[tuple[str, ...], str]) -> None:
    """Where that file leaves a criterion open, as it names no ledgers, more is known; nothing is known otherwise."""
    own = states(root / "layers/zhenba/bureau")
    decided = {key: state for key, state in own.items() if state != "unknown"}
    assert len(decided) > 150
    assert {key: drafted[key] for key in decided} == decided
    assert {key for key in own if key[0] == "sealed_road" and drafted[key] != own[key]} == set()


def test_the_verdicts_are_those_of_the_county_itself(root: Path, drafted: dict[tuple[str, ...], str]) -> None:
    county = states(root / "layers/zhenba")
    theirs = {key: state for key, state in county.items() if key[0] in SAME}
    differ = {key for key, state in theirs.items() if drafted[key] != state}
    assert len(theirs) > 1500
    assert differ == set()

"""The county as its bureaus hand it over, without a county file: `gisplan init` writes one with the same verdicts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from gisplan.cli.init import init
from gisplan.gaps import KINDS
from gisplan.io.child.toml_files import read_county_file
from gisplan.io.init.asking.answers_file import Answer, record_answers
from gisplan.standards import read_packaged_standard
from gisplan.workflow import judge

States = Mapping[tuple[str, ...], str]
KEYS = ["criterion", "settlement", "code"]
ANSWERS = [
    Answer("county", "standard", "zhenba-2019", "standard", "the county's own plan"),
    Answer("layers.roads.values.status", "在建", "under_way", "words-likely", "not open to traffic yet"),
]
OF_BUREAUS = {"villages", "groups", "roads", "road_works", "water_projects", "power", "broadcasting"}
# what the county holds beside its bureaus' sheets
OTHERS = ("water_supply.csv", "attestations.csv", "seats.geojson", "boundary.geojson", "power_lines.geojson")
MAPS = ("coverage.geojson", "candidates.geojson")


def states(folder: Path) -> States:
    rows = judge(folder).settlements
    return dict(zip(rows[KEYS].astype(str).itertuples(index=False, name=None), rows["state"], strict=True))


def initialise(folder: Path) -> States:
    """The verdicts by the county file that init writes from the files and the recorded answers."""
    answers = folder.parent / "answers.toml"
    record_answers(answers, ANSWERS)
    result = CliRunner().invoke(init, [str(folder), "--answers", str(answers), "--json"], catch_exceptions=False)
    document = json.loads(result.stdout)
    assert [question["code"] for question in document["questions"]] in ([], ["name"])  # a boundary names the county
    assert [file["path"] for file in document["files"] if file["layer"] is None] == []
    return states(folder)


@pytest.fixture(scope="module")
def files(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "bureau"
    shutil.copytree(root / "layers/zhenba/bureau", folder, ignore=shutil.ignore_patterns("gisplan.toml"))
    return folder


@pytest.fixture(scope="module")
def drafted(files: Path) -> States:
    return initialise(files)


@pytest.fixture(scope="module")
def county(root: Path) -> States:
    return states(root / "layers/zhenba")


def test_the_verdicts_are_those_of_the_bureaus_own_county_file(root: Path, drafted: States) -> None:
    """Where that file leaves a criterion open, as it names no ledgers, more is known; nothing is known otherwise."""
    own = states(root / "layers/zhenba/bureau")
    decided = {key: state for key, state in own.items() if state != "unknown"}
    assert len(decided) > 150
    assert {key: drafted[key] for key in decided} == decided
    assert {key for key in own if key[0] == "sealed_road" and drafted[key] != own[key]} == set()


def test_the_sheets_alone_give_the_countys_verdicts_or_say_that_they_are_unknown(
    files: Path, drafted: States, county: States
) -> None:
    found = read_county_file(files)
    assert set(found.layers) == OF_BUREAUS
    assert str(found.as_of) == "2019-06-30"
    layers = {item.id: item.layer for item in read_packaged_standard("zhenba-2019", kinds=KINDS).criteria}
    assert set(drafted) == set(county)
    differ = {key for key, state in county.items() if drafted[key] != state}
    assert {layers[key[0]] for key in differ} == {"water_supply", "coverage", "power_lines"}
    assert {drafted[key] for key in differ} == {"unknown"}


def test_with_the_countys_other_files_every_verdict_is_the_same(root: Path, county: States, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(root / "layers/zhenba/bureau", folder, ignore=shutil.ignore_patterns("gisplan.toml"))
    for name in (*OTHERS, *MAPS):
        shutil.copy(root / "layers/zhenba" / name, folder)
    assert initialise(folder) == county
    assert len(county) > 2900

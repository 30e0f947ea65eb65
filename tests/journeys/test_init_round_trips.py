"""Real districts without a hand-written line: `gisplan init` and its answers give the verdicts of a county file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from gisplan.cli.init import init
from gisplan.cli.main import gisplan
from gisplan.io.child.toml_files import read_county_file
from gisplan.io.init.asking.answers_file import Answer, record_answers
from gisplan.workflow import judge

States = Mapping[tuple[str, ...], str]
KEYS = ["criterion", "settlement", "code"]
SURFACE = "layers.roads.values.surface"
LADAKH = [
    *(Answer(SURFACE, word, 11) for word in ("NH", "SH", "MDR", "RR(ODR)", "RR(VR)", "BR")),
    Answer(SURFACE, "RR(TRACK)", 31),
    Answer("network", "trunk_classes", ["NH"]),
    Answer("county", "name", "Ladakh"),
    Answer("county", "standard", "zhenba-2019"),
]
ANDORRA = [
    Answer("network", "trunk_classes", ["primary", "primary_link"]),
    Answer("county", "name", "Andorra"),
    Answer("county", "as_of", "2013-05-28"),
    Answer("county", "standard", "shaanxi-577-2017"),
    Answer("layers.boundary", "path", ""),
]
BY_HAND = """[county]
code = "AD"
name = "Andorra"
crs = "EPSG:32631"
code_system = "any"
standard = "shaanxi-577-2017"

[network]
trunk_classes = ["primary", "primary_link"]

[layers.roads]
path = "andorra.osm.pbf"

[layers.villages]
path = "andorra.osm.pbf"
"""


def states(folder: Path) -> States:
    rows = judge(folder).settlements
    return dict(zip(rows[KEYS].astype(str).itertuples(index=False, name=None), rows["state"], strict=True))


def initialise(given: Path, answers: Sequence[Answer], *, open_questions: Sequence[str] = ()) -> None:
    record_answers(Path("answers.toml"), answers)
    result = CliRunner().invoke(init, [str(given), "--answers", "answers.toml", "--json"], catch_exceptions=False)
    assert [question["code"] for question in json.loads(result.stdout)["questions"]] == list(open_questions)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_ladakh_by_recorded_answers_is_ladakh_by_its_county_file(ladakh: Path, here: Path) -> None:
    shutil.copytree(ladakh, here / "ladakh", ignore=shutil.ignore_patterns("gisplan*.toml"))
    initialise(here / "ladakh", LADAKH)
    found = states(here / "ladakh")
    assert found == states(ladakh)
    assert {"met", "missed"} <= set(found.values())


def test_andorra_by_recorded_answers_is_andorra_by_hand(shared_data: Path, here: Path) -> None:
    extract = shared_data / "andorra" / "andorra.osm.pbf"
    initialise(extract, ANDORRA, open_questions=["surface-blank"])
    layers = {"villages", "roads", "seats", "power_lines", "facilities", "rivers", "water"}
    assert set(read_county_file(here / "andorra").layers) == layers
    (here / "by-hand").mkdir()
    shutil.copy(extract, here / "by-hand")
    (here / "by-hand" / "gisplan.toml").write_text(BY_HAND, encoding="utf-8")
    assert states(here / "andorra") == states(here / "by-hand")


def test_an_extract_becomes_a_map_without_a_hand_written_line(shared_data: Path, here: Path) -> None:
    for arguments in (["init", str(shared_data / "andorra" / "andorra.osm.pbf")], ["gaps", "andorra"]):
        result = CliRunner().invoke(gisplan, arguments, catch_exceptions=False)
        assert result.exit_code in (0, 1), result.output
    assert (here / "out" / "map.html").stat().st_size > 10_000
    document = json.loads((here / "out" / "verdicts.json").read_text(encoding="utf-8"))
    found = [row["state"] for row in document["settlements"] if row["criterion"] == "all_season_road_network"]
    assert len(found) == 59
    assert found.count("met") == 33
    assert "missed" not in found  # where surfaces are blank, nothing is missed for sure

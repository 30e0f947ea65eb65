"""Zhenba County in every format that is read: its first county file gives the verdicts of the one in the package."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner
from shapely.geometry import shape

from gisplan.cli.init import init
from gisplan.io.init.asking.answers_file import Answer, record_answers
from gisplan.workflow import judge
from tests.io import test_init_formats as formats
from tests.io.bureau_folder import Rows

MAPS = ("villages", "roads", "seats", "boundary", "power_lines", "coverage", "candidates")
TABLES = ("groups", "road_works", "water_projects", "water_supply", "power", "broadcasting", "attestations")
TWICE = {".zip", ".json", ".kmz"}  # packed, or by another name
WITHOUT_AREAS = {".gpx"}
ANSWERS = [Answer("county", "standard", "zhenba-2019"), Answer("county", "as_of", "2019-06-30")]
KEYS = ["criterion", "settlement", "code"]
States = Mapping[tuple[str, ...], str]


def states(folder: Path) -> States:
    rows = judge(folder).settlements
    return dict(zip(rows[KEYS].astype(str).itertuples(index=False, name=None), rows["state"], strict=True))


def read_map(path: Path) -> Rows:
    """Return the rows of a map, all of one kind of shape, as many formats want them."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = [shape(feature["geometry"]) for feature in features]
    if any(each.geom_type == "MultiPolygon" for each in shapes):
        shapes = [each if each.geom_type == "MultiPolygon" else shapely.MultiPolygon([each]) for each in shapes]
    rows = [{name: "" if value is None else value for name, value in item["properties"].items()} for item in features]
    return list(zip(shapes, rows, strict=True))


@pytest.fixture(scope="session")
def expected(root: Path) -> States:
    return states(root / "layers" / "zhenba")


@pytest.mark.filterwarnings("ignore:Column names longer than 10 characters", "ignore:Normalized/laundered field name")
@pytest.mark.parametrize(("number", "of_maps"), [*enumerate(sorted({*formats.MAPS} - TWICE))])
def test_zhenba_in_each_format_gives_the_same_verdicts(
    tmp_path: Path, root: Path, expected: States, number: int, of_maps: str
) -> None:
    if of_maps == ".parquet":
        pytest.importorskip("pyarrow")
    folder = tmp_path / "zhenba"
    folder.mkdir()
    for name in MAPS:
        rows = read_map(root / "layers" / "zhenba" / f"{name}.geojson")
        no_areas = of_maps in WITHOUT_AREAS and "Polygon" in rows[0][0].geom_type
        formats.write(folder / f"{name}{'.geojson' if no_areas else of_maps}", rows)
    sheets = [*formats.SHEETS]
    for place, name in enumerate(TABLES):
        with (root / "layers" / "zhenba" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            cells = [["镇巴县"], *csv.reader(stream)]
        ending = sheets[(number + place) % len(sheets)]
        formats.SHEETS[ending](folder / f"{name}{ending}", cells)
    record_answers(tmp_path / "answers.toml", ANSWERS)
    arguments = [str(folder), "--answers", str(tmp_path / "answers.toml")]
    result = CliRunner().invoke(init, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert states(folder) == expected

"""What `gaps` writes for a GIS and for the map holds the same rows, whatever the order of rows in the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

import gisplan
from gisplan.county.county import County
from gisplan.gaps import KINDS, Gaps, find_gaps
from gisplan.maps.gaps.gap_map import describe_map
from gisplan.report.gis.geopackage import make_geopackage
from gisplan.standards import read_packaged_standard
from tests.gaps.row_order import shuffle_rows, without_rows

ROW_NUMBERS = {"row", "own_row", "other_row", "aside", "fid", "edge", "edges", "node", "road", "from_node", "to_node"}


@pytest.fixture(scope="module")
def judged(root: Path) -> tuple[Gaps, Gaps]:
    """A county judged as its files have it, and with all their rows in another order."""
    standard = read_packaged_standard("zhenba-2019", kinds=KINDS)
    county: County = gisplan.read_county(root / "tests/fixtures/qingxi")
    return tuple(find_gaps(each, standard, scope="all") for each in (county, shuffle_rows(county, 1)))  # type: ignore[return-value]


def test_the_geopackage_holds_the_same_rows_in_any_order(judged: tuple[Gaps, Gaps], tmp_path: Path) -> None:
    for name, gaps in zip(("a", "b"), judged, strict=True):
        make_geopackage(gaps, tmp_path / f"{name}.gpkg")
    one, other = ({layer for layer, _ in pyogrio.list_layers(tmp_path / f"{name}.gpkg")} for name in "ab")
    assert one == other
    for layer in one:
        first, second = (list_records(gpd.read_file(tmp_path / f"{name}.gpkg", layer=layer)) for name in "ab")
        assert first == second, layer


def list_records(frame: gpd.GeoDataFrame) -> list[str]:
    """The rows of a layer without row numbers, sorted."""
    kept = pd.DataFrame(frame[[name for name in frame if name not in {*ROW_NUMBERS, "geometry"}]])
    if "geometry" in frame:
        kept = kept.assign(shape=[shape.normalize().wkt if shape is not None else "" for shape in frame.geometry])
    return sorted(str(without_rows([str(cell) for cell in record])) for record in kept.itertuples(index=False))


def test_the_map_shows_the_same_in_any_order(judged: tuple[Gaps, Gaps]) -> None:
    first, second = (sort_map(describe_map(gaps, language="en")) for gaps in judged)
    assert first.keys() == second.keys()
    for key in first:
        assert first[key] == second[key], key


def sort_map(data: dict[str, Any]) -> dict[str, Any]:
    """The map's data without row numbers; lines, links and seats sorted, texts in the places of their numbers."""
    data = without_rows(json.loads(json.dumps(data, default=str)))
    roads = data["roads"]
    columns = [roads[name] for name in ("kind", "code", "class", "surface")]
    data["roads"] = sorted(map(str, zip(split_lines(roads), *columns, strict=True)))
    for key in ("islands", "critical"):
        data[key] = sorted(map(str, split_lines(data[key])))
    for link in data["links"]:
        link["lines"] = sorted(map(str, split_lines(link["lines"])))
    for key in ("seats", "near"):
        data[key] = sorted(map(str, data[key]))
    return data


def split_lines(packed: dict[str, Any]) -> list[list[tuple[int, int]]]:
    """The steps of each line, in the one or the other direction; the way from the line before it is left out."""
    ends, lines = 0, []
    for count in packed["n"]:
        steps = packed["xy"][2 * ends + 2 : 2 * (ends + count)]
        forth = list(zip(steps[::2], steps[1::2], strict=True))
        lines.append(min(forth, [(-x, -y) for x, y in reversed(forth)]))
        ends += count
    return lines

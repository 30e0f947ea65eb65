"""GeoJSON, CSV and Parquet: the same rows, and no text that runs."""

import csv
import importlib.util
import io
import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gisplan.base.errors import ExtraMissingError, GisplanError
from gisplan.gaps import Gaps
from gisplan.io.output.file_set import replace_together
from gisplan.report.gis.export import make_tables
from tests.report.conftest import FORMULAS, HOSTILE

LAYERS = ["settlements", "villages", "missing_links", "near_misses", "critical_edges"]


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("format", ["geojson", "csv"])
def test_each_layer_is_a_file_and_comes_out_the_same(gaps: Gaps, format: str) -> None:
    tables = make_tables(gaps, format)
    assert list(tables) == [f"{name}.{format}" for name in LAYERS]
    assert make_tables(gaps, format) == tables


def test_geojson_is_in_wgs_84_and_names_no_crs(gaps: Gaps) -> None:
    document = json.loads(make_tables(gaps, "geojson")["settlements.geojson"])
    assert "crs" not in document
    assert len(document["features"]) == len(gaps.settlements)
    places = shapely.points([f["geometry"]["coordinates"] for f in document["features"]])
    west, south, east, north = shapely.total_bounds(places)
    assert 107 < west < east < 109
    assert 32 < south < north < 33
    back = gpd.GeoSeries(places, crs="EPSG:4326").to_crs(gaps.county.crs)
    assert back.distance(gaps.settlements.geometry).max() < 0.02


def test_geojson_keeps_every_hostile_text_and_a_row_without_a_place(hostile: Gaps) -> None:
    features = json.loads(make_tables(hostile, "geojson")["settlements.geojson"])["features"]
    assert [f["properties"]["name"] for f in features] == list(hostile.settlements["name"])
    assert set(HOSTILE) <= {f["properties"]["name"] for f in features}
    assert [f["geometry"] for f in features].count(None) == hostile.settlements.geometry.isna().sum() >= 1
    assert all(f["properties"]["cost_m"] is None for f in features if f["properties"]["state"] == "met")


def test_csv_is_for_excel(gaps: Gaps) -> None:
    content = make_tables(gaps, "csv")["settlements.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_csv(content)
    assert [r["code"] for r in rows] == list(gaps.settlements["code"])
    assert all(107 < float(r["lon"]) < 109 and 32 < float(r["lat"]) < 33 for r in rows)
    links = read_csv(make_tables(gaps, "csv")["missing_links.csv"])
    assert all(107 < float(r["lon"]) < 109 for r in links)


def test_csv_prefixes_what_would_be_a_formula_and_nothing_else(hostile: Gaps) -> None:
    names = [r["name"] for r in read_csv(make_tables(hostile, "csv")["settlements.csv"])]
    assert names == [f"'{n}" if n.startswith(("=", "+", "-", "@")) else n for n in hostile.settlements["name"]]
    assert {f"'{f}" for f in FORMULAS} <= set(names)


def test_csv_never_prefixes_a_number(gaps: Gaps) -> None:
    west = gaps.settlements.to_crs("EPSG:4326")
    assert (west.geometry.x > 0).all()
    moved = gaps.critical_edges.assign(from_m=-1.5)
    content = make_tables(_with(gaps, critical_edges=moved), "csv")["critical_edges.csv"]
    assert {r["from_m"] for r in read_csv(content)} == {"-1.5"}


def test_tabs_and_returns_are_prefixed_too(gaps: Gaps) -> None:
    names = ["\tx", "\rx", 'a"b', "a,b", "a\nb"] + ["x"] * (len(gaps.settlements) - 5)
    content = make_tables(_with(gaps, settlements=gaps.settlements.assign(name=names)), "csv")["settlements.csv"]
    assert [r["name"] for r in read_csv(content)][:5] == ["'\tx", "'\rx", 'a"b', "a,b", "a\nb"]


def _with(gaps: Gaps, **frames: object) -> Gaps:
    import dataclasses

    return dataclasses.replace(gaps, **frames)  # type: ignore[arg-type]


def write_tables(gaps: Gaps, folder: Path, format: str) -> list[Path]:
    with replace_together(folder) as files:
        return [files.write_bytes(name, content) for name, content in make_tables(gaps, format).items()]


def test_files_are_written_whole(gaps: Gaps, tmp_path: Path) -> None:
    paths = write_tables(gaps, tmp_path / "out", "geojson")
    assert [p.name for p in paths] == [f"{name}.geojson" for name in LAYERS]
    assert sorted((tmp_path / "out").iterdir()) == sorted(paths)
    frame = gpd.read_file(paths[0])
    assert list(frame["name"]) == list(gaps.settlements["name"])


def test_parquet_without_its_extra_names_how_to_get_it(
    gaps: Gaps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ExtraMissingError, match=r"gisplan\[parquet\]") as caught:
        write_tables(gaps, tmp_path, "parquet")
    assert isinstance(caught.value, GisplanError)
    assert not list(tmp_path.iterdir())


def test_parquet_comes_back_as_it_went(hostile: Gaps, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra gisplan[parquet] is not installed")
    paths = write_tables(hostile, tmp_path, "parquet")
    frame = gpd.read_parquet(paths[0])
    assert list(frame["name"]) == list(hostile.settlements["name"])
    assert frame.crs == hostile.county.crs

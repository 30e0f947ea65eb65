"""GeoParquet: read by pyarrow, an extra, in the reading process."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector import geoparquet
from tests.io.toy_county import Toy, only, road_rows, village_rows

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def make_parquet(rows: list[tuple[Any, dict[str, Any]]], crs: Any = 4490) -> bytes:
    frame = gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=crs)
    file = BytesIO()
    frame.to_parquet(file, index=False)
    return file.getvalue()


def with_geo(content: bytes, geo: Any) -> bytes:
    """Return a file with other metadata of its geometry."""
    table = pq.read_table(BytesIO(content))
    file = BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": geo if isinstance(geo, str) else json.dumps(geo)}), file)
    return file.getvalue()


def test_a_county_in_geoparquet_is_the_same_county(toy: Toy) -> None:
    before = toy.read()
    toy = toy.with_layer("villages", "v.parquet", make_parquet(village_rows()))
    after = toy.with_layer("roads", "r.parquet", make_parquet(road_rows())).read()
    assert after.faults == before.faults == ()
    for layer in ("villages", "roads"):
        one, other = getattr(before, layer), getattr(after, layer)
        assert one.drop(columns="geometry").equals(other.drop(columns="geometry"))
        assert shapely.equals_exact(one.geometry.array, other.geometry.array, 1e-3).all()


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"a": ["x"], "due": pa.array([0], pa.timestamp("us", "Mars/Olympus"))}),
        pa.table({"a": ["x"], "due": pa.array([2**60], pa.timestamp("us"))}),
        pa.table([["x"], ["y"]], names=["due", "due"]),
    ],
)
def test_a_column_that_cannot_be_read_is_named(tmp_path: Path, table: Any) -> None:
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(FileRefused) as caught:
        geoparquet.read_geoparquet(tmp_path / "a.parquet", wanted=None)
    assert (caught.value.code, "'due'" in caught.value.params["reason"]) == ("content-refused", True)
    if "a" in table.column_names:
        assert geoparquet.read_geoparquet(tmp_path / "a.parquet", wanted=["a"]).columns["a"].tolist() == ["x"]


def test_values_of_every_type(tmp_path: Path) -> None:
    table = pa.table(
        {
            "文": ["村", None],
            "whole": pa.array([610728111201, None]),
            "real": pa.array([1.5, None]),
            "yes": pa.array([True, None]),
            "day": pa.array([18077, None], pa.date32()),
            "list": pa.array([["a", "b"], None]),
            "few": pa.array(["x", None]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    rows = geoparquet.read_geoparquet(tmp_path / "a.parquet", wanted=None)
    first = {name: values[0] for name, values in rows.columns.items()}
    assert first == {
        "文": "村",
        "whole": "610728111201",
        "real": 1.5,
        "yes": "true",
        "day": "2019-06-30",
        "list": "a;b",
        "few": "x",
    }
    assert [values[1] for name, values in rows.columns.items() if name != "real"] == [None] * 6
    assert rows.crs is None


def test_the_crs_is_what_the_file_states(toy: Toy) -> None:
    content = make_parquet(village_rows())
    plain = {"encoding": "WKB", "geometry_types": []}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": plain}}
    assert toy.with_layer("villages", "v.parquet", with_geo(content, geo)).read().faults == ()
    unknown = {**geo, "columns": {"geometry": {**plain, "crs": None}}}
    assert only(toy.with_layer("villages", "v.parquet", with_geo(content, unknown)).refuse(), "crs-missing")


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geoparquet.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(FileRefused) as caught:
        geoparquet.read_geoparquet(tmp_path / "a.parquet", wanted=None)
    assert (caught.value.code, caught.value.params) == ("extra-missing", {"value": "parquet"})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (make_parquet(village_rows())[:-100], "truncated"),
        (b"PAR1" + b"\xff" * 200 + b"PAR1", "reader-failed"),
        (with_geo(make_parquet(village_rows()), "{"), "content-refused"),
        (with_geo(make_parquet(village_rows()), {"primary_column": ["x"], "columns": {}}), "content-refused"),
        (
            with_geo(make_parquet(village_rows()), {"primary_column": "x", "columns": {"x": {"encoding": "WKB"}}}),
            "content-refused",
        ),
        (b"PK\x03\x04", "content-mismatch"),
        (b"<OGRVRTDataSource/>", "content-mismatch"),
    ],
)
def test_hostile_files_are_refused(toy: Toy, content: bytes, code: str) -> None:
    report = toy.with_layer("villages", "v.parquet", content).check()
    assert (report.county, report.exit_code) == (None, 2)
    assert only(report.faults, code).file == "v.parquet"


def test_a_bomb_is_stopped(toy: Toy) -> None:
    """A column of one value may be a billion rows in a few bytes."""
    one = pa.DictionaryArray.from_arrays(pa.array(np.zeros(2_000_000, dtype=np.int32)), ["村" * 1000])
    file = BytesIO()
    pq.write_table(pa.table({"code": one, "name": one}), file)
    assert len(file.getvalue()) < 2_000_000
    report = toy.with_layer("villages", "v.parquet", file.getvalue()).check()
    assert report.county is None
    assert {fault.code for fault in report.faults if fault.level == "E"} <= {
        "reading-memory",
        "reading-answer",
        "reading-time",
    }

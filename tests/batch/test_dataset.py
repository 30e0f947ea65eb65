"""The dataset is read as one by GeoPandas and DuckDB, with the same types in every county."""

from __future__ import annotations

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from gisplan import find_gaps, read_county
from gisplan.batch import RunResult
from gisplan.batch.themes import THEMES, WITHOUT_GEOMETRY
from tests.batch.province import REFUSED


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_its_columns_in_every_county(result: RunResult, planned: RunResult, theme: str) -> None:
    name = f"dataset/theme={theme}/province=61/county=*/part.parquet"
    parts = [*planned.folder.glob(name), *result.folder.glob(name)]
    assert len(parts) == 2 + (11 if theme != "plan_units" else 0)  # of twelve, one is refused
    assert not any(REFUSED in str(part) for part in parts)
    first, *others = (pq.read_schema(part).remove_metadata() for part in parts)
    assert all(other.equals(first) for other in others)
    own = [column.name for column in THEMES[theme]]
    assert first.names == (own if theme in WITHOUT_GEOMETRY else [*own, "geometry", "bbox"])


def test_geopandas_reads_what_each_county_was_judged_to_be(result: RunResult, province) -> None:
    villages = gpd.read_parquet(result.folder / "dataset" / "theme=villages")
    assert villages.crs.to_epsg() == 4326
    gaps = find_gaps(read_county(province / "county01"))
    own = villages[villages["county"].astype(str) == "610701"].set_index("code")["state"]
    assert own.to_dict() == dict(zip(gaps.villages["code"], gaps.villages["state"], strict=True))
    box = gpd.read_parquet(result.folder / "dataset" / "theme=villages", bbox=(0, 0, 1, 1))
    assert box.empty


def test_duckdb_counts_over_all_counties(result: RunResult) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    place = (result.folder / "dataset" / "theme=villages").as_posix()
    counted = duckdb.sql(
        f"select state, count(*) from read_parquet('{place}/**/*.parquet', hive_partitioning=true) "
        "where judged_for_exit group by state"
    ).fetchall()
    sums = result.document["villages"]
    assert dict(counted) == {s: n for s in ("met", "missed", "unknown") if (n := sums[f"exit_{s}"])}

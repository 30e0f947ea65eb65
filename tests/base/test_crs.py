"""Coordinate systems: metric or not, and the honest way from one to another."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS

from gisplan.base.crs import find_transform, is_metric, parse_crs, usual_bounds

HERE = np.array([[108.0, 32.5], [107.5, 32.2]])


@pytest.mark.parametrize(
    ("crs", "metric"), [("EPSG:4545", True), ("EPSG:32643", True), ("EPSG:4490", False), ("EPSG:2263", False)]
)
def test_metric_systems(crs: str, metric: bool) -> None:
    assert is_metric(CRS(crs)) is metric


def test_what_is_no_crs() -> None:
    assert parse_crs("EPSG:0") is None
    assert parse_crs("nonsense") is None
    assert parse_crs("EPSG:4545") == CRS(4545)


def test_where_a_crs_is_used() -> None:
    bounds = usual_bounds(CRS(4545))
    assert bounds is not None
    assert bounds[0] < 108 < bounds[2]


def test_what_is_there_already_does_not_move() -> None:
    transform = find_transform(CRS(4545), CRS(4545))
    assert transform is not None
    assert transform(HERE).tolist() == HERE.tolist()


@pytest.mark.parametrize("source", [4326, 4490, 4258, 9000])
def test_modern_datums_agree_within_a_metre(source: int) -> None:
    known, other = find_transform(CRS(4490), CRS(4545)), find_transform(CRS(source), CRS(4545))
    assert known is not None
    assert other is not None
    assert np.abs(known(HERE) - other(HERE)).max() < 1


def test_east_comes_before_north() -> None:
    transform = find_transform(CRS(4490), CRS(4545))
    assert transform is not None
    x, y = transform(HERE)[0]
    assert x == pytest.approx(500_000, abs=0.01)
    assert 3_550_000 < y < 3_650_000


@pytest.mark.parametrize("source", [4610, 4214, 2381, 2433])
def test_old_datums_have_no_real_transformation(source: int) -> None:
    assert find_transform(CRS(source), CRS(4545)) is None


@pytest.mark.parametrize("system", ["China_2000", "WGS_1984"])
def test_the_prj_files_of_other_programs(system: str) -> None:
    wkt = (
        f'GEOGCS["GCS_{system}",DATUM["D_{system}",SPHEROID["S",6378137.0,298.257222101]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
    )
    crs = parse_crs(wkt)
    assert crs is not None
    assert find_transform(crs, CRS(4545)) is not None

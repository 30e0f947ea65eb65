"""Zhenba as it stands in the project, and as the generator makes it now."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from benchmarks.county import MadeCounty

CRS = "EPSG:4545"
CODES = ("code", "village", "villages", "segments", "shared_with")


@pytest.fixture(scope="session")
def zhenba(root: Path) -> Path:
    """The folder of the county that ships."""
    return root / "layers" / "zhenba"


@pytest.fixture(scope="session")
def frames(zhenba: Path) -> Mapping[str, pd.DataFrame]:
    """The county's files by their layers' names, as they were committed; maps in metres."""
    maps = {path.stem: gpd.read_file(path).to_crs(CRS) for path in sorted(zhenba.glob("*.geojson"))}
    tables = {path.stem: pd.read_csv(path, dtype=dict.fromkeys(CODES, str)) for path in sorted(zhenba.glob("*.csv"))}
    places = gpd.points_from_xy(tables["groups"]["lon"], tables["groups"]["lat"], crs="EPSG:4326").to_crs(CRS)
    return {**maps, **tables, "groups": gpd.GeoDataFrame(tables["groups"], geometry=places)}


@pytest.fixture(scope="session")
def built(zhenba: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MadeCounty]:
    """What `build.py` writes into another folder, and the county in memory that it wrote."""
    spec = importlib.util.spec_from_file_location("build_zhenba", zhenba / "build.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made: list[MadeCounty] = []
    build_county = script.build_county
    script.build_county = lambda *given, **size: made.append(build_county(*given, **size)) or made[-1]
    folder = tmp_path_factory.mktemp("zhenba")
    script.build(folder)
    return folder, made[0]


@pytest.fixture(scope="session")
def made(built: tuple[Path, MadeCounty]) -> MadeCounty:
    """The county as the generator makes it, with its relief."""
    return built[1]

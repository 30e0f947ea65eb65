"""The GeoPackage: its rows, its styles, its bytes."""

import contextlib
import sqlite3
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest

from gisplan.base.errors import WriteError
from gisplan.gaps import Gaps
from gisplan.io.files.atomic_write import write_atomic
from gisplan.report.gis.geopackage import make_geopackage, verify_geopackage
from gisplan.report.gis.qgis_styles import STYLES
from gisplan.wording.palette import PALETTE
from gisplan.workflow import judge
from tests.report.conftest import HOSTILE

LAYERS = {"settlements", "villages", "missing_links", "near_misses", "reach", "critical_edges", "roads", "boundary"}
# as QGIS makes it
STYLE_COLUMNS = [
    "id",
    "f_table_catalog",
    "f_table_schema",
    "f_table_name",
    "f_geometry_column",
    "styleName",
    "styleQML",
    "styleSLD",
    "useAsDefault",
    "description",
    "owner",
    "ui",
    "update_time",
]


def write(gaps: Gaps, folder: Path) -> Path:
    path = folder / "gaps.gpkg"
    write_atomic(path, lambda made: make_geopackage(gaps, made), verify=verify_geopackage)
    return path


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute(question).fetchall()


@pytest.fixture(scope="module")
def package(gaps: Gaps, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(gaps, tmp_path_factory.mktemp("gpkg"))


@pytest.fixture(scope="module")
def hostile_package(hostile: Gaps, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(hostile, tmp_path_factory.mktemp("gpkg"))


def test_it_holds_the_layers_and_is_listed_in_full(package: Path) -> None:
    assert {name for name, _ in pyogrio.list_layers(package)} == LAYERS | {"layer_styles"}
    kinds = dict(ask(package, "SELECT table_name, data_type FROM gpkg_contents"))
    assert kinds == {**dict.fromkeys(LAYERS, "features"), "layer_styles": "attributes"}


def test_what_is_read_back_is_what_was_found(gaps: Gaps, package: Path) -> None:
    frame = gpd.read_file(package, layer="settlements")
    expected = gaps.settlements
    assert frame.crs == gaps.county.crs
    for column in ("criterion", "code", "name", "state", "why", "people"):
        assert list(frame[column]) == list(expected[column]), column
    assert frame.geometry.geom_equals(expected.geometry).all()
    assert list(frame["segments"].fillna("")) == [", ".join(s) for s in expected["segments"]]
    assert frame["why_text"].str.endswith(".").all()
    for name, rows in (
        ("missing_links", gaps.missing_links),
        ("near_misses", gaps.near_misses),
        ("critical_edges", gaps.critical_edges),
        ("reach", gaps.reach),
        ("roads", gaps.survey.roads),
    ):
        assert len(gpd.read_file(package, layer=name)) == len(rows), name


def test_towns_are_a_layer_of_their_own_and_coloured_by_share(root: Path, tmp_path: Path) -> None:
    gaps = judge(root / "layers" / "zhenba")
    path = write(gaps, tmp_path)
    towns, boundary = gpd.read_file(path, layer="towns"), gpd.read_file(path, layer="boundary")
    assert (len(towns), len(boundary)) == (20, 1)
    judged = gaps.villages[gaps.villages["judged_for_exit"]]
    for state in ("met", "missed", "unknown"):
        assert towns[f"exit_{state}"].sum() == (judged["state"] == state).sum()
    assert towns["villages"].sum() == len(gaps.villages)
    total = towns[["exit_met", "exit_missed", "exit_unknown"]].sum(axis=1)
    assert (towns["missed_share"] - 100 * towns["exit_missed"] / total).abs().max() <= 0.05
    style = ET.fromstring(str(dict(ask(path, "SELECT f_table_name, styleQML FROM layer_styles"))["towns"]))
    assert set(towns["share"].dropna()) <= {c.get("value") for c in style.iter("category")}
    villages = gpd.read_file(path, layer="villages")
    assert list(villages["state"]) == list(gaps.villages["state"])
    assert int(villages["judged_for_exit"].sum()) == int(gaps.villages["judged_for_exit"].sum())


def test_reach_is_sealed_road(package: Path) -> None:
    reach = gpd.read_file(package, layer="reach")
    roads = gpd.read_file(package, layer="roads").set_index("segment")
    own = reach[reach["criterion"] == "sealed_road"]["segment"]
    assert set(roads.loc[own, "kind"]) == {"trunk", "sealed"}
    assert set(roads["kind"]) == {"trunk", "sealed", "unsealed", "unknown_surface"}


def test_every_hostile_text_comes_back_exactly(hostile: Gaps, hostile_package: Path) -> None:
    frame = gpd.read_file(hostile_package, layer="settlements")
    assert set(HOSTILE) <= set(frame["name"])
    assert set(HOSTILE[:-1]) <= set(frame["town"])  # of a row set aside no town is kept
    assert list(frame["name"]) == list(hostile.settlements["name"])
    expected = sum(c.criterion.settlement == "village" for c in hostile.criteria) - 1  # of groups none is listed for it
    assert frame.geometry.isna().sum() == hostile.settlements.geometry.isna().sum() == expected + 1
    assert list(gpd.read_file(hostile_package, layer="roads")["segment"]) == list(hostile.survey.segment)


def test_every_layer_has_a_style_where_qgis_looks_for_it(package: Path) -> None:
    assert [row[1] for row in ask(package, "PRAGMA table_info(layer_styles)")] == STYLE_COLUMNS
    rows = ask(
        package,
        "SELECT f_table_name, styleQML FROM layer_styles "
        "WHERE f_table_schema = '' AND f_geometry_column = 'geom' AND useAsDefault = 1",
    )
    assert {name for name, _ in rows} == LAYERS == set(STYLES) - {"towns"}
    assert set(ask(package, "SELECT column_name FROM gpkg_geometry_columns")) == {("geom",)}
    for name, text in rows:
        root = ET.fromstring(str(text))
        assert root.tag == "qgis"
        assert root.find("renderer-v2/symbols/symbol/layer") is not None, name


def test_a_style_names_every_value_of_its_column_in_its_colour(package: Path) -> None:
    styles = dict(ask(package, "SELECT f_table_name, styleQML FROM layer_styles"))
    for layer, column, states in (
        ("settlements", "state", {"met", "missed", "unknown"}),
        ("villages", "state", {"met", "missed", "unknown"}),
        ("roads", "kind", {"trunk", "sealed", "unsealed", "unknown_surface"}),
    ):
        root = ET.fromstring(str(styles[layer]))
        renderer = root.find("renderer-v2")
        assert renderer is not None
        assert renderer.get("attr") == column
        places = {c.get("value"): c.get("symbol") for c in renderer.iter("category")}
        assert set(places) == states
        for state, place in places.items():
            options = renderer.findall(f"symbols/symbol[@name='{place}']/layer/Option/Option")
            colour = next(o.get("value") for o in options if o.get("name") in ("color", "line_color"))
            value = PALETTE[str(state)]
            assert colour == ",".join(str(int(value[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def test_two_writings_give_the_same_bytes(gaps: Gaps, package: Path, tmp_path: Path) -> None:
    assert write(gaps, tmp_path).read_bytes() == package.read_bytes()
    assert set(ask(package, "SELECT last_change FROM gpkg_contents")) == {("2000-01-01T00:00:00.000Z",)}


def test_gdal_is_left_as_it_was(package: Path) -> None:
    assert package.exists()
    assert pyogrio.get_gdal_config_option("OGR_SQLITE_SYNCHRONOUS") is None


def test_a_broken_file_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "gaps.gpkg").write_bytes(b"old")
    with pytest.raises(WriteError, match=r"gaps\.gpkg"):
        write_atomic(tmp_path / "gaps.gpkg", lambda made: made.write_bytes(b"x" * 5000), verify=verify_geopackage)
    assert (tmp_path / "gaps.gpkg").read_bytes() == b"old"


def test_what_gdal_cannot_write_is_a_write_error(gaps: Gaps, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"gaps\.gpkg"):
        make_geopackage(gaps, tmp_path / "no such folder" / "gaps.gpkg")

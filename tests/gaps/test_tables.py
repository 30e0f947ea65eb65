"""Verdicts by place and at a glance, as a user of geopandas meets them."""

import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest

import gisplan
from gisplan.gaps import Gaps


@pytest.fixture(scope="module")
def gaps(root: Path) -> Gaps:
    return gisplan.find_gaps(root / "tests" / "fixtures" / "qingxi")


def test_villages_groups_and_settlements_have_places_in_the_county_crs(gaps: Gaps) -> None:
    for frame in (gaps.villages, gaps.groups, gaps.settlements):
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs == gaps.county.crs
        assert set(frame.geom_type.dropna()) == {"Point"}
    own = gaps.county.villages.set_index("row").geometry
    for row, point in zip(gaps.villages["row"], gaps.villages.geometry, strict=True):
        assert row not in own.index or own[row].equals(point)


def test_a_group_is_missed_where_any_planned_criterion_is(gaps: Gaps) -> None:
    rows = gaps.settlements[gaps.settlements["settlement"] == "group"]
    assert sorted(gaps.groups["row"]) == sorted(set(rows["row"]))
    planned = [c.id for c in gaps.standard.criteria if c.settlement == "group" and c.role != "report"]
    for group in gaps.groups.itertuples():
        own = rows[(rows["row"] == group.row) & rows["criterion"].isin(planned)]
        states = set(own["state"])
        expected = "missed" if "missed" in states else "unknown" if "unknown" in states else "met"
        assert group.state == expected
        assert set(group.missed) == set(own.loc[own["state"] == "missed", "criterion"])


def test_a_county_without_groups_has_none(gaps: Gaps, root: Path, tmp_path: Path) -> None:
    text = (root / "tests" / "fixtures" / "qingxi" / "gisplan.toml").read_text(encoding="utf-8")
    head, _, tail = text.partition("[layers.groups]")
    (tmp_path / "gisplan.toml").write_text(
        head + "[layers.roads]" + tail.split("[layers.roads]", 1)[1], encoding="utf-8"
    )
    for file in (root / "tests" / "fixtures" / "qingxi").iterdir():
        if file.suffix in (".geojson", ".csv"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    without = gisplan.find_gaps(tmp_path)
    assert len(without.groups) == 0
    assert list(without.groups.columns) == list(gaps.groups.columns)


def test_a_criterion_that_the_standard_has_not_is_refused_with_those_it_has(gaps: Gaps) -> None:
    for show in (gaps.places, gaps.plot, gaps.explore):
        with pytest.raises(ValueError, match="sealed_road"):
            show("no_such_criterion")


def test_plot_draws_each_state_where_its_places_are(gaps: Gaps) -> None:
    axes = pytest.importorskip("matplotlib.figure").Figure().add_subplot()
    assert gaps.plot("group_road", ax=axes) is axes
    places = gaps.places("group_road")
    drawn = {text.get_text() for text in axes.get_legend().get_texts()}
    assert drawn == {f"{state} ({count})" for state, count in places["state"].value_counts().items()}


def test_explore_shows_the_chosen_criterion_first(gaps: Gaps) -> None:
    page = gaps.explore("group_road").get_root().render()
    index = page.split('"first":', 1)[1].split(",", 1)[0]
    assert int(index) > 0


def test_a_repr_fits_a_screen(gaps: Gaps) -> None:
    planned = gisplan.make_plan(gaps.county, budgets={"general": 8})
    for value in (gaps, gaps.county, planned, gisplan.compare(gaps, gaps)):
        lines = repr(value).splitlines()
        assert len(lines) <= 24
        assert max(map(len, lines)) <= 160
        assert value._repr_html_().startswith("<p>")


def test_every_criterion_is_explored_also_one_without_data(gaps: Gaps) -> None:
    for criterion in gaps.standard.criteria:
        assert gaps.explore(criterion.id) is not None


def test_verdicts_are_shown_though_only_their_package_was_imported(root: Path) -> None:
    code = (
        "from gisplan.gaps import find_gaps; from gisplan.io import read_county; import pickle, sys;"
        "from gisplan.io.inputs.standard_file import read_standard;"
        "county = read_county(sys.argv[1]);"
        "gaps = pickle.loads(pickle.dumps(find_gaps(county, read_standard('zhenba-2019'))));"
        "print(type(gaps.explore()).__name__)"
    )
    command = [sys.executable, "-c", code, str(root / "tests" / "fixtures" / "qingxi")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, cwd=root)
    assert done.stdout.strip() == "Map"


def test_a_quarantined_village_has_no_place(gaps: Gaps, root: Path, tmp_path: Path) -> None:
    for file in (root / "tests" / "fixtures" / "qingxi").iterdir():
        if file.suffix in (".geojson", ".csv", ".toml"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    path = tmp_path / "villages.geojson"
    layer = json.loads(path.read_text(encoding="utf-8"))
    layer["features"][4]["geometry"]["coordinates"] = [0.0, 0.0]
    path.write_text(json.dumps(layer, ensure_ascii=False), encoding="utf-8")
    found = gisplan.find_gaps(tmp_path).villages
    assert int(found.geometry.isna().sum()) == 1
    inside = found.geometry.dropna()
    assert inside.distance(inside.union_all().centroid).max() < 100_000

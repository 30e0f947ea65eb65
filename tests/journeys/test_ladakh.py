"""A real mountain district, known against observed: an independent check that has neither nodes nor graph.

Two lines touch when an end of one lies within `snap_m` of the other, or they cross; the parts of that
relation that hold a sealed national highway are the reach. Tracks are unsealed, all else is sealed.
"""

import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gisplan import find_gaps, read_county
from gisplan.county.county import County
from gisplan.gaps import Gaps
from tests.network.beads import BeadedRoads
from tests.network.plain_rules import PlainRules

CRS = 32643
REACH_M = 500.0
MISSED = {1.0: 408, 5.0: 216, 10.0: 82, 20.0: 75, 50.0: 58}
PEOPLE = 15_518


@pytest.fixture(scope="module")
def county(ladakh: Path) -> County:
    return read_county(ladakh)


@pytest.fixture(scope="module")
def gaps(county: County) -> Gaps:
    return find_gaps(county)


@pytest.fixture(scope="module")
def files(ladakh: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The files as geopandas reads them: one row a part of a road, and the habitations."""
    roads = gpd.read_file(ladakh / "Road_DRRP_Ladakh.zip").to_crs(CRS).explode(ignore_index=True)
    return roads, gpd.read_file(ladakh / "Habitation_Ladakh.zip").to_crs(CRS)


def sealed_parts(roads: gpd.GeoDataFrame, snap_m: float) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    """The sealed roads, and the number of the part that each belongs to."""
    sealed = roads[roads["RoadCatego"] != "RR(TRACK)"].reset_index(drop=True)
    lines = sealed.geometry.to_numpy()
    tree = shapely.STRtree(lines)
    pairs = [tree.query(lines, predicate="intersects")]
    pairs += [tree.query(shapely.get_point(lines, k), predicate="dwithin", distance=snap_m) for k in (0, -1)]
    a, b = np.concatenate(pairs, axis=1)
    touching = coo_array((np.ones(len(a)), (a, b)), shape=(len(lines), len(lines)))
    return sealed, connected_components(touching, directed=False)[1]


def reached(files: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], snap_m: float) -> dict[str, bool]:
    """Whether each habitation lies within reach of a part that holds a national highway."""
    roads, habitations = files
    sealed, part = sealed_parts(roads, snap_m)
    reach = sealed.geometry[np.isin(part, part[sealed["RoadCatego"] == "NH"])].to_numpy()
    near = shapely.STRtree(reach).query(habitations.geometry.to_numpy(), predicate="dwithin", distance=REACH_M)[0]
    code = habitations["HAB_ID"].astype("int64").astype(str)
    return dict(zip(code, np.isin(np.arange(len(habitations)), near).tolist(), strict=True))


def states(gaps: Gaps) -> dict[str, str]:
    rows = gaps.settlements.query("criterion == 'sealed_road'")
    return dict(zip(rows["code"], rows["state"], strict=True))


def at_tolerance(folder: Path, target: Path, snap_m: float) -> Path:
    """The same county with another tolerance in its file."""
    target.mkdir()
    for file in folder.iterdir():
        if file.suffix == ".zip":
            (target / file.name).write_bytes(file.read_bytes())
    text = (folder / "gisplan.toml").read_text(encoding="utf-8")
    changed, count = re.subn(r"snap_m = [\d.]+", f"snap_m = {snap_m}", text)
    assert count == 1
    (target / "gisplan.toml").write_text(changed, encoding="utf-8")
    return target


@pytest.mark.parametrize("snap_m", MISSED)
def test_it_agrees_habitation_by_habitation(
    ladakh: Path, tmp_path: Path, files: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], snap_m: float
) -> None:
    known = reached(files, snap_m)
    assert sum(not met for met in known.values()) == MISSED[snap_m]
    found = find_gaps(read_county(at_tolerance(ladakh, tmp_path / "county", snap_m)))
    assert found.settings.snap_m == snap_m
    assert states(found) == {code: "met" if met else "missed" for code, met in known.items()}


def test_the_tolerances_are_reported_in_one_run(gaps: Gaps) -> None:
    result = gaps.by_tolerance.query("criterion == 'sealed_road'").set_index("snap_m")
    assert result["missed"].to_dict() == MISSED
    assert set(result["met"] + result["missed"]) == {729}
    assert result.loc[10.0, "people_missed"] == PEOPLE


def test_the_people_missed_are_those_of_the_file(gaps: Gaps, files: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]) -> None:
    _, habitations = files
    missed = [code for code, state in states(gaps).items() if state == "missed"]
    code = habitations["HAB_ID"].astype("int64").astype(str)
    assert habitations.loc[code.isin(missed), "TOT_POPULA"].sum() == PEOPLE
    assert gaps.criteria[0].people_missed == PEOPLE


def test_distances_are_those_of_shapely(gaps: Gaps, files: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]) -> None:
    sealed, part = sealed_parts(files[0], 10.0)
    reach = shapely.union_all(sealed.geometry[np.isin(part, part[sealed["RoadCatego"] == "NH"])].to_numpy())
    rows = gaps.settlements.query("criterion == 'sealed_road'")
    assert np.allclose(rows["distance_m"], shapely.distance(reach, rows.geometry.to_numpy()), rtol=0, atol=1e-6)


def test_missing_links_cost_what_a_walk_over_beads_costs(county: County, gaps: Gaps) -> None:
    roads = county.roads
    sealed = roads["surface"].eq(11).to_numpy(dtype=bool)
    missed = gaps.settlements.query("criterion == 'sealed_road' and state == 'missed'")
    reach = np.isin(np.arange(len(roads)), reach_rows(county))
    points = shapely.get_coordinates(missed.geometry.to_numpy())
    every = np.ones(len(roads), dtype=bool)
    rules = PlainRules(roads[["geometry"]], 10.0)
    dear, cheap = (
        BeadedRoads(rules, free=sealed, step_m=4.0, generous=generous).costs(
            points, reach=reach, passable=every, access_m=5000.0
        )
        for generous in (False, True)
    )
    cost = missed["cost_m"].to_numpy()
    assert (np.isinf(dear) == missed["cut_off"]).all()
    found = np.isfinite(dear)
    assert found.sum() == 58
    assert (cost[found] <= dear[found] + 0.001).all()
    assert (cost[found] >= cheap[found] - 1.0).all()
    # Beads know every join, so that only the entries, a metre apart, make their paths dearer.
    assert (dear[found] - cost[found]).max() < 1.0


def reach_rows(county: County) -> np.ndarray:
    """The rows of the county's roads that are reach, by the check that has no nodes."""
    roads = county.roads.rename(columns={"class": "RoadCatego"})
    sealed, part = sealed_parts(roads, 10.0)
    rows = np.flatnonzero(roads["RoadCatego"] != "RR(TRACK)")
    return rows[np.isin(part, part[sealed["RoadCatego"] == "NH"])]


@pytest.mark.parametrize("number", range(3))
def test_joining_a_near_miss_serves_those_it_names(county: County, gaps: Gaps, number: int) -> None:
    miss = gaps.near_misses.iloc[number]
    ((criterion, served),) = miss["changed_verdicts"]
    assert criterion == "sealed_road"
    assert miss["verdicts"] == len(served) > 0
    other = county.roads.geometry[county.roads["segment"] == miss["near"]].item()
    join = shapely.shortest_line(miss.geometry, other)
    assert join.length == pytest.approx(miss["gap_m"])
    more = county.roads[county.roads["segment"] == miss["segment"]].assign(segment="join", geometry=[join])
    joined = find_gaps(replace(county, roads=pd.concat([county.roads, more], ignore_index=True)))
    before, after = states(gaps), states(joined)
    assert {code for code in before if before[code] != after[code]} == set(served)

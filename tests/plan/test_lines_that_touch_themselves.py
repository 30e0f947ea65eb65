"""A line and the same line cut where it touches itself: the same critical segments and the same plan."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString
from shapely.ops import substring

from gisplan.network import build_network
from gisplan.plan import Plan, make_plan
from tests.counties import judge, make_county
from tests.network.tangles import frame_of
from tests.network.test_own_contacts import SHAPES, SNAP_M, TRUNK
from tests.plan.random_plans import plan_standard
from tests.toys import CRS, Toy

SETTINGS = {"reach_m": 60.0, "groups": False, "seats": False}


def own_places(line: LineString) -> np.ndarray:
    """Where a line touches itself: metres along it, away from its ends and from the trunk."""
    network = build_network(frame_of([line]), snap_m=SNAP_M)
    joins = network.edges["road"] < 0
    at = np.unique(network.node_at[np.r_[network.edges["u"][joins], network.edges["v"][joins]]].round(6))
    apart = [line.interpolate(a).distance(TRUNK) > SNAP_M for a in at]
    return at[apart & (at > 1) & (at < line.length - 1)]


def cut(line: LineString, places: np.ndarray) -> list[LineString]:
    at = [0.0, *places, line.length]
    return [substring(line, a, b) for a, b in pairwise(at)]


def county_of(lines: list[LineString], points: np.ndarray, surface: int) -> Toy:
    count, places = len(lines), range(len(points))
    roads = gpd.GeoDataFrame(
        {
            "segment": [f"R{k}" for k in range(count + 1)],
            "class": ["S", *["C"] * count],
            "surface": [12, *[surface] * count],
        },
        geometry=[TRUNK, *lines],
        crs=CRS,
    )
    villages = gpd.GeoDataFrame(
        {
            "code": [f"6107281002{k:02d}" for k in places],
            "name": [f"V{k}" for k in places],
            "population": [100 + 7**k for k in places],
            "households": 30,
        },
        geometry=gpd.points_from_xy(*points.T),
        crs=CRS,
    )
    return Toy(roads, villages, villages.iloc[:0], villages.iloc[:0])


def critical_metres(lines: list[LineString], points: np.ndarray) -> dict[float, float]:
    """The metres of critical road by the number of people who depend on them, all lines sealed."""
    edges = judge(county_of(lines, points, 12), **SETTINGS).critical_edges
    return edges.geometry.length.groupby(edges["people"]).sum().round(3).to_dict()


def plan_of(lines: list[LineString], points: np.ndarray, budgets: dict[str, float | None]) -> Plan:
    county = make_county(county_of(lines, points, 31), **SETTINGS)
    return make_plan(county, plan_standard('village_needs = "itself"', ""), budgets=budgets)


def served(plan: Plan) -> set[str]:
    return set(plan.problem.demand.frame["name"][plan.served & ~plan.before])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [1, 2])
def test_cutting_a_line_where_it_touches_itself_changes_no_critical_metre_and_no_plan(shape: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    line = LineString(SHAPES[shape])
    places = own_places(line)
    pieces = [p.reverse() if rng.random() < 0.5 else p for p in cut(line, places)]
    points = np.array([line.interpolate(at).coords[0] for at in rng.uniform(0, line.length, 5)])
    points += rng.uniform(-30, 30, points.shape)
    assert critical_metres([line], points) == pytest.approx(critical_metres(pieces, points), abs=0.01)
    budgets: dict[str, float | None] = {} if seed == 1 else {"general": 0.7}
    one, several = plan_of([line], points, budgets), plan_of(pieces, points, budgets)
    assert served(one) == served(several)
    assert one.value == pytest.approx(several.value, abs=10), "millimetres where everyone is served, people otherwise"

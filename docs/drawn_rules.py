"""The toy counties of the drawings in docs/verdicts.md: one for each rule, and what is to be seen in it.

`judge_rule` judges a county by gisplan itself, so that a drawing shows the verdict that the program gives.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gisplan.gaps import Gaps, find_gaps  # noqa: E402
from tests.counties import make_county, set_aside, standard_of  # noqa: E402
from tests.toys import CLASSES, CRS, ORIGIN, SURFACES, Toy, draw_county  # noqa: E402

Places = Sequence[tuple[float, float]]
Line = tuple[str, Places]
"""A road: its kind (as in `tests/toys.py`), `=` on a bridge written `b`, and its vertices in metres."""

_GROUP_ROAD = 'id = "group_road"\nsettlement = "group"\nmin_households = 30.0'
_EVERY_GROUP = """
[[criteria]]
id = "group_road_village"
kind = "combine"
settlement = "village"
role = "exit"
every_group = "group_road"
source = "a drawing"
"""
_NEAR_MISS_M = 28.0


@dataclass(frozen=True)
class Rule:
    """A rule, and the toy county that shows it.

    Attributes
    ----------
    section : str
        Where the page shows it.
    title, chinese : str
        What is to be seen.
    picture : str
        The county in ASCII, a cell of 100 m; or
    lines : sequence
        Its roads, each with its kind and vertices in metres, and `villages`, which are then places in metres.
    reach_m : float
        The distance of the criterion.
    columns : mapping
        Further columns of the roads, by segment.
    """

    section: str
    title: str
    chinese: str
    picture: str = ""
    lines: Sequence[Line] = ()
    villages: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    reach_m: float = 250.0
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    aside: Places = ()
    assumed: Mapping[str, int] = field(default_factory=dict)
    households: Mapping[str, int] = field(default_factory=dict)
    groups: bool = False
    nodes: Mapping[str, Sequence[int]] = field(default_factory=dict)


_TRUNK: Line = ("#", [(0, 0), (0, 90)])
_BELOW: Line = ("=", [(-70, 45), (70, 45)])

RULES: Mapping[str, Rule] = {
    "within-reach": Rule(
        "question",
        "A sealed road leads to the trunk network, and the village is near it",
        "有硬化路通往干线，村庄距其不远",
        "      #\n A====#\n      #",
    ),
    "beyond-reach": Rule(
        "question",
        "The connected sealed road ends too far from the village",
        "与干线连通的硬化路距村庄过远",
        "       #\nA   ===#\n       #",
    ),
    "not-connected": Rule(
        "question",
        "A sealed road that is not connected to the trunk network does not count",
        "未与干线连通的硬化路不计",
        "A      #\n===    #\n       #",
    ),
    "not-built": Rule(
        "question",
        "A road that is not built does not exist",
        "未建成的道路视为不存在",
        "A      #\n=======#\n       #",
        columns={"status": {"R1": "under_way"}},
    ),
    "missing-link": Rule(
        "link",
        "The missing link follows the roads that are there, and names what is to be sealed",
        "缺失路段沿现有道路，并列出待硬化的路段",
        "        #\n  ---===#\n  -     #\nA -     #",
    ),
    "missing-link-off-the-network": Rule(
        "link",
        "Where a long way round costs more, the missing link leaves the roads",
        "绕行代价更高时，缺失路段离开现有道路",
        "A -------\n        -\n  =     -\n  =     -\n  =     -\n  ===##--",
    ),
    "unknown-surface": Rule(
        "unknown",
        "A road of unknown surface decides: the verdict is unknown",
        "路面类型不明的道路起决定作用：无法判定",
        "        #\nA===??==#\n        #",
    ),
    "unknown-beside": Rule(
        "unknown",
        "A road of unknown surface that changes nothing: the verdict is met",
        "路面类型不明的道路不影响结果：达标",
        "        #\nA===??==#\n  =     #\n  ======#",
    ),
    "set-aside": Rule(
        "unknown",
        "A road row was set aside: it may be what is missing",
        "一行道路数据被搁置：它可能正是所缺的路",
        "        #\nA==   ==#\n        #",
        aside=((2, 1), (6, 1)),
    ),
    "assumed": Rule(
        "assumed",
        "Roads of this class are assumed to be cement: unknown, and met if assumed",
        "假定该等级道路为水泥路面：无法判定，按假定则达标",
        "        #\nA===??==#\n        #",
        assumed={"C": 12},
    ),
    "one-road": Rule(
        "critical",
        "One road leads to the trunk network: the village depends on it",
        "只有一条路通往干线：该村靠唯一通道",
        "        #\nA=======#\n        #",
    ),
    "two-roads": Rule(
        "critical",
        "Two roads lead there: the loss of one cuts nobody off",
        "有两条路通往干线：失去一条仍然连通",
        "        #\nA=======#\n=       #\n========#",
    ),
    "groups": Rule(
        "groups",
        "Group b has fewer than 30 households and does not count; group a decides",
        "b组不足30户，不参与判定；由a组决定",
        "      #\n  ====#\n A-   #\na-- b #",
        households={"A": 60, "a": 40, "b": 12},
        groups=True,
    ),
    "end-touches": Rule(
        "touch",
        "An end within the tolerance (10 m) of another road touches it",
        "端点与另一条路的距离在容差（10米）以内，视为接合",
        lines=[_TRUNK, ("=", [(-120, 45), (-8, 45)])],
        villages={"A": (-120, 62)},
        reach_m=40.0,
    ),
    "near-miss": Rule(
        "touch",
        "An end beyond the tolerance does not: a near miss, to be looked at first",
        "端点超出容差则不接合：列为疑似断点，优先核查",
        lines=[_TRUNK, ("=", [(-120, 45), (-24, 45)])],
        villages={"A": (-120, 62)},
        reach_m=40.0,
    ),
    "crossing": Rule(
        "touch",
        "Two roads that cross on one level touch",
        "同一平面上相交的两条路视为接合",
        lines=[_TRUNK, _BELOW],
        villages={"A": (-70, 62)},
        reach_m=40.0,
    ),
    "bridge": Rule(
        "touch",
        "A bridge does not touch the road below, and is joined to its approaches",
        "桥梁不与桥下道路接合，与两端引道接合",
        lines=[
            ("#", [(60, 0), (60, 110)]),
            ("=", [(-110, 85), (-40, 85)]),
            ("b", [(-40, 85), (20, 85)]),
            ("=", [(20, 85), (60, 85)]),
            ("=", [(-10, 0), (-10, 110)]),
        ],
        villages={"A": (-110, 102), "B": (-26, 8)},
        reach_m=30.0,
    ),
    "bridge-divided": Rule(
        "touch",
        "A bridge that is divided over the road goes on: its end does not touch the road below",
        "桥梁在桥下道路上方被分段：该端点不与桥下道路接合",
        lines=[
            ("#", [(60, 0), (60, 110)]),
            ("=", [(-110, 85), (-40, 85)]),
            ("b", [(-40, 85), (-10, 85)]),
            ("b", [(-10, 85), (20, 85)]),
            ("=", [(20, 85), (60, 85)]),
            ("=", [(-10, 0), (-10, 110)]),
        ],
        villages={"A": (-110, 102), "B": (-26, 8)},
        reach_m=30.0,
    ),
    "end-under-bridge": Rule(
        "touch",
        "A road that ends under a bridge does not touch it",
        "止于桥下的道路不与桥梁接合",
        lines=[
            ("#", [(60, 0), (60, 110)]),
            ("=", [(-110, 85), (-60, 85)]),
            ("b", [(-60, 85), (30, 85)]),
            ("=", [(30, 85), (60, 85)]),
            ("=", [(-15, 0), (-15, 80)]),
        ],
        villages={"A": (-110, 102), "B": (-31, 8)},
        reach_m=30.0,
    ),
    "end-at-bridge": Rule(
        "touch",
        "An end near the end of a bridge touches the bridge",
        "靠近桥梁端点的道路端点与桥梁接合",
        lines=[
            ("#", [(60, 0), (60, 110)]),
            ("b", [(-40, 85), (20, 85)]),
            ("=", [(20, 85), (60, 85)]),
            ("=", [(-110, 40), (-44, 80)]),
        ],
        villages={"A": (-110, 58)},
        reach_m=30.0,
    ),
    "bridge-at-an-angle": Rule(
        "touch",
        "A bridge at a small angle ends near the road below and touches it",
        "桥梁以小角度跨越，桥端距桥下道路很近，视为接合",
        lines=[
            ("#", [(90, 0), (90, 110)]),
            ("=", [(-110, 50), (90, 50)]),
            ("b", [(-22, 43.5), (50, 64.5)]),
            ("=", [(50, 64.5), (70, 110)]),
        ],
        villages={"A": (50, 100)},
        reach_m=30.0,
    ),
    "loop": Rule(
        "touch",
        "A road that comes back to itself touches itself: nobody depends on one side of the loop",
        "绕回自身的道路与自身接合：不依赖环路的任何一侧",
        lines=[("#", [(80, 0), (80, 110)]), ("=", [(80, 55), (-20, 55), (-60, 95), (-100, 55), (-60, 15), (-22, 53)])],
        villages={"A": (-112, 70)},
        reach_m=30.0,
    ),
    "no-common-node": Rule(
        "touch",
        "Roads of OpenStreetMap touch where they share a node: without one, a crossing is a near miss",
        "OpenStreetMap的道路在共用节点处接合：没有共用节点的相交处为疑似断点",
        lines=[_TRUNK, _BELOW],
        villages={"A": (-70, 62)},
        reach_m=40.0,
        nodes={"R1": (1, 2), "R2": (3, 4)},
    ),
}
"""The rules by the names of their drawings, in the order of the page."""


def judge_rule(rule: Rule) -> Gaps:
    """Judge the county of a rule."""
    toy = _draw_lines(rule) if rule.lines else draw_county(rule.picture, households=dict(rule.households))
    for name, values in rule.columns.items():
        old = toy.roads[name] if name in toy.roads else pd.Series([None] * len(toy.roads), dtype=object)
        toy.roads[name] = [values.get(s, v) for s, v in zip(toy.roads["segment"], old, strict=True)]
    aside = []
    if rule.aside:
        line = shapely.LineString([(ORIGIN[0] + 100 * x, ORIGIN[1] - 100 * y) for x, y in rule.aside])
        aside = [set_aside("roads", code="R9", row=9, geometry=line)]
    county = make_county(toy, aside=aside, groups=rule.groups, reach_m=rule.reach_m, near_miss_m=_NEAR_MISS_M)
    if rule.nodes:
        numbers = [np.array(rule.nodes[segment], dtype=np.int64) for segment in county.roads["segment"]]
        county = replace(county, roads=county.roads.assign(nodes=pd.Series(numbers, dtype=object)))
    if rule.assumed:
        blank = county.roads["surface"].isna()
        assumed = county.roads["class"].map(rule.assumed).astype(float).where(blank)
        county = replace(
            county, roads=county.roads.assign(assumed_surface=assumed), assumed_surfaces=dict(rule.assumed)
        )
    reach = f"threshold = {rule.reach_m}"
    if rule.groups:
        return find_gaps(county, standard_of(f"{_GROUP_ROAD}\n{reach}", targets=_EVERY_GROUP))
    return find_gaps(county, standard_of(reach))


def _draw_lines(rule: Rule) -> Toy:
    """Make a county of lines and places in metres."""
    kinds = ["=" if kind == "b" else kind for kind, _ in rule.lines]
    roads = gpd.GeoDataFrame(
        {
            "segment": [f"R{number + 1}" for number in range(len(kinds))],
            "class": pd.array([CLASSES[kind] for kind in kinds], dtype=object),
            "surface": pd.array([SURFACES[kind] for kind in kinds], dtype="Int64"),
            "bridge": [kind == "b" for kind, _ in rule.lines],
        },
        geometry=[shapely.LineString(np.array(places, dtype=float) + ORIGIN) for _, places in rule.lines],
        crs=CRS,
    )
    toy = draw_county("\n".join(rule.villages))
    places = shapely.points(np.array(list(rule.villages.values()), dtype=float) + ORIGIN)
    return Toy(roads, toy.villages.set_geometry(gpd.GeoSeries(places, crs=CRS)), toy.groups, toy.seats)

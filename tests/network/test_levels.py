"""Roads on two levels are joined where the ground joins them, however the lines are divided."""

from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from gisplan.network import build_network, find_road_contacts, flatten_lines
from tests.network.tangles import SNAPS_M, draw_tangle, frame_of
from tests.network.test_contacts import check_nothing_moves, check_relation

SNAP_M = 10.0
Line = tuple[str, list[tuple[float, float]]]

GROUND = ("ground", False, False, None)
DECK = ("deck", True, False, 1.0)
# how a line above or below another may be written
LAYERS = {
    "a bridge": (True, False, 1.0),
    "a bridge without a level": (True, False, None),
    "a bridge of level 0": (True, False, 0.0),
    "a high bridge": (True, False, 2.0),
    "a tunnel": (False, True, -1.0),
    "a tunnel without a level": (False, True, None),
    "a level without a bridge": (False, False, 1.0),
    "a level below without a tunnel": (False, False, -1.0),
}
EVERY_LAYER = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)


def draw(lines: Sequence[Line], layer: tuple[bool, bool, float | None] = (True, False, 1.0)) -> gpd.GeoDataFrame:
    """Roads whose names say what they are: those with a capital D belong to the deck, the others to the ground."""
    own = [layer if name.startswith("D") else (False, False, None) for name, _ in lines]
    columns = {name: [o[k] for o in own] for k, name in enumerate(("bridge", "tunnel", "level"))}
    return frame_of([LineString(xy) for _, xy in lines], name=[n for n, _ in lines], **columns)


def parts(roads: gpd.GeoDataFrame) -> list[set[str]]:
    """The names of the roads that are connected with each other, one set for each network."""
    network = build_network(roads, snap_m=SNAP_M)
    count, part = network.components()
    names = roads["name"].to_numpy()[network.node_road]
    return sorted(({str(n) for n in names[part == k]} for k in range(count)), key=sorted)


def withheld(roads: gpd.GeoDataFrame) -> set[frozenset[str]]:
    near = find_road_contacts(roads, flatten_lines(roads), within_m=50.0).withheld(SNAP_M)
    names = roads["name"].to_numpy()
    return {frozenset([names[a], names[b]]) for a, b in zip(near.a, near.b, strict=True)}


def deck(half_m: float, *cuts: float) -> list[Line]:
    """A road from south to north whose middle, `half_m` either way of (0, 0), is a deck, cut where `cuts` say."""
    at = [-half_m, *cuts, half_m]
    pieces = [(f"D{k}", [(0.0, a), (0.0, b)]) for k, (a, b) in enumerate(pairwise(at))]
    return [("s", [(0.0, -500.0), (0.0, -half_m)]), *pieces, ("n", [(0.0, half_m), (0.0, 500.0)])]


def road(*cuts: float, slope: float = 0.0) -> list[Line]:
    """A road from west to east through (0, 0), cut where `cuts` say."""
    at = [-500.0, *cuts, 500.0]
    return [(f"g{k}", [(a, slope * a), (b, slope * b)]) for k, (a, b) in enumerate(pairwise(at))]


CUTS = {
    "neither is divided": ((), ()),
    "the road is divided under the deck": ((), (0.0,)),
    "the road is divided 8 m beside it": ((), (8.0,)),
    "the road is divided 10 m beside it": ((), (10.0,)),
    "the road is divided on both sides": ((), (-8.0, 8.0)),
    "the deck is divided over the road": ((0.0,), ()),
    "the deck is divided 8 m beside the road": ((8.0,), ()),
    "both are divided at the crossing": ((0.0,), (0.0,)),
    "both are divided, some metres apart": ((4.0,), (-3.0,)),
    "the deck is divided twice": ((-9.0, 9.0), (0.0,)),
}


@EVERY_LAYER
@pytest.mark.parametrize(("over", "under"), CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("slope", [0.0, 0.7, -0.7])
def test_a_deck_and_the_road_below_are_apart(
    layer: tuple[bool, bool, float | None], over: tuple[float, ...], under: tuple[float, ...], slope: float
) -> None:
    above, below = deck(200.0, *over), road(*under, slope=slope)
    assert parts(draw([*above, *below], layer)) == sorted([{n for n, _ in above}, {n for n, _ in below}], key=sorted)


@EVERY_LAYER
@pytest.mark.parametrize("half_m", [4.0, 6.0, 9.0, 10.0])
@pytest.mark.parametrize(("over", "under"), [((), ()), ((), (0.0,)), ((0.0,), ()), ((0.0,), (0.0,)), ((), (30.0,))])
def test_a_bridge_shorter_than_twice_the_tolerance_joins_its_approaches_only(
    layer: tuple[bool, bool, float | None], half_m: float, over: tuple[float, ...], under: tuple[float, ...]
) -> None:
    above, below = deck(half_m, *over), road(*under)
    roads = draw([*above, *below], layer)
    assert parts(roads) == sorted([{n for n, _ in above}, {n for n, _ in below}], key=sorted)
    assert frozenset({"s", "g0"}) in withheld(roads)


def turn(lines: list[Line], turned: bool) -> list[Line]:
    return [(name, xy[::-1]) for name, xy in lines] if turned else lines


@pytest.mark.parametrize("layer", [(True, False, 1.0), (False, True, None)], ids=["a bridge", "a tunnel"])
@pytest.mark.parametrize("half_m", [4.0, 6.0, 9.0])
@pytest.mark.parametrize(
    "cuts", [(4.0,), (5.0,), (6.0,), (7.5,), (8.0,), (9.0,), (-8.0,), (5.0, 8.0), (-7.0, 6.0, 9.0)]
)
@pytest.mark.parametrize("turned", [(False, False), (False, True), (True, False), (True, True)])
def test_a_road_divided_beside_a_short_bridge_stays_whole_and_below(
    layer: tuple[bool, bool, float | None], half_m: float, cuts: tuple[float, ...], turned: tuple[bool, bool]
) -> None:
    """Each part of the road leads on from the one that crosses, though it does not itself cross."""
    above, below = turn(deck(half_m), turned[0]), turn(road(*cuts), turned[1])
    assert parts(draw([*above, *below], layer)) == sorted([{n for n, _ in above}, {n for n, _ in below}], key=sorted)


@EVERY_LAYER
@pytest.mark.parametrize(("x", "to_y"), [(8.0, -300.0), (-8.0, 300.0)])
@pytest.mark.parametrize("short_m", [0.0, 1.0, 3.0])
@pytest.mark.parametrize("cuts", [(), (0.0,)])
def test_an_end_within_the_tolerance_of_a_short_bridge_belongs_to_the_bridge(
    layer: tuple[bool, bool, float | None], x: float, to_y: float, short_m: float, cuts: tuple[float, ...]
) -> None:
    """Though it lies on the road below: that road, added, may not take its join with the approach away.

    If it touched the road below as well, the bridge and that road would be one network. The touch is listed.
    """
    side = ("side", [(x, np.sign(to_y) * short_m), (20 * x, to_y)])
    above, below = [*deck(4.0), side], road(*cuts)
    roads = draw([*above, *below], layer)
    assert parts(draw(above, layer)) == [{n for n, _ in above}]
    assert parts(roads) == sorted([{n for n, _ in above}, {n for n, _ in below}], key=sorted)
    assert any(pair <= {"side", "g0", "g1"} for pair in withheld(roads))
    check_relation(roads, SNAP_M)
    near = find_road_contacts(roads, flatten_lines(roads), within_m=7.0).touching(7.0)
    names = roads["name"].to_numpy()
    joined = {str(names[b]) for a, b in zip(near.a, near.b, strict=True) if names[a] == "side"}
    assert joined
    assert joined <= {"g0", "g1"}, "at a smaller tolerance the end touches the road below"


@pytest.mark.parametrize("x", [9.5, -9.5, 14.0])
def test_an_end_beyond_the_tolerance_of_the_bridge_touches_the_road_below(x: float) -> None:
    lines = [*deck(4.0), *road(), ("side", [(x, 0.0), (20 * x, -300.0)])]
    assert parts(draw(lines)) == [{"D0", "n", "s"}, {"g0", "side"}]
    check_relation(draw(lines), SNAP_M)


@EVERY_LAYER
@pytest.mark.parametrize(("half_m", "count"), [(9.0, 2), (10.0, 2), (12.0, 1), (19.0, 1), (20.5, 2), (60.0, 2)])
@pytest.mark.parametrize("turned", [False, True])
def test_a_bridge_that_leaves_the_road_below_slowly_may_touch_it(
    layer: tuple[bool, bool, float | None], half_m: float, count: int, turned: bool
) -> None:
    """At 30°, an abutment 12 m from the crossing is 6 m from the road: within the tolerance of it, not of the place."""
    cos, sin = np.cos(np.pi / 6), np.sin(np.pi / 6)
    over = [(name, [(y * cos, y * sin) for _, y in xy]) for name, xy in turn(deck(half_m), turned)]
    roads = draw([*over, *road()], layer)
    assert len(parts(roads)) == count
    check_relation(roads, SNAP_M)


@pytest.mark.parametrize("end", [(0.0, -4.0), (1.0, -3.0), (-2.0, -3.0)])
def test_a_bridge_keeps_its_approach_though_the_road_below_ends_there(end: tuple[float, float]) -> None:
    """The bridge leads on from the approach, as near as the road below or nearer."""
    below = ("g0", [(-500.0, 0.0), (2.0, 0.0), end])
    assert {"s", "D0", "n"} in [names - {"g0"} for names in parts(draw([*deck(4.0), below]))]


@pytest.mark.filterwarnings("error")
def test_vertices_that_nearly_repeat_at_the_crossing_join_nothing() -> None:
    above, below = deck(200.0), road(0.0)
    near = [(0.0, -200.0), (0.0, -1e-14), (0.0, 0.0), (0.0, 200.0)]
    above[1] = ("D0", near)
    assert parts(draw([*above, *below])) == sorted([{n for n, _ in above}, {n for n, _ in below}], key=sorted)


def test_without_a_structure_the_same_lines_are_one_network() -> None:
    for over, under in CUTS.values():
        assert len(parts(draw([*deck(200.0, *over), *road(*under)], (False, False, None)))) == 1


def test_withheld_touches_are_listed_and_crossings_are_not() -> None:
    assert withheld(draw([*deck(200.0), *road()])) == set()
    assert withheld(draw([*deck(200.0), *road(0.0)])) == {frozenset({"D0", "g0"}), frozenset({"D0", "g1"})}
    assert withheld(draw([*deck(200.0, 0.0), *road()])) == {frozenset({"D0", "g0"}), frozenset({"D1", "g0"})}


@pytest.mark.parametrize("cut_m", [-198.0, -195.0, -191.0])
def test_a_bridge_split_near_its_abutment_is_one_bridge(cut_m: float) -> None:
    assert parts(draw(deck(200.0, cut_m))) == [{"s", "D0", "D1", "n"}]
    bank = ("bank", [(-300.0, -200.0), (0.0, -200.0)])
    assert parts(draw([*deck(200.0, cut_m), bank])) == [{"s", "D0", "D1", "n", "bank"}]


@pytest.mark.parametrize("miss_m", [0.0, 3.0, 9.9])
def test_an_approach_may_miss_its_bridge_by_the_tolerance(miss_m: float) -> None:
    lines = deck(200.0)
    lines[0] = ("s", [(0.0, -500.0), (0.0, -200.0 - miss_m)])
    assert parts(draw(lines)) == [{"s", "D0", "n"}]
    lines[0] = ("s", [(0.0, -500.0), (0.0, -200.0 + miss_m)])
    assert parts(draw(lines)) == [{"s", "D0", "n"}], "an approach drawn onto its deck"


def test_parallel_bridges_join_their_own_approaches() -> None:
    def carriageway(x: float, *cuts: float) -> list[Line]:
        return [(f"{name}/{x:g}", [(x + dx, y) for dx, y in xy]) for name, xy in deck(60.0, *cuts)]

    for cuts in ((), (0.0,), (1.0,)):
        above = [*carriageway(0.0, *cuts), *carriageway(12.0, *cuts)]
        found = parts(draw([*above, *road(6.0)]))
        assert {"g0", "g1"} in found
        assert len(found) == 3
        near = [*carriageway(0.0, *cuts), *carriageway(8.0)]
        assert parts(draw([*near, *road()])) == sorted([{n for n, _ in near}, {"g0"}], key=sorted)


def test_a_ramp_of_the_decks_layer_joins_it_and_one_on_the_ground_does_not() -> None:
    ramp = [("Dramp", [(0.0, 100.0), (60.0, 140.0)]), ("foot", [(60.0, 140.0), (300.0, 140.0)])]
    assert parts(draw([*deck(200.0), *ramp, *road()])) == [{"D0", "Dramp", "foot", "n", "s"}, {"g0"}]
    assert parts(draw([*deck(200.0, 100.0), *ramp])) == [{"D0", "D1", "Dramp", "foot", "n", "s"}]
    beside = ("side", [(0.0, 100.0), (300.0, 100.0)])
    for cuts in ((), (100.0,)):
        roads = draw([*deck(200.0, *cuts), beside])
        assert {"side"} in parts(roads)
        assert any("side" in pair for pair in withheld(roads))


@pytest.mark.parametrize("over", [(), (0.0,)])
@pytest.mark.parametrize("under", [(), (0.0,), (-6.0,)])
@pytest.mark.parametrize("to", [(80.0, 1.0), (60.0, 60.0), (-60.0, 60.0), (50.0, -60.0)])
def test_a_junction_on_a_deck_stays_above_the_road_below(
    over: tuple[float, ...], under: tuple[float, ...], to: tuple[float, float]
) -> None:
    branch = ("Dbranch", [(0.0, 0.0), to])
    above = [*deck(200.0, *over), branch]
    below = [(f"g{k}", [(a - 1.0, a * 0.3 - 2.0), (b - 1.0, b * 0.3 - 2.0)]) for k, (a, b) in enumerate(spans(under))]
    assert parts(draw([*above, *below])) == sorted([{n for n, _ in above}, {n for n, _ in below}], key=sorted)


def spans(cuts: tuple[float, ...]) -> list[tuple[float, float]]:
    at = [-500.0, *cuts, 500.0]
    return list(pairwise(at))


def test_bridges_that_meet_on_one_deck_continue_each_other_and_others_do_not() -> None:
    """Where one bridge ends on the ground and another begins, their approaches and the bank are joined."""
    first, second = deck(60.0), [(f"{n}2", [(x, y + 560.0) for x, y in xy]) for n, xy in deck(60.0)]
    bank = ("bank", [(-300.0, 60.0), (-2.0, 60.0)])
    assert parts(draw([*first, *second, bank])) == [{"D0", "D02", "bank", "n", "n2", "s", "s2"}]


def test_a_bridge_that_continues_another_takes_a_join_with_the_ground_away() -> None:
    """Roads on the ground never do; a bridge may, since its end on the ground becomes the middle of a deck."""
    end, side = ("D0", [(0.0, -200.0), (0.0, 0.0)]), ("side", [(3.0, 0.0), (300.0, 0.0)])
    assert parts(draw([end, side])) == [{"D0", "side"}]
    assert parts(draw([end, ("D1", [(0.0, 0.0), (0.0, 200.0)]), side])) == [{"D0", "D1"}, {"side"}]
    assert parts(draw([end, ("north", [(0.0, 0.0), (0.0, 200.0)]), side])) == [{"D0", "north", "side"}]


def test_a_line_with_a_structure_does_not_touch_itself() -> None:
    spiral = [("D0", [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (50.0, 100.0), (50.0, -100.0)])]
    for layer, joins in (((True, False, 1.0), 0), ((False, True, None), 0), ((False, False, 1.0), 1)):
        edges = build_network(draw(spiral, layer), snap_m=SNAP_M).edges
        assert (edges["road"] < 0).sum() == joins


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), snap_m=st.sampled_from(SNAPS_M))
def test_small_tangles_of_bridges_are_joined_as_a_second_opinion_says(seed: int, snap_m: float) -> None:
    roads = draw_tangle(seed, snap_m=snap_m, most=8, sizes_m=(20, 60))
    rng = np.random.default_rng([seed, 11])
    roads["bridge"] = rng.random(len(roads)) < 0.5
    check_relation(roads, snap_m)
    check_nothing_moves(roads, snap_m)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_short_bridges_are_joined_as_a_second_opinion_says(seed: int) -> None:
    """The road below is divided anywhere near, lines miss each other by metres, and a side road ends near by."""
    rng = np.random.default_rng(seed)
    half_m = float(rng.choice([3.0, 4.0, 6.0, 9.0, 12.0]))
    cuts = sorted({float(x) for x in rng.uniform(-15, 15, rng.integers(0, 4)).round(1)})
    side = ("side", [(float(x), float(y)) for x, y in rng.uniform([[-12], [-80]], [[12], [80]], (2, 2)).round(1)])
    lines = [*deck(half_m), *road(*cuts, slope=float(rng.choice([0.0, 0.5, -1.2]))), *[side] * int(rng.integers(2))]
    moved = [
        (name, [(x + float(dx), y + float(dy)) for x, y in xy])
        for name, xy in lines
        for dx, dy in [rng.choice([0.0, 0.0, 0.0, 3.0, -2.5], 2)]
    ]
    check_relation(draw([line for one in moved for line in turn([one], bool(rng.integers(2)))]), SNAP_M)

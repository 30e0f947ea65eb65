"""Ends near a bridge and near the road below are told of where the tolerance may join the wrong one."""

import pytest

from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.doubtful_levels import DoubtfulEnds, find_ends_kept_apart, find_joins_beside_crossings
from tests.gaps.test_doubtful_roads import survey

Places = list[tuple[float, float]]
LAYERS = {"bridge": {"bridge": True}, "tunnel": {"tunnel": True}, "level": {"level": 1}}
EVERY_LAYER = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)


def cross(layer: dict[str, object], deck: Places, *more: tuple[str, Places]) -> RoadSurvey:
    """A road from west to east, a line that passes it, with its approaches, and others."""
    south, north = [(deck[0][0], -500.0), deck[0]], [deck[-1], (deck[-1][0], 500.0)]
    roads = [("g", [(-500.0, 0.0), (500.0, 0.0)]), ("D", deck), ("s", south), ("n", north), *more]
    columns = {name: [None, value, *[None] * (len(roads) - 2)] for name, value in layer.items()}
    return survey(*((name, "C", 12, xy) for name, xy in roads), **columns)


def named(found: RoadSurvey, ends: DoubtfulEnds) -> list[tuple[str, str, str, float, float]]:
    columns = (found.segment[k].tolist() for k in (ends.road, ends.other, ends.deck))
    return sorted(zip(*columns, ends.gap_m.round(2).tolist(), ends.deck_gap_m.round(2).tolist(), strict=True))


@EVERY_LAYER
@pytest.mark.parametrize("x", [8.0, -8.0])
@pytest.mark.parametrize("y", [0.0, -1.0, 1.0])
def test_an_end_on_the_road_below_that_a_short_bridge_takes_is_named(
    layer: dict[str, object], x: float, y: float
) -> None:
    found = cross(layer, [(0.0, -4.0), (0.0, 4.0)], ("side", [(x, y), (40 * x, -300.0)]))
    assert named(found, find_ends_kept_apart(found)) == [("side", "g", "D", abs(y), 8.0)]
    assert len(find_joins_beside_crossings(found).road) == 0


@EVERY_LAYER
def test_approaches_and_ends_out_of_reach_of_the_bridge_are_not_named(layer: dict[str, object]) -> None:
    for half_m, x in ((4.0, 30.0), (30.0, 8.0), (4.0, 9.5)):
        found = cross(layer, [(0.0, -half_m), (0.0, half_m)], ("side", [(x, 0.0), (300.0, -300.0)]))
        assert len(find_ends_kept_apart(found).road) == 0
        assert len(find_joins_beside_crossings(found).road) == 0


@EVERY_LAYER
def test_a_bridge_that_leaves_the_road_below_slowly_is_named(layer: dict[str, object]) -> None:
    """At 30° an abutment 18 m from the crossing is 9 m from the road, and so joined to it."""
    found = cross(layer, [(-15.59, -9.0), (15.59, 9.0)])
    assert named(found, find_joins_beside_crossings(found)) == [("D", "g", "D", 9.0, 0.0)] * 2
    for deck in ([(-15.59, -9.0), (0.0, 0.0)], [(-20.8, -12.0), (20.8, 12.0)], [(0.0, -9.0), (0.0, 9.0)]):
        apart = cross(layer, deck)
        assert len(find_joins_beside_crossings(apart).road) == 0, deck


def test_without_a_structure_nothing_is_named() -> None:
    found = cross({}, [(0.0, -4.0), (0.0, 4.0)], ("side", [(8.0, 0.0), (300.0, -300.0)]))
    assert len(find_ends_kept_apart(found).road) == len(find_joins_beside_crossings(found).road) == 0

"""Roads that touch no trunk road are islands; a bridge whose inside several side roads end at is doubtful."""

import numpy as np
import pandas as pd

from gisplan.gaps.road_survey import RoadSurvey, survey_roads
from gisplan.gaps.roads.doubtful_roads import count_side_roads, find_islands
from gisplan.gaps.settings import resolve_settings
from tests.counties import make_county
from tests.gaps.test_near_misses import EMPTY, VILLAGES, lines
from tests.toys import Toy

TRUNK = ("T", "S", 12, [(0, 0), (9000, 0)])


def survey(*roads: tuple, **columns: list[object]) -> RoadSurvey:
    frame = lines(*roads)
    for name, values in columns.items():
        frame[name] = pd.Series(values, dtype=object)
    county = make_county(Toy(frame, VILLAGES, EMPTY.groups, EMPTY.seats))
    return survey_roads(county, resolve_settings(county))


def test_islands_are_the_networks_that_no_trunk_road_is_part_of() -> None:
    found = survey(
        TRUNK,
        ("A", "C", 31, [(1000, 0), (1000, 900)]),
        ("B", "C", 12, [(2000, 300), (2000, 900)]),
        ("C", "C", 31, [(2000, 900), (2500, 900)]),
        ("D", "C", None, [(7000, 300), (7000, 900)]),
    )
    islands = find_islands(found)
    assert islands.count == 2
    assert found.segment[islands.road].tolist() == ["B", "C", "D"]
    points = np.array(VILLAGES.geometry.array)
    assert islands.hold(found, points, 500.0).tolist() == [False] * len(points)
    assert islands.hold(found, points, 1500.0).tolist() == [False, False, False, True, True]


def test_without_a_trunk_road_the_longest_network_is_none() -> None:
    found = survey(("A", "C", 31, [(0, 0), (900, 0)]), ("B", "C", 31, [(0, 500), (100, 500)]))
    assert found.segment[find_islands(found).road].tolist() == ["B"]
    assert find_islands(survey(TRUNK)).count == 0


def test_side_roads_of_a_bridge_are_counted_and_roads_that_pass_under_it_are_not() -> None:
    deck = ("D", "S", 12, [(0, 0), (9000, 0)])
    side = [(str(k), "C", 31, [(1000 * k, 3), (1000 * k, 800)]) for k in (1, 2, 3)]
    under = [("u", "C", 31, [(5000, -900), (5000, 0)]), ("v", "C", 31, [(5000, 0), (5000, 900)])]
    whole = [("w", "C", 31, [(6000, -900), (6000, 900)])]
    roads = [deck, *side, *under, *whole]
    found = survey(*roads, bridge=[True, *[False] * 6])
    assert [column.tolist() for column in count_side_roads(found)] == [[0], [3]]
    passing = survey(deck, *under, bridge=[True, False, False])
    assert [column.tolist() for column in count_side_roads(passing)] == [[], []]
    assert [column.tolist() for column in count_side_roads(survey(*roads))] == [[], []]

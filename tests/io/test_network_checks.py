"""Road ends that nearly touch another road, or may touch one on the wrong level, are warned of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely

from gisplan.base.faults import Fault
from tests.io.toy_county import Toy, lon_lat, road_rows

METRE = 1 / 93_900  # in degrees of longitude, at the toy's latitude


def with_gaps(toy: Toy, east: float, west: float = 0.0, **data: Any) -> Toy:
    """The toy with a road at each end of its chain of roads that stops so many metres before it."""
    rows = road_rows()
    for segment, place, gap, away in (("D0", 4, east, 1), ("D1", 0, -west, -1)):
        x, y = lon_lat(place, 0)
        line = shapely.LineString([(x + gap * METRE, y), (x + away * 0.02, y)])
        rows.append((line, {"segment": segment, "class": "C", "surface": "12", **data}))
    return toy.with_layer("roads", "roads.geojson", rows)


def near_misses(toy: Toy) -> list[Fault]:
    return [fault for fault in toy.check().faults if fault.code == "near-misses"]


@pytest.mark.bad_input(16)
def test_a_near_miss_names_its_roads_its_gap_and_the_tolerance_that_joins_it(toy: Toy) -> None:
    toy = with_gaps(toy, 28.0)
    (fault,) = near_misses(toy)
    assert (fault.level, fault.layer, fault.file) == ("W", "roads", "roads.geojson")
    assert fault.row in (4, 5)  # either of the two ends
    assert fault.value is not None
    assert "D0" in fault.value
    assert "C003" in fault.value
    assert fault.value.endswith(" m")
    assert fault.params["count"] == 1
    assert fault.params["snap_m"] == fault.params["most_m"]
    snap_m = float(fault.params["snap_m"])
    assert snap_m == pytest.approx(28.0, abs=0.3)
    assert near_misses(replace(toy, network=f"snap_m = {snap_m}")) == []
    assert near_misses(replace(toy, network=f"snap_m = {snap_m - 0.2}")) != []


@pytest.mark.bad_input(16)
def test_no_warning_of_what_touches_or_is_too_far(toy: Toy) -> None:
    assert near_misses(toy) == []
    assert near_misses(with_gaps(toy, 8.0)) == []
    assert near_misses(with_gaps(toy, 60.0)) == []
    assert len(near_misses(replace(with_gaps(toy, 60.0), network="near_miss_m = 80.0"))) == 1


@pytest.mark.bad_input(16)
def test_the_nearest_is_named_and_all_are_counted(toy: Toy) -> None:
    (fault,) = near_misses(with_gaps(toy, 40.0, 20.0))
    assert (fault.params["count"], len(fault.list_rows())) == (2, 2)
    assert fault.value is not None
    assert "D1" in fault.value
    assert float(fault.params["snap_m"]) == pytest.approx(20.0, abs=0.3)
    assert float(fault.params["most_m"]) == pytest.approx(40.0, abs=0.3)
    assert near_misses(replace(with_gaps(toy, 40.0, 20.0), network=f"snap_m = {fault.params['most_m']}")) == []


def test_ends_on_another_level_are_meant_so(toy: Toy) -> None:
    assert near_misses(with_gaps(toy, 8.0, 8.0, bridge=True)) == []


def cross(toy: Toy, deck: list[tuple[float, float]], *more: list[tuple[float, float]]) -> Toy:
    """The toy with a bridge over its chain of roads, given in metres from the middle of a road, and more roads."""
    x, y = (a + b for a, b in zip(lon_lat(0, 0), ((lon_lat(1, 0)[0] - lon_lat(0, 0)[0]) / 2, 0.0), strict=True))
    lines = [deck, [(deck[0][0], -900.0), deck[0]], [deck[-1], (deck[-1][0], 900.0)], *more]
    rows = [row for k, row in enumerate(road_rows()) if k != 0]
    chain = shapely.LineString([(x - 900 * METRE, y), (x + 900 * METRE, y)])
    rows.append((chain, {"segment": "G", "class": "C", "surface": "12"}))
    for k, line in enumerate(lines):
        shape = shapely.LineString([(x + east * METRE, y + north / 110_900) for east, north in line])
        rows.append((shape, {"segment": f"L{k}", "class": "C", "surface": "12", "bridge": "yes" if k == 0 else "no"}))
    return toy.with_layer("roads", "roads.geojson", rows)


def test_an_end_that_a_short_bridge_takes_is_named_with_both_distances(toy: Toy) -> None:
    crossed = cross(toy, [(0, -4), (0, 4)], [(8, 0), (400, -300)])
    (fault,) = (f for f in crossed.check().faults if f.code == "ends-kept-apart")
    assert (fault.level, fault.layer, fault.file, fault.field) == ("W", "roads", "roads.geojson", "geometry")
    assert fault.value is not None
    assert fault.value.startswith("L3, G: ")
    assert (fault.params["count"], fault.params["deck"]) == (1, "L0")
    assert float(fault.params["deck_gap_m"]) == pytest.approx(8.0, abs=0.3)
    assert "ends-kept-apart" not in [f.code for f in replace(crossed, network="snap_m = 7").check().faults]


def test_a_bridge_joined_beside_its_crossing_is_named(toy: Toy) -> None:
    crossed = cross(toy, [(-15.6, -9.0), (15.6, 9.0)])
    (fault,) = (f for f in crossed.check().faults if f.code == "joins-beside-crossings")
    assert fault.value is not None
    assert fault.value.startswith("L0, G: ")
    assert fault.params["count"] == 2
    assert "joins-beside-crossings" not in [f.code for f in replace(crossed, network="snap_m = 7").check().faults]

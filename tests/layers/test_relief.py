"""The invented relief: ridges and valleys in whole decimetres, and roads that keep to the valleys."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from benchmarks.county import MadeCounty
from benchmarks.county.relief import grow_tree, make_relief

BOUNDS = (0.0, 0.0, 12_000.0, 9_000.0)
MOUTH, SPRINGS = np.array([[6_000.0, 50.0]]), np.array([[2_000.0, 7_000.0], [10_000.0, 6_000.0]])


def test_the_county_is_steep_and_between_500_and_2600_metres(made: MadeCounty) -> None:
    height = made.relief.height_m
    assert height.min() == pytest.approx(500, abs=1)
    assert 2_400 <= height.max() <= 2_600
    assert 0.35 < np.median(made.relief.slope) < 0.9


def test_heights_are_whole_decimetres(made: MadeCounty) -> None:
    tenths = made.relief.height_m * 10
    assert np.abs(tenths - np.rint(tenths)).max() < 1e-6


def test_the_cost_of_a_step_is_a_whole_number_and_the_same_both_ways(made: MadeCounty) -> None:
    ways = made.relief.ways
    assert (ways.data == np.rint(ways.data)).all()
    assert (ways - ways.T).nnz == 0


def test_a_steeper_step_costs_more() -> None:
    relief = make_relief(BOUNDS, MOUTH, SPRINGS, np.random.default_rng(1))
    ways = relief.ways.tocoo()
    a, b = ways.coords
    z = relief.height_m.ravel()
    straight = np.isin(np.abs(a - b), [1, relief.shape[1]])
    rise, cost = np.abs(z[a] - z[b])[straight], ways.data[straight]
    assert cost[rise > 30].min() > cost[rise < 5].max()


def test_springs_stand_in_valleys_that_drain_to_the_mouth() -> None:
    relief = make_relief(BOUNDS, MOUTH, SPRINGS, np.random.default_rng(1))
    z, springs = relief.height_m.ravel(), relief.cells_at(SPRINGS)
    assert z[relief.cells_at(MOUTH)][0] < np.quantile(z, 0.01)
    middles = relief.middles(np.arange(z.size))
    for spring, cell in zip(SPRINGS, springs, strict=True):
        assert z[cell] < z[np.hypot(*(middles - spring).T) < 1_500].mean() - 50
    assert (relief.drained_km2.ravel()[springs] >= 40).all()


def test_the_same_seed_makes_the_same_relief_and_another_does_not() -> None:
    first, again, other = (make_relief(BOUNDS, MOUTH, SPRINGS, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.height_m, again.height_m)
    assert not np.array_equal(first.height_m, other.height_m)


def test_a_tree_leads_back_to_the_nearest_source() -> None:
    relief = make_relief(BOUNDS, MOUTH, SPRINGS, np.random.default_rng(1))
    sources = relief.cells_at(SPRINGS)
    tree = grow_tree(relief.ways, sources)
    alone = [grow_tree(relief.ways, sources[[i]]).cost for i in (0, 1)]
    assert np.array_equal(tree.cost, np.minimum(*alone))
    assert set(tree.source) == set(sources.tolist())


def test_roads_keep_to_low_and_gentle_ground(made: MadeCounty) -> None:
    relief, roads = made.relief, made.layers["roads"]
    inside = made.places.town_of >= 0
    height, slope = relief.height_m.ravel(), relief.slope

    def under(letters: str) -> np.ndarray:
        own = roads[roads["class"].isin(list(letters))]
        return relief.cells_at(shapely.get_coordinates(own.geometry.values))

    assert slope[under("XYCW")].mean() < 0.85 * slope[inside].mean()
    assert height[under("X")].mean() < height[inside].mean() - 200
    assert height[under("C")].mean() < height[under("W")].mean(), "tracks climb to the groups"
    # A road at random would lie on ground that drains as little as any other.
    drained = relief.drained_km2.ravel()
    assert np.median(drained[under("X")]) > 20 * np.median(drained[inside])


def test_settlements_sit_low(made: MadeCounty) -> None:
    height, places = made.relief.height_m.ravel(), made.places
    inside = places.town_of >= 0
    villages = height[made.relief.cells_at(places.village_xy)]
    groups = height[made.relief.cells_at(places.group_xy)]
    assert villages.mean() < groups.mean() < height[inside].mean() + 20
    assert villages.mean() < height[inside].mean() - 120

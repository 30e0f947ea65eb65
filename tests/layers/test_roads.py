"""Roads as they are grown and numbered: they wind, they meet, and a bureau drew them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
import shapely

Frames = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def lines(frames: Frames) -> np.ndarray:
    return frames["roads"].geometry.values.to_numpy()


@pytest.fixture(scope="module")
def misses(lines: np.ndarray) -> np.ndarray:
    """By how many metres each end misses the nearest other road; infinite beyond 45."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, line = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=45.0)
    other = end % len(lines) != line
    least = np.full(len(ends), np.inf)
    np.minimum.at(least, end[other], shapely.distance(ends[end[other]], lines[line[other]]))
    return least


def test_roads_wind(frames: Frames, lines: np.ndarray) -> None:
    grown = (frames["roads"]["class"] != "G").to_numpy()
    long = grown & (shapely.length(lines) > 1_000)
    straight = shapely.distance(shapely.get_point(lines[long], 0), shapely.get_point(lines[long], -1))
    assert np.median(shapely.length(lines[long]) / straight) > 1.1


def test_roads_stay_in_the_county(frames: Frames) -> None:
    grown = frames["roads"][frames["roads"]["class"] != "G"]
    assert shapely.covers(frames["boundary"].geometry.iloc[0], grown.geometry.values).all()


def test_ends_miss_by_a_metre_or_two_and_a_few_by_more(misses: np.ndarray) -> None:
    assert (misses < 0.2).sum() > 2_000, "most ends meet another road"
    assert ((misses >= 0.5) & (misses <= 2.5)).sum() > 200
    assert 5 <= ((misses > 10) & (misses < 45)).sum() <= 30
    assert 500 < np.isinf(misses).sum() < 1_500, "and many lead nowhere else"


def test_most_junctions_have_no_node(lines: np.ndarray, misses: np.ndarray) -> None:
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    corners, line = shapely.get_coordinates(lines, return_index=True)
    end, corner = shapely.STRtree(shapely.points(corners)).query(ends, predicate="dwithin", distance=2.5)
    noded = np.zeros(len(ends), dtype=bool)
    noded[end[line[corner] != end % len(lines)]] = True
    assert ((misses <= 2.5) & ~noded).sum() > 500


def test_numbers_run_without_a_gap_within_each_class(frames: Frames) -> None:
    routes = frames["roads"]["route"].drop_duplicates()
    for letter, own in routes.groupby(routes.str[0]):
        assert sorted(own.str[1:-6].astype(int)) == list(range(1, len(own) + 1)), letter

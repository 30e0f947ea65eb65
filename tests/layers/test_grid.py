"""Lines of medium voltage reach most villages; transmitters reach what they see."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import shapely

Frames = Mapping[str, pd.DataFrame]


def test_lines_reach_most_villages_and_not_all(frames: Frames) -> None:
    lines = frames["power_lines"]
    assert set(lines["kind"].dropna()) == {"35kV", "10kV"}
    assert 0 < lines["kind"].isna().mean() < 0.1  # of a few nobody knows the voltage
    near = frames["villages"].distance(shapely.union_all(lines.geometry.values)) <= 500
    assert 0.85 < near.mean() < 1


def test_high_voltage_passes_every_seat(frames: Frames) -> None:
    high = frames["power_lines"].query("kind == '35kV'")
    assert frames["seats"].distance(shapely.union_all(high.geometry.values)).max() < 300


def test_transmitters_reach_a_part_of_the_county(frames: Frames) -> None:
    coverage, county = frames["coverage"], frames["boundary"].geometry.iloc[0]
    assert coverage["name"].is_unique
    assert coverage.is_valid.all()
    together = shapely.union_all(coverage.geometry.values)
    assert together.difference(county).area < 10_000
    assert 0.3 < together.area / county.area < 0.8
    inside = shapely.covers(together, frames["villages"].geometry.values)
    assert 0 < inside.mean() < 1

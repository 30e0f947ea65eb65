"""How large a county is to be: the figures that the generator works towards."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["Size"]


@dataclass(frozen=True)
class Size:
    """A county's figures; the defaults are those of Zhenba in 2019.

    Lengths are stated kilometres. `routes` and `numbered_km` count the numbered network (G, S, X, Y, C),
    `village_routes` and `village_road_km` its C roads; the rest, up to `drawn_km`, are group tracks.
    """

    villages: int = 181
    groups: int = 1_100
    towns: int = 20
    area_km2: float = 3_396.0
    people: int = 280_000
    poor: int = 129
    task: int = 178
    exiting: int = 93
    routes: int = 438
    numbered_km: float = 2_554.0
    village_routes: int = 392
    village_road_km: float = 1_595.0
    drawn_km: float = 3_900.0
    reverted_km: float = 330.0
    unsealed_track_km: float = 900.0
    resurfacing_km: float = 201.0
    group_road_km: float = 312.0
    water_projects: int = 137

    def times(self, factor: float) -> Size:
        """A county so many times as large: every count, area and length, on the same relief."""
        grown = {name: type(value)(round(value * factor)) for name, value in vars(self).items()}
        return replace(self, **grown)

"""What every layer of a county may hold: its columns, their kinds and units, and which it must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "HARDENED_SURFACES",
    "LATER_LAYERS",
    "LAYERS",
    "ROAD_STATUSES",
    "SEALED_SURFACES",
    "SURFACES",
    "Column",
    "Layer",
    "Shape",
]

Kind = Literal["text", "code", "number", "integer", "boolean", "surface", "status", "rank"]
Shape = Literal["point", "line", "polygon"]

SURFACES: Mapping[int, str] = {
    11: "asphalt concrete",
    12: "cement concrete",
    21: "simple bituminous",
    22: "simple bituminous",
    23: "simple bituminous",
    31: "gravel",
    32: "stone",
    33: "slag",
    34: "brick",
    35: "concrete block",
    36: "none",
}
"""Surface codes and what they are (K5104)."""

SEALED_SURFACES = frozenset({11, 12, 21, 22, 23})
HARDENED_SURFACES = SEALED_SURFACES | {32, 34, 35}

ROAD_STATUSES: Mapping[str, str] = {
    "not_started": "未开工",
    "under_way": "在建",
    "built": "完工",
    "accepted": "交工验收",
}
"""Status codes of a road and the bureaus' words for them."""

SEAT_RANKS: Mapping[str, str] = {"county": "县", "town": "镇"}


@dataclass(frozen=True)
class Column:
    """One canonical column: `unit` is what its numbers count, `lowest` the least they may be."""

    name: str
    kind: Kind = "text"
    required: bool = False
    unit: str | None = None
    lowest: float | None = None


@dataclass(frozen=True)
class Layer:
    """One canonical layer: the geometry it holds, and its columns."""

    name: str
    shape: Shape
    columns: tuple[Column, ...]
    required: bool = False
    code: str = "code"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """One column by its name."""
        return next(column for column in self.columns if column.name == name)


def _count(name: str, unit: str) -> Column:
    """A number that cannot be negative."""
    return Column(name, "number", unit=unit, lowest=0.0)


_VILLAGES = Layer(
    "villages",
    "point",
    (
        Column("code", "code", required=True),
        Column("name", required=True),
        Column("town"),
        _count("population", "people"),
        _count("households", "households"),
        Column("poor_village", "boolean"),
        Column("deep_poverty", "boolean"),
        Column("task", "boolean"),
        Column("exit_year", "integer", unit="year"),
        Column("reach_lon", "number", unit="degree"),
        Column("reach_lat", "number", unit="degree"),
        Column("origin"),
    ),
    required=True,
)

_GROUPS = Layer(
    "groups",
    "point",
    (
        Column("code", "code", required=True),
        Column("village", "code", required=True),
        Column("name"),
        _count("households", "households"),
        _count("population", "people"),
        Column("origin"),
    ),
)

_ROADS = Layer(
    "roads",
    "line",
    (
        Column("segment", "code"),
        Column("route"),
        Column("name"),
        Column("class"),
        Column("surface", "surface"),
        Column("registered_surface", "surface"),
        _count("width_m", "metre"),
        _count("length_km", "kilometre"),
        Column("status", "status"),
        Column("village", "code"),
        Column("bridge", "boolean"),
        Column("tunnel", "boolean"),
        Column("level", "integer"),
        Column("origin"),
    ),
    required=True,
    code="segment",
)

_SEATS = Layer(
    "seats",
    "point",
    (Column("code", "code", required=True), Column("name"), Column("rank", "rank"), Column("origin")),
)

_BOUNDARY = Layer("boundary", "polygon", (Column("code", "code"), Column("name"), Column("origin")))

LAYERS: Mapping[str, Layer] = {layer.name: layer for layer in (_VILLAGES, _GROUPS, _ROADS, _SEATS, _BOUNDARY)}
"""The layers that this version reads, villages first: the others are checked against them."""

LATER_LAYERS = frozenset(
    {
        "road_works",
        "water_projects",
        "water_supply",
        "power",
        "broadcasting",
        "power_lines",
        "coverage",
        "candidates",
        "attestations",
    }
)
"""Canonical layers that this version does not read yet."""

"""What every layer of a county may hold: its columns, their kinds and units, and which it must have."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.county.layer import Column, Layer, Shape, count_of
from gisplan.county.sectors import SECTOR_LAYERS

__all__ = [
    "ATTESTED_STATES",
    "HARDENED_SURFACES",
    "LAYERS",
    "MILESTONES",
    "PARTS_OF",
    "ROAD_STATUSES",
    "SEALED_SURFACES",
    "SEAT_RANKS",
    "SURFACES",
    "Column",
    "Layer",
    "Shape",
]

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

ATTESTED_STATES: Mapping[str, str] = {"met": "达标", "missed": "不达标", "unknown": "未知"}
"""What a finding on site says, and the forms' words for it."""


_VILLAGES = Layer(
    "villages",
    "point",
    (
        Column("code", "code", required=True),
        Column("name", required=True),
        Column("town"),
        count_of("population", "people"),
        count_of("households", "households"),
        Column("poor_village", "boolean"),
        Column("deep_poverty", "boolean"),
        Column("task", "boolean"),
        Column("exit_year", "integer", unit="year"),
        Column("reach_lon", "number", unit="degree"),
        Column("reach_lat", "number", unit="degree"),
        Column("origin"),
    ),
    required=True,
    unique=True,
)

_GROUPS = Layer(
    "groups",
    "point",
    (
        Column("code", "code", required=True),
        Column("village", "code", required=True),
        Column("name"),
        count_of("households", "households"),
        count_of("population", "people"),
        Column("origin"),
    ),
    unique=True,
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
        count_of("width_m", "metre"),
        count_of("length_km", "kilometre"),
        Column("status", "status"),
        Column("village", "code"),
        Column("groups", "codes"),
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
    unique=True,
)

_BOUNDARY = Layer("boundary", "polygon", (Column("code", "code"), Column("name"), Column("origin")))

_BASE_LAYERS = (_VILLAGES, _GROUPS, _ROADS, _SEATS, _BOUNDARY)

LAYERS: Mapping[str, Layer] = {layer.name: layer for layer in (*_BASE_LAYERS, *SECTOR_LAYERS)}
"""The canonical layers, villages first: the others are checked against them."""

MILESTONES: Mapping[str, tuple[str, ...]] = {
    "road_works": ("approved", "tendered", "started", "built", "accepted"),
    "water_projects": (
        *("approved", "tendered", "started", "main_done"),
        *("water_flowing", "tested", "accepted", "handed_over"),
    ),
}
"""The milestones of a work in the order in which they are reached."""

PARTS_OF: Mapping[str, tuple[tuple[str, str], ...]] = {
    "road_works": (("done_km", "km"),),
    "water_projects": (("shared_people", "people"),),
    "water_supply": (("tap_population", "population"),),
    "power": (("connected_households", "households"),),
    "broadcasting": (("covered_households", "households"), ("cable_poor_households", "poor_households")),
}
"""Columns that count a part of another: they cannot be above it."""

"""The layers of works and of the sectors: water, power, broadcasting, and what was found on site."""

from __future__ import annotations

from gisplan.county.layer import Column, Layer, count_of, percent_of

__all__ = ["SECTOR_LAYERS"]

_CODE = Column("code", "code", required=True)
_VILLAGE = Column("village", "code", required=True)
_ORIGIN = Column("origin")


def _dates(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "date") for name in names)


_ROAD_WORKS = Layer(
    "road_works",
    "line",
    (
        _CODE,
        Column("name", required=True),
        Column("programme", required=True),
        Column("segments", "codes"),
        Column("villages", "codes"),
        count_of("km", "kilometre"),
        count_of("done_km", "kilometre"),
        Column("status", "status"),
        *_dates("due", "approved", "tendered", "started", "built", "accepted"),
        _ORIGIN,
    ),
    placeless=True,
    unique=True,
)

_WATER_PROJECTS = Layer(
    "water_projects",
    "point",
    (
        _CODE,
        Column("name", required=True),
        Column("category"),
        Column("type"),
        Column("villages", "codes"),
        count_of("people", "people"),
        count_of("shared_people", "people"),
        Column("shared_with", "codes"),
        count_of("households", "households"),
        percent_of("guarantee"),
        count_of("capacity_m3d", "cubic metre per day"),
        *_dates("due", "approved", "tendered", "started", "main_done"),
        *_dates("water_flowing", "tested", "accepted", "handed_over"),
        _ORIGIN,
    ),
    placeless=True,
    unique=True,
)

_WATER_SUPPLY = Layer(
    "water_supply",
    None,
    (
        _VILLAGE,
        count_of("population", "people"),
        count_of("tap_population", "people"),
        percent_of("guarantee"),
        count_of("litres_per_day", "litre per person and day"),
        count_of("fetch_minutes", "minute"),
        Column("quality_ok", "boolean"),
        count_of("unsafe_households", "households"),
        _ORIGIN,
    ),
    code="village",
    unique=True,
)

_POWER = Layer(
    "power",
    None,
    (
        _VILLAGE,
        count_of("households", "households"),
        count_of("connected_households", "households"),
        Column("three_phase", "boolean"),
        Column("unconnected_names"),
        *_dates("plan_date"),
        _ORIGIN,
    ),
    code="village",
    unique=True,
)

_BROADCASTING = Layer(
    "broadcasting",
    None,
    (
        _VILLAGE,
        count_of("households", "households"),
        count_of("covered_households", "households"),
        count_of("poor_households", "households"),
        count_of("cable_poor_households", "households"),
        _ORIGIN,
    ),
    code="village",
    unique=True,
)

_POWER_LINES = Layer("power_lines", "line", (Column("kind"), Column("name"), _ORIGIN), code=None)
_COVERAGE = Layer("coverage", "polygon", (Column("kind"), Column("name"), _ORIGIN), code=None)

_CANDIDATES = Layer(
    "candidates", "line", (_CODE, Column("programme"), count_of("km", "kilometre"), _ORIGIN), unique=True
)

_ATTESTATIONS = Layer(
    "attestations",
    None,
    (
        _VILLAGE,
        Column("criterion", required=True),
        Column("state", "state"),
        Column("by"),
        *_dates("date"),
        Column("document"),
        _ORIGIN,
    ),
    code="village",
)

SECTOR_LAYERS = (
    *(_ROAD_WORKS, _WATER_PROJECTS, _WATER_SUPPLY, _POWER, _BROADCASTING),
    *(_POWER_LINES, _COVERAGE, _CANDIDATES, _ATTESTATIONS),
)

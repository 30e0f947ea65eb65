"""What each kind of criterion and measure of a target needs and may have, and what a value must be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gisplan.base.language import N_
from gisplan.county.milestones import MILESTONES
from gisplan.county.schema import LAYERS

__all__ = [
    "CHOICES",
    "KINDS",
    "MEASURES",
    "SHARED",
    "WANTED",
    "WHERE",
    "columns_for",
    "is_wanted",
    "layers_for",
    "wanted_of",
]

SHARED: Mapping[str, frozenset[str]] = {
    "criteria": frozenset({"id", "kind", "settlement", "role", "source", "unit", "note"})
    | {"where", "min_households", "min_people"},
    "targets": frozenset({"id", "role", "source", "unit", "note", "measure", "due", "threshold"})
    | {"compare", "baseline", "raw", "chosen_by", "reading", "readings"},
}

_REACH = {"reach_to", "measure", "fixed", "neighbour_m"}
KINDS: Mapping[str, tuple[set[str], set[str]]] = {
    "reach": ({"unit", "threshold", "surfaces"}, _REACH),
    "ratio": ({"layer", "numerator", "denominator", "unit", "threshold"}, set()),
    "number": ({"layer", "column", "unit", "threshold"}, {"compare"}),
    "boolean": ({"layer", "column"}, set()),
    "milestone": ({"layer", "milestone"}, {"due", "categories"}),
    "coverage": ({"layer"}, {"threshold", "of_kind"}),
    "combine": (set(), {"all_of", "any_of", "every_group", "otherwise"}),
}
"""Each kind of criterion: the keys it needs, and those it may have."""

_WORKS = {"layer", "milestone"}
MEASURES: Mapping[str, tuple[set[str], set[str]]] = {
    "share": ({"criterion"}, {"of"}),
    "count": (set(), {"criterion", "of", "where", "categories", *_WORKS}),
    "length": ({*_WORKS}, {"categories"}),
    "people": ({*_WORKS}, {"categories"}),
    "ratio": ({"layer", "numerator", "denominator"}, {"where"}),
    "left": ({"layer", "numerator", "denominator"}, {"where"}),
    "least": ({"layer", "column"}, {"where", "categories"}),
    "mean": ({"layer", "column", "weight"}, {"where", "categories"}),
}
"""Each measure of a target: the keys it needs, and those it may have."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(KINDS),
    "settlement": ("village", "group"),
    "role": ("exit", "plan", "report"),
    "reach_to": ("trunk", "seat", "both", "any"),
    "of": ("settlements", "people", "listed", "verdict"),
    "compare": ("at_least", "at_most"),
    "milestone": tuple(dict.fromkeys(name for names in MILESTONES.values() for name in names)),
}
_MEASURE = {"criteria": ("straight", "network"), "targets": tuple(MEASURES)}
_UNITS = {"reach": "m", "ratio": "%", "coverage": "m", "share": "%", "length": "km", "people": "people"}
WHERE: Mapping[str, type] = {
    "poor_village": bool,
    "deep_poverty": bool,
    "task": bool,
    "exit_year": int,
    "town": str,
    "code": str,
}
"""The columns of the villages that a filter may name."""

WANTED = {
    "number": N_("a number of at least 0"),
    "share": N_("a number from 0 to 100"),
    "whole": N_("a whole number"),
    "surfaces": N_("a list of surface codes"),
    "texts": N_("a list of texts"),
    "yes or no": N_("true or false"),
    "date": N_("a date, without quotes"),
    "where": N_("a table of columns of the villages and their values"),
    "readings": N_("tables with an id and a threshold"),
    "text": N_("a text"),
}
_SPECIAL = {
    "surfaces": "surfaces",
    "fixed": "yes or no",
    "due": "date",
    "where": "where",
    "readings": "readings",
    "exit_year": "whole",
    **dict.fromkeys(("min_households", "min_people", "neighbour_m", "baseline"), "number"),
    **dict.fromkeys(("all_of", "any_of", "categories", "of_kind"), "texts"),
}


def wanted_of(key: str, place: str, kind: str) -> str | tuple[str, ...]:
    """What a value must be: a word of `WANTED`, or the choices there are."""
    if key == "measure" and place in _MEASURE:
        return _MEASURE[place]
    if place and key in CHOICES:
        return CHOICES[key]
    if key == "unit" and kind in _UNITS:
        return (_UNITS[kind],)
    if key == "threshold" and place:
        return "share" if kind in ("ratio", "share") else "number"
    return _SPECIAL.get(key, "text")


def is_wanted(wanted: str, value: Any) -> bool:
    """Whether a value is what a word of `WANTED` says."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if wanted in ("surfaces", "texts"):
        member = int if wanted == "surfaces" else str
        return isinstance(value, list) and bool(value) and all(type(v) is member for v in value)
    if wanted == "where":
        return isinstance(value, Mapping) and all(_is_filter(k, v) for k, v in value.items())
    if wanted == "readings":
        return isinstance(value, list) and all(_is_reading(v) for v in value)
    return {
        "number": number and value >= 0,
        "share": number and 0 <= value <= 100,
        "whole": type(value) is int,
        "yes or no": isinstance(value, bool),
        "date": isinstance(value, date) and not isinstance(value, datetime),
        "text": isinstance(value, str),
    }[wanted]


def _is_filter(column: str, value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return column in WHERE and bool(values) and all(type(v) is WHERE[column] for v in values)


def _is_reading(value: Any) -> bool:
    known = {"id": "text", "threshold": "number", "works": "whole", "note": "text"}
    if not isinstance(value, Mapping) or not {"id", "threshold"} <= set(value) <= set(known):
        return False
    return all(is_wanted(known[key], v) for key, v in value.items())


_TABLES = ("villages", "groups", "water_supply", "power", "broadcasting")
_PLACES = ("groups", "roads", "seats", "power_lines", "coverage")
_NUMBERS = ("number", "percent", "integer")


def layers_for(kind: str) -> tuple[str, ...]:
    """The layers that a kind of criterion, or a measure of a target, may look into."""
    if kind == "coverage":
        return _PLACES
    if kind in ("milestone", "length", "people", "count"):
        return tuple(MILESTONES)
    return (*_TABLES, *MILESTONES) if kind in ("least", "mean") else _TABLES


def columns_for(key: str, kind: str, layer: str) -> tuple[str, ...]:
    """The columns of a layer that may stand under a key."""
    if key == "milestone":
        return MILESTONES[layer]
    wanted = ("boolean",) if kind == "boolean" else _NUMBERS
    return tuple(column.name for column in LAYERS[layer].columns if column.kind in wanted)

"""What is wrong with a document of a scenario, or with a change to one: each field with its value and the remedy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from gisplan.base.display import show_value
from gisplan.base.language import N_, _
from gisplan.plan.scenario.scenario import ACTIONS
from gisplan.standards.plan_rules import BUILD_TO

__all__ = ["MOST_ROWS", "find_change_faults", "find_scenario_faults"]

MOST_ROWS = 100_000
"""Of edits, roads, stretches: ten times Zhenba has 37 000 stretches."""

_LONGEST = {"name": 200, "notes": 20_000}
_YEARS = range(1950, 2151)


class _Field(NamedTuple):
    """What a field may hold: `fits` says whether a value is good, `expected` what to give instead."""

    fits: Callable[[Any], bool]
    expected: str
    needed: bool = False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST["name"] and value.isprintable()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_metres(value: Any) -> bool:
    return value is None or (_is_number(value) and value >= 0)


def _is_year(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value in _YEARS)


def _is_code(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 99)


def _is_programme(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= _LONGEST["name"])


def _is_line(value: Any) -> bool:
    return isinstance(value, list) and 2 <= len(value) <= MOST_ROWS and all(map(_is_place, value))


def _is_place(value: Any) -> bool:
    both = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
    return both and abs(value[0]) <= 180 and abs(value[1]) <= 90


def _is_codes(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ROWS and all(map(_is_name, value))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and len(value) <= MOST_ROWS


_METRES = _Field(_is_metres, N_("metres from where the segment begins, at least 0, or null"))
_YEAR = _Field(_is_year, N_("a year from 1950 to 2150, or null"))
_PROGRAMME = _Field(_is_programme, N_("the id of a programme, or null"))
_SEGMENT = _Field(_is_name, N_("the code of a segment"), True)
_NUMBER = _Field(_is_number, N_("a number"), True)

_ROWS: dict[str, dict[str, _Field]] = {
    "budgets": {
        "programme": _Field(_is_name, N_("the id of a programme"), True),
        "amount": _Field(lambda v: v is None or (_is_number(v) and v >= 0), N_("a number of at least 0, or null")),
        "year": _YEAR,
    },
    "roads": {
        "code": _Field(_is_name, N_("a code that no road of the county has"), True),
        "name": _Field(lambda v: v is None or _is_text(v), N_("a text")),
        "points": _Field(_is_line, N_("two places at least, each [longitude, latitude] in degrees"), True),
    },
    "edits": {
        "segment": _SEGMENT,
        "action": _Field(lambda v: v in ACTIONS, N_("one of: in, out, done, free"), True),
        "from_m": _METRES,
        "to_m": _METRES,
        "programme": _PROGRAMME,
        "year": _YEAR,
        "surface": _Field(_is_code, N_("the code of a surface, or null")),
    },
    "stretches": {
        "segment": _SEGMENT,
        "from_m": _Field(lambda v: v is not None and _is_metres(v), N_("metres, at least 0"), True),
        "to_m": _Field(lambda v: v is not None and _is_metres(v), N_("metres, at least 0"), True),
        "programme": _PROGRAMME,
        "year": _YEAR,
    },
}
_LIST = N_("a list of 100 000 at most")
_SETTINGS: dict[str, _Field] = {
    "name": _Field(_is_name, N_("a name of 1 to 200 characters, on one line")),
    "prize": _Field(_is_name, N_("an objective, such as people")),
    "build_to": _Field(lambda v: v in BUILD_TO, N_("rule or settlement")),
    "whole_segments": _Field(lambda v: isinstance(v, bool), N_("true or false")),
    "budgets": _Field(lambda v: isinstance(v, list) and len(v) <= MOST_ROWS, _LIST),
    "inputs": _Field(_is_table, N_("an object of path and sha256")),
    "notes": _Field(lambda v: _is_text(v) and len(v) <= _LONGEST["notes"], N_("a text of 20 000 characters at most")),
    "view": _Field(_is_table, N_("an object")),
    "archived": _Field(lambda v: isinstance(v, bool), N_("true or false")),
}
_DOCUMENT: dict[str, _Field] = {
    "schema": _Field(_is_text, N_("gisplan.scenario/1"), True),
    "gisplan": _Field(_is_text, N_("a text")),
    **_SETTINGS,
    "name": _SETTINGS["name"]._replace(needed=True),
    "county": _Field(_is_name, N_("the code of the county"), True),
    "standard": _Field(_is_name, N_("the id of a standard"), True),
    "author": _Field(_is_text, N_("a text")),
    "day": _Field(_is_text, N_("a day, such as 2019-06-30")),
    "roads": _SETTINGS["budgets"],
    "edits": _SETTINGS["budgets"],
    "plan": _Field(lambda v: v is None or isinstance(v, dict), N_("an object, or null")),
    "adopted": _Field(_is_codes, N_("a list of codes of works")),
}
_PLAN: dict[str, _Field] = {
    "stretches": _SETTINGS["budgets"]._replace(needed=True),
    "value": _NUMBER,
    "bound": _NUMBER,
    "unit": _Field(_is_name, N_("a text"), True),
    "proven": _Field(lambda v: isinstance(v, bool), N_("true or false"), True),
    "edits": _Field(lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0, N_("a whole number")),
    "years": _Field(lambda v: v is None or isinstance(v, dict), N_("an object, or null")),
}
_SPLIT = {name: _PLAN[name] for name in ("value", "bound", "proven")}


def find_scenario_faults(document: Any, place: str) -> Iterator[str]:
    """Describe everything that is wrong with a document of a scenario.

    Parameters
    ----------
    document : object
        As JSON was read.
    place : str
        The file, with which each message begins.
    """
    if not isinstance(document, dict):
        yield _explain(place, "", document, N_("an object: a scenario as gisplan writes it"))
        return
    yield from _find_faults(document, _DOCUMENT, place, "")
    for name in ("budgets", "roads", "edits"):
        yield from _find_row_faults(document.get(name), name, place, name)
    if isinstance(document.get("plan"), dict):
        yield from _find_plan_faults(document["plan"], place)


def find_change_faults(value: Any, place: str) -> Iterator[str]:
    """Describe everything that is wrong with one change: an object of edits, roads, plan, undo or set."""
    kinds = ("edits", "roads", "plan", "adopted", "undo", "set")
    if not (isinstance(value, dict) and len(value) == 1 and next(iter(value)) in kinds):
        yield _explain(place, "", value, N_("an object with one of: edits, roads, plan, adopted, undo, set"))
        return
    kind, content = next(iter(value.items()))
    if kind in ("edits", "roads"):
        if not _SETTINGS["budgets"].fits(content):
            yield _explain(place, kind, content, _LIST)
        yield from _find_row_faults(content, kind, place, kind)
    elif kind == "adopted":
        if not _is_codes(content):
            yield _explain(place, kind, content, _DOCUMENT["adopted"].expected)
    elif kind == "undo":
        if not (isinstance(content, int) and not isinstance(content, bool) and content > 0):
            yield _explain(place, "undo", content, N_("the number of a change"))
    elif not isinstance(content, dict):
        if not (kind == "plan" and content is None):
            yield _explain(place, kind, content, N_("an object"))
    elif kind == "plan":
        yield from _find_plan_faults(content, place)
    else:
        yield from _find_faults(content, _SETTINGS, place, "set.")
        yield from _find_row_faults(content.get("budgets"), "budgets", place, "set.budgets")


def _find_plan_faults(plan: Mapping[str, Any], place: str) -> Iterator[str]:
    yield from _find_faults(plan, _PLAN, place, "plan.")
    yield from _find_row_faults(plan.get("stretches"), "stretches", place, "plan.stretches")
    if isinstance(plan.get("years"), dict):
        yield from _find_faults(plan["years"], _SPLIT, place, "plan.years.")


def _find_row_faults(rows: Any, kind: str, place: str, field: str) -> Iterator[str]:
    for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
        where = f"{field}[{number}]"
        if not isinstance(row, dict):
            yield _explain(place, where, row, N_("an object"))
            continue
        yield from _find_faults(row, _ROWS[kind], place, f"{where}.")
        begin, end = row.get("from_m"), row.get("to_m")
        if begin is not None and end is not None and _is_number(begin) and _is_number(end) and begin >= end:
            text = _("{0}: {1}.to_m is {2:g}, not beyond from_m, which is {3:g}: exchange or correct the two.")
            yield text.format(place, where, end, begin)


def _find_faults(row: Mapping[str, Any], fields: Mapping[str, _Field], place: str, prefix: str) -> Iterator[str]:
    for name in row:
        if name not in fields:
            text = _("{0}: there is no field {1}: remove it. There are {2}.")
            yield text.format(place, show_value(f"{prefix}{name}"), ", ".join(fields))
    for name, field in fields.items():
        if (name in row and not field.fits(row[name])) or (field.needed and name not in row):
            yield _explain(place, f"{prefix}{name}", row.get(name), field.expected)


def _explain(place: str, field: str, value: Any, expected: str) -> str:
    if not field:
        return _("{0}: this is {1}: give {2}.").format(place, show_value(value), _(expected))
    return _("{0}: {1} is {2}: give {3}.").format(place, field, show_value(value), _(expected))

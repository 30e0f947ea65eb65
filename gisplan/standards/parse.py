"""A standard from its TOML text, with every fault told at once."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any

from gisplan.base.errors import StandardError
from gisplan.base.language import N_, _
from gisplan.standards.standard import Criterion, Standard, Target

__all__ = ["parse_standard"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": ("reach",),
    "settlement": ("village", "group"),
    "role": ("exit", "plan", "report"),
    "reach_to": ("trunk", "seat", "both", "any"),
    "measure": ("straight", "network"),
    "of": ("settlements", "people"),
}
UNITS = {Criterion: "m", Target: "%"}
WANTED = {
    "number": N_("a number of at least 0"),
    "share": N_("a number from 0 to 100"),
    "surfaces": N_("a list of surface codes"),
    "yes or no": N_("true or false"),
    "date": N_("a date, without quotes"),
    "text": N_("a text"),
}


def parse_standard(text: str, *, name: str) -> Standard:
    """A standard from its TOML text; `name` is the file that messages name.

    Raises
    ------
    StandardError
        With every fault of the text, one a line.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StandardError(_("{0}: not TOML: {1}").format(name, error)) from error
    faults: list[str] = []
    tables = raw.pop("criteria", [])
    named = {t.get("id") for t in tables if isinstance(t, Mapping)} if isinstance(tables, list) else set()
    criteria = _parse_tables(tables, Criterion, "criteria", faults)
    targets = _parse_tables(raw.pop("targets", []), Target, "targets", faults)
    head = [f.name for f in fields(Standard) if f.name not in ("criteria", "targets")]
    faults += [_("unknown key {0!r}").format(key) for key in raw if key not in head]
    faults += [_("{0!r} is missing").format(key) for key in ("id", "title", "source") if not raw.get(key)]
    faults += _check_values(raw, Standard, name)
    if not criteria and not faults:
        faults.append(_("there is no criterion: add [[criteria]]"))
    faults += _check_ids(criteria, targets, named)
    if faults:
        raise StandardError("\n".join(f"{name}: {fault}" for fault in faults))
    return Standard(**raw, criteria=tuple(criteria), targets=tuple(targets))


def _parse_tables(rows: Any, kind: type[Any], where: str, faults: list[str]) -> list[Any]:
    parsed = []
    known = [f.name for f in fields(kind)]
    needed = [f.name for f in fields(kind) if f.default is MISSING]
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        place = f"[[{where}]] {number}"
        if not isinstance(row, Mapping):
            faults.append(_("{0} is not a table").format(place))
            continue
        wrong = [_("{0}: unknown key {1!r}").format(place, k) for k in row if k not in known]
        wrong += [_("{0}: {1!r} is missing").format(place, k) for k in needed if k not in row]
        if kind is Target and "threshold" not in row and row.get("role") != "report":
            wrong.append(_("{0}: {1!r} is missing").format(place, "threshold"))
        wrong += _check_values(row, kind, str(row.get("id", place)))
        faults += wrong
        if not wrong:
            parsed.append(kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}))
    return parsed


def _check_values(row: Mapping[str, Any], kind: type[Any], place: str) -> list[str]:
    """Values of the wrong type, or out of their range."""
    faults = []
    for key, value in row.items():
        wanted = _wanted(key, kind)
        if wanted == "choice" and value not in CHOICES[key]:
            told = ", ".join(CHOICES[key])
            faults.append(_("{0}: {1} is {2!r}, not one of {3}").format(place, key, value, told))
        elif wanted == "unit" and value != UNITS[kind]:
            faults.append(_("{0}: {1} is {2!r}, not one of {3}").format(place, key, value, UNITS[kind]))
        elif wanted in WANTED and not _is(wanted, value):
            faults.append(_("{0}: {1} is {2!r}: it must be {3}").format(place, key, value, _(WANTED[wanted])))
    return faults


def _wanted(key: str, kind: type[Any]) -> str:
    if key in CHOICES:
        return "choice"
    special = {"surfaces": "surfaces", "fixed": "yes or no", "due": "date", "min_households": "number"}
    if kind in UNITS:
        special |= {"unit": "unit", "threshold": "number" if kind is Criterion else "share"}
    return special.get(key, "text")


def _is(wanted: str, value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if wanted == "surfaces":
        return isinstance(value, list) and bool(value) and all(type(v) is int for v in value)
    return {
        "number": number and value >= 0,
        "share": number and 0 <= value <= 100,
        "yes or no": isinstance(value, bool),
        "date": isinstance(value, date) and not isinstance(value, datetime),
        "text": isinstance(value, str),
    }[wanted]


def _check_ids(criteria: list[Criterion], targets: list[Target], named: set[Any]) -> list[str]:
    """Ids that stand twice, and targets over a criterion that is not even `named`."""
    ids = [what.id for what in criteria] + [what.id for what in targets]
    twice = [_("the id {0!r} stands twice").format(i) for i in sorted({i for i in ids if ids.count(i) > 1})]
    lost = [t for t in targets if t.criterion not in named]
    return twice + [_("{0}: there is no criterion {1!r}").format(t.id, t.criterion) for t in lost]

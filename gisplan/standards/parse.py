"""A standard from its TOML text, with every fault told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from gisplan.base.errors import StandardError
from gisplan.base.language import _
from gisplan.county.schema import LAYERS
from gisplan.standards.kinds import (
    KINDS,
    MEASURES,
    SHARED,
    WANTED,
    columns_for,
    is_wanted,
    layers_for,
    wanted_of,
)
from gisplan.standards.links import check_links
from gisplan.standards.plan_rules import PlanRules, check_plan, make_plan_values
from gisplan.standards.standard import Criterion, OutOfScope, Reading, Standard, Target

__all__ = ["parse_standard"]

_NAMES_COLUMN = ("column", "numerator", "denominator", "weight", "milestone")
_TABLES = ("criteria", "targets", "out_of_scope")


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
    tables = {key: raw.pop(key, []) for key in _TABLES}
    named = (
        {t.get("id") for t in tables["criteria"] if isinstance(t, Mapping)} if _is_list(tables["criteria"]) else set()
    )
    criteria = [Criterion(**row) for row in _parse_tables(tables["criteria"], "criteria", faults)]
    targets = [_make_target(row) for row in _parse_tables(tables["targets"], "targets", faults)]
    outside = [OutOfScope(**row) for row in _parse_tables(tables["out_of_scope"], "out_of_scope", faults)]
    plan = raw.pop("plan", {})
    faults += _check_plan(plan, criteria)
    head = [f.name for f in fields(Standard) if f.name not in (*_TABLES, "plan")]
    faults += [_("unknown key {0!r}").format(key) for key in raw if key not in head]
    faults += [_("{0!r} is missing").format(key) for key in ("id", "title", "source") if not raw.get(key)]
    faults += _check_values(raw, "", "", name)
    if not criteria and not faults:
        faults.append(_("there is no criterion: add [[criteria]]"))
    faults += check_links(criteria, targets, named)
    if faults:
        raise StandardError("\n".join(f"{name}: {fault}" for fault in faults))
    rules = PlanRules(**make_plan_values(plan))
    return Standard(**raw, criteria=tuple(criteria), targets=tuple(targets), out_of_scope=tuple(outside), plan=rules)


def _check_plan(plan: Any, criteria: Sequence[Criterion]) -> list[str]:
    """What is wrong with `[plan]`: its keys, and the criteria that it names."""
    faults = []
    for table, key, value, wanted in check_plan(plan):
        told = _("[{0}]: {1} is {2!r}: it must be {3}") if wanted else _("[{0}]: unknown key {1!r}")
        faults.append(told.format(table, key, value, _(wanted) if wanted else ""))
    for kind in ("village", "group"):
        named = plan.get(kind) if isinstance(plan, Mapping) else None
        fit = [c.id for c in criteria if c.kind == "reach" and c.settlement == kind]
        if named and named not in fit:
            faults.append(_("[{0}]: {1} is {2!r}, not one of {3}").format("plan", kind, named, ", ".join(fit)))
    return faults


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _parse_tables(rows: Any, where: str, faults: list[str]) -> list[dict[str, Any]]:
    """The tables without a fault, their lists as tuples."""
    parsed = []
    for number, row in enumerate(rows if _is_list(rows) else [rows], start=1):
        place = f"[[{where}]] {number}"
        if not isinstance(row, Mapping):
            faults.append(_("{0} is not a table").format(place))
            continue
        kind, needed, known = _keys_of(row, where)
        wrong = [_("{0}: unknown key {1!r}").format(place, k) for k in row if k not in known]
        wrong += [_("{0}: {1!r} is missing").format(place, k) for k in sorted(needed) if k not in row]
        name = str(row.get("id", place))
        wrong += _check_values(row, where, kind, name) or _check_layer(row, kind, name)
        faults += wrong
        if not wrong:
            parsed.append({k: _freeze(k, v) for k, v in row.items()})
    return parsed


def _keys_of(row: Mapping[str, Any], where: str) -> tuple[str, set[str], set[str]]:
    """A table's kind or measure, the keys it needs, and those it may have."""
    if where == "out_of_scope":
        return "", {"id", "title", "source"}, {f.name for f in fields(OutOfScope)}
    if where == "criteria":
        kind, kinds, needed = str(row.get("kind")), KINDS, {"id", "kind", "settlement", "role", "source"}
    else:
        kind, kinds, needed = str(row.get("measure", "share")), MEASURES, {"id", "role", "source", "unit"}
        if row.get("role") != "report" and not row.get("readings"):
            needed = needed | {"threshold"}
    own, more = kinds.get(kind, (set(), set().union(*(a | b for a, b in kinds.values()))))
    return kind, needed | own, set(SHARED[where]) | own | more


def _check_values(row: Mapping[str, Any], place: str, kind: str, name: str) -> list[str]:
    """Values of the wrong type, or out of their range."""
    faults = []
    for key, value in row.items():
        wanted = wanted_of(key, place, kind)
        if isinstance(wanted, tuple):
            if value not in wanted:
                told = ", ".join(wanted)
                faults.append(_("{0}: {1} is {2!r}, not one of {3}").format(name, key, value, told))
        elif not is_wanted(wanted, value):
            faults.append(_("{0}: {1} is {2!r}: it must be {3}").format(name, key, value, _(WANTED[wanted])))
    return faults


def _check_layer(row: Mapping[str, Any], kind: str, name: str) -> list[str]:
    """A layer that the kind cannot look into, and columns that the layer has not."""
    if "layer" not in row:
        return []
    wrong = _("{0}: {1} is {2!r}, not one of {3}")
    if row["layer"] not in layers_for(kind):
        return [wrong.format(name, "layer", row["layer"], ", ".join(layers_for(kind)))]
    if "of_kind" in row and "kind" not in LAYERS[row["layer"]].names:
        return [_("{0}: the layer {1} has no column kind, so of_kind cannot choose").format(name, row["layer"])]
    told = {key: columns_for(key, kind, row["layer"]) for key in _NAMES_COLUMN if key in row}
    return [
        wrong.format(name, key, row[key], ", ".join(columns))
        for key, columns in told.items()
        if row[key] not in columns
    ]


def _freeze(key: str, value: Any) -> Any:
    if key == "where":
        return tuple((k, tuple(v) if _is_list(v) else (v,)) for k, v in value.items())
    if key == "readings":
        return tuple(Reading(**v) for v in value)
    return tuple(value) if _is_list(value) else value


def _make_target(row: dict[str, Any]) -> Target:
    """A target; where its figure has readings, the threshold is the chosen one's."""
    chosen = [r.threshold for r in row.get("readings", ()) if r.id == row.get("reading")]
    return Target(**(row | {"threshold": chosen[0]} if chosen else row))

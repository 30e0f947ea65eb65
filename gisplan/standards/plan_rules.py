"""What may be built, under which programme and at what cost: the `[plan]` of a standard."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from gisplan.base.language import N_
from gisplan.standards.values import NUMBER

__all__ = [
    "BUILD_TO",
    "GENERAL",
    "CostRow",
    "Objection",
    "PlanRules",
    "Programme",
    "check_plan",
    "list_plan_keys",
    "make_plan_values",
]

BUILD_TO = ("rule", "settlement")
"""How far a road is built: within the criterion's distance, or to the place nearest to the settlement."""

GENERAL = "general"


@dataclass(frozen=True)
class Programme:
    """What one programme may build: every condition that is given must hold.

    Attributes
    ----------
    id : str
        The name of the programme in the standard, in plans and in options.
    title, title_zh : str
        What it is called, in English and Chinese.
    source, source_zh : str
        The document that it is taken from, in English and Chinese.
    registered, surveyed : tuple of int
        The surface codes (K5104) that the road is registered with, and that were found on it.
    classes : tuple of str
        The road's administrative class.
    serves_households : float or None
        The road serves a group of at least so many households (`groups` of the layer `roads`).
    unknown : bool
        Roads whose surface is not reported may be built too.
    """

    id: str
    title: str = ""
    title_zh: str = ""
    source: str = ""
    source_zh: str = ""
    registered: tuple[int, ...] = ()
    surveyed: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    serves_households: float | None = None
    unknown: bool = False

    @property
    def needs(self) -> tuple[tuple[str, str], ...]:
        """The layers and columns that its conditions look into, "" for a whole layer; surfaces are always needed."""
        needs = [("roads", "registered_surface")] if self.registered else []
        needs += [("roads", "class")] if self.classes else []
        if self.serves_households is not None:
            needs += [("groups", ""), ("groups", "households"), ("roads", "groups")]
        return tuple(needs)


@dataclass(frozen=True)
class CostRow:
    """What a kilometre costs where everything given holds; the first row that fits counts.

    Attributes
    ----------
    yuan_per_km : float
    source, source_zh : str
        The document that the figure is taken from, in English and Chinese.
    surfaces : tuple of int
        The surface codes (K5104) of roads that it is for; none: all.
    classes : tuple of str
        The administrative classes of roads that it is for; none: all.
    min_width_m, max_width_m : float
        The widths of roads that it is for, in metres.
    """

    yuan_per_km: float
    source: str
    surfaces: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    min_width_m: float = 0.0
    max_width_m: float = math.inf
    source_zh: str = ""


@dataclass(frozen=True)
class PlanRules:
    """How a county is planned for.

    Attributes
    ----------
    village, group : str
        The reach criteria by which villages and groups are judged, on `surfaces`; "" for the first one.
    surfaces : tuple of int
        The surface codes that count as sealed, for all settlements; none: those of `village`.
    village_needs : str
        "itself": a village is served by its own reaching point; "groups": by all its groups of
        `min_households` and more, and by itself only where it has none.
    min_households : float
        The smallest groups that a village needs, in households.
    exit_weight : float
        What the prize of a settlement counts whose village exits in the standard's year.
    cost : str
        "km": stated kilometres; "yuan": by `costs`.
    programmes : tuple of Programme
        The programmes that may build; none: one programme for all roads.
    costs : tuple of CostRow
        What a kilometre costs, for `cost` "yuan".
    """

    village: str = ""
    group: str = ""
    surfaces: tuple[int, ...] = ()
    village_needs: str = "itself"
    min_households: float = 0.0
    exit_weight: float = 1.0
    cost: str = "km"
    programmes: tuple[Programme, ...] = ()
    costs: tuple[CostRow, ...] = ()


class Objection(NamedTuple):
    """A key that is wrong: its table, name and value, and what it should be; "" where there is no such key."""

    table: str
    key: str
    value: Any
    expected: str


_TEXT = N_("a text")
_EXPECTED = {
    **dict.fromkeys(("surfaces", "registered", "surveyed"), N_("a list of surface codes")),
    "classes": N_("a list of texts"),
    **dict.fromkeys(
        (
            *("min_households", "exit_weight", "serves_households"),
            *("yuan_per_km", "min_width_m", "max_width_m"),
        ),
        NUMBER.description,
    ),
    "unknown": N_("true or false"),
}
_CHOICES = {"village_needs": ("itself", "groups"), "cost": ("km", "yuan")}
_LISTS = {"programmes": (Programme, ("id",)), "costs": (CostRow, ("yuan_per_km", "source"))}


def check_plan(table: Any) -> list[Objection]:
    """Everything that is wrong with a `[plan]` table."""
    if not isinstance(table, Mapping):
        return [Objection("plan", "plan", table, N_("a table"))]
    wrong = list(_check_table("plan", table, PlanRules, ()))
    for name, (kind, needed) in _LISTS.items():
        rows = table.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            wrong.append(Objection("plan", name, rows, N_("a list of tables")))
            continue
        for row in rows:
            wrong += _check_table(f"plan.{name}", row, kind, needed)
    ids = [row.get("id") for row in table.get("programmes", []) if isinstance(row, Mapping)]
    wrong += [
        Objection("plan.programmes", "id", id, N_("a name not used by another programme"))
        for place, id in enumerate(ids)
        if id == GENERAL or id in ids[:place]
    ]
    return wrong


def list_plan_keys(name: str) -> list[str]:
    """The keys that `[plan]`, or one of the tables in it such as `plan.costs`, may have."""
    kind, _needed = _LISTS.get(name.removeprefix("plan."), (PlanRules, ()))
    return [f.name for f in fields(kind)]


def make_plan_values(table: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `PlanRules` that a checked table gives."""
    values = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
    for name, (kind, _) in _LISTS.items():
        if name in values:
            values[name] = tuple(kind(**{k: _freeze(v) for k, v in row.items()}) for row in values[name])
    return values


def _freeze(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _check_table(name: str, table: Mapping[str, Any], kind: Any, needed: tuple[str, ...]) -> Iterator[Objection]:
    known = [f.name for f in fields(kind)]
    for key in needed:
        if key not in table:
            yield Objection(name, key, None, N_("given"))
    for key, value in table.items():
        if key not in known:
            yield Objection(name, key, value, "")
        elif key not in _LISTS and not _fits(key, value):
            yield Objection(
                name, key, value, " or ".join(_CHOICES[key]) if key in _CHOICES else _EXPECTED.get(key, _TEXT)
            )


def _fits(key: str, value: Any) -> bool:
    if key in _CHOICES:
        return value in _CHOICES[key]
    expected = _EXPECTED.get(key, _TEXT)
    if key in ("surfaces", "registered", "surveyed"):
        return isinstance(value, list) and all(type(v) is int for v in value)
    if key == "classes":
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if expected == NUMBER.description:
        return NUMBER.accepts(value)
    return isinstance(value, bool) if key == "unknown" else isinstance(value, str)

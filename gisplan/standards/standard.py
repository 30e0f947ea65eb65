"""Standards: what ought to be there, as data. A standard is criteria and targets with their sources."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from importlib import resources
from typing import Any

from gisplan.base.errors import StandardError
from gisplan.base.language import _

__all__ = ["Criterion", "Standard", "Target", "list_standards", "parse_standard", "read_packaged_standard"]

ROLES = ("exit", "plan", "report")
KINDS = ("reach",)
SETTLEMENTS = ("village", "group")
REACH_TO = ("trunk", "seat", "both", "any")
MEASURES = ("straight", "network")
ACTUALS = ("settlements", "people")


@dataclass(frozen=True)
class Criterion:
    """What one settlement is asked for.

    Attributes
    ----------
    id, kind : str
    settlement : str
        "village" or "group".
    role : str
        "exit" decides, "plan" is reported against the plan, "report" is only a figure.
    unit, threshold
        For `reach`: how far, in metres, the settlement may stand from the reach.
    surfaces : tuple of int
        The surface codes (K5104) that count as sealed.
    reach_to : str
        "trunk", "seat", "both", or "any": any sealed road will do.
    measure : str
        "straight", or "network": along roads of any surface, and straight to the nearest of them.
    fixed : bool
        The distance and `reach_to` belong to the definition: no county file changes them.
    min_households : float or None
        The criterion applies to settlements with at least so many households.
    """

    id: str
    kind: str
    settlement: str
    role: str
    unit: str
    threshold: float
    source: str
    surfaces: tuple[int, ...]
    reach_to: str = "trunk"
    measure: str = "straight"
    fixed: bool = False
    min_households: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Target:
    """What the county as a whole is asked for: at least `threshold` per cent of what a criterion counts are met.

    `of` is what is counted: "settlements", or the "people" in them. A target of the role "report"
    has no threshold: it is only a figure.
    """

    id: str
    criterion: str
    role: str
    unit: str
    source: str
    threshold: float | None = None
    of: str = "settlements"
    due: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Standard:
    """Criteria and targets, with the title and source of the whole."""

    id: str
    title: str
    source: str
    criteria: tuple[Criterion, ...]
    targets: tuple[Target, ...] = ()
    title_zh: str = ""
    note: str = ""


def list_standards() -> tuple[str, ...]:
    """The ids of the packaged standards."""
    folder = resources.files(__package__) / "data"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def read_packaged_standard(id: str) -> Standard:
    """One of the packaged standards.

    Raises
    ------
    StandardError
        There is none of that id.

    Examples
    --------
    >>> read_packaged_standard("zhenba-2019").criteria[0].id
    'sealed_road'
    """
    known = list_standards()
    if id not in known:
        near = difflib.get_close_matches(id, known, n=1)
        hint = _(" Did you mean {0}?").format(near[0]) if near else ""
        raise StandardError(
            _("There is no standard {0!r}.{1} Packaged: {2}; or give a path to a TOML file.").format(
                id, hint, ", ".join(known)
            )
        )
    text = (resources.files(__package__) / "data" / f"{id}.toml").read_text(encoding="utf-8")
    return parse_standard(text, name=f"{id}.toml")


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
    criteria = _parse_all(raw.pop("criteria", []), Criterion, "criteria", faults)
    targets = _parse_all(raw.pop("targets", []), Target, "targets", faults)
    head = {f.name for f in fields(Standard)} - {"criteria", "targets"}
    faults += [_("unknown key {0!r}").format(key) for key in raw if key not in head]
    faults += [_("{0!r} is missing").format(key) for key in ("id", "title", "source") if not raw.get(key)]
    if not criteria and not faults:
        faults.append(_("there is no criterion: add [[criteria]]"))
    faults += _check(criteria, targets)
    if faults:
        raise StandardError("\n".join(f"{name}: {fault}" for fault in faults))
    return Standard(**raw, criteria=tuple(criteria), targets=tuple(targets))


def _parse_all(rows: Any, kind: type[Any], where: str, faults: list[str]) -> list[Any]:
    parsed = []
    needed = [f.name for f in fields(kind) if f.default is MISSING]
    known = [f.name for f in fields(kind)]
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        place = f"[[{where}]] {number}"
        if not isinstance(row, Mapping):
            faults.append(_("{0} is not a table").format(place))
            continue
        unknown = [_("{0}: unknown key {1!r}").format(place, k) for k in row if k not in known]
        missing = [_("{0}: {1!r} is missing").format(place, k) for k in needed if k not in row]
        faults += unknown + missing
        if not unknown and not missing:
            values = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
            parsed.append(kind(**values))
    return parsed


def _check(criteria: list[Criterion], targets: list[Target]) -> list[str]:
    """Values that no criterion or target may have."""
    faults = []
    both: list[Criterion | Target] = [*criteria, *targets]
    for what in both:
        choices: list[tuple[str, tuple[str, ...]]] = [("role", ROLES)]
        if isinstance(what, Criterion):
            choices += [("kind", KINDS), ("settlement", SETTLEMENTS), ("reach_to", REACH_TO)]
            choices += [("measure", MEASURES)]
            if not what.surfaces or not all(isinstance(s, int) for s in what.surfaces):
                faults.append(_("{0}: surfaces must be a list of surface codes").format(what.id))
        else:
            choices += [("of", ACTUALS)]
        for name, allowed in choices:
            if getattr(what, name) not in allowed:
                faults.append(
                    _("{0}: {1} is {2!r}, not one of {3}").format(
                        what.id, name, getattr(what, name), ", ".join(allowed)
                    )
                )
        threshold: Any = what.threshold  # as the file has it
        if isinstance(what, Target) and threshold is None and what.role == "report":
            continue
        if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not threshold >= 0:
            faults.append(_("{0}: threshold must be a number of at least 0").format(what.id))
    ids = [what.id for what in both]
    faults += [_("the id {0!r} stands twice").format(i) for i in sorted({i for i in ids if ids.count(i) > 1})]
    known = {c.id for c in criteria}
    lost = [t for t in targets if t.criterion not in known]
    return faults + [_("{0}: there is no criterion {1!r}").format(t.id, t.criterion) for t in lost]

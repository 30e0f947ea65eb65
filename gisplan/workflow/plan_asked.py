"""What a plan is asked with: budgets, locks and a list to score, each from words or a file."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County, LayerInput
from gisplan.io.inputs.locks import read_list, read_locks
from gisplan.plan import Lock, build_planning_problem
from gisplan.plan.model.locks import apply_locks
from gisplan.standards import GENERAL, Programme, Standard

__all__ = ["ROAD_WORKS", "Asked", "Budgets", "Listed", "Locks", "resolve_plan_options"]

ROAD_WORKS = "road_works"
"""The word for the county's own list."""

Budgets = Mapping[str, float | None] | Sequence[str]
Locks = str | os.PathLike[str] | Sequence[Lock]
Listed = str | os.PathLike[str] | Sequence[str | tuple[str, str]]

_UNLIMITED = ("unlimited", "不限", "无限", "none")
_UNIT = re.compile(r"\s*(km|公里|千米|yuan|元)$")


@dataclass(frozen=True)
class Asked:
    """What a plan is asked with, by the programmes' ids; `inputs` are the files, `notes` what to know of them."""

    budgets: Mapping[str, float | None]
    locks: tuple[Lock, ...]
    scored: tuple[str, tuple[tuple[str, str], ...]] | None
    inputs: tuple[LayerInput, ...]
    notes: tuple[str, ...]


def resolve_plan_options(
    county: County, standard: Standard, budgets: Budgets, locks: Locks, score: Listed | None
) -> Asked:
    """Understand what was asked, by a county's own programmes.

    Raises
    ------
    PlanError
        With everything that is wrong: each budget, each row of a file.
    """
    programmes = (*replace(standard.plan, **county.plan).programmes, Programme(GENERAL, source=""))
    ids = _spell(programmes)
    limits, faults = _read_budgets(budgets, ids)
    inputs: list[LayerInput] = []
    notes: list[str] = []
    if isinstance(locks, str | os.PathLike):
        file = read_locks(locks)
        locks = file.locks
        faults += file.told.faults
        notes += file.told.notes
        inputs.append(file.told.seen_from(county.folder))
    settled = tuple(replace(lock, programme=ids.get(lock.programme, lock.programme)) for lock in locks)
    scored = None
    if isinstance(score, str | os.PathLike) and str(score) != ROAD_WORKS:
        listed = read_list(score)
        faults += listed.told.faults
        notes += listed.told.notes
        inputs.append(listed.told.seen_from(county.folder))
        scored = (Path(score).name, listed.rows)
    elif score is not None:
        rows, wrong = _road_works(county) if isinstance(score, str | os.PathLike) else (_pairs(score), [])
        faults += wrong
        scored = (ROAD_WORKS if isinstance(score, str | os.PathLike) else _("the list"), rows)
    if faults:
        raise PlanError("\n".join([*faults, *_other_faults(county, standard, tuple(limits), settled)]))
    named = None if scored is None else (scored[0], tuple((segment, ids.get(by, by)) for segment, by in scored[1]))
    return Asked(limits, settled, named, tuple(inputs), tuple(notes))


def _spell(programmes: Sequence[Programme]) -> dict[str, str]:
    """The id of each programme by every name that it goes by; an id is never another's title."""
    ids = {p.id: p.id for p in programmes}
    by_title = {title: p.id for p in reversed(programmes) for title in (p.title, p.title_zh) if title}
    return {**ids, **by_title, **ids}


def _read_budgets(told: Budgets, ids: Mapping[str, str]) -> tuple[dict[str, float | None], list[str]]:
    """Budgets by the programmes' ids, and everything that is wrong with them."""
    pairs = [(name, most, f"{name}={most}") for name, most in told.items()] if isinstance(told, Mapping) else None
    limits: dict[str, float | None] = {}
    faults: list[str] = []
    for name, most, text in pairs or [_read_budget(text) for text in told]:
        id = ids.get(name)
        if id is None:
            known = ", ".join(dict.fromkeys(ids.values()))
            faults.append(_("Budget {0}: unknown programme {1}. Use one of: {2}.").format(text, name, known))
        elif id in limits:
            faults.append(_("Budget {0}: {1} has two budgets. Give only one per programme.").format(text, id))
        if most is not None and not (math.isfinite(most) and most >= 0):
            wrong = _("Budget {0}: give a number of at least 0, such as {1}=201, or {1}=unlimited.")
            faults.append(wrong.format(text, name))
        if id is not None:
            limits.setdefault(id, most)
    return limits, faults


def _read_budget(text: str) -> tuple[str, float | None, str]:
    """A programme, its budget and the text itself; what is no number becomes NaN, to be named later."""
    name, given, number = (part.strip() for part in text.partition("="))
    if not given or number.casefold() in _UNLIMITED:
        return name, None, text
    try:
        return name, float(_UNIT.sub("", number)), text
    except ValueError:
        return name, math.nan, text


def _road_works(county: County) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The segments of the county's road works, each with the work's programme."""
    works = None if county.works is None else county.works[county.works["kind"] == "road"]
    if works is None or not len(works):
        return (), [_("The county has no layer road_works: add it to gisplan.toml, or give a file: --score FILE.")]
    rows = works[["segments", "programme"]].explode("segments").dropna(subset="segments")
    by = rows["programme"].fillna("").astype(str)
    return tuple(zip(rows["segments"].astype(str), by, strict=True)), []


def _pairs(rows: Sequence[str | tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((row, "") if isinstance(row, str) else row for row in rows)


def _other_faults(
    county: County, standard: Standard, programmes: tuple[str, ...], locks: tuple[Lock, ...]
) -> list[str]:
    """What else is wrong with the locks, so that everything is said at once."""
    try:
        question = build_planning_problem(county, standard, programmes=programmes or None)
        apply_locks(question.units, locks, [p.id for p in question.programmes])
    except PlanError as error:
        return str(error).splitlines()
    return []

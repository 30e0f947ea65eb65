"""The options of a plan: budgets, locks and a list to evaluate, each from texts or a file."""

from __future__ import annotations

import math
import os
import re
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County, LayerInput
from gisplan.io.files.staging import show_path
from gisplan.io.inputs.edits import read_edits
from gisplan.io.inputs.locks import read_candidate_list, read_locks
from gisplan.plan import Lock, build_planning_problem
from gisplan.plan.model.amounts import explain_budgets
from gisplan.plan.model.locks import apply_locks
from gisplan.plan.plan_task import choose_what_is_built
from gisplan.standards import GENERAL, Programme, Standard

__all__ = [
    "ROAD_WORKS",
    "Budgets",
    "Listed",
    "Locks",
    "PlanOptions",
    "list_programme_ids",
    "read_amount",
    "resolve_plan_options",
]

ROAD_WORKS = "road_works"
"""The word for the county's own list."""

Budgets = Mapping[str, float | None] | Sequence[str] | None
Locks = str | os.PathLike[str] | Sequence[Lock]
Rows = tuple[tuple[str, str], ...]
Listed = str | os.PathLike[str] | Sequence[str | tuple[str, str]]

_UNLIMITED = ("unlimited", "不限", "无限", "none")
_MOST_NAMED = 10  # works that a note names
_UNIT = re.compile(r"\s*(km|公里|千米|yuan|元)$")


@dataclass(frozen=True)
class PlanOptions:
    """What a plan is to be made with.

    Parameters
    ----------
    standard : Standard
    budgets : mapping of programme id to float or None
        In the unit of the rules; None is unlimited.
    locks : tuple of Lock
    scored : (name, rows) or None
        A list to evaluate: its name, and rows of (segment, programme id).
    inputs : tuple of LayerInput
        The files that were read.
    notes : tuple of str
        What is to be known of them.
    """

    standard: Standard
    budgets: Mapping[str, float | None]
    locks: tuple[Lock, ...]
    scored: tuple[str, Rows] | None
    inputs: tuple[LayerInput, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """One of the options as it was given: what it holds, its file, its faults and notes."""

    value: Any
    inputs: tuple[LayerInput, ...] = ()
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def resolve_plan_options(
    county: County, standard: Standard, budgets: Budgets, locks: Locks, score: Listed | None, build_to: str = "rule"
) -> PlanOptions:
    """Resolve the options of a plan by a county's own programmes; files are read.

    Parameters
    ----------
    county : County
    standard : Standard
    budgets : mapping or sequence of str
        By the id or the title of a programme, or as texts such as "group_roads=312".
    locks : path, or sequence of Lock
    score : path, "road_works", or sequence, optional
    build_to : str
        How far roads are built, which decides where locks may end.

    Returns
    -------
    PlanOptions

    Raises
    ------
    PlanError
        With everything that is wrong: each budget, each row of a file.
    """
    ids = list_programme_ids(county, standard)
    limits, faults = _read_budgets(() if budgets is None else budgets, ids)
    lock_part, list_part = _resolve_locks(county, locks, ids), _resolve_list(county, score, ids)
    faults += [*lock_part.faults, *list_part.faults]
    if faults:
        raise PlanError(
            "\n".join([*faults, *_other_faults(county, standard, tuple(limits), lock_part.value, build_to)])
        )
    return PlanOptions(
        standard,
        limits,
        lock_part.value,
        list_part.value,
        (*lock_part.inputs, *list_part.inputs),
        (*lock_part.notes, *list_part.notes),
    )


def _resolve_locks(county: County, locks: Locks, ids: Mapping[str, str]) -> _Part:
    """Return the locks, each with the id of its programme."""
    if not isinstance(locks, str | os.PathLike):
        if not _is_list_of(Lock, locks):
            message = _("Locks: {0} is no list of locks: give the path of a table, or a list of gisplan.plan.Lock.")
            return _Part((), faults=(message.format(reprlib.repr(locks)),))
        return _Part(_with_ids(locks, ids))
    if Path(locks).suffix.lower() == ".json":
        return _resolve_edits(county, locks, ids)
    file = read_locks(locks)
    table = file.table
    return _Part(
        _with_ids(file.locks, ids), (table.relative_to(county.folder),), tuple(table.faults), tuple(table.notes)
    )


def _resolve_edits(county: County, path: str | os.PathLike[str], ids: Mapping[str, str]) -> _Part:
    """Return the locks of a file of edits; those of another county are refused, changed files are named."""
    try:
        file = read_edits(path)
    except PlanError as error:
        return _Part((), faults=tuple(str(error).splitlines()))
    shown = file.input.path
    if file.county != county.code:
        text = _("{0}: county.code is {1}, but this is {2}: give the edits of this county's plan.")
        return _Part((), faults=(text.format(shown, file.county, county.code),))
    now = {item.path: item.sha256 for item in county.inputs}
    changed = sorted(name for name, digest in file.inputs.items() if now.get(name, digest) != digest)
    text = _("{0}: {1} has changed since the edits were made: check that they still fit.")
    notes = tuple(text.format(shown, name) for name in changed)
    relative = shown if county.folder is None else show_path(Path(path).absolute(), Path(county.folder).absolute())
    return _Part(_with_ids(file.locks, ids), (replace(file.input, path=relative),), notes=notes)


def _with_ids(locks: Sequence[Lock], ids: Mapping[str, str]) -> tuple[Lock, ...]:
    return tuple(replace(lock, programme=ids.get(lock.programme, lock.programme)) for lock in locks)


def _resolve_list(county: County, score: Listed | None, ids: Mapping[str, str]) -> _Part:
    """Return the name and the rows of the list to evaluate; None where there is none."""
    if score is None:
        return _Part(None)
    if not isinstance(score, str | os.PathLike):
        if not _is_list_of((str, tuple), score):
            message = _('Score: {0} is no list of segments: give the path of a table, road_works, or ["R001"].')
            return _Part(None, faults=(message.format(reprlib.repr(score)),))
        return _Part((_("the list"), _with_programme_ids(_pairs(score), ids)))
    if str(score) == ROAD_WORKS:
        rows, faults = _road_works(county)
        value = (ROAD_WORKS, _with_programme_ids(rows, ids))
        return _Part(value, faults=tuple(faults), notes=() if faults else tuple(_note_works(county)))
    listed = read_candidate_list(score)
    table = listed.table
    value = (Path(score).name, _with_programme_ids(listed.rows, ids))
    return _Part(value, (table.relative_to(county.folder),), tuple(table.faults), tuple(table.notes))


def _with_programme_ids(rows: Rows, ids: Mapping[str, str]) -> Rows:
    return tuple((segment, ids.get(programme, programme)) for segment, programme in rows)


def list_programme_ids(county: County, standard: Standard) -> dict[str, str]:
    """List the ids of the programmes of a county by every name that each goes by."""
    return _ids_by_name((*replace(standard.plan, **county.plan).programmes, Programme(GENERAL, source="")))


def _ids_by_name(programmes: Sequence[Programme]) -> dict[str, str]:
    """The id of each programme by every name that it goes by; an id is never another's title."""
    ids = {p.id: p.id for p in programmes}
    by_title = {title: p.id for p in reversed(programmes) for title in (p.title, p.title_zh) if title}
    return {**ids, **by_title, **ids}


def _read_budgets(
    budgets: Mapping[str, float | None] | Sequence[str], ids: Mapping[str, str]
) -> tuple[dict[str, float | None], list[str]]:
    """Budgets by the programmes' ids, and everything that is wrong with them."""
    if not isinstance(budgets, Mapping) and not _is_list_of(str, budgets):
        return {}, [explain_budgets(budgets, tuple(dict.fromkeys(ids.values())))]
    pairs = [(name, most, f"{name}={most}") for name, most in budgets.items()] if isinstance(budgets, Mapping) else None
    limits: dict[str, float | None] = {}
    faults: list[str] = []
    for name, most, text in pairs or [_read_budget(text) for text in budgets]:
        id = ids.get(name)
        if id is None:
            known = ", ".join(dict.fromkeys(ids.values()))
            faults.append(_("Budget {0}: unknown programme {1}. Use one of: {2}.").format(text, name, known))
        elif id in limits:
            faults.append(_("Budget {0}: {1} has two budgets. Give only one per programme.").format(text, id))
        if most is not None and not _is_amount(most):
            wrong = _("Budget {0}: give a number of at least 0, such as {1}=201, or {1}=unlimited.")
            faults.append(wrong.format(text, name))
        if id is not None:
            limits.setdefault(id, most)
    return limits, faults


def _is_list_of(kind: type | tuple[type, ...], given: object) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str) and all(isinstance(item, kind) for item in given)


def _is_amount(given: object) -> bool:
    """Whether it is a finite number of at least 0; a truth value is none."""
    return isinstance(given, int | float | np.number) and not isinstance(given, bool) and 0 <= float(given) < math.inf


def read_amount(text: str) -> tuple[str, float | None, bool]:
    """Read a budget such as "group_roads=312": its name, its amount (None is unlimited), and whether that is one."""
    name, amount, _text = _read_budget(text)
    return name, amount, amount is None or _is_amount(amount)


def _read_budget(text: str) -> tuple[str, float | None, str]:
    """A programme, its budget and the text itself; what is no number becomes NaN, to be named later."""
    name, given, number = (part.strip() for part in text.partition("="))
    if not given or number.casefold() in _UNLIMITED:
        return name, None, text
    try:
        return name, float(_UNIT.sub("", number)), text
    except ValueError:
        return name, math.nan, text


def _road_works(county: County) -> tuple[Rows, list[str]]:
    """The segments of the county's road works, each with the work's programme."""
    works = None if county.works is None else county.works[county.works["kind"] == "road"]
    if works is None or not len(works):
        return (), [_("The county has no layer road_works: add it to gisplan.toml, or give a file: --score FILE.")]
    rows = works[["segments", "programme"]].explode("segments").dropna(subset="segments")
    by = rows["programme"].fillna("").astype(str)
    return tuple(zip(rows["segments"].astype(str), by, strict=True)), []


def _note_works(county: County) -> Iterator[str]:
    """What is to be known of the road works as a list: which cannot be evaluated, and which are not due yet."""
    works = pd.DataFrame(county.works)
    works = works[works["kind"] == "road"].sort_values("code", kind="stable")
    named = works["segments"].map(lambda segments: isinstance(segments, tuple | list) and bool(len(segments)))
    due, as_of = pd.to_datetime(works["due"], errors="coerce"), county.as_of
    found = [(~named, _("road_works: {0} works name no segments, so the evaluation leaves them out: {1}."))]
    if as_of is not None:
        later = named & (due > pd.Timestamp(as_of))
        text = _("road_works: {0} works are due after {2}; the evaluation counts them like the others: {1}.")
        found.append((later, text))
    for where, text in found:
        codes = works.loc[where.to_numpy(dtype=bool), "code"].astype(str).tolist()
        dots = " …" if len(codes) > _MOST_NAMED else ""
        if codes:
            yield text.format(len(codes), ", ".join(codes[:_MOST_NAMED]) + dots, as_of)


def _pairs(rows: Sequence[str | tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((row, "") if isinstance(row, str) else row for row in rows)


def _other_faults(
    county: County, standard: Standard, programmes: tuple[str, ...], locks: tuple[Lock, ...], build_to: str
) -> list[str]:
    """What else is wrong with the locks, so that everything is said at once."""
    try:
        question = build_planning_problem(county, standard, programmes=programmes or None)
        question = choose_what_is_built(question, build_to, whole_segments=False)
        apply_locks(question.units, locks, [p.id for p in question.programmes])
    except PlanError as error:
        return str(error).splitlines()
    return []

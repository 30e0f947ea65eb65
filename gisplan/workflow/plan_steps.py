"""The order of the steps of a plan: resolve its options, find it, and evaluate it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.language import language
from gisplan.io.files.atomic_write import write_atomic, write_bytes_atomic
from gisplan.workflow.steps import as_county, resolve_standard

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.maps.shared.html_page import Page
    from gisplan.plan import PlanResult
    from gisplan.workflow.plan_options import Budgets, Listed, Locks

__all__ = ["explore", "make_plan", "write"]

_Notify = Callable[[str], object]


def make_plan(
    county: County | str | os.PathLike[str],
    *,
    standard: str | None = None,
    budgets: Budgets = (),
    prize: str = "people",
    locks: Locks = (),
    score: Listed | None = None,
    budget_curve: bool = False,
    time_limit_s: float | None = None,
    replans: int = 0,
    progress: _Notify | None = None,
    note: _Notify | None = None,
) -> PlanResult:
    """Find what to build first: the most that can be served within budgets, with a bound on any plan.

    Parameters
    ----------
    county : County or path
        A path is read first.
    standard : str, optional
        A packaged id or a path; the county's own where none is given.
    budgets : mapping of programme to km (or yuan, as the rules say), or sequence of "programme=km"
        None, or a programme alone, is unlimited. Without any, everything that can be served is served at
        least cost.
    prize : str
        The objective: "people", "households", "villages", "groups", "settlements", or a yes-or-no column of the
        villages.
    locks : path, or sequence of Lock
        What is fixed in advance.
    score : path, "road_works", or sequence of segments or (segment, programme), optional
        Another list, to be evaluated.
    budget_curve : bool
        Find the best for smaller and larger budgets too.
    time_limit_s : float, optional
        For each plan that has to be found: the best by then, with its bound.
    replans : int
        For how many stretches, the most valuable first, the county is planned again without them.
    progress, note : callable, optional
        Called with the name of each step, and with what is to be known of a file.

    Returns
    -------
    PlanResult
        The plan with its proof or bound, what each part of it is worth, and the verdicts before and after.

    Raises
    ------
    CountyFileError
        The county was given by its path and must be refused.
    StandardError
        There is no such standard, or the county names none.
    PlanError
        A budget, a lock, the list or the objective is wrong: it says everything that is.

    Examples
    --------
    >>> planned = make_plan("layers/zhenba", budgets={"group_roads": 20.0})  # doctest: +SKIP
    """
    from gisplan.plan import plan_county
    from gisplan.workflow.plan_options import resolve_plan_options

    county = as_county(county)
    resolved = resolve_standard(county, standard)
    options = resolve_plan_options(county, resolved, budgets, locks, score)
    _pass_on(options.notes, note)
    return plan_county(
        replace(county, inputs=(*county.inputs, *options.inputs)),
        resolved,
        budgets=options.budgets or None,
        prize=prize,
        locks=options.locks,
        time_limit_s=time_limit_s,
        budget_curve=budget_curve,
        scored=options.scored,
        replans=replans,
        progress=progress,
    )


def _pass_on(notes: Sequence[str], note: _Notify | None) -> None:
    if note is not None:
        for text in notes:
            note(text)


Step = tuple[str, Callable[[], Path]]


def explore(planned: PlanResult) -> Page:
    """Show a plan on its map, in a notebook; the map needs no network."""
    from gisplan.maps.shared.html_page import Page

    return Page(_map(planned))


def write(
    planned: PlanResult, folder: str | os.PathLike[str], *, progress: Callable[[str], object] | None = None
) -> tuple[Path, ...]:
    """Write everything that `gisplan plan` writes, the document first; each file whole or not at all.

    Parameters
    ----------
    planned : PlanResult
    folder : path
        Made if it does not exist.
    progress : callable, optional
        Called before each file with its name.

    Returns
    -------
    tuple of Path
        The files, in the order in which they were written.

    Raises
    ------
    WriteError
        A file could not be written; those before it are whole, and an older file in its place is untouched.
    """
    written = []
    for name, make in _list_steps(planned, Path(folder)):
        if progress is not None:
            progress(name)
        written.append(make())
    return tuple(written)


def _list_steps(planned: PlanResult, folder: Path) -> Iterator[Step]:
    """List each file's name, and what makes it; what a file needs is loaded when its turn comes."""
    makers = {"plan.json": _document, "plan.html": _map, "plan.xlsx": _workbook}
    for name, make in makers.items():
        yield name, partial(_write_bytes, folder / name, partial(make, planned))
    yield "plan.gpkg", partial(_geopackage, planned, folder / "plan.gpkg")


def _write_bytes(path: Path, make: Callable[[], bytes]) -> Path:
    write_bytes_atomic(path, make())
    return path


def _document(planned: PlanResult) -> bytes:
    from gisplan.report import write_json
    from gisplan.report.documents.plan import make_plan_document

    return write_json(make_plan_document(planned))


def _map(planned: PlanResult) -> bytes:
    from gisplan.maps.plan.plan_map import make_plan_map

    return make_plan_map(planned, language=language())


def _workbook(planned: PlanResult) -> bytes:
    from gisplan.report.excel.plan.book import make_plan_workbook

    return make_plan_workbook(planned)


def _geopackage(planned: PlanResult, path: Path) -> Path:
    from gisplan.report.gis.geopackage import make_plan_geopackage, verify_geopackage

    write_atomic(path, partial(make_plan_geopackage, planned), verify=verify_geopackage)
    return path

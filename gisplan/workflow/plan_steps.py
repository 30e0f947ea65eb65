"""The order of the steps of a plan: resolve its options, find it, and evaluate it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.language import language
from gisplan.io.output.file_set import FileSet, replace_together
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
    build_to: str = "rule",
    whole_segments: bool = False,
    budget_curve: bool = False,
    time_limit_s: float | None = None,
    replans: int = 0,
    accept_assumed: bool = False,
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
    build_to : str
        "rule": a road that comes within the criterion's distance serves a settlement; "settlement": one that
        reaches the place where the nearest road comes nearest to it.
    whole_segments : bool
        Build only whole segments, as they are drawn in the input.
    budget_curve : bool
        Find the best for smaller and larger budgets too.
    time_limit_s : float, optional
        For each plan that has to be found: the best by then, with its bound.
    replans : int
        For how many stretches, the most valuable first, the county is planned again without them.
    accept_assumed : bool
        Take the surfaces that the county file assumes as surveyed.
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
    if accept_assumed:
        county = county.with_assumed_surfaces()
    options = resolve_plan_options(county, resolve_standard(county, standard), budgets, locks, score, build_to)
    _pass_on(options.notes, note)
    return plan_county(
        replace(county, inputs=(*county.inputs, *options.inputs)),
        options.standard,
        budgets=options.budgets or None,
        prize=prize,
        locks=options.locks,
        build_to=build_to,
        whole_segments=whole_segments,
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


def explore(planned: PlanResult) -> Page:
    """Show a plan on its map, in a notebook; the map needs no network."""
    from gisplan.maps.shared.html_page import Page

    return Page(_map(planned))


def write(
    planned: PlanResult, folder: str | os.PathLike[str], *, progress: Callable[[str], object] | None = None
) -> tuple[Path, ...]:
    """Write everything that `gisplan plan` writes; the files replace those of an earlier run together.

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
        The files, in the order in which they were written, the document first.

    Raises
    ------
    WriteError
        A file could not be written or replaced; no file of the folder is changed.
    """
    begin = progress or (lambda _name: None)
    written = []
    with replace_together(folder) as files:
        for name, make in {"plan.json": _document, "plan.html": _map, "plan.xlsx": _workbook}.items():
            begin(name)
            written.append(files.write_bytes(name, make(planned)))
        begin("plan.gpkg")
        written.append(_write_geopackage(planned, files))
    return tuple(written)


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


def _write_geopackage(planned: PlanResult, files: FileSet) -> Path:
    from gisplan.report.gis.geopackage import verify_geopackage
    from gisplan.report.gis.plan_geopackage import make_plan_geopackage

    return files.write("plan.gpkg", partial(make_plan_geopackage, planned), verify=verify_geopackage)

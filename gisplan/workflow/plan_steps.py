"""The order of the steps of a plan: settle what is asked, find the plan and all that is told of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from gisplan.workflow.steps import as_county, resolve_standard

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.plan import PlanResult
    from gisplan.workflow.plan_asked import Budgets, Listed, Locks

__all__ = ["make_plan"]

_Say = Callable[[str], object]


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
    progress: _Say | None = None,
    note: _Say | None = None,
) -> PlanResult:
    """Find what to build first: the most that can be won within budgets, with a bound on what anybody could.

    Parameters
    ----------
    county : County or path
        A path is read first.
    standard : str, optional
        A packaged id or a path; the county's own where none is given.
    budgets : mapping of programme to km (or yuan, as the rules say), or sequence of "programme=km"
        None, or a programme alone, is without a limit. Without any, everything that can be won is won at
        least cost.
    prize : str
        "people", "households", "villages", "groups", "settlements", or a yes-or-no column of the villages.
    locks : path, or sequence of Lock
        What is settled beforehand.
    score : path, "road_works", or sequence of segments or (segment, programme), optional
        A list that somebody else drew up, to be scored.
    frontier : bool
        Find the best for other budgets too.
    time_limit_s : float, optional
        For each plan that has to be found: the best by then, with its bound.
    replans : int
        For how many stretches, the weightiest first, the county is planned again without them.
    progress, note : callable, optional
        Called with the name of each step, and with what is to be known of a file.

    Raises
    ------
    PlanError
        A budget, a lock, the list or the prize is wrong: it says everything that is.

    Examples
    --------
    >>> planned = make_plan(county, budgets={"general": 20.0})  # doctest: +SKIP
    """
    from gisplan.plan import plan_county
    from gisplan.workflow.plan_asked import resolve_plan_options

    county = as_county(county)
    asked_of = resolve_standard(county, standard)
    asked = resolve_plan_options(county, asked_of, budgets, locks, score)
    if note is not None:
        for told in asked.notes:
            note(told)
    return plan_county(
        replace(county, inputs=(*county.inputs, *asked.inputs)),
        asked_of,
        budgets=asked.budgets or None,
        prize=prize,
        locks=asked.locks,
        time_limit_s=time_limit_s,
        budget_curve=budget_curve,
        scored=asked.scored,
        replans=replans,
        progress=progress,
    )

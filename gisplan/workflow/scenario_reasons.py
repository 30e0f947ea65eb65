"""Why a scenario builds a road or leaves a settlement out: find what a text means, and explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.base.errors import PlanError
from gisplan.base.language import _, join_names
from gisplan.base.values import closest_names
from gisplan.plan.scenario.reasons import SegmentReasons, SettlementReasons, explain_segment, explain_settlement
from gisplan.workflow.scenario_steps import prepare

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.plan.model.planning_problem import PlanningProblem
    from gisplan.plan.scenario.scenario import Scenario

__all__ = ["ExplainedScenario", "explain", "find_meant"]

_MOST_NAMED = 8


@dataclass(frozen=True)
class ExplainedScenario:
    """What was asked of a scenario, and the answer.

    Attributes
    ----------
    scenario : Scenario
    problem : PlanningProblem
    reasons : SegmentReasons or SettlementReasons
    """

    scenario: Scenario
    problem: PlanningProblem
    reasons: SegmentReasons | SettlementReasons


def explain(
    county: County,
    scenario: Scenario,
    text: str,
    *,
    time_limit_s: float | None = None,
    try_budgets: bool = False,
) -> ExplainedScenario:
    """Explain why a scenario builds a road or does not, or what it would need to serve a settlement.

    Parameters
    ----------
    county : County
    scenario : Scenario
    text : str
        The code of a segment, village or group, or the name of a road or settlement that only one has.
    time_limit_s, try_budgets
        As `gisplan.plan.scenario.reasons.explain_segment` takes them.

    Raises
    ------
    PlanError
        Nothing has this code or name, several have; or see `explain_segment` and `explain_settlement`.
    """
    problem = prepare(county, scenario)
    found = find_meant(problem, text)
    if isinstance(found, str):
        reasons: SegmentReasons | SettlementReasons = explain_segment(
            problem, scenario, found, time_limit_s=time_limit_s, try_budgets=try_budgets
        )
    else:
        reasons = explain_settlement(problem, scenario, found, time_limit_s=time_limit_s)
    return ExplainedScenario(scenario, problem, reasons)


def find_meant(problem: PlanningProblem, text: str) -> str | int:
    """Find the segment (its code) or the settlement (its row in the demand) that a text means.

    Raises
    ------
    PlanError
        Nothing has this code or name, or several have: the message lists some.
    """
    segments = problem.units.segment.astype(str)
    if (segments == text).any():
        return text
    frame = problem.demand.frame
    by_code = np.flatnonzero(frame["code"].astype(str) == text)
    if len(by_code) == 1:
        return int(by_code[0])
    roads = problem.county.roads[["segment", "name"]].dropna().drop_duplicates()
    buildable = roads[roads["segment"].astype(str).isin(set(segments))]
    named = buildable.loc[buildable["name"].astype(str) == text, "segment"].astype(str).tolist()
    places = np.flatnonzero(frame["name"].astype(str) == text)
    if len(named) + len(places) == 1:
        return named[0] if named else int(places[0])
    if named or len(places):
        _refuse_several(text, named, frame.iloc[places])
    known = [*segments, *frame["code"].dropna().astype(str), *buildable["name"].astype(str), *frame["name"].dropna()]
    near = closest_names(text, list(dict.fromkeys(map(str, known))), most=3, cutoff=0.5)
    message = _("Nothing that may be built, and no village or group, has the code or name {0}.")
    if near:
        message += " " + _("The nearest are {1}.")
    raise PlanError(message.format(text, join_names(near)))


def _refuse_several(text: str, segments: Sequence[str], places: pd.DataFrame) -> None:
    codes = [*segments, *places["code"].astype(str)]
    shown = join_names([*codes[:_MOST_NAMED], *(["…"] if len(codes) > _MOST_NAMED else [])])
    raise PlanError(_("{0} is the name of {1}: give the code of one: {2}.").format(text, len(codes), shown))

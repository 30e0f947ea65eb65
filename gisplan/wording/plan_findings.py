"""What is to be known of a plan beside how good it is: where the seal ends, how long and dear it is, how it counts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gisplan.base.language import _, fill
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.plan import COST_SCALE, Plan, PlanningProblem, PlanResult
from gisplan.plan.analysis.seal_ends import FAR_M, count_far_ends
from gisplan.wording.names import name_criterion
from gisplan.wording.plans import format_number, name_surfaces

__all__ = [
    "format_length",
    "format_price",
    "format_yuan",
    "list_count_differences",
    "list_far_ends",
    "list_locks",
    "list_modes",
]


def list_modes(problem: PlanningProblem) -> list[str]:
    """Say how far roads are built and in what parts, where that is not as usual.

    Parameters
    ----------
    problem : PlanningProblem
    """
    lines = []
    if problem.build_to == "settlement":
        lines.append(_("Roads are built up to where the nearest road comes nearest to each settlement."))
    if problem.whole_segments:
        lines.append(_("Only whole segments are built."))
    return lines


def list_locks(plan: Plan) -> list[str]:
    """Say how much of a plan was fixed in advance, and how; nothing for a plan without locks.

    Parameters
    ----------
    plan : Plan
    """
    if not plan.locked.any:
        return []
    locked = (plan.locked.required, plan.locked.excluded, plan.locked.done)
    text = _("Fixed in advance: {0} km must be built, {1} km must not be built, {2} km are built already.")
    lengths = (int(plan.problem.units.length_mm[which].sum()) / COST_SCALE["km"] for which in locked)
    return [text.format(*(format_number(length, 2) for length in lengths))]


def list_far_ends(planned: PlanResult) -> list[str]:
    """Say of how many newly served groups and villages the seal ends far, and how far at most; none: nothing.

    Parameters
    ----------
    planned : PlanResult
    """
    village = planned.plan.problem.demand.is_village
    texts = {
        "groups": _(
            "{far} of {all} group(s), {people} people: the seal ends more than {0:g} m short, at most {1:.0f} m."
        ),
        "villages": _("{far} of {all} village(s): the seal ends more than {0:g} m short, at most {1:.0f} m."),
    }
    lines = []
    for kind, chosen in (("groups", ~village), ("villages", village)):
        ends = count_far_ends(planned.plan, planned.seal_ends, chosen)
        if ends.far and ends.most_m is not None:
            counts = {"far": ends.far, "all": ends.settlements, "people": format_number(ends.people)}
            lines.append(fill(texts[kind], FAR_M, ends.most_m, **counts))
    return lines


def format_length(planned: PlanResult) -> str:
    """Say how long what is built is, and how long it would be by the rule or up to the settlements.

    Parameters
    ----------
    planned : PlanResult
    """
    ends, plan = planned.seal_ends, planned.plan
    built, rule, settlement = (
        format_number(int(mm) / COST_SCALE["km"], 2)
        for mm in (plan.problem.units.length_mm[plan.built].sum(), ends.rule_mm.sum(), ends.settlement_mm.sum())
    )
    if plan.problem.build_to == "settlement":
        text = _("{0} km are built, up to the settlements; within the required distance {1} km of them would do.")
        return text.format(built, rule)
    if plan.problem.whole_segments:
        text = _(
            "{0} km are built, in whole segments; within the required distance {1} km of them would do; up to the "
            "settlements it would be {2} km."
        )
        return text.format(built, rule, settlement)
    return _("{0} km are built; up to the settlements it would be {1} km.").format(built, settlement)


def format_yuan(yuan: float) -> str:
    """Return an amount in whole yuan with its unit."""
    return _("{0} yuan").format(format_number(round(yuan)))


def format_price(planned: PlanResult) -> str | None:
    """Say what is built costs by the cost table, and which part of it has no price; None without a cost table.

    Parameters
    ----------
    planned : PlanResult
    """
    plan, units = planned.plan, planned.plan.problem.units
    if not plan.problem.rules.costs:
        return None
    unpriced = int(units.length_mm[plan.built & np.isnan(units.yuan)].sum()) / COST_SCALE["km"]
    yuan = format_yuan(float(np.nansum(units.yuan[plan.built])))
    if not unpriced:
        return _("By the cost table: {0}.").format(yuan)
    text = _("By the cost table: {0}, without {1} km that no row of it fits.")
    return text.format(yuan, format_number(unpriced, 2))


def list_count_differences(problem: PlanningProblem) -> list[str]:
    """Say why the plan counts other settlements as met than the verdicts do: it has one set of surfaces for all.

    Parameters
    ----------
    problem : PlanningProblem

    Returns
    -------
    list of str
        A sentence for the surfaces that only a criterion counts, and one for those that only the plan does.
    """
    own = {c.id: c for c in problem.standard.criteria if isinstance(c, ReachCriterion)}
    lines = []
    there = set(problem.demand.frame["kind"])
    for kind, judged in problem.reach_by_kind.items():
        criterion = own.get(judged.criterion.id)
        if kind not in there or criterion is None or set(criterion.surfaces) == set(problem.rules.surfaces):
            continue
        lines += [line for line in _explain_surfaces(problem, criterion) if line not in lines]
    return lines


def _explain_surfaces(problem: PlanningProblem, criterion: ReachCriterion) -> Iterator[str]:
    """Name the surfaces that only a criterion counts as sealed, and those that only the plan does."""
    own, planned = set(criterion.surfaces), set(problem.rules.surfaces)
    name = name_criterion(criterion.id, translate=_)
    if more := sorted(own - planned):
        text = _(
            "For “{0}” gisplan gaps also counts {1} as sealed, the plan does not: so gisplan gaps counts more as met."
        )
        yield text.format(name, name_surfaces(more))
    if fewer := sorted(planned - own):
        text = _(
            "For “{0}” the plan also counts {1} as sealed, gisplan gaps does not: so gisplan gaps counts fewer as met."
        )
        yield text.format(name, name_surfaces(fewer))

"""What programmes, surfaces, prizes, costs and locks of a plan are called, and the sentence that rates a plan."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from gisplan.base.language import N_, _, fill, join_clauses, join_names, language
from gisplan.base.values import number_or_none
from gisplan.county.code_lists import SURFACES
from gisplan.plan import COST_SCALE, PRIZE_SCALE, ListEvaluation, Plan, PlanningProblem
from gisplan.standards import GENERAL, CostRow, Programme

__all__ = [
    "LOCK_LABELS",
    "NOT_SERVED_REASONS",
    "PRIZE_LABELS",
    "UNIT_LABELS",
    "format_cost",
    "format_cost_number",
    "format_cost_row",
    "format_list_comparison",
    "format_number",
    "format_plan_quality",
    "format_prize",
    "format_prize_number",
    "format_programme",
    "list_unusable_programmes",
    "name_budget",
    "name_prize",
    "name_programme",
    "name_surface",
    "name_surfaces",
]

Translate = Callable[[str], str]

PRIZE_LABELS = {
    "people": N_("people"),
    "households": N_("households"),
    "villages": N_("villages"),
    "groups": N_("groups"),
    "settlements": N_("settlements"),
    "poor_village": N_("poor villages"),
    "deep_poverty": N_("villages in deep poverty"),
    "task": N_("villages with a task"),
}
_PRIZE_AMOUNTS = {
    "people": N_("{0} people"),
    "households": N_("{0} households"),
    "villages": N_("{0} villages"),
    "groups": N_("{0} groups"),
    "settlements": N_("{0} settlements"),
    "poor_village": N_("{0} poor villages"),
    "deep_poverty": N_("{0} villages in deep poverty"),
    "task": N_("{0} villages with a task"),
    "": N_("{0} points"),
}
UNIT_LABELS = {"km": N_("km"), "yuan": N_("yuan")}
_COST_AMOUNTS = {"km": N_("{0} km"), "yuan": N_("{0} yuan")}
_COST_DIGITS = {"km": 2, "yuan": 0}
LOCK_LABELS = {"in": N_("must be built"), "out": N_("not to be built"), "done": N_("built already")}
NOT_SERVED_REASONS = {
    "budget": N_("can be connected, but the budgets serve more elsewhere"),
    "no_programme": N_("no programme may build the roads to it, or they are locked out"),
    "not_joined": N_("no road leads there from the trunk network, even if all were sealed"),
    "no_road": N_("no road within the required distance"),
    "set_aside": N_("its row was set aside; run gisplan check for the reason"),
}
"""Why a settlement is not served by the plan, in the order in which the reasons are counted."""

_LEAST_GAP = 0.01  # per cent: a smaller gap is shown as below it, never as none


def name_programme(programme: Programme, language: str, *, translate: Translate = str) -> str:
    """Return the name of a programme in a language, or its id where it has no title.

    Parameters
    ----------
    programme : Programme
    language : str
        "zh" or "en".
    translate : callable, optional
        Gives gisplan's own texts in that language.

    Returns
    -------
    str
    """
    if programme.id == GENERAL:
        return translate(N_("any road"))
    return (programme.title_zh if language == "zh" else programme.title) or programme.title or programme.id


def name_budget(programme: Programme) -> str:
    """Name a programme in the user's language, with the id that the option --budget takes where it is another."""
    name = name_programme(programme, language(), translate=_)
    return name if name == programme.id else _("{0} ({1})").format(name, programme.id)


def name_surface(code: Any) -> str:
    """Name a surface code (K5104); one that nobody surveyed is unknown."""
    number = number_or_none(code)
    return _("unknown") if number is None else _(SURFACES[int(number)].english) if number in SURFACES else str(number)


def name_surfaces(codes: Iterable[int]) -> str:
    """Name surfaces, each once, with their codes."""
    names: dict[str, list[str]] = {}
    for code in codes:
        names.setdefault(name_surface(code), []).append(str(code))
    shape, comma = ("{0}（{1}）", "、") if language() == "zh" else ("{0} ({1})", ", ")
    return comma.join(shape.format(name, comma.join(numbers)) for name, numbers in names.items())


def format_programme(programme: Programme) -> str:
    """Return what a programme may build, in words."""
    conditions = []
    if programme.registered:
        conditions.append(_("registered as {0}").format(name_surfaces(programme.registered)))
    if programme.surveyed:
        conditions.append(_("found on site as {0}").format(name_surfaces(programme.surveyed)))
    if programme.classes:
        conditions.append(_("of class {0}").format(join_names(programme.classes)))
    if programme.serves_households is not None:
        conditions.append(_("serving a group of {0:g} households or more").format(programme.serves_households))
    if programme.unknown:
        conditions.append(_("roads of unknown surface too"))
    return join_clauses(conditions) or _("any unsealed road whose surface is known")


def list_unusable_programmes(problem: PlanningProblem) -> list[str]:
    """List the programmes under which nothing can be built, each with the layer or column that it needs and has not.

    Parameters
    ----------
    problem : PlanningProblem

    Returns
    -------
    list of str
        In the user's language.
    """
    unusable = (
        ~problem.units.programmes.any(axis=0) if len(problem.units) else np.zeros(len(problem.programmes), dtype=bool)
    )
    return [_explain_unusable(problem, problem.programmes[k]) for k in np.flatnonzero(unusable)]


def _explain_unusable(problem: PlanningProblem, programme: Programme) -> str:
    name, missing = name_programme(programme, language(), translate=_), []
    for layer, column in programme.needs:
        frame = getattr(problem.county, layer)
        if frame is None and not column:
            missing.append(_("layer {layer}").format(layer=layer))
        elif frame is not None and column and not frame[column].notna().any():
            missing.append(_("column {column} of {layer}").format(column=column, layer=layer))
    if missing:
        text = _("Nothing can be built under the programme {0}: it needs {1}, which the county's files do not give.")
        return text.format(name, join_names(missing))
    text = _("Nothing can be built under the programme {0}: no unsealed road meets its conditions ({1}).")
    return text.format(name, format_programme(programme))


def name_prize(prize: str, *, translate: Translate = str) -> str:
    """Return what the plan is to serve, or a column that gisplan does not know as it is typed."""
    return translate(PRIZE_LABELS[prize]) if prize in PRIZE_LABELS else prize


def format_prize(number: str, prize: str, *, weighted: bool, translate: Translate = str) -> str:
    """Return a number of what the plan serves with its unit; points where exits weigh more than others."""
    return translate(_PRIZE_AMOUNTS["" if weighted or prize not in _PRIZE_AMOUNTS else prize]).format(number)


def format_cost(number: str, unit: str, *, translate: Translate = str) -> str:
    """Return a number of kilometres or yuan with its unit."""
    return translate(_COST_AMOUNTS[unit]).format(number)


def format_number(value: float, digits: int = 0) -> str:
    """Return a number with thin spaces, and so many decimals where it is not whole."""
    text = f"{value:,.0f}" if not digits or float(value).is_integer() else f"{value:,.{digits}f}"
    return text.replace(",", "\u202f")


def format_cost_number(parts: int, unit: str) -> str:
    """Return a cost in its unit: kilometres to ten metres, whole yuan; `parts` as the solver counts them."""
    return format_number(parts / COST_SCALE[unit], _COST_DIGITS[unit])


def format_prize_number(thousandths: int) -> str:
    """Return a prize to a tenth; `thousandths` as the solver counts it."""
    return format_number(thousandths / PRIZE_SCALE, 1)


def format_plan_quality(plan: Plan) -> str:
    """Return how good a plan is in a sentence: its value, its bound, and whether it is proven the best.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    str
        In the user's language.
    """
    blocked = int((plan.unserved_reason == "no_programme").sum())
    if blocked and not plan.built.any() and not (plan.unserved_reason == "budget").any():
        text = _(
            "Nothing is built: no programme may build the roads that {count} settlement(s) need. Let any road be "
            "built: --budget general=KM, with the kilometres that there are."
        )
        return fill(text, count=blocked)
    text = _format_least_cost(plan) if plan.serve_all else _format_most_served(plan)
    return (
        _("{0} This is said of plans that keep to what is fixed in advance.").format(text) if plan.locked.any else text
    )


def _format_least_cost(plan: Plan) -> str:
    """Return how good a plan is that connects everything at the least cost."""
    unit = plan.problem.rules.cost
    amounts = [format_cost(format_cost_number(parts, unit), unit, translate=_) for parts in (plan.value, plan.bound)]
    if plan.proven and not plan.ties_proven:
        return _(
            "Everything that can be connected is connected at a cost of {0}. No plan does so for less: proven "
            "optimal. Whether it is the first of equal plans is not proven."
        ).format(*amounts)
    if plan.proven:
        return _(
            "Everything that can be connected is connected at a cost of {0}. No plan does so for less: proven optimal."
        ).format(*amounts)
    text = _(
        "Everything that can be connected is connected at a cost of {0}. No plan does so for less than {1}; "
        "gap {2} %, not proven optimal."
    )
    return text.format(*amounts, _format_gap(plan))


def _format_most_served(plan: Plan) -> str:
    """Return how good a plan is that serves the most within budgets."""
    amounts = [_format_prize_amount(plan, parts) for parts in (plan.value, plan.bound)]
    if plan.proven and not plan.ties_proven:
        text = _(
            "The plan newly serves {0}, the most within these budgets: proven optimal. Whether an equal plan costs "
            "less is not proven."
        )
        return text.format(*amounts)
    if plan.proven:
        return _("The plan newly serves {0}. No plan within these budgets serves more: proven optimal.").format(
            *amounts
        )
    text = _(
        "The plan newly serves {0}. No plan within these budgets serves more than {1}; gap {2} %, not proven optimal."
    )
    return text.format(*amounts, _format_gap(plan))


def format_list_comparison(plan: Plan, score: ListEvaluation) -> str:
    """Return in a sentence what a list serves, what of it has no effect, and what its money could have served."""
    unit = plan.problem.rules.cost
    without_effect = int(plan.problem.units.cost[score.without_effect].sum())
    costs = [format_cost(format_cost_number(parts, unit), unit, translate=_) for parts in (score.cost, without_effect)]
    prizes = [_format_prize_amount(plan, parts) for parts in (score.value, score.best.value)]
    text = _("The list builds {0} and serves {2}; {1} of it serve nobody new. At the same cost, {3} could be served.")
    return text.format(*costs, *prizes)


def _format_prize_amount(plan: Plan, thousandths: int) -> str:
    weighted = plan.problem.rules.exit_weight != 1.0
    return format_prize(format_prize_number(thousandths), plan.prize, weighted=weighted, translate=_)


def _format_gap(plan: Plan) -> str:
    return f"{plan.gap_percent:.2f}" if plan.gap_percent >= _LEAST_GAP else f"< {_LEAST_GAP}"


def format_cost_row(row: CostRow) -> str:
    """Return what a kilometre costs, and where."""
    parts = [_("{0:,.0f} yuan per km").format(row.yuan_per_km)]
    if row.surfaces:
        parts.append(name_surfaces(row.surfaces))
    if row.classes:
        parts.append(_("of class {0}").format(join_names(row.classes)))
    if row.min_width_m > 0:
        parts.append(_("at least {0:g} m wide").format(row.min_width_m))
    if math.isfinite(row.max_width_m):
        parts.append(_("at most {0:g} m wide").format(row.max_width_m))
    return join_clauses(parts)

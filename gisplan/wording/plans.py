"""What programmes, prizes, locks and reasons of a plan are called."""

from __future__ import annotations

from collections.abc import Callable

from gisplan.base.language import N_, _
from gisplan.plan import COST_SCALE, PRIZE_SCALE, Plan
from gisplan.standards import GENERAL, Programme

__all__ = [
    "LOCK_LABELS",
    "NOT_SERVED_REASONS",
    "PRIZE_LABELS",
    "UNIT_LABELS",
    "format_cost",
    "format_number",
    "format_plan_quality",
    "format_prize",
    "name_prize",
    "name_programme",
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
LOCK_LABELS = {"in": N_("must be built"), "out": N_("not to be built"), "done": N_("built already")}
UNIT_LABELS = {"km": N_("km"), "yuan": N_("yuan")}
_COSTS = {"km": N_("{0} km"), "yuan": N_("{0} yuan")}
NOT_SERVED_REASONS = {
    "budget": N_("can be connected, but the budgets serve more elsewhere"),
    "no_programme": N_("no programme may build the roads to it, or they are locked out"),
    "not_joined": N_("no road leads there from the trunk network, even if all were sealed"),
    "no_road": N_("no road within the required distance"),
    "set_aside": N_("its row was set aside; run gisplan check for the reason"),
}
"""Why a settlement is not won, the nearest to being won first."""


def name_programme(programme: Programme, language: str, *, translate: Translate = str) -> str:
    """What a programme is called in a language; one without a title goes by its id."""
    if programme.id == GENERAL:
        return translate(N_("any road"))
    return (programme.title_zh if language == "zh" else programme.title) or programme.title or programme.id


def name_prize(prize: str, *, translate: Translate = str) -> str:
    """What is to be won; a column that gisplan does not know goes as it is typed."""
    return translate(PRIZE_LABELS[prize]) if prize in PRIZE_LABELS else prize


def format_prize(number: str, prize: str, *, weighted: bool, translate: Translate = str) -> str:
    """A number of what is won; where exits weigh more than others it counts points."""
    return translate(_PRIZE_AMOUNTS["" if weighted or prize not in _PRIZE_AMOUNTS else prize]).format(number)


def format_cost(number: str, unit: str, *, translate: Translate = str) -> str:
    """A number of kilometres or yuan."""
    return translate(_COSTS[unit]).format(number)


_LEAST_GAP = 0.01  # per cent: a gap below it is said to be below it, never to be none


def format_plan_quality(plan: Plan) -> str:
    """How good a plan is, in plain words."""
    weighted = plan.problem.rules.exit_weight != 1.0
    if plan.serve_all:
        unit = plan.problem.rules.cost
        digits = 2 if unit == "km" else 0
        amounts = [
            format_cost(format_number(parts / COST_SCALE[unit], digits), unit, translate=_)
            for parts in (plan.value, plan.bound)
        ]
        if plan.proven:
            return _(
                "Everything that can be connected is connected at a cost of {0}. No plan does so for less: proven "
                "optimal."
            ).format(*amounts)
        told = _(
            "Everything that can be connected is connected at a cost of {0}. No plan does so for less than {1}; "
            "gap {2} %, not proven optimal."
        )
        return told.format(*amounts, _gap(plan))
    amounts = [
        format_prize(format_number(parts / PRIZE_SCALE, 1), plan.prize, weighted=weighted, translate=_)
        for parts in (plan.value, plan.bound)
    ]
    if plan.proven:
        return _("The plan newly serves {0}. No plan within these budgets serves more: proven optimal.").format(
            *amounts
        )
    if plan.value == plan.bound:
        told = _(
            "The plan newly serves {0}, the most within these budgets (proven); whether another plan costs less is "
            "not proven."
        )
        return told.format(*amounts)
    told = _(
        "The plan newly serves {0}. No plan within these budgets serves more than {1}; gap {2} %, not proven optimal."
    )
    return told.format(*amounts, _gap(plan))


def format_number(value: float, digits: int = 0) -> str:
    """A number with thin spaces; so many digits after the point, where it is not whole."""
    text = f"{value:,.0f}" if not digits or float(value).is_integer() else f"{value:,.{digits}f}"
    return text.replace(",", "\u202f")


def _gap(plan: Plan) -> str:
    return f"{plan.gap_percent:.2f}" if plan.gap_percent >= _LEAST_GAP else f"< {_LEAST_GAP}"

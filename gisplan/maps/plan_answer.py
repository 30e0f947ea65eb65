"""How good a plan is, in plain words."""

from __future__ import annotations

from gisplan.base.language import _
from gisplan.maps.plan_words import tell_cost, tell_prize
from gisplan.plan import COST_PARTS, PARTS_OF_ONE, Plan

__all__ = ["tell_number", "tell_plan"]

_LEAST_GAP = 0.01  # per cent: a gap below it is said to be below it, never to be none


def tell_plan(plan: Plan) -> str:
    """How good a plan is, in plain words."""
    weighted = plan.question.rules.exit_weight != 1.0
    if plan.win_all:
        unit = plan.question.rules.cost
        digits = 2 if unit == "km" else 0
        amounts = [
            tell_cost(tell_number(parts / COST_PARTS[unit], digits), unit, translate=_)
            for parts in (plan.value, plan.bound)
        ]
        if plan.proven:
            return _("All that can be joined is joined with {0}. No plan does it with less: proven.").format(*amounts)
        told = _("All that can be joined is joined with {0}. No plan does it with less than {1}: a gap of {2} %.")
        return told.format(*amounts, _gap(plan))
    amounts = [
        tell_prize(tell_number(parts / PARTS_OF_ONE, 1), plan.prize, weighted=weighted, translate=_)
        for parts in (plan.value, plan.bound)
    ]
    if plan.proven:
        return _("The plan wins {0}. No plan within these budgets wins more: proven.").format(*amounts)
    if plan.value == plan.bound:
        told = _("The plan wins {0}, and none within these budgets wins more; whether one costs less is not proven.")
        return told.format(*amounts)
    told = _("The plan wins {0}. No plan within these budgets wins more than {1}: a gap of {2} %, not proven.")
    return told.format(*amounts, _gap(plan))


def tell_number(value: float, digits: int = 0) -> str:
    """A number with thin spaces; so many digits after the point, where it is not whole."""
    text = f"{value:,.0f}" if not digits or float(value).is_integer() else f"{value:,.{digits}f}"
    return text.replace(",", "\u202f")


def _gap(plan: Plan) -> str:
    return f"{plan.gap_percent:.2f}" if plan.gap_percent >= _LEAST_GAP else f"< {_LEAST_GAP}"

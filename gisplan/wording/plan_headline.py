"""The finding of a plan in a sentence: what it builds, for how much, whom it serves, and whether that is proven."""

from __future__ import annotations

import numpy as np

from gisplan.base.language import _, fill, join_names, language
from gisplan.plan import COST_SCALE, Plan, PlanResult, sum_served
from gisplan.wording.plans import NOT_SERVED_REASONS, UNIT_LABELS, format_number

__all__ = ["adds_to_headline", "format_plan_headline", "list_help"]

_TEN_THOUSAND, _MILLION = 10_000, 1_000_000


def format_plan_headline(planned: PlanResult) -> str:
    """Return what a plan builds, for how much, whom it newly serves, and whether it is proven the best.

    Parameters
    ----------
    planned : PlanResult

    Returns
    -------
    str
        In the user's language, with the full stop.
    """
    plan = planned.plan
    if not plan.built.any():
        return _format_nothing(plan)
    fresh = sum_served(plan.problem.demand, plan.served & ~plan.before)
    values = {
        "length": format_number(int(plan.problem.units.length_mm[plan.built].sum()) / COST_SCALE["km"], 2),
        "villages": fresh.villages,
        "groups": fresh.groups,
        "people": format_number(fresh.people),
    }
    if amount := _format_price(plan):
        text = _(
            "{length} km of road for {amount} newly connect {villages} village(s), {groups} group(s), {people} people"
        )
        built = fill(text, amount=amount, **values)
    else:
        text = _("{length} km of road newly connect {villages} village(s), {groups} group(s), {people} people")
        built = fill(text, **values)
    if plan.locked.any:
        text = _("{built}: {proof} ({fixed}).")
        return text.format(built=built, proof=_format_locked_proof(plan), fixed=_format_locked_lengths(plan))
    return _("{built}: {proof}.").format(built=built, proof=_format_proof(plan))


def adds_to_headline(plan: Plan) -> bool:
    """Return whether the sentence on a plan's quality says more than its headline: a bound, a tie, another objective.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    bool
    """
    has_all = plan.serve_all or (plan.prize == "people" and plan.problem.rules.exit_weight == 1.0)
    return bool(plan.built.any()) and not (plan.proven and plan.ties_proven and has_all)


def _format_proof(plan: Plan) -> str:
    if plan.serve_all:
        return _("proven the cheapest") if plan.proven else _("not proven the cheapest")
    if plan.proven:
        return _("proven the best within these budgets")
    return _("not proven the best within these budgets")


def _format_locked_proof(plan: Plan) -> str:
    """Say whether a plan is proven the best of those that keep to what is fixed in advance."""
    if plan.serve_all and plan.proven:
        return _("proven the cheapest with what is fixed in advance")
    if plan.serve_all:
        return _("not proven the cheapest with what is fixed in advance")
    if plan.proven:
        return _("proven the best within these budgets and with what is fixed in advance")
    return _("not proven the best within these budgets and with what is fixed in advance")


def _format_locked_lengths(plan: Plan) -> str:
    """Name the kilometres that must be built, must not be, and are built already, those that there are."""
    lengths = (
        (_("{0} km must be built"), plan.locked.required),
        (_("{0} km must not be built"), plan.locked.excluded),
        (_("{0} km are built already"), plan.locked.done),
    )
    mm = plan.problem.units.length_mm
    named = [
        text.format(format_number(int(mm[which].sum()) / COST_SCALE["km"], 2)) for text, which in lengths if which.any()
    ]
    return join_names(named)


def _format_nothing(plan: Plan) -> str:
    """Say that nothing is built, and whether that is because nothing is left to build."""
    left = int((plan.unserved_reason != "").sum())
    if not left:
        return _("Nothing is to be built: everyone is connected already.")
    if plan.locked.any:
        text = _("This plan builds nothing: {count} settlement(s) stay unconnected. Fixed in advance: {fixed}.")
        return fill(text, count=left, fixed=_format_locked_lengths(plan))
    return fill(_("This plan builds nothing: {count} settlement(s) stay unconnected."), count=left)


def list_help(planned: PlanResult) -> list[str]:
    """List why a plan builds nothing, each reason with what would help; nothing for a plan that builds something.

    Parameters
    ----------
    planned : PlanResult

    Returns
    -------
    list of str
        In the user's language, the most frequent reason first.
    """
    plan = planned.plan
    if plan.built.any():
        return []
    texts = {
        "budget": _budget_help(planned),
        "no_programme": _("Let any road be built: --budget general=KM, with the kilometres that there are."),
        "not_joined": _(
            "gisplan gaps shows the near misses that keep roads from the trunk network: check these first."
        ),
        "no_road": _("New alignments can be drawn in the layer candidates."),
        "set_aside": _("gisplan check names what is wrong with the row."),
    }
    counts = {reason: int((plan.unserved_reason == reason).sum()) for reason in NOT_SERVED_REASONS}
    order = sorted((reason for reason in counts if counts[reason]), key=lambda reason: -counts[reason])
    line = _("{count} settlement(s): {reason}. {remedy}")
    reasons = {**{r: _(text) for r, text in NOT_SERVED_REASONS.items()}, "budget": _("the budgets do not suffice")}
    return [fill(line, count=counts[r], reason=reasons[r], remedy=texts[r]) for r in order]


def _budget_help(planned: PlanResult) -> str:
    """Say what the least is that would serve anybody, where it is known."""
    unit = planned.plan.problem.rules.cost
    if not planned.next:
        return _("Raise the budgets.")
    least = min(int(way.cost) for way in planned.next)
    number = format_number(least / COST_SCALE[unit], 2 if unit == "km" else 0)
    return _("Raise the budgets: the cheapest of the best ways to begin costs {0} {1}.").format(
        number, _(UNIT_LABELS[unit])
    )


def _format_price(plan: Plan) -> str | None:
    """Return the amount by the cost table, rounded so that it is read at once; None where not everything is priced."""
    yuan = plan.problem.units.yuan[plan.built]
    if not plan.problem.rules.costs or np.isnan(yuan).any():
        return None
    amount = float(yuan.sum())
    if language() == "zh":
        return _("{0} × 10 000 yuan").format(format_number(amount / _TEN_THOUSAND, 1))
    if amount >= _MILLION:
        return _("{0} million yuan").format(format_number(amount / _MILLION, 2))
    return _("{0} yuan").format(format_number(amount))

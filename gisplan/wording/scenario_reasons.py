"""Sentences that say why a scenario builds a road, or leaves a settlement out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gisplan.base.arrays import Ints, Mask
from gisplan.base.language import _, fill, join_names
from gisplan.base.values import is_missing
from gisplan.plan import PlanningProblem
from gisplan.plan.scenario.reasons import SegmentReasons, SettlementReasons
from gisplan.wording.plans import format_cost, format_cost_number, format_prize, format_prize_number

__all__ = ["list_segment_sentences", "list_settlement_sentences", "name_place", "name_segment"]

_MOST_NAMED = 10


def list_segment_sentences(problem: PlanningProblem, prize: str, reasons: SegmentReasons) -> list[str]:
    """Say why a segment is built or not, and what would be without it or with it.

    Parameters
    ----------
    problem : PlanningProblem
    prize : str
        What the scenario serves the most of.
    reasons : SegmentReasons

    Returns
    -------
    list of str
        In the user's language.
    """
    return list(_explain_segment(problem, prize, reasons))


def _explain_segment(problem: PlanningProblem, prize: str, found: SegmentReasons) -> Iterator[str]:
    name, cost = name_segment(problem, found.segment), _cost(problem, found.cost)
    if found.is_built:
        yield _("The scenario builds {0}. All of it costs {1}.").format(name, cost)
        yield _say_served(problem, found.served_through)
    else:
        yield _("The scenario does not build {0}. All of it would cost {1}.").format(name, cost)
    yield _say_loss(problem, prize, found)
    if found.served_through.any():
        yield _say_alternative(problem, found)
    if found.budget_share is not None and found.budget_share > 1.0:
        text = _("The best plan has it from some {0:.2f} times the budgets on.")
        yield text.format(found.budget_share)


def _say_served(problem: PlanningProblem, served: Mask) -> str:
    if not served.any():
        return _("Nobody goes without if it alone is left out.")
    text = _("{0} settlement(s) are served only through it: {1}.")
    return fill(text, int(served.sum()), _name_places(problem, np.flatnonzero(served)))


def _say_loss(problem: PlanningProblem, prize: str, found: SegmentReasons) -> str:
    """Say what planning anew without the segment, or with it, loses."""
    if not found.fits_budgets:
        return _("The budgets do not pay for it beside what was put in by hand.")
    if found.loss_lower is None or found.loss_upper is None:
        return _("There are no budgets, so nobody goes without because of it.")
    fewer = _format_range(problem, prize, found.loss_lower, found.loss_upper)
    if found.is_built:
        nothing, some = _("Planned anew without it, nothing is lost."), _("Planned anew without it, {0} are lost.")
    else:
        nothing, some = _("Planned anew with it, nothing is lost."), _("Planned anew with it, {0} are lost.")
    return nothing if found.loss_upper == 0 else some.format(fewer)


def _say_alternative(problem: PlanningProblem, found: SegmentReasons) -> str:
    if found.alternative_cost is None:
        if found.alternative_proven:
            return _("No other road that may be built serves them all.")
        return _("Whether other roads serve them all was not found in the time.")
    text = _("The cheapest other roads that serve them cost {0}.")
    if not found.alternative_proven:
        text = _("Other roads that serve them cost {0}; whether cheaper ones do was not found in the time.")
    return text.format(_cost(problem, found.alternative_cost))


def list_settlement_sentences(problem: PlanningProblem, prize: str, reasons: SettlementReasons) -> list[str]:
    """Say what it would need to serve a settlement, and who would have to go.

    Parameters
    ----------
    problem : PlanningProblem
    prize : str
        What the scenario serves the most of.
    reasons : SettlementReasons

    Returns
    -------
    list of str
        In the user's language.
    """
    return list(_explain_settlement(problem, prize, reasons))


def _explain_settlement(problem: PlanningProblem, prize: str, found: SettlementReasons) -> Iterator[str]:
    name = name_place(problem, found.place)
    if found.is_served:
        yield _("The scenario serves {0}.").format(name)
        return
    yield _("The scenario leaves {0} out.").format(name)
    yield _say_cheapest(problem, found)
    if found.within_budgets is None:
        yield _("Whether the budgets can serve it was not found in the time.")
    elif not found.within_budgets:
        yield _("The budgets cannot serve it, whoever else goes without.")
    elif found.loss_lower is not None and found.loss_upper is not None:
        fewer = _format_range(problem, prize, found.loss_lower, found.loss_upper)
        yield _("The budgets can serve it; then others lose {0}.").format(fewer)
        if found.would_go.any():
            text = _("{0} settlement(s) would go without: {1}.")
            yield fill(text, int(found.would_go.sum()), _name_places(problem, np.flatnonzero(found.would_go)))


def _say_cheapest(problem: PlanningProblem, found: SettlementReasons) -> str:
    if found.cost is None:
        if found.cost_proven:
            return _("Nothing that may be built leads to it.")
        return _("A way to it was not found in the time.")
    codes = list(dict.fromkeys(problem.units.segment[found.cheapest].astype(str).tolist()))
    segments = _shorten([name_segment(problem, code) for code in codes])
    text = _("The cheapest way to it costs {0}: {1}.")
    if not found.cost_proven:
        text = _("A way to it costs {0}: {1}; whether there is a cheaper one was not found in the time.")
    return text.format(_cost(problem, found.cost), segments)


def name_segment(problem: PlanningProblem, segment: str) -> str:
    """Name a segment by its code, and its road where it has a name."""
    roads = problem.county.roads
    names = roads.loc[roads["segment"].astype(str) == segment, "name"].dropna()
    return segment if names.empty else _("{0} ({1})").format(segment, names.iloc[0])


def name_place(problem: PlanningProblem, place: int) -> str:
    """Name a settlement by its name, with its code."""
    row = problem.demand.frame.iloc[place]
    return str(row["code"]) if is_missing(row["name"]) else _("{0} ({1})").format(row["name"], row["code"])


def _name_places(problem: PlanningProblem, places: Ints) -> str:
    return _shorten([name_place(problem, int(place)) for place in places])


def _shorten(names: list[str]) -> str:
    return join_names(names if len(names) <= _MOST_NAMED else [*names[:_MOST_NAMED], "…"])


def _cost(problem: PlanningProblem, parts: int) -> str:
    unit = problem.rules.cost
    return format_cost(format_cost_number(parts, unit), unit, translate=_)


def _format_range(problem: PlanningProblem, prize: str, lower: int, upper: int) -> str:
    """Return one amount of the prize, or that it is between two."""
    weighted = problem.rules.exit_weight != 1.0
    amounts = [
        format_prize(format_prize_number(value), prize, weighted=weighted, translate=_) for value in (lower, upper)
    ]
    return amounts[0] if lower == upper else _("between {0} and {1}").format(*amounts)

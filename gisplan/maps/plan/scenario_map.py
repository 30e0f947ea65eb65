"""The plan's page for a scenario of the desk: its plan, to which the page adds the edits that the desk has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gisplan.base.language import N_, _, fill
from gisplan.maps.plan.plan_map import make_page_of_plan
from gisplan.maps.shared.labels import translate_words
from gisplan.plan import COST_SCALE, PlanResult
from gisplan.plan.scenario.replay import NO_YEAR, Proposal

if TYPE_CHECKING:
    from gisplan.plan.scenario.scenario import Scenario, Stretch

__all__ = ["make_scenario_map"]

SCENARIO_WORDS = {
    "by_year": N_("By programme and year"),
    "year": N_("Year"),
    "no_year": N_("without a year"),
    "put_in_year": N_("Year of what is put in"),
    "over_by_then": N_("By the end of {0}, {1} is over its budgets by {2}"),
    "kept_at_desk": N_("Edits are kept at the desk."),
    "unsent": N_("Not sent to the desk yet: {0} edit(s). They are sent as soon as it can be reached."),
    "unmatched": N_(
        "{0} edit(s) name no stretch of the roads as they are now, a part of one, or no programme: they are left out."
    ),
}


def make_scenario_map(
    planned: PlanResult, scenario: Scenario, proposal: Proposal, *, language: str, changed_files: Sequence[str] = ()
) -> bytes:
    """The page of a scenario in UTF-8, without its edits: the desk gives them to the page.

    Parameters
    ----------
    planned : PlanResult
        Of the scenario's plan.
    scenario : Scenario
    proposal : Proposal
        What the plan builds, with its years.
    language : str
    changed_files : sequence of str
        The county's files that have changed since the scenario was last solved.
    """
    more: dict[str, Any] = {"desk": _describe(planned, scenario, proposal)}
    if scenario.plan is None:
        more |= {"headline": _("No plan has been found yet: put roads in, or have the best plan found."), "help": []}
        more |= {"findings": [], "answer": ""}
    warnings = _list_warnings(scenario, proposal, changed_files)
    return make_page_of_plan(planned, language=language, more=more, warnings=warnings)


def _describe(planned: PlanResult, scenario: Scenario, proposal: Proposal) -> dict[str, Any]:
    """Describe what the page of a plan has not: the years, and the budgets of each."""
    problem = planned.plan.problem
    place = {programme.id: k for k, programme in enumerate(problem.programmes)}
    parts = COST_SCALE[problem.rules.cost]
    budgets = [
        {"programme": place[one.programme], "year": one.year, "amount": _count(one.amount, parts)}
        for one in scenario.budgets
        if one.year is not None and one.programme in place
    ]
    return {
        "words": translate_words(SCENARIO_WORDS),
        "years": list(scenario.years),
        "year": [None if year == NO_YEAR else year for year in proposal.year.tolist()],
        "budgets": budgets,
    }


def _count(amount: float | None, parts: int) -> int | None:
    return None if amount is None else round(amount * parts)


def _list_warnings(scenario: Scenario, proposal: Proposal, changed_files: Sequence[str]) -> list[str]:
    """Say what of the scenario does not hold any more on the files as they are now."""
    lines = []
    if changed_files:
        text = _("{0} file(s) of the county have changed since this scenario was last solved: {1}.")
        lines.append(fill(text, len(changed_files), ", ".join(changed_files)))
    if proposal.unmatched:
        text = _("{0} stretch(es) of its plan are not in the roads as they are now, and are left out: {1}.")
        lines.append(fill(text, len(proposal.unmatched), ", ".join(map(_name, proposal.unmatched[:5]))))
    if scenario.plan is not None and scenario.plan.years is not None and not scenario.plan.years.proven:
        split = scenario.plan.years
        gap = 100.0 * (split.bound - split.value) / split.bound if split.bound else 0.0
        lines.append(_("The split over years is at most {0:.2f} % below the best.").format(gap))
    return lines


def _name(stretch: Stretch | Any) -> str:
    return f"{stretch.segment} {stretch.from_m or 0:.0f}–{stretch.to_m:.0f} m" if stretch.to_m else str(stretch.segment)

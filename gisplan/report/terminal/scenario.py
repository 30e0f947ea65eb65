"""Scenarios on a terminal: what one costs and serves, and a list of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from gisplan.base.display import visible
from gisplan.base.language import _, fill, join_names
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, format_number, make_lines
from gisplan.plan.scenario.reasons import SegmentReasons, SettlementReasons
from gisplan.plan.scenario.scenario import Edit, Scenario
from gisplan.wording.plans import UNIT_LABELS, name_budget
from gisplan.wording.scenario_reasons import list_segment_sentences, list_settlement_sentences

if TYPE_CHECKING:
    from gisplan.ledger.scenarios.stored import KeptScenario
    from gisplan.plan import PlanningProblem
    from gisplan.plan.scenario.figures import Figures

__all__ = ["show_reasons", "show_scenario", "show_scenarios"]

_MOST_UNMATCHED = 10


def show_scenario(
    scenario: Scenario, figures: Figures, changed_files: Sequence[str] = (), console: Console | None = None
) -> None:
    """Print what a scenario builds, costs and serves, and what of it no longer fits the county."""
    console = console or make_console()
    totals, sums = figures.totals, figures.sum_by().to_dict("records")[0]
    text = _("{0}: {1} km for {2} people in {3} village(s) and {4} group(s) newly served.")
    answer = text.format(
        scenario.name,
        format_number(sums["km"], 2),
        format_number(totals.people),
        format_number(totals.villages),
        format_number(totals.groups),
    )
    console.print(escape(visible(answer)), style="bold")
    _show_plan(scenario, console)
    _show_amounts(scenario, figures, console)
    _show_doubts(figures, changed_files, console)


def _show_plan(scenario: Scenario, console: Console) -> None:
    """Print in a line how good its plan is, and how much was edited since."""
    plan = scenario.plan
    if plan is None:
        console.print(_("Nothing has been solved yet: gisplan scenario solve."), style="dim")
        return
    amounts = format_number(plan.value, 1), format_number(plan.bound, 1)
    if plan.proven:
        text = _("Its plan is proven optimal ({0}).").format(amounts[0])
    else:
        text = _("Its plan reaches {0}; no plan can reach more than {1}.").format(*amounts)
    console.print(text)
    if plan.years is not None:
        text = _("Split over the years it serves {0} × years; no split of it can reach more than {1}.")
        if plan.years.proven:
            text = _("Split over the years it serves {0} × years: proven to be the most.")
        console.print(text.format(format_number(plan.years.value, 1), format_number(plan.years.bound, 1)))
    if since := len(scenario.edits) - plan.edits:
        console.print(fill(_("{0} edit(s) have been made since it was solved."), since))


def _show_amounts(scenario: Scenario, figures: Figures, console: Console) -> None:
    """Print a line a programme and year: what it may spend, and spends."""
    problem = figures.proposal.problem
    unit = _(UNIT_LABELS[problem.rules.cost])
    names = {p.id: name_budget(p) for p in problem.programmes}
    spent = figures.sum_by("programme", "year").to_dict("records")
    by_year = {(row["programme"], None if _is_missing(row["year"]) else int(row["year"])): row for row in spent}
    limits = {(b.programme, b.year): b.amount for b in scenario.budgets}
    keys = sorted({*by_year, *limits}, key=lambda key: (key[0], key[1] or 0))

    def limit(key: tuple[str, int | None]) -> str:
        amount = limits.get(key)
        return "–" if amount is None else format_number(amount, 2)

    def amount(key: tuple[str, int | None], name: str, digits: int) -> str:
        found = by_year.get(key, {}).get(name)
        return "–" if found is None or _is_missing(found) else format_number(found, digits)

    columns = [
        Column(_("programme"), lambda key: names.get(key[0], key[0] or _("none may build it")), is_whole=True),
        Column(_("year"), lambda key: str(key[1]) if key[1] else _("all years") if scenario.years else "–"),
        Column(_("budget ({0})").format(unit), limit, is_number=True),
        Column(_("spent ({0})").format(unit), lambda key: amount(key, "cost", 2), is_number=True),
        Column(_("yuan"), lambda key: amount(key, "yuan", 0), is_number=True),
    ]
    console.print(make_lines(columns, keys, console.width))


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))


def _show_doubts(figures: Figures, changed_files: Sequence[str], console: Console) -> None:
    """Print what has changed in the county, and what of the scenario fits no road any more."""
    lines = []
    if changed_files:
        text = _("Changed since it was saved: {0}. What still fits is counted.")
        lines.append(text.format(join_names(changed_files)))
    unmatched = figures.proposal.unmatched
    for item in unmatched[:_MOST_UNMATCHED]:
        what = _("the edit") if isinstance(item, Edit) else _("the plan's stretch")
        text = _("{0} on {1} from {2} to {3} m fits no stretch of road, or names no programme: it is left out.")
        lines.append(text.format(what, item.segment, _metres(item.from_m), _metres(item.to_m)))
    if len(unmatched) > _MOST_UNMATCHED:
        lines.append(fill(_("{0} more stretch(es) fit no road."), len(unmatched) - _MOST_UNMATCHED))
    loose = int((figures.proposal.built & ~figures.connected).sum())
    if loose:
        lines.append(fill(_("{0} stretch(es) are built and not connected to the sealed network."), loose))
    for line in lines:
        console.print(escape(visible(line)), style="yellow")


def _metres(value: float | None) -> str:
    return "–" if value is None else format_number(value, 1)


def show_scenarios(kept: Sequence[KeptScenario], console: Console | None = None) -> None:
    """Print a line a scenario."""
    console = console or make_console()
    if not kept:
        console.print(_("There are no scenarios: gisplan scenario new begins one."))
        return

    def value(one: KeptScenario) -> str:
        plan = one.scenario.plan
        return "–" if plan is None else f"{format_number(plan.value, 1)} {plan.unit}"

    columns = [
        Column(_("number"), lambda one: str(one.number), is_number=True),
        Column(_("name"), lambda one: visible(one.scenario.name)),
        Column(_("begun by"), lambda one: visible(one.by)),
        Column(_("day"), lambda one: one.scenario.day, is_whole=True),
        Column(_("changes"), lambda one: str(one.version), is_number=True),
        Column(_("edits"), lambda one: str(len(one.scenario.edits)), is_number=True),
        Column(_("plan"), value, is_number=True),
    ]
    console.print(make_lines(columns, kept, console.width))


def show_reasons(
    scenario: Scenario,
    problem: PlanningProblem,
    reasons: SegmentReasons | SettlementReasons,
    console: Console | None = None,
) -> None:
    """Print why a scenario builds a road or not, or what it would need to serve a settlement."""
    console = console or make_console()
    if isinstance(reasons, SegmentReasons):
        sentences = list_segment_sentences(problem, scenario.prize, reasons)
    else:
        sentences = list_settlement_sentences(problem, scenario.prize, reasons)
    for at, sentence in enumerate(sentences):
        console.print(escape(visible(sentence)), style=None if at else "bold")

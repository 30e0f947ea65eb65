"""A plan in some thirty lines: the answer first, then what is spent, who is served, and what comes first."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from gisplan.base.display import visible
from gisplan.base.language import _, fill, join_clauses
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, format_number, make_lines
from gisplan.plan import Plan, PlanResult, sum_served
from gisplan.report.terminal.plan_findings import show_answer, show_village_rule, yuan_columns
from gisplan.report.terminal.plan_steps import show_first_steps
from gisplan.wording.plans import (
    NOT_SERVED_REASONS,
    UNIT_LABELS,
    format_cost_number,
    format_list_comparison,
    format_prize_number,
    list_unusable_programmes,
    name_budget,
    name_prize,
)
from gisplan.wording.replaced import list_replaced_values

__all__ = ["show_plan_brief"]

_TOWNS = 3  # towns that are named


def show_plan_brief(planned: PlanResult, console: Console | None = None) -> None:
    """Print how good a plan is, what it spends, whom it serves, the first steps, and why others are not served."""
    console = console or make_console()
    plan = planned.plan
    show_answer(planned, console)
    _show_budgets(plan, console)
    _show_served(plan, console)
    show_first_steps(planned, console)
    _show_towns(planned, console)
    _show_budget_curve(planned, console)
    if planned.score is not None:
        console.print(escape(visible(format_list_comparison(plan, planned.score))))
    _show_not_served(plan, console)
    for line in (
        *list_replaced_values(plan.problem.county, plan.problem.standard),
        *list_unusable_programmes(plan.problem),
    ):
        console.print(escape(visible(line)), style="yellow")
    console.print(_("All tables: --full. The whole plan: --json."), style="dim")


def _show_budgets(plan: Plan, console: Console) -> None:
    """Print a line a programme: what it may spend, and spends."""
    problem, spent = plan.problem, plan.spent()
    unit = _(UNIT_LABELS[problem.rules.cost])

    def budget(k: int) -> str:
        limit = plan.budgets.get(problem.programmes[k].id)
        return "–" if limit is None else format_cost_number(limit, problem.rules.cost)

    def spending(k: int) -> str:
        return format_cost_number(spent[problem.programmes[k].id], problem.rules.cost)

    columns = [
        Column(_("programme"), lambda k: name_budget(problem.programmes[k]), is_whole=True),
        Column(_("budget ({0})").format(unit), budget, is_number=True),
        Column(_("spent ({0})").format(unit), spending, is_number=True),
        *yuan_columns(plan),
    ]
    console.print(make_lines(columns, range(len(problem.programmes)), console.width))


def _show_served(plan: Plan, console: Console) -> None:
    """Print how many are served before and after."""
    demand = plan.problem.demand
    before, after, everyone = (
        sum_served(demand, who) for who in (plan.before, plan.served, plan.served | ~plan.served)
    )
    keys = ("villages", "groups", "people")
    columns = [
        Column("", lambda key: name_prize(key, translate=_)),
        Column(_("before"), lambda key: format_number(getattr(before, key)), is_number=True),
        Column(_("after"), lambda key: format_number(getattr(after, key)), is_number=True),
        Column(
            _("newly served"), lambda key: format_number(getattr(after, key) - getattr(before, key)), is_number=True
        ),
        Column(_("of all"), lambda key: format_number(getattr(everyone, key)), is_number=True),
    ]
    console.print(make_lines(columns, keys, console.width))
    show_village_rule(plan, console)


def _show_towns(planned: PlanResult, console: Console) -> None:
    """Print in a line in which towns most kilometres are built."""
    built = planned.packages[planned.packages["km"] > 0].sort_values("km", ascending=False, kind="stable")
    if not len(built):
        return
    most = [
        _("{0} {1} km").format(row["town"] or _("town not known"), format_number(row["km"], 2))
        for row in built.head(_TOWNS).to_dict("records")
    ]
    text = _("Contract packages in {0} town(s), most kilometres: {1}.")
    console.print(Text(visible(fill(text, len(built), join_clauses(most)))))


def _show_budget_curve(planned: PlanResult, console: Console) -> None:
    """Print a line for each other budget, where they were asked for."""
    if not planned.budget_curve:
        return
    unit = planned.plan.problem.rules.cost
    spent = _("spent ({0})").format(_(UNIT_LABELS[unit]))
    columns = [
        Column(_("share of the budgets"), lambda point: f"{point.share:.0%}", is_number=True),
        Column(spent, lambda point: format_cost_number(point.cost, unit), is_number=True),
        Column(_("newly served"), lambda point: format_prize_number(point.value), is_number=True),
        Column(_("at most"), lambda point: format_prize_number(point.bound), is_number=True),
    ]
    console.print(make_lines(columns, planned.budget_curve, console.width))


def _show_not_served(plan: Plan, console: Console) -> None:
    """Print who is not served, a line a reason."""
    left = {
        label: sum_served(plan.problem.demand, plan.unserved_reason == reason)
        for reason, label in NOT_SERVED_REASONS.items()
        if (plan.unserved_reason == reason).any()
    }
    columns = [
        Column(_("villages"), lambda label: format_number(left[label].villages), is_number=True),
        Column(_("groups"), lambda label: format_number(left[label].groups), is_number=True),
        Column(_("people"), lambda label: format_number(left[label].people), is_number=True),
        Column(_("why not connected"), _),
    ]
    if left:
        console.print(make_lines(columns, list(left), console.width, wrap=True))

"""A plan as tables on a terminal: what is built, whom it serves, how good it is, and who is not served."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rich.console import Console
from rich.markup import escape

from gisplan.base.arrays import Mask
from gisplan.base.language import _
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, fold_head, format_number
from gisplan.plan import COST_SCALE, PRIZE_SCALE, ListEvaluation, Plan, PlanResult, sum_served
from gisplan.report.terminal.layout import join_some, make_table, show_rows
from gisplan.report.terminal.plan_findings import (
    show_answer,
    show_packages,
    show_subtotals,
    show_village_rule,
    yuan_columns,
)
from gisplan.report.terminal.plan_steps import show_steps
from gisplan.wording.names import name_criterion
from gisplan.wording.plans import (
    NOT_SERVED_REASONS,
    UNIT_LABELS,
    format_list_comparison,
    list_unusable_programmes,
    name_budget,
    name_prize,
)
from gisplan.wording.replaced import list_replaced_values

__all__ = ["show_plan"]

_NEXT = 5  # ways to go on that a terminal shows
_SEGMENTS = 3  # segments of a step that a row names
_CODES = 5  # segments that are no unit, before they are only counted


def show_plan(planned: PlanResult, console: Console | None = None) -> None:
    """Print a plan: the answer, budgets, who is served, verdicts, first steps, what comes next, the scored list."""
    console = console or make_console()
    plan = planned.plan
    show_answer(planned, console)
    _show_terms(plan, console)
    _show_budgets(plan, console)
    _show_served(plan, console)
    _show_verdict_changes(planned, console)
    show_steps(planned, console)
    show_packages(planned, console)
    show_subtotals(planned, console)
    _show_next(planned, console)
    _show_budget_curve(planned, console)
    if planned.score is not None:
        _show_list(plan, planned.score, console)
    _show_not_served(plan, console)
    for line in (
        *list_replaced_values(plan.problem.county, plan.problem.standard),
        *list_unusable_programmes(plan.problem),
    ):
        console.print(escape(line), style="yellow")


def _show_terms(plan: Plan, console: Console) -> None:
    problem = plan.problem
    reach = [problem.reach_by_kind[kind].reach_m for kind in ("village", "group")]
    surfaces = " ".join(map(str, problem.rules.surfaces))
    text = _("objective: {0} · reach {1:g} m (villages), {2:g} m (groups) · sealed surfaces: {3}")
    console.print(escape(text.format(name_prize(plan.prize, translate=_), *reach, surfaces)))


def _show_budgets(plan: Plan, console: Console) -> None:
    """Print what each programme may spend and spends; a programme without a limit has a dash."""
    problem, spent = plan.problem, plan.spent()
    unit = _(UNIT_LABELS[problem.rules.cost])

    def budget(k: int) -> str:
        limit = plan.budgets.get(problem.programmes[k].id)
        return "–" if limit is None else _format_cost(plan, limit)

    def locked(k: int) -> str:
        return _format_cost(plan, int(problem.units.cost[plan.locked.required & (plan.programme == k)].sum()))

    columns = [
        Column(_("programme"), lambda k: name_budget(problem.programmes[k])),
        Column(fold_head(_("budget ({0})").format(unit)), budget, is_number=True),
        Column(
            fold_head(_("spent ({0})").format(unit)),
            lambda k: _format_cost(plan, spent[problem.programmes[k].id]),
            is_number=True,
        ),
        *yuan_columns(plan),
        Column(fold_head(_("of which must be built ({0})").format(unit)), locked, is_number=True, drop=1),
    ]
    console.print(make_table(_("Budgets"), columns, range(len(problem.programmes))))


def _show_served(plan: Plan, console: Console) -> None:
    """Print who is served before and after; people count where they live."""
    demand = plan.problem.demand
    before, after, servable, everyone = (
        sum_served(demand, who)
        for who in (plan.before, plan.served, plan.servable | plan.served, plan.served | ~plan.served)
    )
    labels = {
        "villages": _("villages"),
        "groups": _("groups"),
        "people": _("people"),
        "households": _("households"),
    }
    columns = [
        Column("", lambda key: labels[key]),
        Column(_("before"), lambda key: format_number(getattr(before, key)), is_number=True),
        Column(_("after"), lambda key: format_number(getattr(after, key)), is_number=True),
        Column(
            _("newly served"), lambda key: format_number(getattr(after, key) - getattr(before, key)), is_number=True
        ),
        Column(_("servable"), lambda key: format_number(getattr(servable, key)), is_number=True),
        Column(_("of all"), lambda key: format_number(getattr(everyone, key)), is_number=True),
    ]
    console.print(make_table(_("Connected to the trunk network"), columns, list(labels)))
    show_village_rule(plan, console)


def _show_verdict_changes(planned: PlanResult, console: Console) -> None:
    """Print the criteria that the plan changes, judged again on its surfaces."""
    after = {c.criterion.id: c for c in planned.after.criteria}
    pairs = [(old, after[old.criterion.id]) for old in planned.before.criteria]
    changed = [
        (old, new) for old, new in pairs if (old.met, old.missed, old.unknown) != (new.met, new.missed, new.unknown)
    ]
    columns = [
        Column(_("criterion"), lambda pair: name_criterion(pair[0].criterion.id, translate=_)),
        Column(fold_head(_("met before")), lambda pair: format_number(pair[0].met), is_number=True),
        Column(fold_head(_("met after")), lambda pair: format_number(pair[1].met), is_number=True),
        Column(fold_head(_("missed before")), lambda pair: format_number(pair[0].missed), is_number=True),
        Column(fold_head(_("missed after")), lambda pair: format_number(pair[1].missed), is_number=True),
        Column(fold_head(_("unknown afterwards")), lambda pair: format_number(pair[1].unknown), is_number=True),
    ]
    if changed:
        console.print(make_table(_("Verdicts with the plan built"), columns, changed))


def _show_next(planned: PlanResult, console: Console) -> None:
    """Print the best ways to go on beyond the budgets."""
    if not planned.next or planned.plan.serve_all:
        return
    plan = planned.plan

    def name_segments(way: Any) -> str:
        return join_some(list(dict.fromkeys(map(str, plan.problem.units.segment[way.units]))), _SEGMENTS)

    columns = [
        Column(_("segments"), name_segments),
        Column(_(UNIT_LABELS[plan.problem.rules.cost]), lambda way: _format_cost(plan, way.cost), is_number=True),
        Column(_("would serve"), lambda way: _format_prize(way.gain), is_number=True),
    ]
    console.print(make_table(_("Next, beyond the budgets"), columns, planned.next[:_NEXT]))


def _show_budget_curve(planned: PlanResult, console: Console) -> None:
    """Print what other budgets would serve."""
    if not planned.budget_curve:
        return
    plan = planned.plan
    spent = _("spent ({0})").format(_(UNIT_LABELS[plan.problem.rules.cost]))
    columns = [
        Column(fold_head(_("share of the budgets")), lambda point: f"{point.share:.0%}", is_number=True),
        Column(fold_head(spent), lambda point: _format_cost(plan, point.cost), is_number=True),
        Column(fold_head(_("newly served")), lambda point: _format_prize(point.value), is_number=True),
        Column(fold_head(_("at most")), lambda point: _format_prize(point.bound), is_number=True),
        Column(fold_head(_("proven")), lambda point: _("yes") if point.proven else _("no")),
    ]
    console.print(make_table(_("Other budgets"), columns, planned.budget_curve))


class _Compared(NamedTuple):
    """A list, or the best plan for its money; `without_effect` and `bound` are texts of amounts."""

    name: str
    cost: int
    without_effect: str
    served: Mask
    bound: str


def _show_list(plan: Plan, score: ListEvaluation, console: Console) -> None:
    """Print what a list serves, and what of it has no effect, beside the best plan for the same money."""
    best, demand = score.best, plan.problem.demand
    before, unit = sum_served(demand, best.before), _(UNIT_LABELS[plan.problem.rules.cost])
    without_effect = _format_cost(plan, int(plan.problem.units.cost[score.without_effect].sum()))
    records = [
        _Compared(_("the list"), score.cost, without_effect, score.served, "–"),
        _Compared(_("best plan"), sum(best.spent().values()), "–", best.served, _format_prize(best.bound)),
    ]

    def newly_served(row: _Compared, key: str) -> str:
        return format_number(getattr(sum_served(demand, row.served), key) - getattr(before, key))

    columns = [
        Column("", lambda row: row.name),
        Column(fold_head(_("spent ({0})").format(unit)), lambda row: _format_cost(plan, row.cost), is_number=True),
        Column(fold_head(_("serves nobody new ({0})").format(unit)), lambda row: row.without_effect, is_number=True),
        Column(fold_head(_("villages")), lambda row: newly_served(row, "villages"), is_number=True),
        Column(fold_head(_("groups")), lambda row: newly_served(row, "groups"), is_number=True),
        Column(fold_head(_("people")), lambda row: newly_served(row, "people"), is_number=True),
        Column(fold_head(_("at most")), lambda row: row.bound, is_number=True),
    ]
    title = _("The list {0} and the best plan at the same cost").format(escape(score.listed.name))
    show_rows(console, title, columns, records)
    console.print(escape(format_list_comparison(plan, score)))
    _show_codes(console, score.listed.already_sealed, _("Listed, but nothing to seal ({0}): {1}."))
    _show_codes(console, score.listed.unknown, _("Listed, but not in the county ({0}): {1}."))


def _show_codes(console: Console, codes: Sequence[str], text: str) -> None:
    if codes:
        console.print(escape(text.format(len(codes), join_some(codes, _CODES))), style="yellow")


def _show_not_served(plan: Plan, console: Console) -> None:
    """Print who is not served, by the reason."""
    left = {
        label: sum_served(plan.problem.demand, plan.unserved_reason == reason)
        for reason, label in NOT_SERVED_REASONS.items()
        if (plan.unserved_reason == reason).any()
    }
    if not (plan.unserved_reason != "").any():
        return
    columns = [
        Column(_("why"), _, is_markup=True),
        Column(_("villages"), lambda label: format_number(left[label].villages), is_number=True),
        Column(_("groups"), lambda label: format_number(left[label].groups), is_number=True),
        Column(_("people"), lambda label: format_number(left[label].people), is_number=True),
    ]
    console.print(make_table(_("Not connected after the plan, and why"), columns, list(left)))


def _format_cost(plan: Plan, parts: int) -> str:
    unit = plan.problem.rules.cost
    return format_number(parts / COST_SCALE[unit], 2 if unit == "km" else 0)


def _format_prize(thousandths: int) -> str:
    return format_number(thousandths / PRIZE_SCALE, 1)

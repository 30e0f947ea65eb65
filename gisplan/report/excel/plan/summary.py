"""The first page of a plan's workbook: what was asked, what it wins, and how good it is."""

from __future__ import annotations

from collections.abc import Iterator

from gisplan.base.language import _
from gisplan.plan import Plan, PlanResult, sum_served
from gisplan.report.excel.plan.labels import (
    cost_kind,
    cost_of,
    name_surfaces,
    prize_of,
    prize_unit,
    programme_names,
)
from gisplan.report.excel.plan.page_layout import Block, Page, Row
from gisplan.report.excel.plan.score import compare_list
from gisplan.report.excel.sheet_head import describe_county, list_warnings
from gisplan.report.terminal.plan import format_plan_quality
from gisplan.wording.names import name_criterion
from gisplan.wording.plans import NOT_SERVED_REASONS, UNIT_LABELS, name_prize

__all__ = ["summarize_plan"]


def summarize_plan(planned: PlanResult) -> Page:
    """The page for whoever reads one page."""
    plan = planned.plan
    title = _("{0}: roads to build first").format(plan.problem.county.name)
    blocks = [_asked(plan), _joined(plan), _verdicts(planned), _quality(plan), _left(plan)]
    if planned.score is not None:
        blocks.append(compare_list(planned, planned.score))
    return Page(
        _("summary"),
        title,
        format_plan_quality(plan),
        list_warnings(planned.before),
        describe_county(planned.before),
        [block for block in blocks if block.rows or block.lines],
    )


def _asked(plan: Plan) -> Block:
    """The programmes and their budgets, and what counts."""
    problem = plan.problem
    unit, kind = _(UNIT_LABELS[problem.rules.cost]), cost_kind(problem)
    header = [_("budget ({0})"), _("spent ({0})"), _("left ({0})"), _("under contract ({0})")]
    spent, names, rows = plan.spent(), programme_names(problem), []
    for k, (id, name) in enumerate(names.items()):
        most = plan.budgets.get(id)
        locked = int(problem.units.cost[plan.locked.required & (plan.programme == k)].sum())
        left = None if most is None else most - spent[id]
        rows.append(Row(name, [cost_of(problem, parts) for parts in (most, spent[id], left, locked)], kind))
    if len(rows) > 1:
        told = [cost_of(problem, sum(spent.values())), None]
        rows.append(
            Row(_("total"), [None, *told, cost_of(problem, int(problem.units.cost[plan.locked.required].sum()))], kind)
        )
    head = [_("programme"), *(text.format(unit) for text in header)]
    return Block(_("Task"), head, rows, list(_terms(plan)))


def _terms(plan: Plan) -> Iterator[str]:
    """The goal, and what it takes to be joined."""
    problem, rules, prize = plan.problem, plan.problem.rules, prize_unit(plan.problem, plan.prize)
    if plan.serve_all:
        yield _("Objective: connect everyone who can be connected, at least cost. No budget was given.")
    else:
        yield _("Objective: the most {0} newly served within the budgets; among equal plans, the cheapest.").format(
            prize
        )
    yield _("Sealed surfaces: {0}; the same for all settlements, before and after.").format(
        name_surfaces(rules.surfaces)
    )
    reach = [problem.reach_by_kind[kind].reach_m for kind in ("village", "group")]
    told = _(
        "Connected: within {0:g} m (groups: {1:g} m) passes a road that is sealed all the way to the trunk network."
    )
    yield told.format(*reach)
    if rules.village_needs == "groups":
        told = _(
            "A village is connected when all its groups of {0:g} households or more are; a village without such a "
            "group, by its own reaching point."
        )
        yield told.format(rules.min_households)
    if rules.exit_weight != 1.0:
        told = _("Villages that exit in {0} count {1:g} times.")
        yield told.format(problem.standard.exit_year or "–", rules.exit_weight)
    locked = plan.locked
    if (locked.required | locked.excluded | locked.done).any():
        told = _(
            "Fixed in advance: {0:.1f} km must be built, {1:.1f} km must not be built, {2:.1f} km are built already."
        )
        yield told.format(
            *(problem.units.length_mm[which].sum() / 1e6 for which in (locked.required, locked.excluded, locked.done))
        )


def _joined(plan: Plan) -> Block:
    """Who is joined before and after."""
    demand = plan.problem.demand
    sums = [
        sum_served(demand, who)
        for who in (plan.before, plan.served, plan.servable | plan.served, plan.served | ~plan.served)
    ]
    rows = []
    for key in ("villages", "groups", "people", "households"):
        before, after, most, everyone = (getattr(item, key) for item in sums)
        rows.append(Row(name_prize(key, translate=_), [before, after, after - before, most, everyone]))
    header = ["", _("before"), _("after"), _("newly served"), _("could be connected"), _("of all")]
    told = [_("Could be connected: if the chosen programmes built everything they may, regardless of budgets.")]
    return Block(_("Newly served"), header, rows, told)


def _verdicts(planned: PlanResult) -> Block:
    """The criteria whose verdicts change: the county judged again, with the plan built."""
    after = {c.criterion.id: c for c in planned.after.criteria}
    rows = []
    for c in planned.before.criteria:
        then = after[c.criterion.id]
        numbers = [(c.met, then.met), (c.missed, then.missed)]
        if not c.layer_missing and any(a != b for a, b in numbers):
            rows.append(Row(name_criterion(c.criterion.id, translate=_), [n for pair in numbers for n in pair]))
    header = [_("criterion"), _("met before"), _("met after"), _("missed before"), _("missed after")]
    told = [_("The whole county judged again by the rules of gisplan verify, on the same network with the plan built.")]
    return Block(_("Changed verdicts"), header, rows, told if rows else [])


def _quality(plan: Plan) -> Block:
    """Value, bound and gap, and what the words mean."""
    problem = plan.problem
    if plan.serve_all:
        unit, kind = _(UNIT_LABELS[problem.rules.cost]), cost_kind(problem)
        rows = [
            Row(_("value: cost of the plan ({0})").format(unit), [cost_of(problem, plan.value)], kind),
            Row(_("bound: no plan costs less ({0})").format(unit), [cost_of(problem, plan.bound)], kind),
        ]
    else:
        unit = prize_unit(problem, plan.prize)
        rows = [
            Row(_("value: newly served by the plan ({0})").format(unit), [prize_of(plan.value)]),
            Row(_("bound: no plan serves more ({0})").format(unit), [prize_of(plan.bound)]),
        ]
    rows.append(Row(_("gap between the two (per cent)"), [round(plan.gap_percent, 4)], "number"))
    rows.append(Row(_("proven"), [_("yes") if plan.proven else _("no")], "text"))
    if plan.proven:
        told = _(
            "Proven optimal: no choice of roads allowed by the rules and the budgets is better. This was "
            "calculated in whole numbers (millimetres or fen) with every other choice excluded; it is not an "
            "estimate."
        )
    else:
        told = _(
            "Not proven optimal: the time limit was reached. The plan is the best found by then; the optimum lies "
            "between value and bound. More time narrows the gap."
        )
    limits = _(
        "Proven for the files as they are: if lengths, surfaces or numbers of people are wrong, another plan may "
        "be the best."
    )
    return Block(_("Quality of the plan"), ["", _("figure")], rows, [told, limits])


def _left(plan: Plan) -> Block:
    """Who is still not joined, by the reason."""
    rows = []
    for reason, label in NOT_SERVED_REASONS.items():
        here = plan.unserved_reason == reason
        if here.any():
            left = sum_served(plan.problem.demand, here)
            rows.append(Row(_(label), [left.villages, left.groups, left.people]))
    header = [_("why"), _("villages"), _("groups"), _("people")]
    return Block(_("Not connected after the plan, and why"), header, rows)

"""A plan as tables on a terminal: what is built, what it wins, how good it is, and what it leaves."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gisplan.base.language import _, language
from gisplan.plan import COST_SCALE, PRIZE_SCALE, ListEvaluation, Plan, PlanResult, sum_served
from gisplan.report.terminal.layout import fold_head, format_number, make_table
from gisplan.wording.names import name_criterion
from gisplan.wording.plans import (
    NOT_SERVED_REASONS,
    UNIT_LABELS,
    format_cost,
    format_plan_quality,
    format_prize,
    name_prize,
    name_programme,
)

__all__ = ["format_plan_quality", "show_budget_curve", "show_next", "show_plan", "show_score", "show_verdict_changes"]

_STEPS = 10  # steps that a terminal shows; the document has all
_SEGMENTS = 3  # segments of a step that a row names


def show_plan(planned: PlanResult, console: Console | None = None) -> None:
    """Print a plan: budgets, what is won, the answer, the first steps, the scored list, and who is left and why."""
    console = console or Console(highlight=False)
    plan, problem = planned.plan, planned.plan.problem
    county = problem.county
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    console.print(
        f"[bold]{escape(county.name)}[/bold] ({escape(county.code)}) · {escape(problem.standard.id)} · {as_of}"
    )
    told = _("objective: {0} · reach {1:g} m (villages), {2:g} m (groups) · sealed surfaces: {3}")
    reach = [problem.reach_by_kind[kind].reach_m for kind in ("village", "group")]
    surfaces = " ".join(map(str, problem.rules.surfaces))
    console.print(escape(told.format(name_prize(plan.prize, translate=_), *reach, surfaces)))
    console.print(_budgets(plan))
    console.print(_joined(plan))
    if len(problem.demand.needs):
        told = _("A village counts as connected when all its groups of {0:g} households or more are connected.")
        console.print(told.format(problem.rules.min_households), style="dim")
    show_verdict_changes(planned, console)
    _show_steps(planned, console)
    show_next(planned, console)
    show_budget_curve(planned, console)
    show_score(planned, console)
    if (plan.unserved_reason != "").any():
        console.print(_left(plan))
    console.print(escape(format_plan_quality(plan)), style="bold")


def _budgets(plan: Plan) -> Table:
    """What each programme may spend and spends; a programme without a limit has a dash."""
    problem = plan.problem
    unit = problem.rules.cost
    digits = 2 if unit == "km" else 0
    heads = [_("budget ({0})"), _("spent ({0})"), _("of which must be built ({0})")]
    named = [fold_head(head.format(_(UNIT_LABELS[unit]))) for head in heads]
    table = make_table(_("Budgets"), _("programme"), *named, numbers=(1, 2, 3))
    spent = plan.spent()
    for k, programme in enumerate(problem.programmes):
        most = plan.budgets.get(programme.id)
        locked = int(problem.units.cost[plan.locked.required & (plan.programme == k)].sum())
        cells = [
            "–" if parts is None else format_number(parts / COST_SCALE[unit], digits)
            for parts in (most, spent[programme.id], locked)
        ]
        table.add_row(escape(name_programme(programme, language(), translate=_)), *cells)
    return table


def _joined(plan: Plan) -> Table:
    """Who is joined before and after; people count where they live."""
    demand = plan.problem.demand
    sums = [
        sum_served(demand, who)
        for who in (plan.before, plan.served, plan.servable | plan.served, plan.served | ~plan.served)
    ]
    heads = [_("before"), _("after"), _("newly served"), _("servable"), _("of all")]
    table = make_table(_("Connected to the trunk network"), "", *heads, numbers=(1, 2, 3, 4, 5))
    for name, label in (
        ("villages", _("villages")),
        ("groups", _("groups")),
        ("people", _("people")),
        ("households", _("households")),
    ):
        before, after, most, everyone = (getattr(item, name) for item in sums)
        table.add_row(label, *(format_number(n) for n in (before, after, after - before, most, everyone)))
    return table


def _show_steps(planned: PlanResult, console: Console) -> None:
    """The first steps, with what is spent and won by then."""
    steps = planned.steps
    if not len(steps):
        return
    heads = [
        _("step"),
        _("segments"),
        _("km"),
        _("km so far"),
        _("people newly served"),
        _("people so far"),
        _("villages"),
    ]
    heads = [*heads[:3], *(fold_head(head) for head in heads[3:6]), heads[6], _("groups")]
    title = _("First steps (of {0})").format(len(steps))
    table = make_table(title, *heads, numbers=(0, 2, 3, 4, 5, 6, 7))
    for row in steps.head(_STEPS).to_dict("records"):
        segments = [escape(str(segment)) for segment in row["segments"]]
        names = ", ".join(segments[:_SEGMENTS]) + (" …" if len(segments) > _SEGMENTS else "")
        counts = [format_number(row[name]) for name in ("people", "people_total", "villages", "groups")]
        table.add_row(str(row["step"]), names, format_number(row["km"], 2), format_number(row["km_total"], 2), *counts)
    console.print(table)
    told = _(
        "Greedy order: next comes what serves most for its cost, and each step connects to those before it. Not "
        "proven to be the best order."
    )
    console.print(told, style="dim")


def _left(plan: Plan) -> Table:
    """Who is not won, by the reason."""
    title = _("Not connected after the plan, and why")
    table = make_table(title, _("why"), _("villages"), _("groups"), _("people"), numbers=(1, 2, 3))
    for reason, label in NOT_SERVED_REASONS.items():
        here = plan.unserved_reason == reason
        if here.any():
            left = sum_served(plan.problem.demand, here)
            table.add_row(_(label), *(format_number(n) for n in (left.villages, left.groups, left.people)))
    return table


_NEXT = 5
_SEGMENTS_SHOWN = 3
_CODES = 5  # segments that nobody knows, before they are only counted


def show_next(planned: PlanResult, console: Console) -> None:
    """The best ways to go on beyond the budgets."""
    if not planned.next or planned.plan.serve_all:
        return
    plan, unit = planned.plan, planned.plan.problem.rules.cost
    heads = [_("segments"), _(UNIT_LABELS[unit]), _("would serve")]
    table = make_table(_("Next, beyond the budgets"), *heads, numbers=(1, 2))
    for way in planned.next[:_NEXT]:
        segments = list(dict.fromkeys(escape(str(s)) for s in plan.problem.units.segment[way.units]))
        names = ", ".join(segments[:_SEGMENTS_SHOWN]) + (" …" if len(segments) > _SEGMENTS else "")
        table.add_row(names, _cost(plan, way.cost), _prize(way.gain))
    console.print(table)


def show_verdict_changes(planned: PlanResult, console: Console) -> None:
    """The criteria that the plan changes, judged again on its surfaces."""
    after = {c.criterion.id: c for c in planned.after.criteria}
    heads = [_("met before"), _("met after"), _("missed before"), _("missed after"), _("unknown afterwards")]
    title = _("Verdicts with the plan built")
    table = make_table(title, _("criterion"), *map(fold_head, heads), numbers=(1, 2, 3, 4, 5))
    for old in planned.before.criteria:
        new = after[old.criterion.id]
        if (old.met, old.missed, old.unknown) != (new.met, new.missed, new.unknown):
            counts = (old.met, new.met, old.missed, new.missed, new.unknown)
            table.add_row(escape(name_criterion(old.criterion.id, translate=_)), *map(format_number, counts))
    if table.rows:
        console.print(table)


def show_budget_curve(planned: PlanResult, console: Console) -> None:
    """What other budgets would win."""
    if not planned.budget_curve:
        return
    plan, unit = planned.plan, planned.plan.problem.rules.cost
    spent = _("spent ({0})").format(_(UNIT_LABELS[unit]))
    heads = [_("share of the budgets"), spent, _("newly served"), _("at most"), _("proven")]
    table = make_table(_("Other budgets"), *map(fold_head, heads), numbers=(0, 1, 2, 3))
    for point in planned.budget_curve:
        proven = _("yes") if point.proven else _("no")
        cells = [_cost(plan, point.cost), _prize(point.value), _prize(point.bound), proven]
        table.add_row(f"{point.share:.0%}", *cells)
    console.print(table)


def show_score(planned: PlanResult, console: Console) -> None:
    """What a list wins and wastes, beside the best plan for the same money."""
    score, plan = planned.score, planned.plan
    if score is None:
        return
    unit, demand = plan.problem.rules.cost, plan.problem.demand
    title = _("The list {0} and the best plan for the same money").format(escape(score.listed.name))
    spent = _("spent ({0})").format(_(UNIT_LABELS[unit]))
    idle = _("serves nobody new ({0})").format(_(UNIT_LABELS[unit]))
    heads = ["", spent, idle, _("villages"), _("groups"), _("people"), _("at most")]
    table = make_table(title, *map(fold_head, heads), numbers=(1, 2, 3, 4, 5, 6))
    wasted = int(plan.problem.units.cost[score.wasted].sum())
    for name, cost, waste, served, most in (
        (_("the list"), score.cost, _cost(plan, wasted), score.served, "–"),
        (_("best plan"), sum(score.best.spent().values()), "–", score.best.served, _prize(score.best.bound)),
    ):
        now, new = sum_served(demand, score.best.before), sum_served(demand, served)
        counts = (new.villages - now.villages, new.groups - now.groups, new.people - now.people)
        table.add_row(name, _cost(plan, cost), waste, *(format_number(n) for n in counts), most)
    console.print(table)
    console.print(escape(format_list_comparison(plan, score)))
    for codes, told in (
        (score.listed.already_sealed, _("Listed, but nothing to seal ({0}): {1}.")),
        (score.listed.unknown, _("Listed, but not in the county ({0}): {1}.")),
    ):
        if codes:
            names = ", ".join(codes[:_CODES]) + (" …" if len(codes) > _CODES else "")
            console.print(escape(told.format(len(codes), names)), style="yellow")


def format_list_comparison(plan: Plan, score: ListEvaluation) -> str:
    """What a list wins, wastes, and could have won, in plain words."""
    unit = plan.problem.rules.cost
    wasted = int(plan.problem.units.cost[score.wasted].sum())
    amounts = [format_cost(_cost(plan, parts), unit, translate=_) for parts in (score.cost, wasted)]
    weighted = plan.problem.rules.exit_weight != 1.0
    served, best = (
        format_prize(_prize(parts), plan.prize, weighted=weighted, translate=_)
        for parts in (score.value, score.best.value)
    )
    told = _("The list builds {0} and serves {2}; {1} of it serve nobody new. For the same money, {3} could be served.")
    return told.format(*amounts, served, best)


def _cost(plan: Plan, parts: int) -> str:
    unit = plan.problem.rules.cost
    return format_number(parts / COST_SCALE[unit], 2 if unit == "km" else 0)


def _prize(parts: int) -> str:
    return format_number(parts / PRIZE_SCALE, 1)

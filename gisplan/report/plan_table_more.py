"""More tables of a plan on a terminal: what comes next, other budgets, and a list that somebody else drew up."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from gisplan.base.language import _
from gisplan.maps.names import name_criterion
from gisplan.maps.plan_words import UNIT_WORDS, tell_cost, tell_prize
from gisplan.plan import COST_PARTS, PARTS_OF_ONE, Plan, Planned, Score, sum_joined
from gisplan.report.table_layout import fold_head, make_table, tell_number

__all__ = ["show_frontier", "show_next", "show_score", "show_verdict_changes"]

_NEXT = 5
_SEGMENTS = 3
_CODES = 5  # segments that nobody knows, before they are only counted


def show_next(planned: Planned, console: Console) -> None:
    """The best ways to go on beyond the budgets."""
    if not planned.next or planned.plan.win_all:
        return
    plan, unit = planned.plan, planned.plan.question.rules.cost
    heads = [_("segments"), _(UNIT_WORDS[unit]), _("would win")]
    table = make_table(_("Next, beyond the budgets"), *heads, numbers=(1, 2))
    for way in planned.next[:_NEXT]:
        segments = list(dict.fromkeys(escape(str(s)) for s in plan.question.units.segment[way.units]))
        names = ", ".join(segments[:_SEGMENTS]) + (" …" if len(segments) > _SEGMENTS else "")
        table.add_row(names, _cost(plan, way.cost), _prize(way.gain))
    console.print(table)


def show_verdict_changes(planned: Planned, console: Console) -> None:
    """The criteria that the plan changes, judged again on its surfaces."""
    after = {c.criterion.id: c for c in planned.after.criteria}
    heads = [_("met before"), _("met after"), _("missed before"), _("missed after"), _("unknown after")]
    title = _("Verdicts on the plan's surfaces")
    table = make_table(title, _("criterion"), *map(fold_head, heads), numbers=(1, 2, 3, 4, 5))
    for old in planned.before.criteria:
        new = after[old.criterion.id]
        if (old.met, old.missed, old.unknown) != (new.met, new.missed, new.unknown):
            counts = (old.met, new.met, old.missed, new.missed, new.unknown)
            table.add_row(escape(name_criterion(old.criterion.id, translate=_)), *map(tell_number, counts))
    if table.rows:
        console.print(table)


def show_frontier(planned: Planned, console: Console) -> None:
    """What other budgets would win."""
    if not planned.frontier:
        return
    plan, unit = planned.plan, planned.plan.question.rules.cost
    spent = _("spent ({0})").format(_(UNIT_WORDS[unit]))
    heads = [_("share of the budgets"), spent, _("won"), _("at most"), _("proven")]
    table = make_table(_("Other budgets"), *map(fold_head, heads), numbers=(0, 1, 2, 3))
    for point in planned.frontier:
        proven = _("yes") if point.proven else _("no")
        cells = [_cost(plan, point.cost), _prize(point.value), _prize(point.bound), proven]
        table.add_row(f"{point.share:.0%}", *cells)
    console.print(table)


def show_score(planned: Planned, console: Console) -> None:
    """What a list wins and wastes, beside the best plan for the same money."""
    score, plan = planned.score, planned.plan
    if score is None:
        return
    unit, wanted = plan.question.rules.cost, plan.question.wanted
    title = _("The list {0}, and the best plan for the same money").format(escape(score.listed.name))
    spent = _("spent ({0})").format(_(UNIT_WORDS[unit]))
    idle = _("wins nothing ({0})").format(_(UNIT_WORDS[unit]))
    heads = ["", spent, idle, _("villages"), _("groups"), _("people"), _("at most")]
    table = make_table(title, *map(fold_head, heads), numbers=(1, 2, 3, 4, 5, 6))
    wasted = int(plan.question.units.cost[score.wasted].sum())
    for name, cost, waste, won, most in (
        (_("the list"), score.cost, _cost(plan, wasted), score.won, "–"),
        (_("best plan"), sum(score.best.spent().values()), "–", score.best.won, _prize(score.best.bound)),
    ):
        now, new = sum_joined(wanted, score.best.before), sum_joined(wanted, won)
        counts = (new.villages - now.villages, new.groups - now.groups, new.people - now.people)
        table.add_row(name, _cost(plan, cost), waste, *(tell_number(n) for n in counts), most)
    console.print(table)
    console.print(escape(tell_score(plan, score)))
    for codes, told in (
        (score.listed.sealed, _("On the list with nothing to seal ({0}): {1}.")),
        (score.listed.strange, _("On the list and not in the county ({0}): {1}.")),
    ):
        if codes:
            names = ", ".join(codes[:_CODES]) + (" …" if len(codes) > _CODES else "")
            console.print(escape(told.format(len(codes), names)), style="yellow")


def tell_score(plan: Plan, score: Score) -> str:
    """What a list wins, wastes, and could have won, in plain words."""
    unit = plan.question.rules.cost
    wasted = int(plan.question.units.cost[score.wasted].sum())
    amounts = [tell_cost(_cost(plan, parts), unit, translate=_) for parts in (score.cost, wasted)]
    weighted = plan.question.rules.exit_weight != 1.0
    won, best = (
        tell_prize(_prize(parts), plan.prize, weighted=weighted, translate=_)
        for parts in (score.value, score.best.value)
    )
    told = _("The list builds {0} and wins {2}; {1} of it win nothing. The same money could have won {3}.")
    return told.format(*amounts, won, best)


def _cost(plan: Plan, parts: int) -> str:
    unit = plan.question.rules.cost
    return tell_number(parts / COST_PARTS[unit], 2 if unit == "km" else 0)


def _prize(parts: int) -> str:
    return tell_number(parts / PARTS_OF_ONE, 1)

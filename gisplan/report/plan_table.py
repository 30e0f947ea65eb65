"""A plan as tables on a terminal: what is built, what it wins, how good it is, and what it leaves."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gisplan.base.language import _, language
from gisplan.maps.plan_answer import tell_plan
from gisplan.maps.plan_words import UNIT_WORDS, WHY_NOT, name_prize, name_programme
from gisplan.plan import COST_PARTS, Plan, Planned, sum_joined
from gisplan.report.plan_frames import frame_steps
from gisplan.report.plan_table_more import show_frontier, show_next, show_score, show_verdict_changes
from gisplan.report.table_layout import fold_head, make_table, tell_number

__all__ = ["show_plan", "tell_plan"]

_STEPS = 10  # steps that a terminal shows; the document has all
_SEGMENTS = 3  # segments of a step that a row names


def show_plan(planned: Planned, console: Console | None = None) -> None:
    """Print a plan: budgets, what is won, the answer, the first steps, the scored list, and who is left and why."""
    console = console or Console(highlight=False)
    plan, question = planned.plan, planned.plan.question
    county = question.county
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    console.print(
        f"[bold]{escape(county.name)}[/bold] ({escape(county.code)}) · {escape(question.standard.id)} · {as_of}"
    )
    told = _("to be won: {0} · reach {1:g} m (villages), {2:g} m (groups) · sealed is {3}")
    reach = [question.asked[kind].reach_m for kind in ("village", "group")]
    surfaces = " ".join(map(str, question.rules.surfaces))
    console.print(escape(told.format(name_prize(plan.prize, translate=_), *reach, surfaces)))
    console.print(_budgets(plan))
    console.print(_joined(plan))
    if len(question.wanted.needs):
        told = _("A village is joined when all its groups of {0:g} households and more are.")
        console.print(told.format(question.rules.min_households), style="dim")
    show_verdict_changes(planned, console)
    _show_steps(planned, console)
    show_next(planned, console)
    show_frontier(planned, console)
    show_score(planned, console)
    if (plan.why_not != "").any():
        console.print(_left(plan))
    console.print(escape(tell_plan(plan)), style="bold")


def _budgets(plan: Plan) -> Table:
    """What each programme may spend and spends; a programme without a limit has a dash."""
    question = plan.question
    unit = question.rules.cost
    digits = 2 if unit == "km" else 0
    heads = [_("budget ({0})"), _("spent ({0})"), _("of which locked in ({0})")]
    named = [fold_head(head.format(_(UNIT_WORDS[unit]))) for head in heads]
    table = make_table(_("Budgets"), _("programme"), *named, numbers=(1, 2, 3))
    spent = plan.spent()
    for k, programme in enumerate(question.programmes):
        most = plan.budgets.get(programme.id)
        locked = int(question.units.cost[plan.locked.inside & (plan.programme == k)].sum())
        cells = [
            "–" if parts is None else tell_number(parts / COST_PARTS[unit], digits)
            for parts in (most, spent[programme.id], locked)
        ]
        table.add_row(escape(name_programme(programme, language(), translate=_)), *cells)
    return table


def _joined(plan: Plan) -> Table:
    """Who is joined before and after; people count where they live."""
    wanted = plan.question.wanted
    sums = [sum_joined(wanted, who) for who in (plan.before, plan.won, plan.winnable | plan.won, plan.won | ~plan.won)]
    heads = [_("before"), _("after"), _("won"), _("could be"), _("of all")]
    table = make_table(_("Joined to the sealed network"), "", *heads, numbers=(1, 2, 3, 4, 5))
    for name, label in (
        ("villages", _("villages")),
        ("groups", _("groups")),
        ("people", _("people")),
        ("households", _("households")),
    ):
        before, after, most, everyone = (getattr(item, name) for item in sums)
        table.add_row(label, *(tell_number(n) for n in (before, after, after - before, most, everyone)))
    return table


def _show_steps(planned: Planned, console: Console) -> None:
    """The first steps, with what is spent and won by then."""
    steps = frame_steps(planned)
    if not len(steps):
        return
    heads = [_("step"), _("segments"), _("km"), _("km so far"), _("people won"), _("people so far"), _("villages")]
    heads = [*heads[:3], *(fold_head(head) for head in heads[3:6]), heads[6], _("groups")]
    title = _("First steps, of {0}").format(len(steps))
    table = make_table(title, *heads, numbers=(0, 2, 3, 4, 5, 6, 7))
    for row in steps.head(_STEPS).to_dict("records"):
        segments = [escape(str(segment)) for segment in row["segments"]]
        names = ", ".join(segments[:_SEGMENTS]) + (" …" if len(segments) > _SEGMENTS else "")
        counts = [tell_number(row[name]) for name in ("people", "people_total", "villages", "groups")]
        table.add_row(str(row["step"]), names, tell_number(row["km"], 2), tell_number(row["km_total"], 2), *counts)
    console.print(table)
    told = _("Greedily ordered: what wins most for its cost comes next, and each step is joined to those before it.")
    console.print(told, style="dim")


def _left(plan: Plan) -> Table:
    """Who is not won, by the reason."""
    title = _("Not joined after the plan, and why")
    table = make_table(title, _("why"), _("villages"), _("groups"), _("people"), numbers=(1, 2, 3))
    for reason, label in WHY_NOT.items():
        here = plan.why_not == reason
        if here.any():
            left = sum_joined(plan.question.wanted, here)
            table.add_row(_(label), *(tell_number(n) for n in (left.villages, left.groups, left.people)))
    return table

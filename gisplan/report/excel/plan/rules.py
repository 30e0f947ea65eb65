"""The sheet of rules and sources: by what a plan was calculated, and from which source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gisplan.base.language import _, join_label
from gisplan.plan import PlanningProblem
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.standards import GENERAL
from gisplan.wording.names import name_criterion, name_source, name_titled
from gisplan.wording.plans import format_cost_row, format_programme, name_surfaces
from gisplan.wording.replaced import add_own_distance

__all__ = ["list_rules"]


class _Rule(NamedTuple):
    name: str
    text: str
    source: str | None = None


def list_rules(context: PlanContext) -> Sheet:
    """List every rule that the plan rests on, with its source."""
    columns: list[Column] = [
        Column(_("rule"), value=lambda rule: rule.name),
        Column(_("set to"), "long", lambda rule: rule.text),
        Column(_("source"), "long", lambda rule: rule.source),
    ]
    rules = [*_list_criteria_rules(context), *_list_programme_rules(context), *_list_methods()]
    return context.county.make_sheet(_("rules"), _("Rules and sources"), columns, rules, frozen=1)


def _list_criteria_rules(context: PlanContext) -> Iterator[_Rule]:
    """List the standard, and when a settlement is served."""
    problem, standard, rules = context.problem, context.problem.standard, context.problem.rules
    yield _Rule(_("standard"), join_label(standard.id, name_titled(standard)), name_source(standard))
    yield _Rule(_("sealed surfaces"), name_surfaces(rules.surfaces), name_source(standard))
    for kind, label in (("village", _("villages are judged by")), ("group", _("groups are judged by"))):
        judged_by = problem.reach_by_kind[kind]
        criterion = judged_by.criterion
        text = _(", ").join([name_criterion(criterion.id, translate=_), _("≤ {0} m").format(f"{judged_by.reach_m:g}")])
        yield _Rule(label, add_own_distance(text, judged_by, translate=_), name_source(criterion))
    needs = {"itself": _("its own reaching point"), "groups": _("all its groups of {0:g} households or more")}
    yield _Rule(
        _("a village is connected by"), needs[rules.village_needs].format(rules.min_households), name_source(standard)
    )


def _list_programme_rules(context: PlanContext) -> Iterator[_Rule]:
    """List the prize, the programmes, the costs and the candidates."""
    problem = context.problem
    yield _Rule(_("objective"), context.prize_unit)
    for programme in problem.programmes:
        name = context.programme_names[programme.id]
        text = _("any unsealed road") if programme.id == GENERAL else format_programme(programme)
        yield _Rule(_("programme: {0}").format(name), text, name_source(programme) or None)
    yield from _list_cost_rules(problem)
    if problem.candidate.any():
        text = _("{0:.1f} km of new alignments, each under the programme it names")
        yield _Rule(_("candidates"), text.format(problem.units.length_mm[problem.candidate].sum() / 1e6))


def _list_cost_rules(problem: PlanningProblem) -> Iterator[_Rule]:
    if problem.rules.cost == "km":
        text = _(
            "stated kilometres, divided by the drawn length of each stretch; the drawn length where none are stated"
        )
        yield _Rule(_("cost"), text)
        return
    for row in problem.rules.costs:
        yield _Rule(_("cost"), format_cost_row(row), name_source(row))


def _list_methods() -> Iterator[_Rule]:
    yield _Rule(
        _("how it is solved"),
        _(
            "The roads to build form a tree rooted in the connected sealed network: a prize-collecting Steiner "
            "tree with budgets. Integer programming with directed cuts gives the plan and its bound."
        ),
        "Wong 1984; Ljubić et al. 2006; Leitner et al. 2018; Hopcroft & Tarjan 1973; HiGHS (Huangfu & Hall 2018)",
    )
    yield _Rule(_("order of building"), _("greedy: the largest benefit per cost next; not proven to be the best order"))

"""The sheet of rules and sources: by what a plan was reckoned, and who says so."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gisplan.base.language import _, language
from gisplan.plan import PlanningProblem, PlanResult
from gisplan.report.excel.plan.labels import format_programme, name_surfaces, prize_unit, programme_names
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.standards import GENERAL, CostRow
from gisplan.wording.names import name_criterion

__all__ = ["list_rules"]


def list_rules(planned: PlanResult) -> Sheet:
    """Every rule that the plan rests on, with its source."""
    columns = [Column(_("rule")), Column(_("set to"), "long"), Column(_("source"), "long")]
    rows = [list(row) for row in (*_rules(planned), *_method())]
    return head_sheet(planned.before, _("rules"), _("Rules and sources"), columns, rows, frozen=1)


def _rules(planned: PlanResult) -> Iterator[tuple[str, str | None, str | None]]:
    problem = planned.plan.problem
    standard, rules = problem.standard, problem.rules
    title = standard.title_zh if language() == "zh" and standard.title_zh else standard.title
    yield _("standard"), f"{standard.id}: {title}", standard.source
    yield _("sealed surfaces"), name_surfaces(rules.surfaces), standard.source
    for kind, label in (("village", _("villages are judged by")), ("group", _("groups are judged by"))):
        asked = problem.reach_by_kind[kind]
        yield label, f"{name_criterion(asked.criterion.id, translate=_)}, ≤ {asked.reach_m:g} m", asked.criterion.source
    needs = {"itself": _("its own reaching point"), "groups": _("all its groups of {0:g} households or more")}
    yield _("a village is connected by"), needs[rules.village_needs].format(rules.min_households), standard.source
    yield _("objective"), prize_unit(problem, planned.plan.prize), None
    names = programme_names(problem)
    for programme in problem.programmes:
        told = _("any unsealed road") if programme.id == GENERAL else format_programme(programme)
        yield _("programme: {0}").format(names[programme.id]), told, programme.source or None
    yield from _costs(problem)
    if problem.candidate.any():
        told = _("{0:.1f} km of new alignments, each under the programme it names")
        yield _("candidates"), told.format(problem.units.length_mm[problem.candidate].sum() / 1e6), None


def _costs(problem: PlanningProblem) -> Iterator[tuple[str, str | None, str | None]]:
    if problem.rules.cost == "km":
        told = _(
            "stated kilometres, divided by the drawn length of each stretch; the drawn length where none are stated"
        )
        yield _("cost"), told, None
        return
    for row in problem.rules.costs:
        yield _("cost"), _tell_cost(row), row.source


def _tell_cost(row: CostRow) -> str:
    """What a kilometre costs, and where."""
    told = [_("{0:,.0f} yuan per km").format(row.yuan_per_km)]
    if row.surfaces:
        told.append(name_surfaces(row.surfaces))
    if row.classes:
        told.append(_("of class {0}").format(", ".join(row.classes)))
    if row.min_width_m > 0:
        told.append(_("at least {0:g} m wide").format(row.min_width_m))
    if math.isfinite(row.max_width_m):
        told.append(_("at most {0:g} m wide").format(row.max_width_m))
    return "; ".join(told)


def _method() -> Iterator[tuple[str, str | None, str | None]]:
    yield (
        _("how it is solved"),
        _(
            "The roads to build form a tree rooted in the connected sealed network: a prize-collecting Steiner "
            "tree with budgets. Integer programming with directed cuts gives the plan and its bound."
        ),
        "Wong 1984; Ljubić et al. 2006; Leitner et al. 2018; Hopcroft & Tarjan 1973; HiGHS (Huangfu & Hall 2018)",
    )
    yield _("order of building"), _("greedy: the largest benefit per cost next; not proven to be the best order"), None

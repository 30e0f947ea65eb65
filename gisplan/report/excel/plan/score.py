"""The sheets of a list that somebody else drew up: what it wins, what it wastes, and what could have been won."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.plan import ListEvaluation, PlanResult, sum_served
from gisplan.report.excel.plan.labels import cost_kind, cost_of, name_surface, prize_of, prize_unit, programme_names
from gisplan.report.excel.plan.page_layout import Block, Row
from gisplan.report.excel.plan.units import merge_units
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.terminal.plan import format_list_comparison
from gisplan.wording.plans import UNIT_LABELS

__all__ = ["compare_list", "list_instead", "list_listed"]


def compare_list(planned: PlanResult, score: ListEvaluation) -> Block:
    """The list beside the best plan for the same money, for the first page."""
    problem, best = planned.plan.problem, score.best
    now = sum_served(problem.demand, best.before)
    sums = [sum_served(problem.demand, who) for who in (score.served, best.served)]
    rows = [
        Row(name, [getattr(item, key) - getattr(now, key) for item in sums])
        for key, name in (
            ("villages", _("villages newly connected")),
            ("groups", _("groups newly connected")),
            ("people", _("people newly served")),
        )
    ]
    kind, unit = cost_kind(problem), _(UNIT_LABELS[problem.rules.cost])
    wasted = cost_of(problem, int(problem.units.cost[score.wasted].sum()))
    served = _("newly served ({0})").format(prize_unit(problem, planned.plan.prize))
    rows += [
        Row(served, [prize_of(score.value), prize_of(best.value)]),
        Row(
            _("upper bound for any choice ({0})").format(prize_unit(problem, planned.plan.prize)),
            [None, prize_of(best.bound)],
        ),
        Row(
            _("spent ({0})").format(unit),
            [cost_of(problem, score.cost), cost_of(problem, sum(best.spent().values()))],
            kind,
        ),
        Row(_("of which serves nobody new ({0})").format(unit), [wasted, None], kind),
    ]
    return Block(
        _("Evaluation of the list {0}").format(score.listed.name),
        ["", _("the list"), _("best plan for the same money")],
        rows,
        [format_list_comparison(planned.plan, score)],
    )


def list_listed(planned: PlanResult, units: pd.DataFrame) -> Sheet | None:
    """Each segment of the list: how much of it is needed; `units` are those of `unit_layer`. None without a list."""
    score = planned.score
    if score is None:
        return None
    columns = [
        Column(_("segment"), "code"),
        Column(_("name")),
        Column(_("class")),
        Column(_("surface now")),
        Column(_("length (km)"), "km"),
        Column(_("of which needed (km)"), "km"),
        Column(_("of which serves nobody new (km)"), "km"),
        Column(_("built already (km)"), "km"),
        Column(_("also in the plan (km)"), "km"),
        Column(_("judgement")),
    ]
    rows = [*_judge(units), *_others(score)]
    more = [
        format_list_comparison(planned.plan, score),
        _(
            "Serves nobody new: without it, the rest of the list serves as many. Another choice within the list "
            "may give the same result."
        ),
        _("A listed segment counts in full."),
    ]
    title = _("The list {0}, segment by segment").format(score.listed.name)
    return head_sheet(planned.before, _("list"), title, columns, rows, more=more, frozen=1)


def _judge(units: pd.DataFrame) -> Iterator[list[Any]]:
    listed = pd.DataFrame(units[units["listed"]])
    done = listed["lock"].eq("done")
    parts = listed.assign(
        done_km=np.where(done, listed["km"], 0.0),
        wasted_km=np.where(listed["wasted"], listed["km"], 0.0),
        needed_km=np.where(listed["wasted"] | done, 0.0, listed["km"]),
        both_km=np.where(listed["in_plan"], listed["km"], 0.0),
    )
    named = dict.fromkeys(("name", "class", "surface", "candidate"), "first")
    sums = dict.fromkeys(("km", "needed_km", "wasted_km", "done_km", "both_km"), "sum")
    for segment, row in parts.groupby("segment", sort=False).agg({**named, **sums}).iterrows():
        needed, wasted = row["needed_km"] > 0, row["wasted_km"] > 0
        told = _("partly needed") if needed and wasted else _("needed") if needed else _("serves nobody new")
        yield [
            text_or_none(segment),
            *(text_or_none(row[name]) for name in ("name", "class")),
            None if row["candidate"] else name_surface(row["surface"]),
            *(number_or_none(round(row[name], 6)) for name in sums),
            told if needed or wasted else _("built already"),
        ]


def _others(score: ListEvaluation) -> Iterator[list[Any]]:
    """Segments of the list that are no unit."""
    for codes, told in (
        (score.listed.already_sealed, _("nothing to seal")),
        (score.listed.unknown, _("not in the county")),
    ):
        for code in codes:
            yield [code, *[None] * 8, told]


def list_instead(planned: PlanResult, units: pd.DataFrame) -> Sheet | None:
    """The best plan for what the list spends, stretch by stretch; None without a list."""
    score = planned.score
    if score is None:
        return None
    best, names = score.best, programme_names(planned.plan.problem)
    ids = [p.id for p in planned.plan.problem.programmes]
    columns = [
        Column(_("segment"), "code"),
        Column(_("name")),
        Column(_("class")),
        Column(_("surface now")),
        Column(_("from (m)"), "metres"),
        Column(_("to (m)"), "metres"),
        Column(_("length (km)"), "km"),
        Column(_("programme")),
        Column(_("also on the list")),
    ]
    paid = [names[ids[k]] if k >= 0 else "" for k in best.programme.tolist()]
    chosen = units.assign(paid=paid)[best.built]
    rows = [
        [
            *(text_or_none(row[name]) for name in ("segment", "name", "class")),
            None if row["candidate"] else name_surface(row["surface"]),
            row["from_m"],
            row["to_m"],
            round(row["km"], 6),
            row["paid"],
            _("yes") if row["listed"] else _("no"),
        ]
        for row in merge_units(chosen, ["paid", "listed"]).to_dict("records")
    ]
    total = [_("total"), *[None] * 5, number_or_none(round(float(chosen["km"].sum()), 6)), None, None]
    more = [format_list_comparison(planned.plan, score)]
    title = _("What to build for the same money")
    return head_sheet(planned.before, _("instead"), title, columns, rows, more=more, frozen=1, total=total)

"""Milestone: have the works that are listed for a settlement got as far as they should by now?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Ints, Mask, fill_objects
from gisplan.county.county import County
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.applicability import Applicability, find_applicability
from gisplan.gaps.verdicts.three_valued import combine_states
from gisplan.gaps.verdicts.verdict import Cell, CriterionVerdicts, explain_doubts
from gisplan.gaps.works import Works, find_quarantined_rows, take_works
from gisplan.standards import Criterion

__all__ = ["judge_milestone"]


def judge_milestone(county: County, settlements: Settlements, criterion: Criterion) -> CriterionVerdicts:
    """Judge settlements by their listed works.

    Met where all that are due, and all that got there before, have reached the milestone, late or
    not; missed where one that is due has not. A settlement without such works is not listed.
    """
    size, works = len(settlements.frame), take_works(county, criterion.layer, criterion.categories)
    applies = find_applicability(settlements, criterion)
    if works is None:
        nobody = np.zeros(size, dtype=bool)
        lost = ("layer_missing", (criterion.layer,), np.ones(size, dtype=bool))
        return _tell(criterion, settlements, applies, nobody, ~nobody, lost, {}, {})
    least, most = works.reached(criterion.milestone, by=county.as_of)
    due = works.is_due(criterion.due)
    if county.as_of is None:  # no due date is judged without one
        most, due = np.ones_like(most), np.ones_like(due)
    most = most | works.maybe
    who, work = _pair(settlements, works)
    counted = (most | due)[work]
    who, work = who[counted], work[counted]
    held, short, doubt = (_any(size, who, mask[work]) for mask in (np.ones_like(least), ~most, most & ~least))
    partial = np.full(size, criterion.layer in county.incomplete)
    aside = find_quarantined_rows(county, settlements, criterion.layer)
    lacks = _any(size, np.array(list(aside), dtype=np.int64), np.ones(len(aside), dtype=bool))
    applies = Applicability(applies.no | ~(held | lacks | settlements.quarantined), applies.doubts, applies.needs)
    told = _describe(works, criterion, who, work, least)
    for at, cells in aside.items():
        one = told.setdefault(at, _no_works())
        one["rows"] += cells
        one["aside"] = [cell.row for cell in cells]
    needs = (f"{criterion.layer}.{criterion.milestone}",) if county.as_of else ("county.as_of",)
    lost = ("milestone_unknown", needs, doubt & ~short)
    late = {"layer_incomplete": partial & ~short & ~doubt, "work_quarantined": lacks & ~short & ~doubt}
    return _tell(criterion, settlements, applies, ~short & ~doubt & ~partial & ~lacks, ~short, lost, late, told)


def _pair(settlements: Settlements, works: Works) -> tuple[Ints, Ints]:
    """Each settlement with each work that is listed for its village."""
    work, village = works.pairs()
    home = "village" if settlements.kind == "group" else "code"
    left = pd.DataFrame({"who": np.arange(len(settlements.frame)), "village": settlements.frame[home].to_numpy()})
    found = left[left["village"].notna()].merge(pd.DataFrame({"work": work, "village": village}), on="village")
    found = found.sort_values(["who", "work"], kind="stable")
    return found["who"].to_numpy(dtype=np.int64), found["work"].to_numpy(dtype=np.int64)


def _any(size: int, who: Ints, mask: Mask) -> Mask:
    some = np.zeros(size, dtype=bool)
    some[who[mask]] = True
    return some


def _no_works() -> dict[str, Any]:
    return {"reached": 0, "total": 0, "codes": [], "rows": []}


def _describe(works: Works, criterion: Criterion, who: Ints, work: Ints, least: Mask) -> dict[int, dict[str, Any]]:
    """What each settlement's sentence needs, and the cells that it rests on."""
    frame, column = works.frame, criterion.milestone
    day = [None if pd.isna(d) else str(d.date()) for d in pd.to_datetime(frame[column])]
    row, code = frame["row"].tolist(), frame["code"].tolist()
    told: dict[int, dict[str, Any]] = {}
    for settlement, at in zip(who.tolist(), work.tolist(), strict=True):
        one = told.setdefault(settlement, _no_works())
        one["total"] += 1
        one["reached"] += int(least[at])
        if not least[at]:
            one["codes"].append(code[at])
        one["rows"].append(Cell(criterion.layer, int(row[at]), column, day[at]))
    return told


def _tell(
    criterion: Criterion,
    settlements: Settlements,
    applies: Applicability,
    least: Mask,
    most: Mask,
    lost: tuple[str, tuple[str, ...], Mask],
    doubts: dict[str, Mask],
    told: dict[int, dict[str, Any]],
) -> CriterionVerdicts:
    size = len(settlements.frame)
    state = combine_states(settlements, applies, least, most)
    why, needs = fill_objects(size, ""), fill_objects(size, ())
    why[state == "met"], why[state == "missed"] = "works_reached", "works_late"
    where = {**applies.needs, lost[0]: lost[1]}
    where |= dict.fromkeys(("layer_incomplete", "work_quarantined"), (criterion.layer,))
    explain_doubts(state, why, needs, {**applies.doubts, **doubts, lost[0]: lost[2]}, where)
    aside = np.flatnonzero(settlements.quarantined & (state != ""))
    why[aside], needs[aside] = "settlement_quarantined", fill_objects(len(aside), (f"{settlements.kind}s",))
    each = [told.get(i) or _no_works() for i in range(size)]
    base = {"layer": criterion.layer, "milestone": criterion.milestone}
    return CriterionVerdicts(
        criterion=criterion,
        settlements=settlements,
        state=state,
        why=why,
        value=np.full(size, np.nan),
        params=fill_objects(size, values=[base | {k: v for k, v in one.items() if k != "rows"} for one in each]),
        rows=fill_objects(size, values=[tuple(one["rows"]) for one in each]),
        needs=needs,
        listed_works=fill_objects(size),
    )

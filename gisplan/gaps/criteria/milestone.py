"""Milestone: have the works that are listed for a settlement got as far as they should by now?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd

from gisplan.base.arrays import Ints, Mask
from gisplan.base.language import N_
from gisplan.county.county import County
from gisplan.county.milestones import MILESTONES
from gisplan.gaps.criteria.kind import CriterionKind, JudgedCriterion, JudgingContext
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.three_valued import Applicability
from gisplan.gaps.verdicts.verdict import Cell, CriterionVerdicts, Doubt, Evidence, make_verdicts
from gisplan.gaps.works import Works, find_quarantined_rows, take_works
from gisplan.standards.values import DATE, MILESTONE, TEXT, TEXTS, key, list_milestones

__all__ = ["MilestoneCriterion"]


class _Pairs(NamedTuple):
    """Settlements with the works that are listed for their villages, pair by pair."""

    settlement: Ints
    work: Ints


class _Progress(NamedTuple):
    """How far W works are: which surely reached the milestone, which may have, and which are due.

    `disagrees` are those whose status and date disagree.
    """

    reached: Mask
    maybe_reached: Mask
    due: Mask
    disagrees: Mask


@dataclass
class _SettlementWorks:
    """What one settlement's sentence needs, and the cells that it rests on."""

    reached: int = 0
    total: int = 0
    codes: list[Any] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    quarantined: list[int] | None = None

    def params(self) -> dict[str, Any]:
        """Return the parameters of its sentence."""
        quarantined = {} if self.quarantined is None else {"aside": self.quarantined}
        return {"reached": self.reached, "total": self.total, "codes": self.codes, **quarantined}


@dataclass(frozen=True, kw_only=True)
class MilestoneCriterion(CriterionKind):
    """The works that are listed for a settlement have reached a milestone.

    Attributes
    ----------
    layer : str
        The layer of works.
    milestone : str
        What each listed work must have reached.
    due : date or None
        By when, where its row does not say.
    categories : tuple of str
        Only works of these categories or programmes; none: all.
    """

    kind: ClassVar[str] = "milestone"
    layers: ClassVar[tuple[str, ...]] = tuple(MILESTONES)
    reasons: ClassVar[Mapping[str, str]] = {
        "works_reached": N_("Reached by every listed work counted for it ({total}): {milestone}."),
        "works_late": N_("Not reached by {open} of the {total} listed works counted for it: {milestone} ({codes})."),
        "work_quarantined": N_(
            "Unknown: rows of the list of works that name the village were set aside when read (row {rows})."
        ),
        "work_contradicts": N_(
            "Unknown: of {open} of the listed works, status and date disagree on whether this is reached: "
            "{milestone} ({codes})."
        ),
        "milestone_unknown": N_(
            "Unknown: not reported of {open} of the listed works whether they have reached: {milestone} ({codes})."
        ),
    }

    layer: str = key(TEXT, required=True)
    milestone: str = key(MILESTONE, required=True, columns=list_milestones)
    due: date | None = key(DATE)
    categories: tuple[str, ...] = key(TEXTS, default=())

    def judge(self, context: JudgingContext) -> JudgedCriterion:
        """Return verdicts by the works that are listed for each settlement.

        Met where all that are due, and all that got there before, have reached the milestone, late or
        not; missed where one that is due has not. A settlement without such works is not listed.
        """
        works = take_works(context.county, self.layer, self.categories)
        if works is None:
            everyone = np.ones(len(context.settlements.frame), dtype=bool)
            doubts = {"layer_missing": Doubt(everyone, (self.layer,))}
            return JudgedCriterion(self._make(context, context.applicability, (~everyone, everyone), doubts, {}))
        progress = self._find_progress(works, context.county)
        pairs = _select(_pair(context.settlements, works), progress.maybe_reached | progress.due)
        quarantined = find_quarantined_rows(context.county, context.settlements, self.layer)
        described = self._describe(works, pairs, progress, quarantined)
        return JudgedCriterion(self._judge_works(context, progress, pairs, described))

    def _find_progress(self, works: Works, county: County) -> _Progress:
        """How far the works are at the end of the county's date; without one, no due date is judged."""
        reached, maybe_reached = works.reached(self.milestone, by=county.as_of)
        due = works.is_due(self.due)
        if county.as_of is None:
            maybe_reached, due = np.ones_like(maybe_reached), np.ones_like(due)
        return _Progress(reached, maybe_reached | works.maybe, due, works.disagrees(self.milestone))

    def _judge_works(
        self,
        context: JudgingContext,
        progress: _Progress,
        pairs: _Pairs,
        described: Mapping[int, _SettlementWorks],
    ) -> CriterionVerdicts:
        """The verdicts by the counted works, and by rows of works that were quarantined."""
        size = len(context.settlements.frame)
        listed = _any(size, pairs, np.ones_like(progress.reached))
        short = _any(size, pairs, ~progress.maybe_reached)
        doubtful = _any(size, pairs, progress.maybe_reached & ~progress.reached)
        partial = np.full(size, self.layer in context.county.incomplete)
        quarantined = np.zeros(size, dtype=bool)
        quarantined[[i for i, one in described.items() if one.quarantined is not None]] = True
        not_listed = ~(listed | quarantined | context.settlements.quarantined)
        needs = (f"{self.layer}.{self.milestone}",) if context.county.as_of else ("county.as_of",)
        doubts = {
            "layer_incomplete": Doubt(partial & ~short & ~doubtful, (self.layer,)),
            "work_quarantined": Doubt(quarantined & ~short & ~doubtful, (self.layer,)),
            "milestone_unknown": Doubt(doubtful & ~short, needs),
            "work_contradicts": Doubt(_any(size, pairs, progress.disagrees) & ~short, (*needs, f"{self.layer}.status")),
        }
        met = ~short & ~doubtful & ~partial & ~quarantined
        return self._make(context, context.applicability.without(not_listed), (met, ~short), doubts, described)

    def _describe(
        self, works: Works, pairs: _Pairs, progress: _Progress, quarantined: Mapping[int, list[Cell]]
    ) -> dict[int, _SettlementWorks]:
        """What each settlement's sentence needs, by its place, where any work or quarantined row names it."""
        frame = works.frame
        day = [None if pd.isna(d) else str(d.date()) for d in pd.to_datetime(frame[self.milestone])]
        row, code, status = frame["row"].tolist(), frame["code"].tolist(), frame["status"].tolist()
        described: dict[int, _SettlementWorks] = {}
        for settlement, at in zip(pairs.settlement.tolist(), pairs.work.tolist(), strict=True):
            one = described.setdefault(settlement, _SettlementWorks())
            one.total += 1
            one.reached += int(progress.reached[at])
            if not progress.reached[at]:
                one.codes.append(code[at])
            one.cells.append(Cell(self.layer, int(row[at]), self.milestone, day[at]))
            if progress.disagrees[at]:
                one.cells.append(Cell(self.layer, int(row[at]), "status", status[at]))
        for settlement, cells in quarantined.items():
            one = described.setdefault(settlement, _SettlementWorks())
            one.cells += cells
            one.quarantined = [cell.row for cell in cells]
        return described

    def _make(
        self,
        context: JudgingContext,
        applicability: Applicability,
        met: tuple[Mask, Mask],
        doubts: Mapping[str, Doubt],
        described: Mapping[int, _SettlementWorks],
    ) -> CriterionVerdicts:
        size = len(context.settlements.frame)
        each = [described.get(i) or _SettlementWorks() for i in range(size)]
        base = {"layer": self.layer, "milestone": self.milestone}
        evidence = Evidence(
            np.full(size, np.nan), [base | one.params() for one in each], [tuple(one.cells) for one in each]
        )
        return make_verdicts(
            self,
            context.settlements,
            applicability,
            met=met,
            reason_codes={"met": "works_reached", "missed": "works_late"},
            doubts=doubts,
            evidence=evidence,
        )


def _pair(settlements: Settlements, works: Works) -> _Pairs:
    """Each settlement with each work that is listed for its village."""
    work, village = works.pairs()
    own = settlements.village_code.to_numpy()
    left = pd.DataFrame({"settlement": np.arange(len(settlements.frame)), "village": own})
    found = left[left["village"].notna()].merge(pd.DataFrame({"work": work, "village": village}), on="village")
    found = found.sort_values(["settlement", "work"], kind="stable")
    return _Pairs(found["settlement"].to_numpy(dtype=np.int64), found["work"].to_numpy(dtype=np.int64))


def _select(pairs: _Pairs, counted: Mask) -> _Pairs:
    """The pairs of works that are counted."""
    keep = counted[pairs.work]
    return _Pairs(pairs.settlement[keep], pairs.work[keep])


def _any(size: int, pairs: _Pairs, works: Mask) -> Mask:
    """Which settlements are paired with one of the works."""
    found = np.zeros(size, dtype=bool)
    found[pairs.settlement[works[pairs.work]]] = True
    return found

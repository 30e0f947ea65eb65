"""Targets, and the county's own verdict: what it has reached of what it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gisplan.base.language import N_
from gisplan.gaps.states import STATES
from gisplan.gaps.summary import CriterionCount
from gisplan.standards import Standard, Target

__all__ = ["TargetVerdict", "decide_county", "judge_share", "judge_targets"]


_BASES = {
    ("settlements", "village"): N_("{met:.0f} of {total:.0f} villages met {criterion}, {unknown:.0f} unknown"),
    ("settlements", "group"): N_("{met:.0f} of {total:.0f} groups met {criterion}, {unknown:.0f} unknown"),
    ("people", "village"): N_("{met:.0f} of {total:.0f} people in villages met {criterion}, {unknown:.0f} unknown"),
    ("people", "group"): N_("{met:.0f} of {total:.0f} people in groups met {criterion}, {unknown:.0f} unknown"),
}


@dataclass(frozen=True)
class TargetVerdict:
    """A target's required and actual value, and its state: met, missed, unknown or pending.

    `template` and `counts` say how the actual value was reckoned.
    """

    target: Target
    actual: float | None
    state: str
    template: str
    counts: Mapping[str, Any]

    @property
    def basis(self) -> str:
        """How the actual value was reckoned, in English."""
        return self.explain()

    def explain(self, translate: Callable[[str], str] = str) -> str:
        """How the actual value was reckoned, in the language of `translate`."""
        return translate(self.template).format(**self.counts)


def judge_targets(
    standard: Standard, criteria: Sequence[CriterionCount], as_of: date | None
) -> tuple[TargetVerdict, ...]:
    """Judge all targets of a standard by the counts of its criteria."""
    counts = {c.criterion.id: c for c in criteria}
    return tuple(judge_share(target, counts[target.criterion], as_of=as_of) for target in standard.targets)


def judge_share(target: Target, count: CriterionCount, *, as_of: date | None) -> TargetVerdict:
    """Judge a target of so many per cent of a criterion's settlements, or of their people, met.

    Unknown settlements are not met; they leave the target unknown where they could still carry it.
    A target that is not reached is pending until its due date; without `as_of` no due date is judged.
    One without a threshold is only a figure: its state is met where the figure is whole, else unknown.
    """
    if target.of == "people":
        met, missed, unknown = (count.people[name] for name in STATES)
    else:
        met, missed, unknown = count.met, count.missed, count.unknown
    total = met + missed + unknown
    template = _BASES["people" if target.of == "people" else "settlements", count.criterion.settlement]
    basis = (template, {"met": met, "total": total, "unknown": unknown, "criterion": target.criterion})
    if total == 0 or count.incomplete:
        return TargetVerdict(target, None, "unknown", *basis)
    actual, required = 100.0 * met / total, target.threshold
    if required is None:
        return TargetVerdict(target, actual, "unknown" if unknown else "met", *basis)
    if 100 * met >= required * total:
        state = "met"
    elif 100 * (met + unknown) >= required * total:
        state = "unknown"
    else:
        state = "missed"
    if state != "met" and target.due is not None and (as_of is None or as_of < target.due):
        state = "pending"
    return TargetVerdict(target, actual, state, *basis)


def decide_county(criteria: Sequence[CriterionCount], targets: Sequence[TargetVerdict]) -> str:
    """Met only where nothing that decides (`role = exit`) is missed or unknown; a pending target never fails."""
    states = {c.state for c in criteria if c.criterion.role == "exit"}
    states |= {t.state for t in targets if t.target.role == "exit"}
    for state in ("missed", "unknown"):
        if state in states:
            return state
    return "met" if states else "unknown"

"""Combine: verdicts made of verdicts, by Kleene's logic; what does not apply takes no part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.base.language import N_, _
from gisplan.base.values import is_missing
from gisplan.gaps.criteria.kind import CriterionKind, JudgedCriterion, JudgingContext
from gisplan.gaps.verdicts.three_valued import STATES, Applicability, all_of, any_of
from gisplan.gaps.verdicts.verdict import Cell, CriterionVerdicts, Doubt, Evidence, make_verdicts
from gisplan.standards import Criterion
from gisplan.standards.values import TEXT, TEXTS, key

__all__ = ["CombinedCriterion", "GroupStates", "join_by_village"]


_BY_GROUPS = ("groups_met", "group_missed", "group_unknown")
_BY_PARTS = ("all_met", "part_missed", "part_unknown")


class _Combined(NamedTuple):
    """What the parts' verdicts come to, for M settlements: states, "" where no part applies, and the evidence.

    `doubts` are reasons for unknown ones other than a part; `by_other` are judged by the criterion `otherwise`.
    """

    state: Objects
    params: list[dict[str, Any]]
    rows: list[tuple[Cell, ...]]
    needs: list[tuple[str, ...]]
    doubts: Mapping[str, Doubt] = {}
    by_other: Mask | None = None


@dataclass
class GroupStates:
    """What the groups of one village come to.

    Attributes
    ----------
    missed, unknown : list of str
        The codes of such groups.
    met : int
        How many are met.
    needs : tuple of str
        What would decide the unknown ones.
    """

    missed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    met: int = 0
    needs: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Kleene's and of the groups: missed where one is, else unknown where one is."""
        if self.missed:
            return "missed"
        return "unknown" if self.unknown else "met"

    def add(self, state: str, code: str, needs: Sequence[str]) -> None:
        """Count one more group."""
        if state == "met":
            self.met += 1
        elif state == "missed":
            self.missed.append(code)
        else:
            self.unknown.append(code)
            self.needs = tuple(dict.fromkeys((*self.needs, *needs)))


@dataclass(frozen=True, kw_only=True)
class CombinedCriterion(CriterionKind):
    """A criterion that is made of other criteria: exactly one of `all_of`, `any_of` and `every_group` is given.

    Attributes
    ----------
    all_of, any_of : tuple of str
        Ids of criteria, all or one of which must be met.
    every_group : str
        The id of a criterion of groups, which all groups of the village to which it applies must meet.
    otherwise : str
        With `every_group`: the criterion that is judged instead in a village without such a group.
    """

    kind: ClassVar[str] = "combine"
    reasons: ClassVar[Mapping[str, str]] = {
        "all_met": N_("Met: {criteria}."),
        "part_missed": N_("Missed: {criteria}."),
        "part_unknown": N_("Unknown because these criteria are unknown: {criteria}."),
        "any_met": N_("Met: {criteria}."),
        "none_met": N_("Missed: {criteria}."),
        "groups_met": N_("All groups are met: {criteria}."),
        "group_missed": N_("{count} group(s) miss the criterion: {groups} ({criteria})."),
        "group_unknown": N_("Unknown: {count} group(s) cannot be judged: {groups} ({criteria})."),
    }

    all_of: tuple[str, ...] = key(TEXTS, default=())
    any_of: tuple[str, ...] = key(TEXTS, default=())
    every_group: str = key(TEXT, default="")
    otherwise: str = key(TEXT, default="")

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the criteria that it is made of."""
        return tuple(id for id in (*self.all_of, *self.any_of, self.every_group, self.otherwise) if id)

    def check_parts(self, known: Mapping[str, Criterion]) -> list[str]:
        """Return what is wrong with the criteria that it is made of."""
        faults = []
        if sum(map(bool, (self.all_of, self.any_of, self.every_group))) != 1:
            faults.append(_("{0}: give exactly one of all_of, any_of and every_group").format(self.id))
        misplaced = bool(self.every_group) and self.settlement != "village"
        for part in (p for p in self.parts if p in known):
            expected = "group" if part == self.every_group else self.settlement
            if misplaced or known[part].settlement != expected:
                faults.append(_("{0}: {1!r} applies to another kind of settlement").format(self.id, part))
        return faults

    def judge(self, context: JudgingContext) -> JudgedCriterion:
        """Return verdicts by those of the criteria that it is made of."""
        combined = self._combine_groups(context) if self.every_group else self._combine_parts(context)
        return JudgedCriterion(self._make(context, combined), segments=self._join_segments(context))

    def _reason_codes(self) -> Mapping[str, str]:
        if self.every_group:
            codes = _BY_GROUPS
        elif self.all_of:
            codes = _BY_PARTS
        else:
            codes = ("any_met", "none_met", "part_unknown")
        return dict(zip(STATES, codes, strict=True))

    def _combine_parts(self, context: JudgingContext) -> _Combined:
        """Kleene's and, or or, over the parts; the parts that have the result's state are its evidence."""
        ids = self.all_of or self.any_of
        parts = [context.judged[id].verdicts for id in ids]
        states = np.stack([part.state for part in parts])
        joined = (all_of if self.all_of else any_of)(states)
        decisive = [
            [part for part, on in zip(parts, column, strict=True) if on]
            for column in ((states == joined) & (joined != "")).T.tolist()
        ]
        return _Combined(
            joined,
            [{"criteria": [part.criterion.id for part in some]} for some in decisive],
            [tuple(dict.fromkeys(cell for part in some for cell in part.rows[i])) for i, some in enumerate(decisive)],
            [tuple(dict.fromkeys(need for part in some for need in part.needs[i])) for i, some in enumerate(decisive)],
        )

    def _combine_groups(self, context: JudgingContext) -> _Combined:
        """A village is met when every group that the group criterion lists is met.

        Where no group can be known (no layer, or a partial one) it is never met. A village without such a
        group has the verdict of `otherwise`, or is not listed.
        """
        codes = context.settlements.frame["code"]
        state, groups = join_by_village(context.judged[self.every_group].verdicts, codes)
        without = state == ""
        missing, partial = context.county.groups is None, "groups" in context.county.incomplete
        each = [groups.get(code) or GroupStates() for code in codes]
        params: list[dict[str, Any]] = [
            {"criteria": [self.every_group], "missed": one.missed, "unknown": one.unknown, "met": one.met}
            for one in each
        ]
        needs = [("groups",) if missing or partial else one.needs for one in each]
        rows: list[tuple[Cell, ...]] = [()] * len(each)
        if missing:
            state = fill_objects(len(state), "unknown")
        elif self.otherwise:
            other = context.judged[self.otherwise].verdicts
            state = np.where(without, other.state, state).astype(object)
            for i in np.flatnonzero(without).tolist():
                rows[i], needs[i] = other.rows[i], other.needs[i] or needs[i]
                params[i]["criteria"] = [self.otherwise]
        if partial:
            state = np.where(state == "missed", "missed", "unknown").astype(object)
        doubts = _doubt_groups(each, missing=missing, partial=partial)
        return _Combined(state, params, rows, needs, doubts, without & bool(self.otherwise) & (not missing))

    def _make(self, context: JudgingContext, combined: _Combined) -> CriterionVerdicts:
        state, applies = combined.state, context.applicability
        no_part: Mask = (state == "") & ~context.settlements.quarantined
        doubts = {code: where & (state == "missed") for code, where in applies.doubts.items()}
        verdicts = make_verdicts(
            self,
            context.settlements,
            Applicability(applies.no | no_part, doubts, applies.needs),
            met=(state == "met", state != "missed"),
            reason_codes=self._reason_codes(),
            doubts=combined.doubts,
            evidence=Evidence(np.full(len(state), np.nan), combined.params, combined.rows),
            needs=combined.needs,
        )
        if combined.by_other is not None:
            for by_groups, code in zip(_BY_GROUPS, _BY_PARTS, strict=True):
                verdicts.reason_code[combined.by_other & (verdicts.reason_code == by_groups)] = code
        return verdicts

    def _join_segments(self, context: JudgingContext) -> Objects:
        """The segments of the missing links of all parts, for each of the settlements."""
        found: dict[object, dict[str, None]] = {}
        for id in self.parts:
            part = context.judged[id]
            if part.reach is not None and part.segments is not None:
                column = "village" if id == self.every_group else "code"
                frame = part.verdicts.settlements.frame
                codes, order = frame[column].tolist(), frame["code"].fillna("").astype(str).argsort(kind="stable")
                for i in order.tolist():
                    found.setdefault(codes[i], {}).update(dict.fromkeys(part.segments[i]))
        own = context.settlements.frame["code"].tolist()
        return fill_objects(len(own), values=[tuple(found.get(code, ())) for code in own])


def _doubt_groups(each: Sequence[GroupStates], *, missing: bool, partial: bool) -> Mapping[str, Doubt]:
    """Why villages are unknown of which no group is: the county has no layer of groups, or a partial one."""
    where = np.array([not one.unknown and (missing or partial) for one in each], dtype=bool)
    return {"layer_missing" if missing else "layer_incomplete": Doubt(where, ("groups",))}


def join_by_village(groups: CriterionVerdicts, villages: pd.Series[Any]) -> tuple[Objects, dict[Any, GroupStates]]:
    """Return Kleene's and of each village's groups, "" where none is listed; and what its groups come to.

    A quarantined group of which the village is not known changes no village: it is listed itself.
    """
    frame, state = groups.settlements.frame, groups.state.tolist()
    village, code = (pd.Series(frame[name].to_numpy()).tolist() for name in ("village", "code"))
    listed = [i for i, one in enumerate(village) if state[i] != "" and not is_missing(one)]
    listed.sort(key=lambda i: "" if is_missing(code[i]) else str(code[i]))
    found: dict[Any, GroupStates] = {}
    for i in listed:
        found.setdefault(village[i], GroupStates()).add(state[i], code[i], groups.needs[i])
    joined = [found[one].state if one in found else "" for one in villages.tolist()]
    return fill_objects(len(joined), values=joined), found

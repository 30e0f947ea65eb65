"""Combine: verdicts made of verdicts, by Kleene's logic; what does not apply takes no part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Objects, fill_objects
from gisplan.county.county import County
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.applicability import Applicability, find_applicability
from gisplan.gaps.verdicts.three_valued import STATES, all_of, any_of, combine_states
from gisplan.gaps.verdicts.verdict import CriterionVerdicts, explain_doubts
from gisplan.standards import Criterion

__all__ = ["join_by_village", "judge_combination"]


def judge_combination(
    county: County, settlements: Settlements, criterion: Criterion, judged: Mapping[str, CriterionVerdicts]
) -> CriterionVerdicts:
    """Judge settlements by the verdicts of other criteria, `judged` by their ids."""
    if criterion.every_group:
        return _judge_groups(county, settlements, criterion, judged)
    ids = criterion.all_of or criterion.any_of
    states = np.stack([judged[id].state for id in ids])
    joined = (all_of if criterion.all_of else any_of)(states)
    decisive = (states == joined) & (joined != "")
    names = [[id for id, on in zip(ids, column, strict=True) if on] for column in decisive.T.tolist()]
    words = ("all_met", "part_missed", "part_unknown") if criterion.all_of else ("any_met", "none_met", "part_unknown")
    parts = [judged[id] for id in ids]
    size = len(joined)
    rows = [
        tuple(dict.fromkeys(c for p, on in zip(parts, decisive[:, i], strict=True) if on for c in p.rows[i]))
        for i in range(size)
    ]
    needs = [
        tuple(dict.fromkeys(n for p, on in zip(parts, decisive[:, i], strict=True) if on for n in p.needs[i]))
        for i in range(size)
    ]
    return _tell(criterion, settlements, joined, words, [{"criteria": n} for n in names], rows, needs)


def _judge_groups(
    county: County, settlements: Settlements, criterion: Criterion, judged: Mapping[str, CriterionVerdicts]
) -> CriterionVerdicts:
    """A village is met when every group that the group criterion lists is met.

    Where no group can be known (no layer, or a partial one) it is never met. A village without such a
    group has the verdict of `otherwise`, or is not listed.
    """
    groups = judged[criterion.every_group]
    code = settlements.frame["code"]
    joined, listed = join_by_village(groups, code)
    missing, partial = county.groups is None, "groups" in county.incomplete
    without = joined == ""
    if criterion.otherwise and not missing:
        joined = np.where(without, judged[criterion.otherwise].state, joined)
    elif missing:
        joined = np.full(len(joined), "unknown", dtype=object)
    if partial:
        joined = np.where(joined == "missed", "missed", "unknown")
    words = ("groups_met", "group_missed", "group_unknown")
    params = [{"criteria": [criterion.every_group], **listed.get(c, _NO_GROUPS)} for c in code]
    needs: list[tuple[str, ...]] = [("groups",)] * len(joined)
    rows: list[tuple[Any, ...]] = [()] * len(joined)
    if not (missing or partial):
        needs = [one["needs"] for one in params]
    if criterion.otherwise:
        other = judged[criterion.otherwise]
        for i in np.flatnonzero(without & ~np.array(missing)).tolist():
            rows[i], needs[i] = other.rows[i], other.needs[i] or needs[i]
            params[i] = {**params[i], "criteria": [criterion.otherwise]}
    told = [{k: v for k, v in one.items() if k != "needs"} for one in params]
    return _tell(criterion, settlements, joined.astype(object), words, told, rows, needs)


_NO_GROUPS: Mapping[str, Any] = {"missed": [], "unknown": [], "met": 0, "needs": ()}


def join_by_village(groups: CriterionVerdicts, villages: pd.Series[Any]) -> tuple[Objects, dict[Any, dict[str, Any]]]:
    """Kleene's and of each village's groups, "" where none is listed; and what its groups come to.

    A group that was set aside and whose village nobody knows changes no village: it is listed itself.
    """
    frame = pd.DataFrame({"village": groups.settlements.frame["village"].to_numpy(), "state": groups.state})
    frame["code"], frame["needs"] = groups.settlements.frame["code"].to_numpy(), groups.needs
    frame = frame[(frame["state"] != "") & frame["village"].notna()]
    told: dict[Any, dict[str, Any]] = {}
    for village, state, code, needs in frame.itertuples(index=False):
        one = told.setdefault(village, {"missed": [], "unknown": [], "met": 0, "needs": ()})
        if state == "met":
            one["met"] += 1
        else:
            one[state].append(code)
        if state == "unknown":
            one["needs"] = tuple(dict.fromkeys((*one["needs"], *needs)))
    has = {s: villages.isin(frame.loc[frame["state"] == s, "village"]).to_numpy(dtype=bool) for s in STATES}
    joined = np.select([has["missed"], has["unknown"], has["met"]], ["missed", "unknown", "met"], default="")
    return joined.astype(object), told


def _tell(
    criterion: Criterion,
    settlements: Settlements,
    joined: Objects,
    words: tuple[str, str, str],
    params: list[dict[str, Any]],
    rows: list[Any],
    needs: list[tuple[str, ...]],
) -> CriterionVerdicts:
    size = len(joined)
    applies = find_applicability(settlements, criterion)
    silent = (joined == "") & ~settlements.quarantined
    applies = Applicability(applies.no | silent, applies.doubts, applies.needs)
    state = combine_states(settlements, applies, joined == "met", joined != "missed")
    why, told = fill_objects(size, ""), fill_objects(size, values=needs)
    for name, word in zip(STATES, words, strict=True):
        why[state == name] = word
    told[state == "met"] = fill_objects(int((state == "met").sum()), ())
    held = {code: doubt & (joined == "missed") for code, doubt in applies.doubts.items()}
    explain_doubts(state, why, told, held, applies.needs)
    aside = np.flatnonzero(settlements.quarantined & (state != ""))
    why[aside], told[aside] = "settlement_quarantined", fill_objects(len(aside), (f"{settlements.kind}s",))
    return CriterionVerdicts(
        criterion=criterion,
        settlements=settlements,
        state=state,
        why=why,
        value=np.full(size, np.nan),
        params=fill_objects(size, values=params),
        rows=fill_objects(size, values=rows),
        needs=told,
        listed_works=fill_objects(size),
    )

"""The rows of documents that are about the county as a whole: its files, its targets and its criteria."""

from __future__ import annotations

from typing import Any

from gisplan.base.values import number_or_none
from gisplan.county.county import County, LayerInput
from gisplan.gaps import CriterionCount, Gaps, ResolvedReach, TargetVerdict
from gisplan.gaps.criterion_counts import StateCount

__all__ = ["criterion_to_dict", "doubts_to_dict", "input_to_dict", "replaced_to_dict", "target_to_dict"]

_STATES = ("met", "missed", "unknown")

Row = dict[str, Any]


def doubts_to_dict(county: County) -> dict[str, Any]:
    """Return `doubts` about the times of the ledger that the works come from; nothing where there are none."""
    doubts = county.time_doubts
    if doubts is None:
        return {}
    return {"doubts": {"clock_behind": doubts.clock_behind, "records": list(doubts.records)}}


def input_to_dict(item: LayerInput) -> Row:
    """Return what a document says of a file that was read.

    Parameters
    ----------
    item : LayerInput

    Returns
    -------
    dict
        All but the rows above the column names: documents number the rows below them.
    """
    return {name: value for name, value in vars(item).items() if name != "rows_above"}


def target_to_dict(gaps: Gaps, verdict: TargetVerdict) -> Row:
    """Return one target's verdict: required and actual value, and how it was calculated.

    Parameters
    ----------
    gaps : Gaps
    verdict : TargetVerdict

    Returns
    -------
    dict
    """
    target = verdict.target
    fields: dict[str, Any] = {
        "id": target.id,
        "role": target.role,
        "measure": target.measure,
        "sectors": list(gaps.standard.sectors_of(target)),
        "required": target.threshold,
        "compare": target.compare,
        "baseline": target.baseline,
        "actual": None if verdict.actual is None else round(verdict.actual, 4),
        "unit": target.unit,
        "due": target.due.isoformat() if target.due else None,
        "state": verdict.state,
        "if_assumed": _target_if_assumed(verdict.if_assumed),
        "basis": verdict.basis,
        "needs": list(verdict.needs),
        "source": target.source,
        "note": target.note,
    }
    if verdict.readings:
        fields["reading"] = {
            "chosen": target.reading,
            "chosen_by": target.chosen_by,
            "raw": target.raw,
            "all": [dict(vars(reading)) for reading in verdict.readings],
        }
    return fields


def _target_if_assumed(verdict: TargetVerdict | None) -> Row | None:
    if verdict is None:
        return None
    return {"state": verdict.state, "actual": None if verdict.actual is None else round(verdict.actual, 4)}


def criterion_to_dict(count: CriterionCount) -> Row:
    """Return one criterion with its counts.

    Parameters
    ----------
    count : CriterionCount

    Returns
    -------
    dict
    """
    criterion, reach = count.criterion, count.resolved_reach
    return {
        "id": criterion.id,
        "kind": criterion.kind,
        "role": criterion.role,
        "settlement": criterion.settlement,
        "sectors": list(count.sectors),
        "state": count.state,
        "met": count.met,
        "missed": count.missed,
        "unknown": count.unknown,
        "if_assumed": _count_if_assumed(count.if_assumed),
        "people_missed": number_or_none(count.people_missed),
        "people_unknown": number_or_none(count.people["unknown"]),
        "judged_for_exit": _states_to_dict(count.judged_for_exit),
        "layer_missing": count.layer_missing,
        "needs": list(count.needs),
        "unit": criterion.unit,
        "required": reach.reach_m if reach else criterion.threshold,
        "reach_m": reach.reach_m if reach else None,
        "reach_to": reach.reach_to if reach else None,
        **replaced_to_dict(reach),
        "surfaces": list(reach.surfaces) if reach else [],
        "min_households": criterion.min_households,
        "min_people": criterion.min_people,
        "where": {column: list(values) for column, values in criterion.where},
        "source": criterion.source,
        "note": criterion.note,
    }


def replaced_to_dict(reach: ResolvedReach | None) -> Row:
    """Return the standard's own values, where the county file replaces them; nothing where it replaces none."""
    replaced = {} if reach is None else {value.key: value.standard for value in reach.replaced}
    return {"replaced": replaced} if replaced else {}


def _count_if_assumed(count: CriterionCount | None) -> Row | None:
    if count is None:
        return None
    return {**_states_to_dict(count), "judged_for_exit": _states_to_dict(count.judged_for_exit)}


def _states_to_dict(count: CriterionCount | StateCount) -> Row:
    return {**{state: getattr(count, state) for state in _STATES}, "state": count.state}

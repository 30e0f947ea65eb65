"""What the row of a county says, in numbers and plain texts; sentences are in English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.base.faults import Fault
from gisplan.base.values import number_or_none
from gisplan.io.faults.catalogue import explain_fault

if TYPE_CHECKING:
    from gisplan.gaps import Gaps
    from gisplan.plan import PlanResult

__all__ = ["ROW_SCHEMA", "count_villages", "describe_faults", "describe_gaps", "describe_plan"]

ROW_SCHEMA = "gisplan.run-county/1"
_STATES = ("met", "missed", "unknown")
_MOST_FAULTS = 100  # in a row; `gisplan check` lists all


def describe_gaps(gaps: Gaps) -> dict[str, Any]:
    """Return what a row says of verdicts.

    Parameters
    ----------
    gaps : Gaps

    Returns
    -------
    dict
    """
    county = gaps.county
    return {
        "name": county.name,
        "own_code": county.code,
        "standard": gaps.standard.id,
        "as_of": county.as_of.isoformat() if county.as_of else None,
        "state": gaps.state,
        "by_scope": dict(gaps.states),
        "villages": count_villages(gaps),
        "criteria": [
            {
                "id": one.criterion.id,
                "settlement": one.criterion.settlement,
                **{state: int(getattr(one, state)) for state in _STATES},
                "people_missed": number_or_none(one.people_missed),
            }
            for one in gaps.criteria
            if not one.layer_missing
        ],
        "targets": [{"id": one.target.id, "state": one.state} for one in gaps.targets],
        "near_misses": len(gaps.near_misses),
        "critical": len(gaps.critical_edges),
        "set_aside": sum(item.quarantined for item in county.inputs),
        "place": _find_place(gaps),
    }


def describe_plan(planned: PlanResult) -> dict[str, Any]:
    """Return what a row says of a plan: its objective with its bound, its cost, and whom it serves."""
    from gisplan.report.documents.plan import make_plan_document

    document = make_plan_document(planned)
    names = ("prize", "goal", "unit", "value", "bound", "gap_percent", "proven", "cost", "cost_unit", "budgets")
    return {name: document[name] for name in names} | {"joined": document["joined"]}


def describe_faults(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Return the faults for which a county is refused, each with its remedy."""
    refusing = [fault for fault in faults if fault.level == "E"]
    return [_describe_fault(fault) for fault in refusing[:_MOST_FAULTS]]


def _describe_fault(fault: Fault) -> dict[str, Any]:
    message, remedy = explain_fault(fault)
    names = ("code", "file", "layer", "row", "field", "value")
    return {name: getattr(fault, name) for name in names} | {"message": message, "remedy": remedy}


def count_villages(gaps: Gaps) -> dict[str, int]:
    """Count the villages, those judged for exit, and these by state."""
    judged = gaps.villages[gaps.villages["judged_for_exit"].astype(bool)]
    states = {f"exit_{state}": int(judged["state"].eq(state).sum()) for state in _STATES}
    return {"villages": len(gaps.villages), "judged_for_exit": len(judged), **states}


def _find_place(gaps: Gaps) -> list[float] | None:
    """Return the middle of the villages, as longitude and latitude (WGS 84); None where none has a place."""
    places = gaps.county.villages.geometry
    places = places[places.notna() & ~places.is_empty]
    if places.empty:
        return None
    degrees = places.to_crs("EPSG:4326")
    return [round(float(np.median(values)), 5) for values in (degrees.x, degrees.y)]

"""The states of reach verdicts, their reason codes, and what would decide the unknown ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.gaps.verdicts.three_valued import combine_states

__all__ = ["find_needs", "find_reasons", "find_states"]


def find_states(
    v: ReachVerdicts, met_pessimistic: Mask, met_optimistic: Mask, *, incomplete: frozenset[str]
) -> Objects:
    """Find the state of each settlement; "" where the criterion does not apply to it.

    Met when met with every unknown taken as unsealed, missed when missed with every unknown taken
    as sealed, else unknown. What is not known to apply is met or unknown, never missed.
    """
    return combine_states(
        v.settlements, v.applicability, met_pessimistic, met_optimistic, _doubts(v, incomplete).values()
    )


def find_reasons(v: ReachVerdicts, state: Objects, *, incomplete: frozenset[str]) -> Objects:
    """Find the reason code of each verdict; "road_unknown" is replaced when the deciding segments are known."""
    why = np.full(len(state), "", dtype=object)
    why[state == "met"] = "within_reach"
    why[(state == "met") & v.by_neighbour] = "near_met"
    why[state == "missed"] = "beyond_reach"
    why[state == "unknown"] = "road_unknown"
    for code, doubt in {**v.applicability.doubts, **_doubts(v, incomplete)}.items():
        why[doubt & (state == "unknown") & ~v.met_optimistic] = code
    why[v.settlements.quarantined] = "settlement_quarantined"
    return why


_ROADS_NEED = {
    "road_unknown": ("roads",),
    "surface_unknown": ("roads.surface",),
    "class_unknown": ("roads.class",),
    "road_quarantined": ("roads",),
    "roads_incomplete": ("roads",),
    "seat_unknown": ("seats", "villages.town"),
}


def find_needs(v: ReachVerdicts, state: Objects, why: Objects) -> Objects:
    """Find the layers or columns that would decide each unknown verdict."""
    needs = {**_ROADS_NEED, **v.applicability.needs, "settlement_quarantined": (f"{v.settlements.kind}s",)}
    values = [needs.get(code, ()) if s == "unknown" else () for code, s in zip(why, state, strict=True)]
    return fill_objects(len(state), values=values)


def _doubts(v: ReachVerdicts, incomplete: frozenset[str]) -> Mapping[str, Mask]:
    """Return why a missed verdict may be wrong, by reason code, the most important last."""
    return {
        "roads_incomplete": np.full(len(v.met_pessimistic), "roads" in incomplete),
        "seat_unknown": (v.settlements.seat < 0) & (v.resolved_reach.reach_to in ("seat", "both")),
    }

"""The states of reach verdicts, their reasons, and what would decide the unknown ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gisplan.base.arrays import Mask, Objects
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.gaps.verdicts.three_valued import combine_states

__all__ = ["find_needs", "find_reasons", "find_states", "is_below"]


def find_states(
    v: ReachVerdicts, met_pessimistic: Mask, met_optimistic: Mask, *, incomplete: frozenset[str]
) -> Objects:
    """The state of each settlement; "" where the criterion does not apply to it.

    Met when met with every unknown taken as unsealed, missed when missed with every unknown taken
    as sealed, else unknown. What is not known to apply is met or unknown, never missed.
    """
    return combine_states(
        v.settlements, v.applicability, met_pessimistic, met_optimistic, _doubts(v, incomplete).values()
    )


def find_reasons(v: ReachVerdicts, state: Objects, *, incomplete: frozenset[str]) -> Objects:
    """The code of each verdict's why; "road_unknown" stands for what the deciding segments will say."""
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
    """The layers or columns that would decide each unknown verdict."""
    told = {**_ROADS_NEED, **v.applicability.needs}
    told["settlement_quarantined"] = (f"{v.settlements.kind}s",)
    needs = np.empty(len(state), dtype=object)
    needs[:] = [told.get(w, ()) if s == "unknown" else () for w, s in zip(why, state, strict=True)]
    return needs


def is_below(v: ReachVerdicts) -> Mask:
    """Whether each settlement is one to which the criterion does not apply."""
    return v.applicability.no


def _doubts(v: ReachVerdicts, incomplete: frozenset[str]) -> Mapping[str, Mask]:
    """Why a missed verdict may be wrong, the weightiest reason last."""
    return {
        "roads_incomplete": np.full(len(v.met_pessimistic), "roads" in incomplete),
        "seat_unknown": (v.settlements.seat < 0) & (v.resolved_reach.reach_to in ("seat", "both")),
    }

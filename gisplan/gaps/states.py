"""Met, missed, unknown: what both readings of the unknown come to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gisplan.gaps.reach import ReachVerdicts

__all__ = ["STATES", "decide", "explain", "is_below"]

STATES = ("met", "missed", "unknown")
Mask = NDArray[np.bool_]


def decide(v: ReachVerdicts, met_least: Mask, met_most: Mask, *, incomplete: frozenset[str]) -> NDArray[np.object_]:
    """The state of each settlement; "" where the criterion does not apply to it.

    Met when met with every unknown taken as unsealed, missed when missed with every unknown taken
    as sealed, else unknown. What is not known to apply is met or unknown, never missed.
    """
    state = np.where(met_least, "met", np.where(met_most, "unknown", "missed")).astype(object)
    for doubt in _doubts(v, incomplete).values():
        state[doubt & (state == "missed")] = "unknown"
    state[v.settlements.set_aside] = "unknown"
    state[is_below(v)] = ""
    return state


def explain(v: ReachVerdicts, state: NDArray[np.object_], *, incomplete: frozenset[str]) -> NDArray[np.object_]:
    """The code of each verdict's why; "road_unknown" stands for what the deciding segments will say."""
    why = np.full(len(state), "", dtype=object)
    why[state == "met"] = "within_reach"
    why[state == "missed"] = "beyond_reach"
    why[state == "unknown"] = "road_unknown"
    for code, doubt in _doubts(v, incomplete).items():
        why[doubt & (state == "unknown") & ~v.met_most] = code
    why[v.settlements.set_aside] = "settlement_quarantined"
    return why


def is_below(v: ReachVerdicts) -> Mask:
    """Whether each settlement is too small for the criterion to apply."""
    least = v.question.criterion.min_households
    households = v.settlements.frame["households"].to_numpy(dtype=np.float64)
    return households < least if least is not None else np.zeros(len(households), dtype=bool)


def _doubts(v: ReachVerdicts, incomplete: frozenset[str]) -> dict[str, Mask]:
    """Why a missed verdict may be wrong, the weightiest reason last."""
    size = len(v.met_least)
    households = v.settlements.frame["households"].to_numpy(dtype=np.float64)
    return {
        "households_unknown": np.isnan(households) & (v.question.criterion.min_households is not None),
        "roads_incomplete": np.full(size, "roads" in incomplete),
        "seat_unknown": (v.settlements.seat < 0) & (v.question.reach_to in ("seat", "both")),
    }

"""Met, missed, unknown: what both readings of the unknown come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from gisplan.gaps.applies import Applies, ask_whom
from gisplan.gaps.reach import ReachVerdicts
from gisplan.gaps.survey import Settlements

__all__ = ["STATES", "all_of", "any_of", "decide", "explain", "is_below", "reach_needs", "settle_states"]

STATES = ("met", "missed", "unknown")
Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]


def decide(v: ReachVerdicts, met_least: Mask, met_most: Mask, *, incomplete: frozenset[str]) -> Objects:
    """The state of each settlement; "" where the criterion does not apply to it.

    Met when met with every unknown taken as unsealed, missed when missed with every unknown taken
    as sealed, else unknown. What is not known to apply is met or unknown, never missed.
    """
    applies = ask_whom(v.settlements, v.question.criterion)
    return settle_states(v.settlements, applies, met_least, met_most, _doubts(v, incomplete).values())


def settle_states(
    settlements: Settlements, applies: Applies, met_least: Mask, met_most: Mask, doubts: Iterable[Mask] = ()
) -> Objects:
    """States from both readings of the unknown, and from what else may make a missed one wrong."""
    state = np.where(met_least, "met", np.where(met_most, "unknown", "missed")).astype(object)
    for doubt in (*applies.doubts.values(), *doubts):
        state[doubt & (state == "missed")] = "unknown"
    state[settlements.set_aside] = "unknown"
    state[applies.no] = ""
    return state


def explain(v: ReachVerdicts, state: Objects, *, incomplete: frozenset[str]) -> Objects:
    """The code of each verdict's why; "road_unknown" stands for what the deciding segments will say."""
    why = np.full(len(state), "", dtype=object)
    why[state == "met"] = "within_reach"
    why[(state == "met") & v.by_neighbour] = "near_met"
    why[state == "missed"] = "beyond_reach"
    why[state == "unknown"] = "road_unknown"
    applies = ask_whom(v.settlements, v.question.criterion)
    for code, doubt in {**applies.doubts, **_doubts(v, incomplete)}.items():
        why[doubt & (state == "unknown") & ~v.met_most] = code
    why[v.settlements.set_aside] = "settlement_quarantined"
    return why


_ROADS_NEED = {
    "road_unknown": ("roads",),
    "surface_unknown": ("roads.surface",),
    "class_unknown": ("roads.class",),
    "road_quarantined": ("roads",),
    "roads_incomplete": ("roads",),
    "seat_unknown": ("seats", "villages.town"),
}


def reach_needs(v: ReachVerdicts, state: Objects, why: Objects) -> Objects:
    """The layers or columns that would decide each unknown verdict."""
    told = {**_ROADS_NEED, **ask_whom(v.settlements, v.question.criterion).needs}
    told["settlement_quarantined"] = (f"{v.settlements.kind}s",)
    needs = np.empty(len(state), dtype=object)
    needs[:] = [told.get(w, ()) if s == "unknown" else () for w, s in zip(why, state, strict=True)]
    return needs


def is_below(v: ReachVerdicts) -> Mask:
    """Whether each settlement is one to which the criterion does not apply."""
    return ask_whom(v.settlements, v.question.criterion).no


def _doubts(v: ReachVerdicts, incomplete: frozenset[str]) -> Mapping[str, Mask]:
    """Why a missed verdict may be wrong, the weightiest reason last."""
    return {
        "roads_incomplete": np.full(len(v.met_least), "roads" in incomplete),
        "seat_unknown": (v.settlements.seat < 0) & (v.question.reach_to in ("seat", "both")),
    }


def all_of(states: NDArray[np.object_]) -> Objects:
    """Kleene's and of the rows of (K, M) states: "" takes no part, and is the answer where all are ""."""
    return _join(states, ("missed", "unknown", "met"))


def any_of(states: NDArray[np.object_]) -> Objects:
    """Kleene's or of the rows of (K, M) states: "" takes no part, and is the answer where all are ""."""
    return _join(states, ("met", "unknown", "missed"))


def _join(states: NDArray[np.object_], order: tuple[str, str, str]) -> Objects:
    """The first of the states, in the order of their weight, that stands in a column."""
    joined = np.full(states.shape[1], "", dtype=object)
    for state in reversed(order):
        joined[(states == state).any(axis=0)] = state
    return joined

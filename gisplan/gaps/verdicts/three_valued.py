"""Met, missed, unknown: what both readings of the unknown come to."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Mask, Objects
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.applicability import Applicability

__all__ = ["STATES", "all_of", "any_of", "combine_states"]

STATES = ("met", "missed", "unknown")


def combine_states(
    settlements: Settlements,
    applies: Applicability,
    met_pessimistic: Mask,
    met_optimistic: Mask,
    doubts: Iterable[Mask] = (),
) -> Objects:
    """States from both readings of the unknown, and from what else may make a missed one wrong."""
    state = np.where(met_pessimistic, "met", np.where(met_optimistic, "unknown", "missed")).astype(object)
    for doubt in (*applies.doubts.values(), *doubts):
        state[doubt & (state == "missed")] = "unknown"
    state[settlements.quarantined] = "unknown"
    state[applies.no] = ""
    return state


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

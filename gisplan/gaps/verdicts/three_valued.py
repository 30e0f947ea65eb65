"""Three-valued logic: met, missed, unknown; and to which settlements a criterion applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Mask, Objects
from gisplan.gaps.settlements import Settlements
from gisplan.standards import Criterion

__all__ = ["STATES", "Applicability", "all_of", "any_of", "combine_states", "filter_settlements", "find_applicability"]

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


@dataclass(frozen=True)
class Applicability:
    """To which of M settlements a criterion applies.

    Attributes
    ----------
    no : (M,) bool
        Those to which it certainly does not.
    doubts : mapping of str to (M,) bool
        Those of which it is not known, by reason code.
    needs : mapping of str to tuple of str
        The columns that would decide, by reason code.
    """

    no: Mask
    doubts: Mapping[str, Mask]
    needs: Mapping[str, tuple[str, ...]]

    def without(self, some: Mask) -> Applicability:
        """Return the same, with some settlements to which it certainly does not apply."""
        return Applicability(self.no | some, self.doubts, self.needs)


def find_applicability(settlements: Settlements, criterion: Criterion) -> Applicability:
    """Find to which settlements a criterion applies, by its filter and by their size."""
    no, doubt, columns = filter_settlements(settlements, criterion.where)
    doubts, layer = {"filter_unknown": doubt}, f"{settlements.kind}s"
    needs = {"filter_unknown": tuple(f"villages.{column}" for column in columns)}
    for column, least in (("households", criterion.min_households), ("people", criterion.min_people)):
        if least is not None:
            size = settlements.frame[column].to_numpy(dtype=np.float64)
            wrong = settlements.contradicted[column].where
            no |= settlements.find_smaller(column, least)
            doubts |= {f"{column}_unknown": np.isnan(size), f"{column}_contradict": wrong}
            cell = f"{layer}.{'population' if column == 'people' else column}"
            needs |= {f"{column}_unknown": (cell,), f"{column}_contradict": (cell,)}
    return Applicability(no, doubts, needs)


def filter_settlements(
    settlements: Settlements, where: tuple[tuple[str, tuple[bool | int | str, ...]], ...]
) -> tuple[Mask, Mask, tuple[str, ...]]:
    """Find who certainly fails a filter, for whom it is not known, and the columns that would decide.

    A blank exit year says that the village does not exit, where the file gives the year of any.
    """
    frame = settlements.frame
    no, doubt = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    for column, values in where:
        own = "village" if column == "code" and settlements.kind == "group" else column
        blank = frame[own].isna().to_numpy(dtype=bool)
        allowed: pd.Series[bool] = frame[own].isin(list(values))
        if column == "exit_year" and not blank.all():
            blank = settlements.quarantined
        no |= ~blank & ~allowed.to_numpy(dtype=bool)
        doubt |= blank
    return no, doubt & ~no, tuple(column for column, _ in where)

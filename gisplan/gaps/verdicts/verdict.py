"""One criterion's verdicts, whatever its kind, and the evidence that every kind gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from gisplan.base.arrays import Floats, Mask, Objects, fill_objects
from gisplan.gaps.settlements import Settlements
from gisplan.standards import Criterion

__all__ = ["Attested", "Cell", "CriterionVerdicts", "ListedWork", "explain_doubts", "fill_objects"]


class Cell(NamedTuple):
    """One value that a verdict rests on, and where it stands; rows count from 1."""

    layer: str
    row: int
    column: str
    value: Any


class ListedWork(NamedTuple):
    """A work that is listed for a settlement, with its row; `due` is a date in ISO 8601.

    It is `disputed` where it is said to be built and the survey still finds its road on the missing
    link unsealed: the survey decides, and someone should look.
    """

    layer: str
    row: int
    code: str | None
    name: str | None
    status: str | None
    due: str | None
    disputed: bool = False


class Attested(NamedTuple):
    """What someone found on site; `date` in ISO 8601."""

    state: str | None
    by: str | None
    date: str | None
    document: str | None
    row: int


@dataclass(frozen=True)
class CriterionVerdicts:
    """Verdicts of M settlements under one criterion.

    Attributes
    ----------
    state, why : (M,) object
        "" where the criterion does not apply.
    value : (M,) float64
        What is measured against the threshold; NaN where there is no such number.
    params : (M,) object
        What the why's sentence needs, as mappings.
    rows : (M,) object
        Tuples of `Cell`.
    needs : (M,) object
        For an unknown, the layers or `layer.column` that would decide; for a missed one, those that
        would tell what closes it.
    closes : (M,) object
        For a missed one the works that are listed for it, none where nothing is planned; None where
        no list tells.
    """

    criterion: Criterion
    settlements: Settlements
    state: Objects
    why: Objects
    value: Floats
    params: Objects
    rows: Objects
    needs: Objects
    listed_works: Objects


def explain_doubts(
    state: Objects, why: Objects, needs: Objects, doubts: Mapping[str, Mask], told: Mapping[str, tuple[str, ...]]
) -> None:
    """Write the doubts that make verdicts unknown into `why` and `needs`, the weightiest last."""
    for code, doubt in doubts.items():
        some = np.flatnonzero(doubt & (state == "unknown"))
        why[some] = code
        needs[some] = fill_objects(len(some), told.get(code, ()))

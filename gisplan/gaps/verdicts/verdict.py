"""One criterion's verdicts, whatever its kind, and the evidence that every kind gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from gisplan.base.arrays import Floats, Mask, Objects, fill_objects
from gisplan.gaps.contradicted import Cell
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.three_valued import Applicability, combine_states
from gisplan.standards import Criterion

__all__ = [
    "Attested",
    "Cell",
    "CriterionVerdicts",
    "Doubt",
    "Evidence",
    "ListedWork",
    "add_contradicted_sizes",
    "make_verdicts",
]


class ListedWork(NamedTuple):
    """A work that is listed for a settlement.

    Attributes
    ----------
    layer : str
    row : int
        The row of the layer's file, from 1.
    code, name : str or None
    status : str or None
        How far it is.
    due : str or None
        A date in ISO 8601.
    disputed : bool
        It is said to be built, and the survey still finds its road on the missing link unsealed: the survey
        is used for the verdict, and someone should look.
    """

    layer: str
    row: int
    code: str | None
    name: str | None
    status: str | None
    due: str | None
    disputed: bool = False


class Attested(NamedTuple):
    """What someone found on site.

    Attributes
    ----------
    state : str or None
        "met" or "missed".
    by : str or None
        Who found it.
    date : str or None
        A date in ISO 8601.
    document : str or None
        The document that records it.
    row : int
        The row of the file of attestations, from 1.
    """

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
    criterion : Criterion
    settlements : Settlements
    state, reason_code : (M,) object
        "" where the criterion does not apply.
    value : (M,) float64
        What is measured against the threshold; NaN where there is no such number.
    params : (M,) object
        What the reason's sentence needs, as mappings.
    rows : (M,) object
        Tuples of `Cell`.
    needs : (M,) object
        For an unknown, the layers or `layer.column` that would decide; for a missed one, those in which
        remedies would be listed.
    listed_works : (M,) object
        For a missed one the works that are listed for it, none where nothing is planned; None where
        no list says.
    """

    criterion: Criterion
    settlements: Settlements
    state: Objects
    reason_code: Objects
    value: Floats
    params: Objects
    rows: Objects
    needs: Objects
    listed_works: Objects


class Evidence(NamedTuple):
    """What M verdicts rest on: see the fields of the same names of `CriterionVerdicts`."""

    value: Floats
    params: list[dict[str, Any]]
    rows: list[tuple[Cell, ...]]


class Doubt(NamedTuple):
    """Where verdicts are unknown for one reason, (M,) bool; and the layers or columns that would decide them.

    `needs` are the same for all settlements, or each one's own, (M,) object.
    """

    where: Mask
    needs: tuple[str, ...] | Objects


def make_verdicts(
    criterion: Criterion,
    settlements: Settlements,
    applicability: Applicability,
    *,
    met: tuple[Mask, Mask],
    reason_codes: Mapping[str, str],
    doubts: Mapping[str, Doubt],
    evidence: Evidence,
    needs: list[tuple[str, ...]] | None = None,
) -> CriterionVerdicts:
    """Make a criterion's verdicts from both readings of the unknown.

    Parameters
    ----------
    met : ((M,) bool, (M,) bool)
        Who is met when everything unknown is read against it, and when it is read in its favour.
    reason_codes : mapping of str to str
        The reason code of each state that has one.
    doubts : mapping of str to Doubt
        Why verdicts are unknown, by reason code; where several hold, the last one is given.
    evidence : Evidence
    needs : list of tuple of str, optional
        What verdicts that are not met need beside what the doubts say.
    """
    size = len(settlements.frame)
    state = combine_states(settlements, applicability, *met)
    reason_code = fill_objects(size, "")
    for name, code in reason_codes.items():
        reason_code[state == name] = code
    needed = fill_objects(size, ()) if needs is None else fill_objects(size, values=needs)
    needed[state == "met"] = fill_objects(int((state == "met").sum()), ())
    _explain_unknown(state, reason_code, needed, _order_doubts(settlements, applicability, doubts))
    return CriterionVerdicts(
        criterion=criterion,
        settlements=settlements,
        state=state,
        reason_code=reason_code,
        value=evidence.value,
        params=fill_objects(size, values=evidence.params),
        rows=fill_objects(size, values=evidence.rows),
        needs=needed,
        listed_works=fill_objects(size),
    )


def _order_doubts(
    settlements: Settlements, applicability: Applicability, doubts: Mapping[str, Doubt]
) -> dict[str, Doubt]:
    """All doubts, the weightiest last: whether it applies, the kind's own, and that its row was quarantined."""
    of_filter = {code: Doubt(where, applicability.needs[code]) for code, where in applicability.doubts.items()}
    own_row = Doubt(settlements.quarantined, (f"{settlements.kind}s",))
    return {**of_filter, **doubts, "settlement_quarantined": own_row}


def _explain_unknown(state: Objects, reason_code: Objects, needs: Objects, doubts: Mapping[str, Doubt]) -> None:
    """Write the doubts that make verdicts unknown into `reason_code` and `needs`."""
    for code, doubt in doubts.items():
        places = np.flatnonzero(doubt.where & (state == "unknown"))
        reason_code[places] = code
        each = fill_objects(len(places), doubt.needs) if isinstance(doubt.needs, tuple) else doubt.needs[places]
        needs[places] = each


def add_contradicted_sizes(verdicts: CriterionVerdicts) -> CriterionVerdicts:
    """Return the verdicts with the values that contradict each other, where a settlement's size is in doubt."""
    params, rows, needs = verdicts.params.copy(), verdicts.rows.copy(), verdicts.needs.copy()
    for size, contradicted in verdicts.settlements.contradicted.items():
        for i in np.flatnonzero(verdicts.reason_code == f"{size}_contradict").tolist():
            params[i] = {**params[i], **contradicted.params[i]}
            rows[i] = tuple(dict.fromkeys((*rows[i], *contradicted.cells[i])))
            needs[i] = contradicted.needs(i)
    return replace(verdicts, params=params, rows=rows, needs=needs)

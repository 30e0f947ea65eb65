"""The registry of the kinds of criteria, by name."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.language import N_
from gisplan.gaps.criteria.boolean import BooleanCriterion
from gisplan.gaps.criteria.combination import CombinedCriterion
from gisplan.gaps.criteria.coverage import CoverageCriterion
from gisplan.gaps.criteria.kind import CriterionKind
from gisplan.gaps.criteria.milestone import MilestoneCriterion
from gisplan.gaps.criteria.number import NumberCriterion
from gisplan.gaps.criteria.ratio import RatioCriterion
from gisplan.gaps.criteria.reach import ReachCriterion

__all__ = ["KINDS", "find_reason", "register", "unregister"]

SHARED_REASONS: Mapping[str, str] = {
    "settlement_quarantined": N_("Unknown: its row was set aside when read (row {row}): {fault}."),
    "households_unknown": N_(
        "The criterion applies from {min_households} households; the row does not state the number of households."
    ),
    "people_unknown": N_(
        "The criterion applies from {min_people} people; the row does not state the number of people."
    ),
    "households_contradict": N_(
        "The criterion applies from {min_households} households, but {own_column} of the layer {own_layer} (row "
        "{own_row}) is {own_value}, and {other_column} of the layer {other_layer} (row {other_row}) is {other_value}."
    ),
    "people_contradict": N_(
        "The criterion applies from {min_people} people, but {own_column} of the layer {own_layer} (row {own_row}) is "
        "{own_value}, and {other_column} of the layer {other_layer} (row {other_row}) is {other_value}."
    ),
    "filter_unknown": N_("Unknown whether the criterion applies: {needs} is blank for its village."),
    "layer_missing": N_("Unknown: the county's files have no layer {needs}."),
    "layer_incomplete": N_(
        "Unknown: the layer {needs} is stated to be incomplete, and missing rows may change the verdict."
    ),
}
"""The sentences of reason codes that any kind may give, as templates over a verdict's parameters."""

KINDS: dict[str, type[CriterionKind]] = {}
"""The kinds of criteria by the names that entries give them; `parse_standard` reads standards by it."""


def register(kind: type[CriterionKind]) -> type[CriterionKind]:
    """Register a kind of criterion, so that standards may use it and its verdicts have sentences.

    Parameters
    ----------
    kind : subclass of CriterionKind
        Its `kind` is the name in entries. It may be used as a decorator.

    Returns
    -------
    subclass of CriterionKind
        The same class.

    Raises
    ------
    ValueError
        There is another kind of that name, or one that gives a reason code another sentence.
    """
    if kind.kind in KINDS:
        raise ValueError(f"There is a kind of criterion {kind.kind!r} already: give it another name.")
    for code, sentence in kind.reasons.items():
        if find_reason(code) not in (None, sentence):
            raise ValueError(f"The reason {code!r} has another sentence already: give it another code.")
    KINDS[kind.kind] = kind
    return kind


def unregister(name: str) -> None:
    """Remove a kind of criterion from the registry.

    Parameters
    ----------
    name : str
        The name in entries.
    """
    del KINDS[name]


def find_reason(code: str) -> str | None:
    """Return the sentence of a reason code, in English, as a template over a verdict's parameters.

    Parameters
    ----------
    code : str
        Such as "beyond_reach".

    Returns
    -------
    str or None
        None where no kind gives such a reason.
    """
    known = (SHARED_REASONS, *(kind.reasons for kind in KINDS.values()))
    return next((reasons[code] for reasons in known if code in reasons), None)


for _kind in (
    ReachCriterion,
    RatioCriterion,
    NumberCriterion,
    BooleanCriterion,
    MilestoneCriterion,
    CoverageCriterion,
    CombinedCriterion,
):
    register(_kind)

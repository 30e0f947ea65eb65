"""The registry of the kinds of criteria, by name."""

from __future__ import annotations

from gisplan.gaps.criteria.boolean import BooleanCriterion
from gisplan.gaps.criteria.combination import CombinedCriterion
from gisplan.gaps.criteria.coverage import CoverageCriterion
from gisplan.gaps.criteria.kind import CriterionKind
from gisplan.gaps.criteria.milestone import MilestoneCriterion
from gisplan.gaps.criteria.number import NumberCriterion
from gisplan.gaps.criteria.ratio import RatioCriterion
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.gaps.verdicts.reasons import SHARED_REASONS

__all__ = ["KINDS", "find_reason", "register", "unregister"]

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

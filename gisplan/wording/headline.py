"""The finding in a sentence, and what it is for: how many villages fall short, and by which criteria."""

from __future__ import annotations

from typing import NamedTuple

from gisplan.base.language import N_
from gisplan.gaps import CriterionCount, Gaps
from gisplan.gaps.village_verdicts import find_not_required
from gisplan.wording.names import name_criterion
from gisplan.wording.verdicts import Translate

__all__ = ["Reason", "count_reasons", "format_headline"]

_SHORT = N_("{missed} of {total} villages judged for exit fall short.")
_SHORT_UNKNOWN = N_(
    "{missed} of {total} villages judged for exit fall short; {unknown} more cannot be judged for want of data."
)
_UNKNOWN = N_(
    "Of {total} villages judged for exit, none is known to fall short; {unknown} cannot be judged for want of data."
)
_ALL_UNKNOWN = N_("Whether the {total} villages judged for exit fall short is unknown, for want of data.")
_ALL_MET = N_("All {total} villages judged for exit meet every criterion.")
_ONE = {
    _SHORT: N_("The only village judged for exit falls short."),
    _ALL_UNKNOWN: N_("Whether the only village judged for exit falls short is unknown, for want of data."),
    _ALL_MET: N_("The only village judged for exit meets every criterion."),
}
_NONE = N_("No village is judged for exit.")
_BY = {
    "village": N_("{missed} of {total} villages fall short: {criterion}; {unknown} cannot be judged."),
    "group": N_("{missed} of {total} groups fall short: {criterion}; {unknown} cannot be judged."),
}
_NOTHING_REQUIRED = N_("No exit criterion requires anything of the villages judged for exit.")


class Reason(NamedTuple):
    """A criterion, and of how many of the villages judged for exit it is missed."""

    criterion: str
    villages: int


def format_headline(gaps: Gaps, *, translate: Translate = str) -> str:
    """Return how many of the villages judged for exit fall short, in a sentence.

    Villages of which no exit criterion requires anything are not counted. An unknown village is never shown as one
    that meets. Where the standard has no exit criteria the sentence is of its first criterion that lists anything.
    """
    if not any(c.criterion.role == "exit" for c in gaps.criteria):
        return _format_first(gaps, translate)
    judged = gaps.villages[gaps.villages["judged_for_exit"]]
    if not len(judged):
        return translate(_NONE)
    asked = judged[~find_not_required(gaps.county, judged)]
    if not len(asked):
        return translate(_NOTHING_REQUIRED)
    counts = {state: int((asked["state"] == state).sum()) for state in ("missed", "unknown")}
    text = _choose(len(asked), **counts)
    return translate(text).format(total=len(asked), **counts)


def _format_first(gaps: Gaps, translate: Translate) -> str:
    for c in gaps.criteria:
        if total := c.met + c.missed + c.unknown:
            name = name_criterion(c.criterion.id, translate=translate)
            text = translate(_BY[c.criterion.settlement])
            return text.format(missed=c.missed, total=total, unknown=c.unknown, criterion=name)
    return translate(_NONE)


def _choose(total: int, *, missed: int, unknown: int) -> str:
    if missed:
        text = _SHORT_UNKNOWN if unknown else _SHORT
    elif unknown:
        text = _ALL_UNKNOWN if unknown == total else _UNKNOWN
    else:
        text = _ALL_MET
    return _ONE.get(text, text) if total == 1 else text


def count_reasons(gaps: Gaps) -> list[Reason]:
    """Return the exit criteria that villages judged for exit miss, the most first; a village can miss several."""
    judged = gaps.villages[gaps.villages["judged_for_exit"]]
    missed = judged["missed"].explode().value_counts()
    order = [_id(count) for count in gaps.criteria if count.criterion.role == "exit"]
    reasons = [Reason(id, int(missed[id])) for id in order if id in missed.index]
    return sorted(reasons, key=lambda reason: -reason.villages)


def _id(count: CriterionCount) -> str:
    return count.criterion.id

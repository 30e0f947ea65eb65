"""The verdict on a target: the actual value, and the least and most that it may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from gisplan.base.language import N_, join_names
from gisplan.county.schema import COLUMN_NAMES
from gisplan.gaps.works import MILESTONE_LABELS
from gisplan.standards import Target

__all__ = ["Estimate", "ReadingVerdict", "TargetVerdict", "choose_templates", "judge_target"]

Fraction = tuple[float, float]
_PENDING = N_("Not reached yet; due on {due}.")
_PENDING_UNKNOWN = N_("Whether it is reached depends on what is not reported; due on {due}.")


@dataclass(frozen=True)
class Estimate:
    """What a target's measure comes to.

    Attributes
    ----------
    actual : float or None
        Over what is known.
    least, most : (float, float)
        As numerator and denominator, so that nothing is lost by dividing.
    templates : tuple of str
        The sentences that say how it was calculated, in English, as templates over `counts`.
    counts : mapping of str to value
        The figures of the sentences.
    needs : tuple of str
        The layers or columns that would narrow it.
    is_range : bool
        What is known does not stand for the whole: only `least` and `most` are known, which the sentences state.
    """

    actual: float | None
    least: Fraction
    most: Fraction
    templates: tuple[str, ...]
    counts: Mapping[str, Any]
    needs: tuple[str, ...] = ()
    is_range: bool = False


@dataclass(frozen=True)
class ReadingVerdict:
    """What another reading of a garbled figure requires.

    Attributes
    ----------
    id : str
    required : float
        The threshold when the figure is read so.
    works : int or None
        How many works the figure is then about.
    state : str
        "met", "missed", "unknown" or "pending".
    note : str
        A remark for readers.
    """

    id: str
    required: float
    works: int | None
    state: str
    note: str


@dataclass(frozen=True)
class TargetVerdict:
    """A target's required and actual value, and its state.

    Attributes
    ----------
    target : Target
    actual : float or None
        In the target's unit, over what is known; None where nothing is, or only a range.
    state : str or None
        "met", "missed", "unknown" or "pending"; None of a target without a threshold, which is only a figure.
    templates : tuple of str
        The sentences that say how the actual value was calculated, as templates over `counts`.
    counts : mapping of str to value
        The figures of the sentences.
    needs : tuple of str
        The layers or columns that would decide it.
    readings : tuple of ReadingVerdict
        Every reading of a garbled figure, judged.
    if_assumed : TargetVerdict or None
        What it would be with the surfaces that the county file assumes, where these decide it.
    """

    target: Target
    actual: float | None
    state: str | None
    templates: tuple[str, ...]
    counts: Mapping[str, Any]
    needs: tuple[str, ...] = ()
    readings: tuple[ReadingVerdict, ...] = ()
    if_assumed: TargetVerdict | None = None

    @property
    def basis(self) -> str:
        """How the actual value was calculated, in English."""
        return self.explain()

    def explain(self, translate: Callable[[str], str] = str) -> str:
        """Explain how the actual value was calculated.

        Parameters
        ----------
        translate : callable, optional
            Gives a text in the user's language; by default the sentences are English.

        Returns
        -------
        str
        """
        words = {name: _write(value) for name, value in self.counts.items()}
        if "milestone" in words:
            words["milestone"] = translate(MILESTONE_LABELS[words["milestone"]])
        if words.get("by") == "":
            words["by"] = translate(N_("now"))
        if "lacking" in words:
            lacking = (_name_column(column, translate) for column in words["lacking"].split(", "))
            words["lacking"] = join_names(lacking, translate=translate)
        sentences = [translate(template).format(**words) for template in self.templates]
        return reduce(translate(N_("{0} {1}")).format, sentences)


def _name_column(column: str, translate: Callable[[str], str]) -> str:
    """A column's key, which is to be written, and its name."""
    return translate(N_("{name} ({key})")).format(name=translate(COLUMN_NAMES.get(column, column)), key=column)


def _write(value: Any) -> str:
    """A number with thin spaces, to a tenth where it is not whole; a text as it is."""
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    value = round(value, 1)
    return f"{value:,.{0 if float(value).is_integer() else 1}f}".replace(",", "\u202f")


def choose_templates(first: str, *others: tuple[Any, str]) -> tuple[str, ...]:
    """Return a sentence, and of the others those whose figure is not 0 or false."""
    return (first, *(template for figure, template in others if figure))


def judge_target(target: Target, found: Estimate, *, as_of: date | None) -> TargetVerdict:
    """Judge a target.

    It is unknown where what is not known could still carry it, and pending until its due date where it
    is not reached; without `as_of` no due date is judged. One without a threshold is only a figure and
    has no state.
    """
    readings = tuple(
        ReadingVerdict(r.id, r.threshold, r.works, _state(target, r.threshold, found, as_of), r.note)
        for r in target.readings
    )
    state = None if target.threshold is None else _state(target, target.threshold, found, as_of)
    actual = None if found.is_range else found.actual
    needs = found.needs if found.least != found.most or found.actual is None else ()
    templates, counts = found.templates, found.counts
    if state == "pending":
        unknown = _judge(target, target.threshold or 0.0, found) == "unknown"
        templates = (*templates, _PENDING_UNKNOWN if unknown else _PENDING)
        counts = {**counts, "due": target.due.isoformat() if target.due else None}
    return TargetVerdict(target, actual, state, templates, counts, needs, readings)


def _state(target: Target, required: float, found: Estimate, as_of: date | None) -> str:
    if found.actual is None:
        return "unknown"
    state = _judge(target, required, found)
    if state != "met" and target.due is not None and (as_of is None or as_of < target.due):
        return "pending"
    return state


def _judge(target: Target, required: float, found: Estimate) -> str:
    """Whether a figure is reached, whatever its due date."""
    (low, low_of), (high, high_of) = found.least, found.most
    if target.compare == "at_least":
        sure, possible = low >= required * low_of, high >= required * high_of
    else:
        sure, possible = high <= required * high_of, low <= required * low_of
    return "met" if sure else "unknown" if possible else "missed"

"""How far the works of a kind are, in a sentence."""

from __future__ import annotations

from gisplan.base.language import N_, _
from gisplan.ledger.events.labels import KIND_LABELS, field_label
from gisplan.ledger.progress.progress import KindProgress

__all__ = ["WORKS_HEADLINE", "format_people", "format_works_headline"]

WORKS_HEADLINE = N_("{kind}: {finished} of {planned} finished ({milestone}), {overdue} overdue.")
"""The finding on the works of a kind."""


def format_works_headline(progress: KindProgress) -> str:
    """Return how many works of a kind are finished and overdue, and how many people are served, as one line."""
    total = progress.total
    people = format_people(total.served, total.people)
    template = (
        _(WORKS_HEADLINE)
        if people is None
        else _("{kind}: {finished} of {planned} finished ({milestone}), {overdue} overdue; people served: {people}.")
    )
    line = template.format(
        kind=_(KIND_LABELS[progress.kind.name]),
        finished=total.finished,
        planned=total.planned,
        milestone=field_label(progress.kind.finish),
        overdue=total.overdue,
        people=people,
    )
    return line[0].upper() + line[1:]


def format_people(served: tuple[float, float] | None, people: tuple[float, float] | None) -> str | None:
    """Return how many of how many people are served, as ranges where the list leaves it open; None if unknown."""
    if served is None or people is None:
        return None
    return _("{0} of {1}").format(_format_range(served), _format_range(people))


def _format_range(people: tuple[float, float]) -> str:
    low, high = people
    if high == float("inf"):
        return f"≥ {_format_number(low)}"
    return _format_number(low) if low == high else f"{_format_number(low)}–{_format_number(high)}"


def _format_number(number: float) -> str:
    """Return a whole number with narrow spaces between thousands."""
    return f"{number:,.0f}".replace(",", "\u202f")

"""Cells of a table that hold lists or tuples as plain values, for documents, sheets and layers alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gisplan.base.values import is_missing, number_or_none

__all__ = [
    "format_changed_verdicts",
    "format_near_ends",
    "join_codes",
    "plain_value",
]


def plain_value(value: Any) -> Any:
    """Return a value as JSON has it: lists for tuples, null for what is missing, whole numbers as integers."""
    if isinstance(value, tuple | list):
        return [plain_value(v) for v in value]
    if is_missing(value):
        return None
    return number_or_none(value) if isinstance(value, float) else value


def join_codes(codes: Iterable[Any]) -> str | None:
    """Join codes to one text; None where there are none."""
    return ", ".join(str(code) for code in codes) or None


def format_near_ends(ends: Iterable[tuple[Any, Any, float]]) -> str | None:
    """Format the road ends (segment, segment nearby, gap in metres) near a settlement as one text."""
    return "; ".join(f"{segment} – {near} ({gap_m:.1f} m)" for segment, near, gap_m in ends) or None


def format_changed_verdicts(changed_verdicts: Iterable[tuple[str, tuple[str, ...]]]) -> str | None:
    """Format the verdicts that a near miss would change, (criterion, codes of settlements), as one text."""
    return "; ".join(f"{criterion}: {', '.join(codes)}" for criterion, codes in changed_verdicts) or None

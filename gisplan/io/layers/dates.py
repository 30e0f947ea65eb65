"""Dates as people write them: the year first in any form, a day or month first only where it is clear which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.county.schema import Column
from gisplan.io.config.layer_columns import UNKNOWN
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["clear_zero_years", "read_dates"]

_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d*)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
# day 1 of a workbook is 1900-01-01, and its 1900 has a 29 February by mistake
_EPOCH = date(1899, 12, 30)
_SERIALS = (25_000, 60_000)
_YEARS, _LIKELY_YEARS = range(1900, 2201), range(1950, 2101)

_REFUSED = {
    "unreadable": "date-unreadable",
    "ambiguous": "date-ambiguous",
    "mixed": "date-mixed",
    "unlikely": "date-unlikely",
}


class ParsedDate(NamedTuple):
    """How a text reads, and its day.

    `form` is blank, plain, serial, day-first, month-first, ambiguous, mixed, unlikely or unreadable.
    """

    form: str
    day: date | None = None


def read_dates(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    """Add a column of days (datetime64[ns]) to a draft, and quarantine the rows whose text is not one day.

    Parameters
    ----------
    draft : LayerDraft
        The layer so far.
    column : Column
        The canonical column.
    texts : (N,) object
        What the file has, as text.
    words : mapping
        The file's own words and what they mean.

    Returns
    -------
    LayerDraft
    """
    codes, uniques = pd.factorize(texts)
    parsed = _parse_column(uniques, words)
    forms = np.array([*(found.form for found in parsed), "blank"], dtype=object)[codes]
    days = np.array([*(found.day for found in parsed), None], dtype="datetime64[ns]")[codes]
    serial = np.asarray(forms == "serial", dtype=bool)
    if serial.any():
        draft = draft.with_summary_fault("date-serial", serial, field=column.name, value=texts[serial][0])
    for form, code in _REFUSED.items():
        refused = np.asarray(forms == form, dtype=bool)
        draft = draft.quarantine(code, refused, field=column.name, values=texts[refused])
    return draft.with_column(column.name, days)


def _parse_column(uniques: Sequence[str], words: Mapping[str, Any]) -> list[ParsedDate]:
    """Parse the different texts of a column; with both the day and the month first in it, no such text is read."""
    meant = {str(word): None if meaning == UNKNOWN else str(meaning) for word, meaning in words.items()}
    parsed = [_parse_date(meant.get(word, word)) for word in uniques]
    if {"day-first", "month-first"} <= {found.form for found in parsed}:
        mixed = ("day-first", "month-first", "ambiguous")
        return [ParsedDate("mixed") if found.form in mixed else found for found in parsed]
    return parsed


def _parse_date(text: str | None) -> ParsedDate:
    if text is None or text == UNKNOWN:
        return ParsedDate("blank")
    year_first = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if year_first:
        return _make_date("plain", *(int(part) for part in year_first.groups()))
    year_last = _YEAR_LAST.fullmatch(text)
    if year_last:
        return _parse_year_last(int(year_last[1]), int(year_last[3]), int(year_last[4]))
    if _SERIAL.fullmatch(text) and _SERIALS[0] <= float(text) < _SERIALS[1]:
        return ParsedDate("serial", _EPOCH + timedelta(days=int(float(text))))
    return ParsedDate("unreadable")


def _parse_year_last(first: int, second: int, year: int) -> ParsedDate:
    """Parse a day and a month, or a month and a day, before the year."""
    if first == second:
        return _make_date("plain", year, second, first)
    if first <= 12 and second <= 12:
        return ParsedDate("ambiguous")
    if first > 12:
        return _make_date("day-first", year, second, first)
    return _make_date("month-first", year, first, second)


def _make_date(form: str, year: int, month: int, day: int) -> ParsedDate:
    if year not in _YEARS:
        return ParsedDate("unreadable")
    try:
        found = date(year, month, day)
    except ValueError:
        return ParsedDate("unreadable")
    return ParsedDate(form, found) if year in _LIKELY_YEARS else ParsedDate("unlikely")


def clear_zero_years(
    draft: LayerDraft, column: Column, numbers: NDArray[Any], given: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any], LayerDraft]:
    """Make years blank that are 0: no year is, and formats without blank numbers, such as MapInfo's, write it."""
    zero = given & (numbers == 0) & (column.unit == "year")
    if not zero.any():
        return numbers, given, draft
    draft = draft.with_summary_fault("year-zero", zero, field=column.name, value="0")
    return np.where(zero, np.nan, numbers), given & ~zero, draft

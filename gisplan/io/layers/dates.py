"""Dates as people write them: the year first in any form, a day or month first only where it cannot be mistaken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.county.schema import Column
from gisplan.io.config.layer_table import UNKNOWN
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["read_dates"]

_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d*)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
# day 1 of a workbook is 1900-01-01, and its 1900 has a 29 February that never was
_EPOCH = date(1899, 12, 30)
_SERIALS = (25_000, 60_000)
_YEARS = range(1900, 2201)

Read = tuple[str, date | None]
"""How a text reads (plain, serial, day-first, month-first, ambiguous or wrong), and its day."""


def read_dates(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    """The draft with a column of days (datetime64[ns]); what cannot be one day sets its row aside.

    Parameters
    ----------
    draft : Draft
        The layer so far.
    column : Column
        The canonical column.
    texts : array
        What the file has, as text.
    words : mapping
        The file's own words and what they mean.
    """
    meant = {str(word): None if meaning == UNKNOWN else str(meaning) for word, meaning in words.items()}
    codes, uniques = pd.factorize(texts)
    found = [_read(meant.get(word, word)) for word in uniques]
    hows = np.array([*(how for how, _ in found), "blank"], dtype=object)
    if {"day-first", "month-first"} <= set(hows):
        hows[np.isin(hows, ("day-first", "month-first", "ambiguous"))] = "mixed"
    days = np.full(len(found) + 1, np.datetime64("NaT"), dtype="datetime64[ns]")
    for place, (_, day) in enumerate(found):
        if day is not None and hows[place] != "mixed":
            days[place] = np.datetime64(day)
    how = hows[codes]
    serial = np.asarray(how == "serial", dtype=bool)
    if serial.any():
        draft = draft.with_summary_fault("date-serial", serial, field=column.name, value=texts[serial][0])
    for kind, code in (("wrong", "date-unreadable"), ("ambiguous", "date-ambiguous"), ("mixed", "date-mixed")):
        mask = np.asarray(how == kind, dtype=bool)
        draft = draft.quarantine(code, mask, field=column.name, values=texts[mask])
    return draft.with_column(column.name, days[codes])


def _read(text: str | None) -> Read:
    if text is None or text == UNKNOWN:
        return "blank", None
    year_first = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if year_first:
        return _day("plain", *(int(part) for part in year_first.groups()))
    year_last = _YEAR_LAST.fullmatch(text)
    if year_last:
        first, second, year = int(year_last[1]), int(year_last[3]), int(year_last[4])
        if first == second:
            return _day("plain", year, second, first)
        if first <= 12 and second <= 12:
            return "ambiguous", None
        return _day("day-first", year, second, first) if first > 12 else _day("month-first", year, first, second)
    if _SERIAL.fullmatch(text) and _SERIALS[0] <= float(text) < _SERIALS[1]:
        return "serial", _EPOCH + timedelta(days=int(float(text)))
    return "wrong", None


def _day(how: str, year: int, month: int, day: int) -> Read:
    try:
        return (how, date(year, month, day)) if year in _YEARS else ("wrong", None)
    except ValueError:
        return "wrong", None

"""Days as people write and say them: 昨天, yesterday, 6月29日, 29 June, 2019-06-29."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from gisplan.base.language import _

__all__ = ["StatedDay", "parse_day"]

_WORDS = {
    **dict.fromkeys(("今天", "今日", "today"), 0),
    **dict.fromkeys(("昨天", "昨日", "yesterday"), 1),
    **dict.fromkeys(("前天", "前日", "the day before yesterday", "day before yesterday"), 2),
}
"""How many days before today a word is."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORTEST = 3  # letters of a month's name
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(r"(今年|去年)?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]+)\.?,?(?:\s+(\d{4}))?")
_NAME_DAY = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}))?")

_LEAST_YEARS_BACK = 8  # in so many years there is a 29 February, also around 1900
_SOON = timedelta(days=31)
"""A day without a year that comes in so many days may be the coming one: it is refused."""


@dataclass(frozen=True)
class StatedDay:
    """A day that a person stated.

    Parameters
    ----------
    day : date
        The day.
    year_assumed : bool
        Whether no year was stated: it is the last such day up to today.
    """

    day: date
    year_assumed: bool = False


def parse_day(text: str, today: date) -> StatedDay:
    """Parse a day as people write it.

    Without a year it is the last such day up to today. Numbers alone may be a month and a day in either order; they
    are read where only one order gives a day.

    Parameters
    ----------
    text : str
        今天, 昨天, 前天, today, yesterday; 6月29日, 去年12月30日, 29 June, June 29, 6/29; 2019-06-29, 2019年6月29日,
        20190629, 29 June 2019.
    today : date
        The current day in the county's time zone.

    Returns
    -------
    StatedDay

    Raises
    ------
    ValueError
        It is not a day, or may be several; the message says what to write.

    Examples
    --------
    >>> parse_day("6月29日", date(2019, 7, 2))
    StatedDay(day=datetime.date(2019, 6, 29), year_assumed=True)
    >>> parse_day("昨天", date(2019, 7, 2)).day
    datetime.date(2019, 7, 1)
    """
    word = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if word in _WORDS:
        return StatedDay(today - timedelta(days=_WORDS[word]))
    found = _YEAR_FIRST.fullmatch(word) or _COMPACT.fullmatch(word)
    if found:
        return StatedDay(_make_day(text, int(found[1]), int(found[2]), int(found[3])))
    found = _CHINESE.fullmatch(word)
    if found:
        year = {None: None, "今年": today.year, "去年": today.year - 1}[found[1]]
        return _complete(text, year, int(found[2]), int(found[3]), today)
    named = _parse_name(word)
    if named:
        return _complete(text, *named, today)
    found = _NUMBERS.fullmatch(word)
    if found:
        return _parse_numbers(text, int(found[1]), int(found[3]), int(found[4]) if found[4] else None, today)
    raise _unreadable(text)


def _unreadable(text: str) -> ValueError:
    message = _("{0!r} is not a date: write it like 2019-06-30, 6月30日, 30 June, 昨天 or yesterday.")
    return ValueError(message.format(text))


def _parse_name(word: str) -> tuple[int | None, int, int] | None:
    """Parse a day with the English name of its month; return the year, if it is stated, the month and the day."""
    found = _DAY_NAME.fullmatch(word)
    name, day, year = (found[2], found[1], found[3]) if found else ("", "", "")
    if found is None and (found := _NAME_DAY.fullmatch(word)):
        name, day, year = found[1], found[2], found[3]
    fitting = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name) and len(name) >= _SHORTEST]
    if len(fitting) != 1:
        return None
    return (int(year) if year else None), fitting[0], int(day)


def _parse_numbers(text: str, first: int, second: int, year: int | None, today: date) -> StatedDay:
    """Parse a month and a day in either order, which is read where only one order gives a day."""
    days: dict[date, StatedDay] = {}
    refused: ValueError | None = None
    for month, day in ((first, second), (second, first)):
        try:
            stated = _complete(text, year, month, day, today)
        except ValueError as error:
            refused = refused or (error if 1 <= month <= len(_MONTHS) else None)
        else:
            days[stated.day] = stated
    if len(days) > 1 or (days and refused):
        message = _(
            "{0} may be day {1} of month {2}, or day {2} of month {1}: write the month in words, or the year first."
        )
        raise ValueError(message.format(text, first, second))
    if not days:
        raise refused or _unreadable(text)
    return next(iter(days.values()))


def _complete(text: str, year: int | None, month: int, day: int, today: date) -> StatedDay:
    """Return a day; without a year, the last such one up to today."""
    if year is not None:
        return StatedDay(_make_day(text, year, month, day))
    years = range(today.year + 1, max(today.year - _LEAST_YEARS_BACK - 1, date.min.year), -1)
    days = [found for year in years if (found := _find_day(year, month, day))]
    past = [found for found in days if found <= today]
    if not past:
        raise _no_day(text)
    coming = min((found for found in days if found > today), default=date.max)
    if coming - today <= _SOON and past[0] != today:
        message = _("{0} may be {1} or {2}: write the year, too.")
        raise ValueError(message.format(text, past[0], coming))
    return StatedDay(past[0], year_assumed=True)


def _make_day(text: str, year: int, month: int, day: int) -> date:
    found = _find_day(year, month, day)
    if found is None:
        raise _no_day(text)
    return found


def _no_day(text: str) -> ValueError:
    return ValueError(_("{0!r} is no day of the calendar: correct it.").format(text))


def _find_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

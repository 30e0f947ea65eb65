"""Single values of a table: whether one is missing, and what it is as plain text or a plain number."""

from __future__ import annotations

from typing import Any

__all__ = ["count_or_none", "is_missing", "number_or_none", "text_or_none"]


def is_missing(value: Any) -> bool:
    """Return whether a value is None, NaN, NaT or pandas' NA.

    Parameters
    ----------
    value : object
        One cell of a table; not an array.

    Returns
    -------
    bool
        True where there is no value.

    Examples
    --------
    >>> [is_missing(value) for value in (None, float("nan"), 0, "", ())]
    [True, True, False, False, False]
    """
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:  # pandas' NA: a comparison with it has no truth value
        return True


def text_or_none(value: Any) -> str | None:
    """Return a value as text, None where it is missing.

    Parameters
    ----------
    value : object
        One cell of a table.

    Returns
    -------
    str or None
        Its text.

    Examples
    --------
    >>> text_or_none(610728100200), text_or_none(float("nan"))
    ('610728100200', None)
    """
    return None if is_missing(value) else str(value)


def number_or_none(value: Any) -> float | int | None:
    """Return a number as an int where it is whole, else as a float; None where it is missing.

    Parameters
    ----------
    value : object
        One cell of a table of numbers.

    Returns
    -------
    int, float or None
        The number.

    Examples
    --------
    >>> number_or_none(12.0), number_or_none(0.5), number_or_none(None)
    (12, 0.5, None)
    """
    if is_missing(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def count_or_none(value: Any) -> int | None:
    """Return a number rounded to a whole one, None where it is missing.

    Parameters
    ----------
    value : object
        One cell of a table of numbers.

    Returns
    -------
    int or None
        The whole number.

    Examples
    --------
    >>> count_or_none(11.6), count_or_none(None)
    (12, None)
    """
    return None if is_missing(value) else round(value)

"""Numbers of a text table whose separator is no comma: 1,5 with a comma for the point, or 1,234 with one for thousands.

A column says which by the cells that can be read in one way only; where none can, the file is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext

__all__ = ["Decimals", "read_decimals"]

_NUMBER = re.compile(r"\s*[-+]?(\d[\d.,]*)")
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_POINT_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_WITH_POINT = re.compile(r"(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)\.\d+")
_WITH_COMMA = re.compile(r"(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),\d+")
_POINT, _COMMA, _EITHER = "point", "comma", "either"
_TEN_THOUSAND = "万"


class Decimals(NamedTuple):
    """The columns with a point in each number, and the faults."""

    columns: Mapping[str, NDArray[Any]]
    faults: tuple[Fault, ...]


def read_decimals(
    columns: Mapping[str, NDArray[Any]], counted: Mapping[str, bool], context: FaultContext, *, stated: str | None
) -> Decimals:
    """Write a point for the decimal comma in columns of numbers.

    Parameters
    ----------
    columns : mapping of str to (N,) object
        The texts of the file, by the names of their columns.
    counted : mapping of str to bool
        The columns that hold numbers, and whether these are whole.
    context : FaultContext
        The file and its layer.
    stated : str or None
        The decimal mark that the county file states.

    Returns
    -------
    Decimals
    """
    found = {name: _Column.of(columns[name], whole=whole) for name, whole in counted.items() if name in columns}
    commas = {name for name, column in found.items() if column.mark == _COMMA}
    faults = [fault for name, column in found.items() for fault in _ask(name, column, context, stated, bool(commas))]
    if faults:
        return Decimals(dict(columns), tuple(faults))
    chosen = commas if stated is None else set(found) if stated == "," else set()
    made = {name: _write_points(values) if name in chosen else values for name, values in columns.items()}
    notes = [context.fault("decimal-read", field=name, value=found[name].sample) for name in found if name in commas]
    return Decimals(made, tuple(notes))


class _Column(NamedTuple):
    """How a column writes its numbers: its mark, a sample, one of the other mark, whether all are groups of three."""

    mark: str = ""
    sample: str = ""
    other: str = ""
    grouped: bool = False

    @classmethod
    def of(cls, values: NDArray[Any], *, whole: bool) -> _Column:
        """Look at all texts of a column."""
        samples: dict[str, str] = {}
        grouped = True
        for text, digits in _list_numbers(values):
            mark = _find_mark(digits, whole=whole and _TEN_THOUSAND not in text)
            if mark:
                samples.setdefault(mark, text)
                grouped &= bool(_POINT_GROUPS.fullmatch(digits) or _COMMA_GROUPS.fullmatch(digits))
        mark = next((mark for mark in (_COMMA, _POINT, _EITHER) if mark in samples), "")
        other = samples.get(_POINT, "") if mark == _COMMA else ""
        return cls(mark, samples.get(mark, ""), other, grouped)


def _ask(name: str, column: _Column, context: FaultContext, stated: str | None, commas: bool) -> Iterator[Fault]:
    """Ask about a column that can be read in two ways, or contradicts itself or what is stated."""
    shown = {"field": name, "value": column.sample}
    if column.other:
        yield context.fault("decimal-mixed", **shown, other=column.other)
    elif stated is None:
        if column.mark == _EITHER or (column.mark == _POINT and column.grouped and commas):
            yield context.fault("decimal-unclear", **shown)
    elif column.mark == (_COMMA if stated == "." else _POINT) and not (stated == "," and column.grouped):
        yield context.fault("decimal-wrong", **shown, expected=stated)


def _list_numbers(values: NDArray[Any]) -> Iterator[tuple[str, str]]:
    """List the texts that begin with a number which has a point or a comma, and that number."""
    for text in dict.fromkeys(values):
        if isinstance(text, str) and ("," in text or "." in text):
            number = _NUMBER.match(text)
            if number is not None and not number[1].isdigit():
                yield text, number[1]


def _find_mark(digits: str, *, whole: bool) -> str:
    """Find the decimal mark of a number: point, comma, either; "" where it is no number."""
    if _COMMA_GROUPS.fullmatch(digits):
        # 1,234,567 has two; of people there is no half
        return _POINT if whole or digits.count(",") > 1 else _EITHER
    if _WITH_POINT.fullmatch(digits):
        return _POINT
    return _COMMA if _WITH_COMMA.fullmatch(digits) or _POINT_GROUPS.fullmatch(digits) else ""


def _write_points(values: NDArray[Any]) -> NDArray[Any]:
    """Return texts without points between thousands, and with a point for each decimal comma."""
    codes, uniques = pd.factorize(values)
    texts = fill_objects(len(uniques) + 1, values=[*map(_write_point, uniques), None])
    made: NDArray[Any] = texts[codes]
    return made


def _write_point(text: str) -> str:
    number = _NUMBER.match(text)
    if number is None or not _find_mark(number[1], whole=False):
        return text
    return text[: number.start(1)] + number[1].replace(".", "").replace(",", ".") + text[number.end(1) :]

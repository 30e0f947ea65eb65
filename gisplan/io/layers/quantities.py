"""Numbers with a unit, and shares: all in one form in a column, since it is unclear otherwise what is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Mask, fill_objects
from gisplan.base.language import N_
from gisplan.base.values import is_dash
from gisplan.county.schema import Column
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = [
    "UNITS",
    "clear_dashes",
    "find_header_unit",
    "join_thousands",
    "parse_quantity",
    "split_unit",
    "strip_forms",
    "write_header_unit",
    "write_unit",
]

_LENGTHS: Mapping[str, float] = {
    **dict.fromkeys(("km", "公里", "千米"), 1000.0),
    **dict.fromkeys(("m", "米"), 1.0),
    **dict.fromkeys(("里", "华里", "市里"), 500.0),
    **dict.fromkeys(("cm", "厘米"), 0.01),
}
UNITS: Mapping[str, Mapping[str, float]] = {
    "kilometre": {unit: metres / 1000 for unit, metres in _LENGTHS.items()},
    "metre": _LENGTHS,
    "people": {"人": 1.0, "口": 1.0, "万人": 10_000.0, "万": 10_000.0},
    "households": {"户": 1.0, "万户": 10_000.0, "万": 10_000.0},
    "minute": {"分钟": 1.0, "分": 1.0, "min": 1.0, "小时": 60.0, "h": 60.0},
    "litre per person and day": dict.fromkeys(("l", "升", "升/人·天", "l/人·d", "升/人/天"), 1.0),
    "10 000 yuan": {"万元": 1.0, "万": 1.0, "元": 0.0001, "亿元": 10_000.0},
    "cubic metre per day": dict.fromkeys(("m3/d", "m³/d", "立方米/天", "方/天", "m3/天"), 1.0),
}
"""The units that people write for each unit of a column, and what one of them is in the column's own."""

_NAMES = (
    *(N_("kilometre"), N_("metre"), N_("people"), N_("households"), N_("minute")),
    *(N_("litre per person and day"), N_("cubic metre per day"), N_("10 000 yuan")),
)

_NUMBER = re.compile(r"([-+]?(?:[\d,]*\.\d+|[\d,]*\d)(?:[eE][-+]?\d+)?)\s*([^\d\s.,%‰].*)?")
_THOUSANDS = re.compile(r"\s*[-+]?[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
_PLAIN = re.compile(r"[-+]?(?:[\d,]*\.\d+|[\d,]*\d)(?:[eE][-+]?\d+)?")
_HEADED = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
# units that a name may end with without brackets; short ones such as 里 and 分 are parts of other words
_BEHIND = re.compile(r"(?<=.)(?:万人|万户|亿元|万元|(?<![单公美港欧日])元|公里|千米|厘米|米)$|(?<=[_\s])(?:km|cm|m)$")
_BARE = ""
_NOTHING: NDArray[Any] = fill_objects(1)
_BLOCK = 1 << 16  # rows
_AREAS = ("亩", "公顷")
_COUNTS = ("people", "households")
_KNOWN = frozenset(unit for units in UNITS.values() for unit in units)


def clear_dashes(
    draft: LayerDraft, column: Column, values: NDArray[Any], words: Collection[str]
) -> tuple[NDArray[Any], LayerDraft]:
    """Make numbers and dates blank that are nothing but dashes or slashes, unless the county file explains these."""
    is_read = column.kind in ("number", "integer", "percent", "date") and values.dtype == object
    blocks = range(0, len(values) if is_read else 0, _BLOCK)
    texts = {text for begin in blocks for text in pd.unique(values[begin : begin + _BLOCK]) if text not in words}
    alone = [text for text in texts if text and is_dash(text)]
    if not alone:
        return values, draft
    dashes = np.isin(values.astype(str), alone)
    cleared = values.copy()
    cleared[dashes] = None
    return cleared, draft.with_summary_fault("dash-blank", dashes, field=column.name, value=values[dashes][0])


def split_unit(name: str) -> tuple[str, str | None]:
    """Split a name from the unit in the brackets behind it, where it has one.

    Examples
    --------
    >>> split_unit("投资（万元）"), split_unit("受益人(其中贫困)")
    (('投资', '万元'), ('受益人(其中贫困)', None))
    """
    narrow = unicodedata.normalize("NFKC", name).strip()
    found = _HEADED.search(narrow)
    unit = found[1].strip().casefold() if found else ""
    return (narrow[: found.start()].strip(), unit) if found and unit in _KNOWN else (name, None)


def find_header_unit(column: Column, header: str) -> tuple[str, str | None]:
    """Split a header from the unit that it ends with, in brackets or not, where numbers of the column may be in it.

    Examples
    --------
    >>> people = Column("population", "number", unit="people")
    >>> find_header_unit(people, "户籍人口（万人）"), find_header_unit(people, "人口万人")
    (('户籍人口', '万人'), ('人口', '万人'))
    """
    known = UNITS.get(column.unit or "", {})
    name, unit = split_unit(header)
    found = _BEHIND.search(unicodedata.normalize("NFKC", header).strip().casefold()) if unit is None else None
    if found is not None:
        name, unit = header.strip()[: found.start()].strip(" _"), found[0]
    return (name, unit) if unit in known else (header, None)


def write_unit(values: NDArray[Any], unit: str, other: Collection[str] = ()) -> NDArray[Any]:
    """Write a unit behind every plain number among texts, but for those that are listed as other words."""
    texts = [
        f"{v}{unit}" if isinstance(v, str) and v not in other and _PLAIN.fullmatch(v.strip()) else v for v in values
    ]
    return fill_objects(len(texts), values=texts)


def write_header_unit(
    column: Column,
    header: str,
    values: NDArray[Any],
    words: Mapping[str, Any],
    to_texts: Callable[[NDArray[Any]], NDArray[Any]],
) -> NDArray[Any]:
    """Write the unit that a header ends with behind the numbers, as texts, where it is not the column's own."""
    unit = find_header_unit(column, header)[1] if header else None
    if unit is None or UNITS[str(column.unit)][unit] == 1.0:
        return values
    return write_unit(to_texts(values), unit, [str(word) for word in words])


def strip_forms(
    draft: LayerDraft, column: Column, texts: NDArray[Any], listed: Mask
) -> tuple[NDArray[Any], LayerDraft]:
    """Remove units and per cent signs from numbers; several units, or forms of shares, refuse the file.

    Parameters
    ----------
    draft : LayerDraft
        The layer so far.
    column : Column
        The canonical column, with its unit.
    texts : (N,) object
        Numbers as text, some with a unit.
    listed : (N,) bool
        Those that a county file lists for words: they are in the column's own unit, whatever the others are in.

    Returns
    -------
    texts : (N,) object
        Numbers in the column's own unit; unchanged where the file is refused.
    draft : LayerDraft
        With a fault where units or fractions were read, or where they contradict each other.
    """
    strip = _strip_percent if column.kind == "percent" else _strip_units
    if not listed.any():
        return strip(draft, column, texts)
    if column.kind == "percent":
        # a share that is listed as a fraction may be per cent or not: it counts as one of the forms
        numbers = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(dtype=float)
        listed = listed & ~((numbers > 0) & (numbers <= 1))
    plain, draft = strip(draft, column, np.where(listed, _NOTHING, texts))
    return np.where(listed, texts, plain), draft


def _strip_units(draft: LayerDraft, column: Column, texts: NDArray[Any]) -> tuple[NDArray[Any], LayerDraft]:
    """Remove units from numbers, and convert these to the column's own unit; several units refuse the file."""
    known = UNITS.get(column.unit or "", {})
    used = _find_units_used(_parse_texts(texts), known)
    if not used:
        return texts, draft
    codes, uniques = pd.factorize(texts)
    parsed = [parse_quantity(word) for word in uniques]
    listed = [found.unit if found is not None and found.unit in (*used, _BARE) else None for found in parsed]
    units = np.array([*listed, None], dtype=object)[codes]
    read = np.isin(units.astype(str), list(used))
    present = sorted({unit for unit in listed if unit is not None})
    if not _are_one_unit(present, column, known):
        details = _sample_each(draft, texts, [np.asarray(units == unit, dtype=bool) for unit in present])
        draft = draft.with_summary_fault("units-mixed", read, field=column.name, expected=column.unit, **details)
        unread = texts.copy()
        unread[[unit is not None for unit in units]] = None  # of which unit is not known: compared with no limit
        return unread, draft
    plain = [
        _scale(found.number, known[found.unit]) if found is not None and found.unit in used else word
        for word, found in zip(uniques, parsed, strict=True)
    ]
    draft = draft.with_summary_fault("unit-read", read, field=column.name, value=texts[read][0], expected=column.unit)
    return np.array([*plain, None], dtype=object)[codes], draft


def _are_one_unit(units: Sequence[str], column: Column, known: Mapping[str, float]) -> bool:
    """Return whether units say the same of a number; a count without a unit is one of people or of households."""
    if any(unit and unit not in known for unit in units):
        return False
    if _BARE in units and column.unit not in _COUNTS:
        return len(units) == 1
    return len({known[unit] if unit else 1.0 for unit in units}) == 1


class Quantity(NamedTuple):
    """A number as it is written, and the unit behind it, in small letters ("" without one)."""

    number: str
    unit: str


def parse_quantity(text: Any) -> Quantity | None:
    """Split a text into a number and the unit behind it; None where it does not begin with a number."""
    match = _NUMBER.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    return Quantity(match[1], _BARE if match[2] is None else match[2].strip().casefold())


def _parse_texts(texts: NDArray[Any]) -> Iterator[Quantity | None]:
    """Parse each different text of a block once."""
    for begin in range(0, len(texts), _BLOCK):
        yield from map(parse_quantity, pd.unique(texts[begin : begin + _BLOCK]))


def _find_units_used(parsed: Iterable[Quantity | None], known: Mapping[str, float]) -> set[str]:
    """Find the units that are written in a column; lengths and areas count everywhere, to be refused."""
    lengths = _LENGTHS if known else {}
    units = {found.unit for found in parsed if found is not None and found.unit}
    return {unit for unit in units if unit in known or unit in lengths or unit in _AREAS}


def _strip_percent(draft: LayerDraft, column: Column, texts: NDArray[Any]) -> tuple[NDArray[Any], LayerDraft]:
    """Return shares as plain numbers per cent; 96 %, 0.96 and 96 in one column refuse the file.

    Where every number is 1 or less they are fractions, and converted to per cent.
    """
    series = pd.Series(texts, dtype=object)
    signed = series.str.endswith(("%", "％"), na=False).to_numpy(dtype=bool)
    bare = series.where(~signed, series.str[:-1]).str.strip()
    numbers = pd.to_numeric(bare, errors="coerce").to_numpy(dtype=float)
    fraction = ~signed & (numbers > 0) & (numbers <= 1)
    whole = ~signed & (numbers > 1)
    forms = [mask for mask in (signed, fraction, whole) if mask.any()]
    if len(forms) > 1:
        details = _sample_each(draft, texts, forms)
        draft = draft.with_summary_fault("percent-mixed", forms[0] | forms[1], field=column.name, **details)
        return np.where(np.isnan(numbers), texts, bare.to_numpy(dtype=object)).astype(object), draft
    plain = bare.to_numpy(dtype=object, copy=True)
    plain[series.isna().to_numpy()] = None
    if fraction.any():
        draft = draft.with_summary_fault("percent-fraction", fraction, field=column.name, value=str(texts[fraction][0]))
        plain[fraction] = [f"{number * 100:.12g}" for number in numbers[fraction]]
    return plain, draft


def _sample_each(draft: LayerDraft, texts: NDArray[Any], forms: Sequence[NDArray[np.bool_]]) -> dict[str, str]:
    """Return the first value in each form, and the row of each."""
    firsts = sorted(int(np.argmax(mask)) for mask in forms)
    return {
        "value": ", ".join(str(texts[first]) for first in firsts),
        "duplicates": ", ".join(str(draft.rows[first]) for first in firsts),
    }


def join_thousands(text: str) -> str:
    """Return a number without commas where each stands before three digits; 1,5 and 0,350 stay, and are no numbers.

    Parameters
    ----------
    text : str
        A number.

    Returns
    -------
    str

    Examples
    --------
    >>> [join_thousands(text) for text in ("12,345.5", "1,5", "1234,567", "0,350")]
    ['12345.5', '1,5', '1234,567', '0,350']
    """
    found = _THOUSANDS.match(text)
    return text if found is None else found[0].replace(",", "") + text[found.end() :]


def _scale(number: str, factor: float) -> str:
    """Return a number times a factor; unchanged where it is none."""
    if factor == 1.0:
        return number
    try:
        return f"{float(join_thousands(number)) * factor:.12g}"
    except ValueError:
        return number

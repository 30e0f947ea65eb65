"""Which form a sheet is: its columns, and the units that its heads state."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from numpy.typing import NDArray

from gisplan.county.layer import Column, Layer
from gisplan.county.milestones import MILESTONES
from gisplan.county.orientation.layers import ORIENTATION
from gisplan.county.schema import LAYERS
from gisplan.io.files.header_rows import ColumnHead, Grid, list_headers
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.columns import bare_word
from gisplan.io.layers.quantities import UNITS, split_unit, write_unit

__all__ = [
    "FoundForm",
    "SheetForm",
    "append_units",
    "choose_form",
    "find_frame_units",
    "find_layer",
    "read_units_row",
]

_IN_FRAME = re.compile(r"(?:^|[\s(\[【,;、])(?:计量|金额|投资|资金|货币|长度|里程|数量)?单位\s*(?::|\s|$)\s*(.*)$")
_BETWEEN = re.compile(r"[、,;:/和()\[\]【】\s]+|人民币")
_KNOWN = frozenset(unit for units in UNITS.values() for unit in units)
_SMALL = "metre"  # widths and the like, which no frame means when it says kilometres


def find_frame_units(rows: Sequence[Sequence[str | None]]) -> frozenset[str]:
    """Find the units that the rows above the header state for the whole form, such as 单位：公里、户、人.

    Examples
    --------
    >>> sorted(find_frame_units([["填报单位：水利局", "（单位：", "米、元）"]]))
    ['元', '米']
    """
    found: set[str] = set()
    for row in rows:
        cells = [unicodedata.normalize("NFKC", cell).strip() for cell in row if cell]
        for cell, beside in zip(cells, [*cells[1:], ""], strict=True):
            if stated := _IN_FRAME.search(cell):
                parts = _BETWEEN.split(stated[1] or beside)
                found |= {part.casefold() for part in parts} & _KNOWN
    return frozenset(found)


def read_units_row(raw: RawLayer, columns: Mapping[str, str]) -> dict[str, str]:
    """Read the unit of each column of the form from the first record, where that holds nothing but units."""
    cells = {own: raw.columns[own][0] for own in raw.fields if own and raw.count and raw.columns[own][0]}
    units = {own: unicodedata.normalize("NFKC", cell).strip(" ()[]").casefold() for own, cell in cells.items()}
    if not units or not set(units.values()) <= _KNOWN:
        return {}
    return {name: units[own] for name, own in columns.items() if own in units}


class ColumnUnits(NamedTuple):
    """A sheet with its units written behind its numbers, and the units of columns that are stated ambiguously."""

    layer: RawLayer
    ambiguous: dict[str, list[str]]


def append_units(
    raw: RawLayer, layer: Layer, columns: Mapping[str, str], headed: Mapping[str, str], framed: frozenset[str]
) -> ColumnUnits:
    """Write the unit that a header or the frame states behind every bare number of a column.

    Only a unit that is not the column's own is written; the numbers are then read as any that carry their unit.

    Parameters
    ----------
    raw : RawLayer
        The sheet.
    layer : Layer
        Its canonical columns, with their units.
    columns : mapping
        The sheet's own name of each column of the layer.
    headed : mapping
        The unit that a column's header states.
    framed : frozenset of str
        The units that the frame states.

    Returns
    -------
    ColumnUnits
    """
    filled: dict[str, NDArray[Any]] = dict(raw.columns)
    ambiguous: dict[str, list[str]] = {}
    has_widths = any(word in own for own in raw.fields for word in ("宽", "厚"))
    for column in layer.columns:
        own = columns.get(column.name)
        if own is None or own not in filled:
            continue
        known = UNITS.get(column.unit or "", {})
        units = {headed[column.name]} if column.name in headed else _units_of_frame(column, framed, has_widths)
        if len(units) > 1:
            ambiguous[column.name] = sorted(units)
        elif units and known and known.get(unit := units.pop()) != 1.0:  # an unknown unit is refused when it is read
            filled[own] = write_unit(filled[own], unit)
    return ColumnUnits(replace(raw, columns=filled), ambiguous)


def _units_of_frame(column: Column, framed: frozenset[str], has_widths: bool) -> set[str]:
    """Return the units in which a column may be by the frame, each under one name."""
    known = UNITS.get(column.unit or "", {})
    if column.unit == _SMALL:
        return set()
    units = _name_once(framed & set(known), known)
    if has_widths and len(units) > 1:  # the other one is that of the widths
        return {unit for unit in units if known[unit] == 1.0}
    return units


def _name_once(units: frozenset[str], known: Mapping[str, float]) -> set[str]:
    """Keep one of several names of the same unit, such as 公里 and km."""
    return set({known[unit]: unit for unit in sorted(units)}.values())


_FEWEST = 3  # columns that a sheet must share with a form
_PLANNED, _ACTUAL = (frozenset(f"{word}{of}" for of in ("", "时间", "日期")) for word in ("计划", "实际"))
_PART = "其中"  # what it counts is only part of what the name above counts


@dataclass(frozen=True)
class SheetForm:
    """One form: the kind of works it lists, the columns it may have, their other names, and the words in them.

    `aliases` are names without marks and in small letters, the commoner first; one with a stroke is a name under
    another: 受益人/其中贫困. `uppers` are names that may stand over others and change nothing of their meaning.
    """

    kind: str
    layer: Layer
    aliases: Mapping[str, tuple[str, ...]]
    words: Mapping[str, Mapping[str, str]]
    uppers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FoundForm:
    """The form that a sheet has.

    `columns` has the sheet's own name of each column of the form, `units` the units that its headers state, and
    `above` counts the rows above the header.
    """

    form: SheetForm
    columns: Mapping[str, str]
    units: Mapping[str, str]
    above: int


def choose_form(name: str, grid: Grid, forms: Sequence[SheetForm], kind: str | None) -> FoundForm | None:
    """Choose the form that a sheet shares most columns with, or the form of the given kind.

    Columns are looked for in one row or two at a time, so that no word among the values is taken for a header.
    Of forms with equally many columns, one whose title the sheet bears comes first; None where two remain.
    """
    headers = list(list_headers(grid))
    scored = [_score_form(form, name, grid, headers) for form in forms if kind in (None, form.kind)]
    scored.sort(key=lambda score: (score.columns, score.titled), reverse=True)
    best = scored[0]
    tied = len(scored) > 1 and scored[1][:2] == best[:2]
    enough = best.columns >= _FEWEST and ("name" in best.found.columns or "code" in best.found.columns)
    return best.found if enough and not tied else None


_NO_SHEETS = {*MILESTONES, *ORIENTATION}


def find_layer(grid: Grid) -> str | None:
    """Find the layer of a county, no list of works, of which a sheet has the columns; None where it has too few."""
    headers = [{bare_word(head.lower) for head in heads} for _above, heads in list_headers(grid)]
    counts = {
        name: max((len(names & found) for found in headers), default=0)
        for name, names in ((name, _list_names(layer)) for name, layer in LAYERS.items() if name not in _NO_SHEETS)
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _FEWEST else None


def _list_names(layer: Layer) -> set[str]:
    """Return the names of a layer's columns as headers may have them."""
    words = (word for column in layer.columns for word in (column.name, column.chinese, *column.synonyms))
    return {bare_word(word) for word in words if word}


class _Score(NamedTuple):
    """How well a sheet fits a form: how many columns they share, and whether a title names the form."""

    columns: int
    titled: bool
    found: FoundForm


def _score_form(form: SheetForm, name: str, grid: Grid, headers: Sequence[tuple[int, Sequence[ColumnHead]]]) -> _Score:
    candidates = [_match_columns(form, heads, above) for above, heads in headers]
    best = max(candidates, key=lambda candidate: len(candidate.columns))
    titles = [name, *(cell for row in grid.rows[: best.above] for cell in row if cell)]
    titled = any(word in title for word in form.aliases[""] for title in titles)
    return _Score(len(best.columns), titled, best)


def _match_columns(form: SheetForm, heads: Sequence[ColumnHead], above: int) -> FoundForm:
    """Find the sheet's own name of each column of the form, with or without its unit; no name serves for two."""
    index = _index_heads(form, heads)
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    for column in form.layer.columns:
        free = (match for match in _list_matches(form, column, index) if match.own not in columns.values())
        match = next(free, None)
        if match is None:
            continue
        columns[column.name] = match.own
        if match.unit is not None and match.unit in UNITS.get(column.unit or "", {}):
            units[column.name] = match.unit
    return FoundForm(form, columns, units, above)


class _Match(NamedTuple):
    """A column of the sheet by its own name, and the unit that its header states."""

    own: str
    unit: str | None


def _index_heads(form: SheetForm, heads: Sequence[ColumnHead]) -> dict[str, _Match]:
    """Return the columns of a sheet by all names under which they are found, with the unit of the name above."""
    index: dict[str, _Match] = {}
    for head in reversed(heads):
        upper, unit = split_unit(head.upper)
        spellings = _spell(bare_word(head.lower), bare_word(upper), form.uppers)
        index |= dict.fromkeys(spellings, _Match(head.own, unit))
    return index


def _list_matches(form: SheetForm, column: Column, index: Mapping[str, _Match]) -> Iterator[_Match]:
    """List the sheet's columns that may be a column of the form, by its names alone, then with a unit behind them."""
    words = (bare_word(column.name), *form.aliases.get(column.name, ()))
    suffixes = {bare_word(unit): unit for unit in UNITS.get(column.unit or "", {})}
    for suffix, unit in [("", None), *suffixes.items()]:
        for word in words:
            if word + suffix in index:
                match = index[word + suffix]
                yield _Match(match.own, unit or match.unit)


def _spell(lower: str, upper: str, uppers: frozenset[str]) -> list[str]:
    """Return the names under which a column is found; a name above it counts, unless it changes nothing."""
    if not lower:
        return []
    if not upper:
        return [lower]
    if lower in _PLANNED or lower in _ACTUAL:  # 计划 and 实际 under 开工时间
        return [f"计划{upper}"] if lower in _PLANNED else [upper]
    whole = [] if lower.startswith(_PART) else [upper + lower]  # 计划 over 完工 is 计划完工
    return [f"{upper}/{lower}", *([lower] if upper in uppers else []), *whole]

"""Which form a bureau's sheet is, by the names of its columns: alone, with their unit, or under another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gisplan.county.layer import Column, Layer
from gisplan.io.files.header_rows import ColumnHead, Grid, list_headers
from gisplan.io.forms.header_units import split_unit
from gisplan.io.layers.quantities import UNITS
from gisplan.io.layers.texts import bare_word

__all__ = ["FoundForm", "SheetForm", "choose_form"]

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

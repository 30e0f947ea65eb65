"""Which form a bureau's sheet is, by the names of its columns: alone, with their unit, or under another name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gisplan.county.layer import Layer
from gisplan.io.files.header_rows import Grid, Head, list_headers
from gisplan.io.forms.header_units import split_unit
from gisplan.io.layers.quantities import UNITS
from gisplan.io.layers.texts import bare_word

__all__ = ["FoundForm", "SheetForm", "choose_form"]

_FEWEST = 3  # columns that a sheet must share with a form
_PLANNED, _REAL = (frozenset(f"{word}{of}" for of in ("", "时间", "日期")) for word in ("计划", "实际"))
_PART = "其中"  # what it counts is only part of what stands over it


@dataclass(frozen=True)
class SheetForm:
    """One form: the works it lists, the columns it may have, their other names, and the words in them.

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
    """The form that a sheet is, its own names of the columns, the units they state, how many rows are above them."""

    form: SheetForm
    columns: Mapping[str, str]
    units: Mapping[str, str]
    above: int


def choose_form(name: str, grid: Grid, forms: Sequence[SheetForm], kind: str | None) -> FoundForm | None:
    """The form that a sheet shares most columns with, or that it is said to be.

    They are looked for in one row or two at a time, so that no word among the values is taken for a header.
    """
    heads = list(list_headers(grid))
    scored = []
    for form in forms:
        if kind in (None, form.kind):
            found = [_find_columns(form, names, above) for above, names in heads]
            best = max(found, key=lambda one: len(one.columns))
            titles = [name, *(cell for row in grid.rows[: best.above] for cell in row if cell)]
            titled = any(word in title for word in form.aliases[""] for title in titles)
            scored.append((len(best.columns), titled, best))
    scored.sort(key=lambda item: item[:2], reverse=True)
    tied = len(scored) > 1 and scored[1][:2] == scored[0][:2]
    columns = scored[0][2].columns
    enough = len(columns) >= _FEWEST and ("name" in columns or "code" in columns)
    return scored[0][2] if enough and not tied else None


def _find_columns(form: SheetForm, heads: Sequence[Head], above: int) -> FoundForm:
    """The sheet's own name of each column of the form that it has, with or without its unit; no name serves twice."""
    named: dict[str, tuple[Head, str | None]] = {}
    for head in reversed(heads):
        upper, over = split_unit(head.upper)
        named |= dict.fromkeys(_spell(bare_word(head.lower), bare_word(upper), form.uppers), (head, over))
    columns: dict[str, str] = {}
    headed: dict[str, str] = {}
    for column in form.layer.columns:
        units = {bare_word(unit): unit for unit in UNITS.get(column.unit or "", {})}
        words = (bare_word(column.name), *form.aliases.get(column.name, ()))
        spelt = [(word + bare, unit) for bare, unit in [("", None), *units.items()] for word in words]
        hits = ((*named[word], unit) for word, unit in spelt if word in named)
        free = ((head.own, unit or over) for head, over, unit in hits if head.own not in columns.values())
        own, unit = next(free, (None, None))
        if own is not None:
            columns[column.name] = own
        if own is not None and unit is not None and unit in UNITS.get(column.unit or "", {}):
            headed[column.name] = unit
    return FoundForm(form, columns, headed, above)


def _spell(lower: str, upper: str, uppers: frozenset[str]) -> list[str]:
    """How a column may be looked up: a name that stands over it counts, unless it is one that changes nothing."""
    if not lower:
        return []
    if not upper:
        return [lower]
    if lower in _PLANNED or lower in _REAL:  # 计划 and 实际 under 开工时间
        return [f"计划{upper}"] if lower in _PLANNED else [upper]
    whole = [] if lower.startswith(_PART) else [upper + lower]  # 计划 over 完工 is 计划完工
    return [f"{upper}/{lower}", *([lower] if upper in uppers else []), *whole]

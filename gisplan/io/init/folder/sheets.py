"""Read the sheets of workbooks and CSV files whose layer is not known yet, as a county's sheets are read later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gisplan.base.faults import Fault
from gisplan.county.layer import Layer
from gisplan.io.files.header_rows import Grid, Header, find_header, list_headers, preview_rows
from gisplan.io.files.places.shapes import is_shape
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.sheets import read_records
from gisplan.io.files.staging import Source
from gisplan.io.forms.form_rows import find_day
from gisplan.io.init.vocabulary import COORDINATE_HEADERS
from gisplan.io.layers.columns import bare_word
from gisplan.io.layers.quantities import split_unit

__all__ = ["SheetContent", "find_coordinate_columns", "read_sheet"]

_ANY = Layer("", "point", (), code=None, placeless=True)


@dataclass(frozen=True)
class SheetContent:
    """A sheet: its records, what is above its header, and its columns that share a name or have none.

    Parameters
    ----------
    raw : RawLayer or None
        None where it cannot be read.
    faults : list of Fault
        What is wrong with it.
    place : mapping of str to str
        The headers of its columns of coordinates by ``lon``, ``lat``, ``x`` or ``y``, or of its shapes by ``wkt``.
    above : str
        The text above the header, such as the form's title.
    day : date or None
        The day on which the form says that it was filled in.
    repeated : tuple of str
        Names that several columns have; only the first is read.
    unnamed : int
        How many columns hold values below no name.
    """

    raw: RawLayer | None
    faults: Sequence[Fault]
    place: Mapping[str, str]
    above: str = ""
    day: date | None = None
    repeated: tuple[str, ...] = ()
    unnamed: int = 0


def read_sheet(source: Source, grid: Grid, known: Collection[str]) -> SheetContent:
    """Read a sheet whose layer is not known: its header is where most of the known names are.

    Parameters
    ----------
    source : Source
        The file.
    grid : Grid
        The cells of the sheet.
    known : collection of str
        The usual names of columns of all layers, without marks.
    """
    if not grid.rows:
        return SheetContent(None, [source.context.fault("layer-empty")], {})
    header = _choose_header(grid, known)
    if header is None:
        return SheetContent(None, [source.context.fault("header-unclear", has=preview_rows(grid))], {})
    place = find_coordinate_columns(header.names) or _find_shapes(grid, header)
    source = replace(source, table=replace(source.table, columns=place))
    raw, faults = read_records(source, grid, layer=_ANY, header=header)
    if raw is not None and raw.count == 0:
        return SheetContent(None, [*faults, source.context.fault("layer-empty")], place)
    counts = Counter(name for name in header.names if name)
    above = " ".join(cell for row in grid.rows[: header.skipped] for cell in row if cell and cell not in counts)
    rows = grid.rows[header.skipped :]
    unnamed = sum(any(row[at] for row in rows) for at, name in enumerate(header.names) if not name)
    repeated = tuple(name for name, count in counts.items() if count > 1)
    day = find_day(grid.rows[: header.skipped]).day
    return SheetContent(raw, faults, place, above, day, repeated, unnamed)


def _choose_header(grid: Grid, known: Collection[str]) -> Header | None:
    """Choose the rows that hold most of the known names, as the reader of a county then finds them."""
    best: set[str] = set()
    for _above, heads in list_headers(grid):
        counts = Counter(head.own for head in heads)
        found = {head.own for head in heads if counts[head.own] == 1 and _is_known(head.own, known)}
        best = max(best, found, key=len)
    header = find_header(grid, best, best)
    if header is None:
        return None
    last = max((number for number, name in enumerate(header.names, 1) if name), default=0)
    width = max(grid.count_fields(header.skipped - 1), last)
    return replace(header, names=header.names[:width])


def _is_known(name: str, known: Collection[str]) -> bool:
    return bare_word(name) in known or bare_word(split_unit(name)[0]) in known


def find_coordinate_columns(header: Sequence[str]) -> dict[str, str]:
    """Return the headers of a sheet's columns of coordinates: degrees before metres."""
    bare = {"".join(letter for letter in name.casefold() if letter.isalnum()): name for name in reversed(header)}
    for pair in COORDINATE_HEADERS:
        found = {key: next((bare[word] for word in words if word in bare), None) for key, words in pair.items()}
        if all(found.values()):
            return {key: name for key, name in found.items() if name is not None}
    return {}


def _find_shapes(grid: Grid, header: Header) -> dict[str, str]:
    """Return the column of shapes, whose first value is one."""
    for at, name in enumerate(header.names):
        values = (row[at] for row in grid.rows[header.skipped :] if at < len(row) and row[at])
        first = next(values, None)
        if name and first is not None and is_shape(first):
            return {"wkt": name}
    return {}

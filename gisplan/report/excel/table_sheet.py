"""A worksheet that writes the values of its table by column.

XlsxWriter takes 25 microseconds a cell, and 200 bytes until the workbook is closed: half a minute and a gigabyte for a
million cells. Here a cell is a place in a list, and equal texts are one text. The file is the same to the byte.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from gisplan.base.display import OPENS_FORMULA, fit_cell

__all__ = ["TableBook", "TableSheet"]

_CHUNK = 4096  # rows whose cells are held as texts at a time
_USUAL_PIXELS = 20  # the height of a row for which the file states none


@dataclass(frozen=True)
class _Column:
    """The cells of a column: what follows the place and format of each, and which are marked as text."""

    place: int
    plain: Format
    quoted: Format
    ends: Sequence[str]
    marked: Sequence[int]


class _Ends(dict[Any, str]):
    """What follows the place and format of a cell in the file, by its value; kept for texts and for nothing."""

    def __init__(self, share: Callable[[str], int], number: Callable[[datetime], float]) -> None:
        super().__init__({None: "/>"})
        self._share, self._number = share, number
        self._numbers: dict[str, str] = {}

    def __missing__(self, value: Any) -> str:
        if isinstance(value, str):
            end = self[value] = f' t="s"><v>{self._share(fit_cell(value))}</v></c>'
            return end
        if isinstance(value, date):
            return f"><v>{self._number(datetime.combine(value, time())):.16G}</v></c>"
        if math.isnan(value):
            return "/>"
        if math.isinf(value):
            raise ValueError("a cell cannot hold an infinite number")
        end = f"><v>{value:.16G}</v></c>"
        return self._numbers.setdefault(end, end)


class TableSheet(Worksheet):  # type: ignore[misc]
    """A worksheet with one table, whose columns are given whole; its other cells are written as always."""

    def __init__(self) -> None:
        super().__init__()
        self._first = 0
        self._columns: list[_Column] = []
        self._heights: Sequence[float] = ()

    def write_table_column(self, first: int, place: int, values: Sequence[Any], plain: Format, quoted: Format) -> None:
        """Write values under each other from a row on; a text that would open a formula is marked as text.

        Parameters
        ----------
        first, place : int
            Row and column of the first, from 0; the columns of a table begin in one row, and are equally long.
        values : sequence
            Texts, numbers, dates and None.
        plain, quoted : Format
            Of most cells, and of those that are marked.
        """
        if not values:
            return
        ends = _Ends(self.str_table._get_shared_string_index, self._convert_date_time)
        cells = [ends[value] for value in values]
        texts = [value for value in ends if value is not None]
        self.str_table.count += list(map(type, values)).count(str) - len(texts)
        opening = {text for text in texts if text.startswith(OPENS_FORMULA)}
        marked = [i for i, value in enumerate(values) if value in opening] if opening else []
        self._check_dimensions(first, place)
        self._check_dimensions(first + len(values) - 1, place)
        self._first = first
        self._columns.append(_Column(place, plain, quoted, cells, marked))

    def set_table_heights(self, heights: Sequence[float]) -> None:
        """Set the height of each row of the table, in points."""
        self._heights = heights

    def _calculate_spans(self) -> None:
        """Find the first and the last column of each sixteen rows, the table's among them; once a sheet."""
        if self.row_spans:
            return
        super()._calculate_spans()
        if self._columns:
            last = self._first + len(self._columns[0].ends) - 1
            places = [column.place + 1 for column in self._columns]
            for group in range(self._first // 16, last // 16 + 1):
                others = [int(place) for place in self.row_spans.get(group, "").split(":") if place]
                self.row_spans[group] = f"{min(places + others)}:{max(places + others)}"

    def _write_rows(self) -> None:
        """Write the rows above the table, those of the table, and those below it."""
        if not self._columns:
            super()._write_rows()
            return
        self._calculate_spans()
        after = self._first + len(self._columns[0].ends)
        top, bottom = self.dim_rowmin, self.dim_rowmax  # type: ignore[has-type]
        self.dim_rowmax = self._first - 1
        super()._write_rows()
        for piece in self._format_rows():
            self.fh.write(piece)
        self.dim_rowmin, self.dim_rowmax = after, bottom
        super()._write_rows()
        self.dim_rowmin = top
        self._columns.clear()

    def _format_rows(self) -> Iterator[str]:
        self._number_formats()
        usual, marked = self._make_template(frozenset()), self._find_marked()
        size = len(self._columns[0].ends)
        for start in range(0, size, _CHUNK):
            stop = min(start + _CHUNK, size)
            numbers = range(self._first + start + 1, self._first + stop + 1)
            heads = self._open_rows(start, stop)
            cells = [column.ends[start:stop] for column in self._columns]
            rows = list(map(usual.format, heads, numbers, *cells))
            for at in range(start, stop) if marked else ():
                if at in marked:
                    row, ends = at - start, (column.ends[at] for column in self._columns)
                    rows[row] = self._make_template(marked[at]).format(heads[row], numbers[row], *ends)
            yield "".join(rows)

    def _find_marked(self) -> Mapping[int, frozenset[int]]:
        """Find the columns that are marked as text in each row that has any."""
        found: dict[int, frozenset[int]] = {}
        for column in self._columns:
            for at in column.marked:
                found[at] = found.get(at, frozenset()) | {column.place}
        return found

    def _make_template(self, marked: frozenset[int]) -> str:
        """Make the template of a row, to be filled with its beginning, its number and the end of each cell."""
        cells = []
        for number, column in enumerate(self._columns, 2):
            all_marked = len(column.marked) == len(column.ends)
            style = column.quoted if all_marked or column.place in marked else column.plain
            cells.append(f'<c r="{xl_col_to_name(column.place)}{{1}}" s="{style._get_xf_index()}"{{{number}}}')
        return f"{{0}}{''.join(cells)}</row>"

    def _number_formats(self) -> None:
        """Number the formats in the order in which cells need them, as XlsxWriter does."""
        needed = []
        for column in self._columns:
            marked = set(column.marked)
            first_plain = next((i for i in range(len(column.ends)) if i not in marked), None)
            if first_plain is not None:
                needed.append((first_plain, column.place, column.plain))
            if column.marked:
                needed.append((column.marked[0], column.place, column.quoted))
        for _row, _place, style in sorted(needed, key=lambda cell: cell[:2]):
            style._get_xf_index()

    def _open_rows(self, start: int, stop: int) -> list[str]:
        heights = {height: self._format_height(height) for height in set(self._heights)}
        shown = [heights[height] for height in self._heights[start:stop]] or [""] * (stop - start)
        return [
            f'<row r="{row + 1}" spans="{self.row_spans[row // 16]}"{height}>'
            for row, height in zip(range(self._first + start, self._first + stop), shown, strict=True)
        ]

    def _format_height(self, points: float) -> str:
        pixels = int(points * 4.0 / 3.0 + 0.5)
        return "" if pixels == _USUAL_PIXELS else f' ht="{pixels * 0.75:.16g}" customHeight="1"'


class _Part(StringIO):
    """A part of the file, compressed while it is written."""

    def __init__(self, entry: IO[bytes]) -> None:
        super().__init__()
        self._entry = entry

    def write(self, text: str) -> int:
        return self._entry.write(text.encode("utf-8"))

    def close(self) -> None:
        self._entry.close()
        super().close()


class _TablePackager(Packager):  # type: ignore[misc]
    """Compresses each part of the file as it is made: XlsxWriter would hold all of them, as texts."""

    def __init__(self, file: BytesIO) -> None:
        super().__init__()
        self._archive = ZipFile(file, "w", ZIP_DEFLATED)
        self._part: _Part | None = None

    def _filename(self, name: str) -> _Part:
        """Begin the next part, where the last has ended."""
        if self._part is not None:
            self._part.close()
        entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = ZIP_DEFLATED
        self._part = _Part(self._archive.open(entry, "w"))
        return self._part

    def _create_package(self) -> list[Any]:
        super()._create_package()
        if self._part is not None:
            self._part.close()
        self._archive.close()
        return []  # nothing is left to be compressed


class TableBook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose worksheets take whole columns; formats that look the same are one."""

    def __init__(self, file: BytesIO, options: dict[str, Any]) -> None:
        self._known: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._file = file
        super().__init__(BytesIO(), options)  # where XlsxWriter would put the file

    def _get_packager(self) -> Packager:
        return _TablePackager(self._file)

    def add_format(self, properties: Mapping[str, Any]) -> Format:
        """Return the format that has these properties, which is not to be changed."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = super().add_format(dict(properties))
        return self._known[key]

    def add_worksheet(self, name: str | None = None) -> TableSheet:
        """Add a worksheet."""
        sheet: TableSheet = super().add_worksheet(name, worksheet_class=TableSheet)
        return sheet

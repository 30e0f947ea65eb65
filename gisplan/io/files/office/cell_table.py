"""The cells of a sheet that are no plain texts: numbers with their formats, errors, and merged areas."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gisplan.base.language import N_
from gisplan.io.files.header_rows import Area
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx.cells import find_format
from gisplan.io.files.xlsx.number_formats import NumberFormat

__all__ = ["BookTables", "CellTable", "FormatList", "decode_compact", "refuse_damage"]


@dataclass
class CellTable:
    """What a sheet holds beside texts, by row and column from 0.

    Parameters
    ----------
    name : str
        The sheet.
    shown : bool
        Whether it is visible.
    numbers : dict
        Each number, and the style of its cell.
    texts : dict
        The style of each text.
    errors : set
        The cells with an error in place of a value.
    merged : list of Area
        Areas of several cells.
    """

    name: str
    shown: bool = True
    numbers: dict[tuple[int, int], tuple[float, int]] = field(default_factory=dict)
    texts: dict[tuple[int, int], int] = field(default_factory=dict)
    errors: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)


@dataclass(frozen=True)
class FormatList:
    """The number formats of a workbook, and which of them each style of cells has."""

    codes: Mapping[int, str]
    styles: Sequence[int]

    def parse(self) -> list[NumberFormat | None]:
        """Return the format of each style; None where it shows nothing but the number."""
        known = {number: find_format(number, self.codes) for number in set(self.styles)}
        return [known[number] for number in self.styles]


@dataclass(frozen=True)
class BookTables:
    """The sheets of a workbook in their order, their formats, and whether bare numbers count days from 1904."""

    sheets: Sequence[CellTable]
    formats: FormatList
    date1904: bool


def decode_compact(content: int) -> float:
    """Return a number that is packed into 30 bits: a whole one, or the upper half of a long one; maybe in hundredths.

    Examples
    --------
    >>> decode_compact(12 << 2 | 2), decode_compact(1250 << 2 | 3)
    (12.0, 12.5)
    """
    if content & 2:
        whole = content >> 2
        number = float(whole - (1 << 30) if whole >= 1 << 29 else whole)
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, content & 0xFFFFFFFC))
    return number / 100 if content & 1 else number


def refuse_damage(place: str) -> FileRefused:
    """Return the refusal of a workbook whose content ends within what it announces."""
    return FileRefused("workbook-damaged", value=place, reason=N_("its content is not whole"))

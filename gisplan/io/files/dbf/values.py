"""The records of a .dbf as bytes: whether they fit its header, and values that are not of their column's type."""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Mask
from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import NAMED, FaultContext

__all__ = ["check_dbf_values", "find_dbf_damage"]

_DESCRIPTION = 32  # bytes that describe one field in the header
_END = b"\r"
_DELETED = ord("*")
_SHOWN = 80
_EMPTY = b" \0*"  # a number of nothing but stars did not fit into its column, and is lost
_CHECKED = {b"N": N_("a number"), b"F": N_("a number"), b"D": N_("a date")}
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_DAY = re.compile(rb"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class _Field:
    """A column: its name, its type, and where it starts and ends in a record."""

    name: bytes
    kind: bytes
    start: int
    end: int


def find_dbf_damage(dbf: Path) -> str | None:
    """Find where the columns of a .dbf do not fill its records; None where they do."""
    data = dbf.read_bytes()
    header, width = struct.unpack("<HH", data[8:12])
    fields = _list_fields(data[:header])
    filled = fields[-1].end if fields else 1
    if filled != width:
        return f"the columns of the .dbf take {filled} bytes of a row, and its rows have {width}"
    if data[header - 1 : header] != _END and _END not in data[_DESCRIPTION * (len(fields) + 1) : header]:
        return f"the header of the .dbf does not end after {header} bytes"
    return None


def check_dbf_values(
    dbf: Path, encoding: str, context: FaultContext, *, columns: Collection[str] | None = None
) -> list[Fault]:
    """Check the numbers and days of a .dbf, of which GDAL would read the beginning, or nothing.

    Parameters
    ----------
    dbf : Path
        The private copy.
    encoding : str
        The encoding of its columns' names.
    context : FaultContext
        The file and its layer.
    columns : collection of str, optional
        The columns that are read; all where none are given.

    Returns
    -------
    list of Fault
    """
    data = dbf.read_bytes()
    count, header, width = struct.unpack("<IHH", data[4:12])
    records = np.frombuffer(data[header : header + count * width].ljust(count * width), dtype=np.uint8)
    table = records.reshape(count, width)
    deleted = table[:, 0] == _DELETED
    faults = [_name_deleted(deleted, context)] if deleted.any() else []
    for field in _list_fields(data[:header]):
        name = field.name.decode(encoding, "replace")
        if field.kind in _CHECKED and field.end > field.start and (columns is None or name in columns):
            faults += _check_column(table, ~deleted, field, context, name)
    return faults


def _check_column(
    table: NDArray[np.uint8], rows: Mask, field: _Field, context: FaultContext, name: str
) -> Iterator[Fault]:
    """Find the values of one column that are not what it states."""
    values = np.ascontiguousarray(table[rows, field.start : field.end]).view(f"S{field.end - field.start}")
    uniques, place = np.unique(values.ravel(), return_inverse=True)
    fits = [_fits(value.strip(_EMPTY), field.kind) for value in uniques.tolist()]
    wrong = np.flatnonzero(~np.array(fits, dtype=bool)[place])
    for row in wrong[:NAMED].tolist():
        value = uniques[place[row]].decode("latin-1").strip()[:_SHOWN]
        details = {"value": value, "reason": N_("a text"), "expected": _CHECKED[field.kind]}
        yield context.fault("cell-of-other-kind", row=row + 1, field=name, **details)


def _list_fields(header: bytes) -> list[_Field]:
    """List the columns that a header describes."""
    return list(_parse_fields(header))


def _parse_fields(header: bytes) -> Iterator[_Field]:
    start = 1
    for place in range(_DESCRIPTION, len(header) - 1, _DESCRIPTION):
        if header[place : place + 1] == _END or len(header) < place + _DESCRIPTION:
            return
        end = start + header[place + 16]
        yield _Field(header[place : place + 11].split(b"\0")[0], header[place + 11 : place + 12], start, end)
        start = end


def _name_deleted(deleted: Mask, context: FaultContext) -> Fault:
    """Make the fault of rows that are marked as deleted; the row before the first is the last that is counted."""
    return context.fault("rows-deleted", count=int(deleted.sum()), value=str(int(np.flatnonzero(deleted)[0])))


def _fits(value: bytes, kind: bytes) -> bool:
    """Return whether a value is blank, a number or a day, as its column states."""
    if not value:
        return True
    if kind != b"D":
        return _NUMBER.fullmatch(value) is not None
    found = _DAY.fullmatch(value)
    if found is None:
        return False
    try:
        date(*(int(part) for part in found.groups()))
    except ValueError:
        return not int(value)
    return True

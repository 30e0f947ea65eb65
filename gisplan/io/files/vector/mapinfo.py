"""MapInfo tables: checked to be whole, to stand alone, and to state the encoding of their texts as it is."""

from __future__ import annotations

import csv
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.dbf.text import blank_cut_texts, read_table_text
from gisplan.io.files.encodings import EncodedText, choose_encoding

__all__ = ["MIF_PARTS", "TAB_PARTS", "CheckedTable", "check_mapinfo"]

TAB_PARTS = (".tab", ".dat", ".map", ".id")
"""The parts of a table that are read; its indexes of columns (.ind) are not needed."""

MIF_PARTS = (".mif", ".mid")

_CHARSETS: Mapping[str, str | None] = {
    "windowssimpchinese": "gb18030",
    "windowstradchinese": "cp950",
    "utf-8": "utf-8",
    "neutral": None,
    "": None,
    "windowslatin1": "cp1252",
    "iso8859-1": "latin-1",
}
_WRITTEN = {"gb18030": b"WindowsSimpChinese", "utf-8": b"UTF-8", "cp950": b"WindowsTradChinese"}
_WRITTEN |= {"cp1252": b"WindowsLatin1", "iso8859-1": b"ISO8859-1"}
_TAB_CHARSET = re.compile(rb'(!charset[ \t]+|Charset[ \t]+"?)([A-Za-z0-9_-]+)', re.IGNORECASE)
_MIF_CHARSET = re.compile(rb'^[ \t]*Charset[ \t]+"([^"\r\n]*)"', re.IGNORECASE | re.MULTILINE)
_VERSION = re.compile(rb"^\s*Version[ \t]+\d+", re.IGNORECASE)
_DELIMITER = re.compile(rb'^[ \t]*Delimiter[ \t]+"(.)"', re.IGNORECASE | re.MULTILINE)
_NATIVE = re.compile(rb"^\s*Type\s+NATIVE\b", re.IGNORECASE | re.MULTILINE)
_OTHERS = re.compile(
    rb'^\s*(?:open\s+table|create\s+view|file)\b|"\\IsSeamless"\s*=\s*"TRUE"', re.IGNORECASE | re.MULTILINE
)
_TYPES = re.compile(
    rb"^\s*\S+\s+(char|integer|smallint|largeint|float|decimal|date|time|datetime|logical)\b[^;\r\n]*;",
    re.IGNORECASE | re.MULTILINE,
)
_COLUMNS = re.compile(rb"^[ \t]*Columns[ \t]+(\d+)", re.IGNORECASE | re.MULTILINE)
_AFFINE = re.compile(rb"^[ \t]*CoordSys\b[^\r\n]*\bAffine\b", re.IGNORECASE | re.MULTILINE)
_DATA = re.compile(r"^[ \t]*Data[ \t]*$", re.IGNORECASE | re.MULTILINE)
_NO_NUMBER = re.compile(
    r"^[ \t]*(?:(?:point|line)[ \t]+|(?=[-+.\d]))[-+.\deE \t]*[^-+.\deE \t\r\n][^\r\n]*", re.IGNORECASE | re.MULTILINE
)
_SHOWN, _NAMED = 60, 10
_HEAD = 1 << 16
_UTF_8_VERSION = b"Version 1520"
_DELETED = 0x2A


@dataclass(frozen=True)
class CheckedTable:
    """How many rows GDAL must read, and the faults."""

    expected: int | None = None
    faults: list[Fault] = field(default_factory=list)


def check_mapinfo(staged: Path, context: FaultContext, *, stated: str | None) -> CheckedTable:
    """Check the parts of a table, and write the encoding of its texts into the private copy.

    Parameters
    ----------
    staged : Path
        The private copy of the .tab or .mif, its parts beside it.
    context : FaultContext
        The file and its layer.
    stated : str or None
        The encoding that the county file states.

    Returns
    -------
    CheckedTable
    """
    parts = MIF_PARTS if staged.suffix == ".mif" else TAB_PARTS
    missing = [ending for ending in parts if not staged.with_suffix(ending).is_file()]
    if missing:
        return CheckedTable(faults=[context.fault("sidecar-missing", value=ending) for ending in missing])
    return (_check_mif if staged.suffix == ".mif" else _check_tab)(staged, context, stated)


def _check_tab(staged: Path, context: FaultContext, stated: str | None) -> CheckedTable:
    head, dat = staged.read_bytes(), staged.with_suffix(".dat")
    if not _NATIVE.search(head) or _OTHERS.search(head):
        reason = N_("it is a view of other files, not a table of its own")
        return CheckedTable(faults=[context.fault("content-refused", reason=reason)])
    content = dat.read_bytes()
    count, start, width = struct.unpack("<IHH", content[4:12].ljust(8, b"\0"))
    if width < 1 or len(content) < start + count * width:
        reason = f"the .dat has {len(content)} bytes of {start + count * width}"
        return CheckedTable(faults=[context.fault("truncated", reason=reason)])
    text = read_table_text(dat, [kind.decode("latin-1").lower() for kind in _TYPES.findall(head)])
    text = replace(text, names=(head,))
    encoding, faults = choose_encoding(text, context, stated=stated, own=_read_charset(_TAB_CHARSET.search(head), 2))
    if encoding is None:
        return CheckedTable(faults=faults)
    if encoding not in _WRITTEN:
        return CheckedTable(faults=[*faults, context.fault("encoding-unknown", value=encoding)])
    staged.write_bytes(_TAB_CHARSET.sub(rb"\g<1>" + _WRITTEN[encoding], head))
    rows = blank_cut_texts(dat, text, encoding)
    if rows:
        faults.append(context.fault("text-cut", row=rows[0], count=len(rows), rows=rows))
    return _leave_out_deleted(content[start : start + count * width : width], faults, context)


def _leave_out_deleted(marks: bytes, faults: list[Fault], context: FaultContext) -> CheckedTable:
    """Count the rows that are not marked as deleted, which GDAL leaves out."""
    deleted = marks.count(_DELETED)
    if deleted:
        faults = [*faults, context.fault("rows-deleted", value=str(marks.index(_DELETED)), count=deleted)]
    return CheckedTable(len(marks) - deleted, faults)


def _check_mif(staged: Path, context: FaultContext, stated: str | None) -> CheckedTable:
    """Check a table of text; its copy is written again in UTF-8."""
    mid = staged.with_suffix(".mid")
    shapes, rows = staged.read_bytes(), mid.read_bytes()
    own = _read_charset(_MIF_CHARSET.search(shapes[:_HEAD]), 1)
    encoding, faults = choose_encoding(EncodedText(shapes + b"\n" + rows), context, stated=stated, own=own)
    if encoding is None:
        return CheckedTable(faults=faults)
    found = _DELIMITER.search(shapes[:_HEAD])
    delimiter = found[1].decode("latin-1") if found else "\t"
    if _AFFINE.search(shapes[:_HEAD]):
        reason = N_("its coordinate system has an affine part, which moves every place")
        return CheckedTable(faults=[*faults, context.fault("content-refused", reason=reason)])
    text = rows.decode(encoding)
    head = _VERSION.sub(_UTF_8_VERSION + b'\nCharset "UTF-8"', _MIF_CHARSET.sub(b"", shapes[:_HEAD], count=1), count=1)
    staged.write_bytes((head + shapes[_HEAD:]).decode(encoding).encode("utf-8"))
    faults += _find_no_number(shapes.decode(encoding), context)
    mid.write_bytes(text.encode("utf-8"))
    try:
        sizes = [len(row) for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if row]
    except csv.Error as error:
        return CheckedTable(faults=[*faults, context.fault("truncated", reason=str(error))])
    return CheckedTable(len(sizes), [*faults, *_find_ragged(sizes, shapes[:_HEAD], context)])


def _find_no_number(text: str, context: FaultContext) -> Iterator[Fault]:
    """Find the first coordinate that is no number: GDAL would read 108,5 as 108."""
    data = _DATA.search(text)
    found = _NO_NUMBER.search(text, data.end()) if data is not None else None
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        yield context.fault("coordinate-no-number", line=line, value=found[0].strip()[:_SHOWN])


def _find_ragged(sizes: list[int], head: bytes, context: FaultContext) -> list[Fault]:
    """Name the first rows with more or fewer fields than the table has columns."""
    stated = _COLUMNS.search(head)
    count = int(stated[1]) if stated is not None else 0
    wrong = [row for row, size in enumerate(sizes, 1) if count and size != count][:_NAMED]
    return [context.fault("mid-row-ragged", row=row, value=str(sizes[row - 1]), expected=count) for row in wrong]


def _read_charset(found: re.Match[bytes] | None, group: int) -> str | None:
    """Return Python's name for the encoding that a table states; a name that is not known as it is."""
    name = found[group].decode("latin-1") if found else ""
    return _CHARSETS.get(name.casefold(), name)

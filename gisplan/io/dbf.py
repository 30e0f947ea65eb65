"""The table of a shapefile as bytes: what must be readable in it, and characters that its widths have cut."""

from __future__ import annotations

import codecs
import struct
from pathlib import Path

from gisplan.io.encodings import Text

__all__ = ["mend_cut_characters", "read_table_text"]

_FIELD = 32


def read_table_text(dbf: Path) -> Text:
    """The records of a .dbf and its columns' names, as bytes."""
    data = dbf.read_bytes()
    count, header, width = struct.unpack("<IHH", data[4:12])
    fields: list[tuple[bytes, int, int]] = []
    names: list[bytes] = []
    start = 1
    for place in range(_FIELD, header - 1, _FIELD):
        if data[place : place + 1] in (b"\r", b""):
            break
        length = data[place + 16]
        names.append(data[place : place + 11].split(b"\0")[0])
        if data[place + 11 : place + 12] == b"C":
            fields.append((names[-1], start, start + length))
        start += length
    return Text(data[header : header + count * width], width, tuple(fields), tuple(names))


def mend_cut_characters(dbf: Path, text: Text, encoding: str) -> list[int]:
    """Blank out the halves of characters at the ends of full fields, in the copy; return the rows.

    A text longer than its field was cut by bytes. GDAL would refuse the whole file for it.
    """
    if text.width == 0 or _reads(text.data, encoding):
        return []
    start_of_data = struct.unpack("<H", dbf.read_bytes()[8:10])[0]
    decoder = codecs.getincrementaldecoder(encoding)
    rows: list[int] = []
    with dbf.open("r+b") as stream:
        for number, row in enumerate(range(0, len(text.data), text.width), 1):
            for _name, start, end in text.fields:
                own = decoder()
                own.decode(text.data[row + start : row + end].rstrip(b" \0"))
                half = own.getstate()[0]
                if half:
                    stream.seek(start_of_data + row + end - len(half))
                    stream.write(b" " * len(half))
                    rows.append(number)
    return rows


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

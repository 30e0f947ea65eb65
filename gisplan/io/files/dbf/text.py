"""The texts of a .dbf: its columns' names and its values, as bytes, and those that were cut within a character."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from gisplan.io.files.encodings import EncodedText

__all__ = ["blank_cut_names", "blank_cut_texts", "read_table_text"]

_DESCRIPTION = 32  # bytes that describe one field in the header
_CHARACTERS = "char"


def read_table_text(dbf: Path, kinds: Sequence[str] = ()) -> EncodedText:
    """Read the records of a .dbf and the names of its columns, as bytes.

    The .dat of a MapInfo table keeps binary numbers in columns of characters: `kinds` are then the types of its .tab.
    """
    data = dbf.read_bytes()
    count, header, width = struct.unpack("<IHH", data[4:12])
    fields: list[tuple[bytes, int, int]] = []
    names: list[bytes] = []
    start = 1
    for place in range(_DESCRIPTION, header - 1, _DESCRIPTION):
        if data[place : place + 1] in (b"\r", b""):
            break
        length = data[place + 16]
        names.append(data[place : place + 11].split(b"\0")[0])
        kind = kinds[len(names) - 1] if len(names) <= len(kinds) else _CHARACTERS
        if data[place + 11 : place + 12] == b"C" and kind == _CHARACTERS:
            fields.append((names[-1], start, start + length))
        start += length
    return EncodedText(data[header : header + count * width], width, tuple(fields), tuple(names))


def blank_cut_names(dbf: Path, text: EncodedText, encoding: str) -> list[str]:
    """Blank out the halves of characters at the ends of the columns' names, in the copy; return those names.

    GDAL would refuse the whole file for one.
    """
    mended: list[str] = []
    with dbf.open("r+b") as stream:
        for place, name in enumerate(text.names, 1):
            whole, half = _split_half(name, encoding)
            if half:
                stream.seek(_DESCRIPTION * place + len(name) - half)
                stream.write(b"\0" * half)
                mended.append(whole)
    return mended


def blank_cut_texts(dbf: Path, text: EncodedText, encoding: str) -> list[int]:
    """Blank out the halves of characters at the ends of full fields, in the copy; return the rows.

    A text longer than its field was cut by bytes. GDAL would refuse the whole file for one.
    """
    if text.width == 0:
        return []
    start_of_data = struct.unpack("<H", dbf.read_bytes()[8:10])[0]
    rows: list[int] = []
    with dbf.open("r+b") as stream:
        for record, start, end in _find_full_fields(text):
            row = record * text.width
            _whole, half = _split_half(text.data[row + start : row + end], encoding)
            if half:
                stream.seek(start_of_data + row + end - half)
                stream.write(b" " * half)
                rows.append(record + 1)
    return sorted(set(rows))


def _find_full_fields(text: EncodedText) -> Iterator[tuple[int, int, int]]:
    """Yield the record, start and end of each field whose last bytes may be the first of a character."""
    import numpy as np

    whole = len(text.data) // text.width
    table = np.frombuffer(text.data[: whole * text.width], dtype=np.uint8).reshape(whole, text.width)
    for _name, start, end in text.fields:
        if end > start:
            # of four bytes of GB18030 the second is a digit
            full = (table[:, max(start, end - 2) : end] >= 0x80).any(axis=1)
            for record in np.flatnonzero(full):
                yield int(record), start, end


def _split_half(data: bytes, encoding: str) -> tuple[str, int]:
    """Decode a text that may end within a character; return what is whole, and how many bytes are not."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    whole = decoder.decode(data)
    return whole, len(decoder.getstate()[0])

"""The blocks of an .osm.pbf: a file that ends within the length of a block is cut, though osmium reads it as whole."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

__all__ = ["ends_within_length"]

_LENGTH = 4  # bytes before the head of each block
_MOST = 64 << 10  # bytes of a head; in one that is larger, osmium finds the damage
_DATA_SIZE, _PIECES = 3, (0, 2)  # the field of a head that counts what follows it; numbers, and runs of bytes


def ends_within_length(file: str) -> bool:
    """Return whether a file ends with the beginning of a block's length.

    Parameters
    ----------
    file : str
        The copy.

    Returns
    -------
    bool
        False, too, where a block has any other damage, which osmium refuses.
    """
    with Path(file).open("rb") as stream:
        while len(start := stream.read(_LENGTH)) == _LENGTH:
            size = _read_data_size(stream, int.from_bytes(start, "big"))
            if size is None:
                return False
            stream.seek(size, 1)
    return bool(start)


def _read_data_size(stream: BinaryIO, length: int) -> int | None:
    """Return how many bytes follow the head of a block; None where it does not say."""
    head = stream.read(length) if length <= _MOST else b""
    place, found = 0, None
    while place < len(head):
        key, place = _read_number(head, place)
        value, place = _read_number(head, place)
        if key >> 3 == _DATA_SIZE:
            found = value
        if key & 7 not in _PIECES:
            return None
        place += value * (key & 7 == _PIECES[1])
    return found


def _read_number(head: bytes, place: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and the place behind it."""
    number = shift = 0
    while place < len(head):
        byte, place = head[place], place + 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            break
    return number, place

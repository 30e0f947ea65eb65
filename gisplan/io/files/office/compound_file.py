"""The streams of a compound file, in which old Office programs keep a document: a small file system of sectors."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from gisplan.io.files.office.cell_table import refuse_damage

__all__ = ["read_streams"]

_HEADER = 512
_LAST = 0xFFFFFFFA  # numbers of sectors from here on mean an end
_ENTRY = 128
_STREAM, _ROOT = 2, 5


def read_streams(data: bytes, names: tuple[str, ...]) -> dict[str, bytes]:
    """Read those streams of a compound file that have one of some names.

    Parameters
    ----------
    data : bytes
        The file.
    names : tuple of str
        The names, in small letters.

    Returns
    -------
    dict of str to bytes
        The streams that it has.

    Raises
    ------
    FileRefused
        It is damaged.
    """
    try:
        return _Sectors(data).read(names)
    except (struct.error, IndexError) as error:
        raise refuse_damage("OLE") from error


class _Sectors:
    """The sectors of a compound file, and which of them follows each."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        self.small = 1 << min(struct.unpack_from("<H", data, 32)[0], 12)
        self.cutoff = struct.unpack_from("<I", data, 56)[0]
        self.next = self._read_table(self._list_table_sectors())
        start = struct.unpack_from("<I", data, 60)[0]
        self.next_small = self._read_table(self._follow(start, self.next))

    def read(self, names: tuple[str, ...]) -> dict[str, bytes]:
        """Read the streams of some names from the list of entries."""
        folder = self._join(struct.unpack_from("<I", self.data, 48)[0])
        found: dict[str, bytes] = {}
        small_run = b""
        for place in range(0, len(folder) - _ENTRY + 1, _ENTRY):
            entry = folder[place : place + _ENTRY]
            length, kind = struct.unpack_from("<H", entry, 64)[0], entry[66]
            name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").casefold()
            start, size = struct.unpack_from("<II", entry, 116)
            if kind == _ROOT:
                small_run = self._join(start)
            elif kind == _STREAM and name in names:
                found[name] = (self._join(start) if size >= self.cutoff else self._join_small(small_run, start))[:size]
        return found

    def _sector(self, number: int) -> bytes:
        start = _HEADER + number * self.size if self.size == _HEADER else (number + 1) * self.size
        if start >= len(self.data):
            raise refuse_damage("OLE")
        return self.data[start : start + self.size]

    def _list_table_sectors(self) -> Iterator[int]:
        """List the sectors that hold the table of what follows what: 109 in the header, the others in a chain."""
        yield from (number for number in struct.unpack_from("<109I", self.data, 76) if number < _LAST)
        number, seen = struct.unpack_from("<I", self.data, 68)[0], 0
        while number < _LAST and seen * self.size < len(self.data):
            *listed, number = struct.unpack(f"<{self.size // 4}I", self._sector(number))
            yield from (item for item in listed if item < _LAST)
            seen += 1

    def _read_table(self, sectors: Iterator[int]) -> list[int]:
        content = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))

    def _follow(self, number: int, table: list[int]) -> Iterator[int]:
        """Yield a sector and those that follow it; one that comes back is damage."""
        seen = 0
        while number < _LAST:
            if seen > len(table):
                raise refuse_damage("OLE")
            yield number
            number, seen = table[number], seen + 1

    def _join(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._follow(start, self.next)))

    def _join_small(self, run: bytes, start: int) -> bytes:
        places = (number * self.small for number in self._follow(start, self.next_small))
        return b"".join(run[place : place + self.small] for place in places)

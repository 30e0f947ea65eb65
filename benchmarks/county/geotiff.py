"""Heights as a GeoTIFF, written without a library, so that the same heights give the same bytes."""

from __future__ import annotations

import struct
import zlib

import numpy as np

__all__ = ["encode_geotiff"]

_SHORT, _LONG, _DOUBLE, _ASCII = 3, 4, 12, 2
_DEFLATE, _DIFFERENCES = 8, 2
_STRIP_ROWS = 64
_FORMATS = {_SHORT: "H", _LONG: "I", _DOUBLE: "d", _ASCII: "s"}


def encode_geotiff(heights: np.ndarray, *, west: float, north: float, cell_m: float, epsg: int, nodata: int) -> bytes:
    """Whole heights as a TIFF of signed 16-bit numbers, compressed, with its place in a projected CRS.

    Parameters
    ----------
    heights : (rows, columns) int
        Row 0 is the northernmost.
    west, north : float
        The upper left corner in metres.
    cell_m : float
    epsg : int
        The CRS.
    nodata : int
        The height that means that none is known.
    """
    rows, columns = heights.shape
    whole = heights.astype("<i2")
    steps = np.diff(whole, axis=1, prepend=np.zeros((rows, 1), dtype="<i2")).astype("<i2")
    steps[:, 0] = whole[:, 0]
    strips = [zlib.compress(steps[i : i + _STRIP_ROWS].tobytes(), 9) for i in range(0, rows, _STRIP_ROWS)]
    places = 8 + np.cumsum([0, *map(len, strips[:-1])])
    keys = (1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg, 3076, 0, 1, 9001)
    tags = [
        (256, _LONG, (columns,)),
        (257, _LONG, (rows,)),
        (258, _SHORT, (16,)),
        (259, _SHORT, (_DEFLATE,)),
        (262, _SHORT, (1,)),
        (273, _LONG, tuple(places.tolist())),
        (277, _SHORT, (1,)),
        (278, _LONG, (_STRIP_ROWS,)),
        (279, _LONG, tuple(map(len, strips))),
        (317, _SHORT, (_DIFFERENCES,)),
        (339, _SHORT, (2,)),
        (33550, _DOUBLE, (cell_m, cell_m, 0.0)),
        (33922, _DOUBLE, (0.0, 0.0, 0.0, west, north, 0.0)),
        (34735, _SHORT, keys),
        (42113, _ASCII, f"{nodata}\0".encode("ascii")),
    ]
    body = b"".join(strips)
    body += b"\0" * (len(body) % 2)
    return b"II*\0" + struct.pack("<I", 8 + len(body)) + body + _encode_directory(tags, 8 + len(body))


def _encode_directory(tags: list[tuple[int, int, tuple | bytes]], begin: int) -> bytes:
    """The directory of tags at a place in the file, and behind it the values that are longer than four bytes."""
    head, tail = struct.pack("<H", len(tags)), b""
    behind = begin + 2 + 12 * len(tags) + 4
    for tag, kind, values in tags:
        data = values if isinstance(values, bytes) else struct.pack(f"<{len(values)}{_FORMATS[kind]}", *values)
        head += struct.pack("<HHI", tag, kind, len(values))
        if len(data) <= 4:
            head += data.ljust(4, b"\0")
        else:
            head += struct.pack("<I", behind + len(tail))
            tail += data + b"\0" * (len(data) % 2)
    return head + struct.pack("<I", 0) + tail

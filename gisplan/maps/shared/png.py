"""Write a picture of few shades as a PNG: black, the more opaque the darker; the same shades give the same bytes.

https://www.w3.org/TR/png-3/: a palette of black, whose opacities stand in tRNS, and one byte a pixel.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["encode_shades"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE, _DEPTH = 3, 8
_UP = 2  # each byte less the one above it: slopes run on, so most are zero
_MOST_SHADES = 256
_EFFORT = 6  # of zlib: 9 takes eight times as long, and saves a twentieth


def encode_shades(shades: NDArray[np.uint8], count: int) -> bytes:
    """Encode shades as a PNG.

    Parameters
    ----------
    shades : (R, C) uint8
        From 0, transparent, to `count` - 1, opaque black.
    count : int
        How many shades there may be, from 2 to 256.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        There are more shades than that, or no pixel.
    """
    if not 2 <= count <= _MOST_SHADES or not shades.size or int(shades.max()) >= count:
        raise ValueError(f"{count} shades do not hold what is to be drawn")
    rows, columns = shades.shape
    lines = np.empty((rows, columns + 1), dtype=np.uint8)
    lines[:, 0] = _UP
    lines[:, 1:] = np.diff(shades, axis=0, prepend=np.zeros((1, columns), dtype=np.uint8))  # modulo 256, as it is read
    opacity = bytes(round(255 * place / (count - 1)) for place in range(count))
    head = struct.pack(">IIBBBBB", columns, rows, _DEPTH, _PALETTE, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", bytes(3 * count)),
        (b"tRNS", opacity),
        (b"IDAT", zlib.compress(lines.tobytes(), _EFFORT)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_encode_chunk(name, data) for name, data in chunks)


def _encode_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

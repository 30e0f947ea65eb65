"""Photos as phones take them, and files that are none."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

TAKEN = "2019:06:19 10:11:12"


def make_photo(
    *,
    size: tuple[int, int] = (64, 48),
    taken: str | None = TAKEN,
    place: tuple[float, float] | None = (107.9, 32.5),
    orientation: int = 1,
    form: str = "JPEG",
) -> bytes:
    """A photo with the metadata of a phone; `place` is longitude and latitude."""
    image = Image.new("RGB", size, "navy")
    image.putpixel((0, 0), (255, 255, 255))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secret Phone"
    if taken is not None:
        exif.get_ifd(0x8769)[36867] = taken
    if place is not None:
        sides = ("E" if place[0] >= 0 else "W", "N" if place[1] >= 0 else "S")
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = sides[1], _parts(place[1]), sides[0], _parts(place[0])
    content = io.BytesIO()
    image.save(content, form, exif=exif)
    return content.getvalue()


def _parts(degrees: float) -> tuple[IFDRational, ...]:
    seconds = round(abs(degrees) * 3600 * 100)
    return IFDRational(seconds // 360000), IFDRational(seconds // 6000 % 60), IFDRational(seconds % 6000, 100)


def make_bomb(side: int = 30_000) -> bytes:
    """A PNG of 900 million pixels in 900 kB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * 1_000_000)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

"""Re-encode a photo in the reading process: its pixels alone are kept, and when and where it was taken."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Any

__all__ = ["MOST_PIXELS", "encode_photo"]

MOST_PIXELS = 120_000_000
"""So many pixels may a photo have; the cameras of phones have up to 108 million."""

_MOST_SIDE = 2560  # of what is kept: enough to read a sign on it
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")
_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _DIGITISED, _CHANGED = 36867, 36868, 306
_MOST_TEXT = 200
_MINUTES, _SECONDS = 60, 3600


def encode_photo(item: Mapping[str, Any]) -> dict[str, Any]:
    """Re-encode a photo as JPEG, upright and no larger than is needed.

    Parameters
    ----------
    item : mapping
        The file, and the name of the answer.

    Returns
    -------
    dict
        `encoded`, the file that was written; `taken` and `place` (longitude, latitude), or None; or `pixels`, where
        there are too many.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # they are counted here, before anything is decoded
    with warnings.catch_warnings(), Image.open(item["file"], formats=_FORMATS) as image:
        warnings.simplefilter("ignore")  # of odd metadata
        if image.width * image.height > MOST_PIXELS:
            return {"pixels": image.width * image.height, "most": MOST_PIXELS}
        taken, place = _read_facts(image)
        image.draft("RGB", (_MOST_SIDE, _MOST_SIDE))
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((_MOST_SIDE, _MOST_SIDE))
        plain = _drop_alpha(upright)
    encoded = f"{item['name']}.jpg"
    plain.info = {}
    plain.save(encoded, "JPEG", quality=_QUALITY)
    return {"encoded": encoded, "taken": taken, "place": place}


def _drop_alpha(image: Any) -> Any:
    """Return a picture without transparency: white lies behind it."""
    from PIL import Image

    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    image = image.convert("RGBA")
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image.getchannel("A"))
    return plain


def _read_facts(image: Any) -> tuple[str | None, tuple[float, float] | None]:
    """Read when and where a photo was taken; what cannot be read is unknown."""
    try:
        exif = image.getexif()
        details, gps = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
    except Exception:  # noqa: BLE001 - damaged metadata of a whole photo
        return None, None
    taken = (_parse_time(value) for value in (details.get(_TAKEN), details.get(_DIGITISED), exif.get(_CHANGED)))
    return next((time for time in taken if time), None), _parse_place(gps)


def _parse_time(value: Any) -> str | None:
    try:
        return datetime.strptime(str(value)[:_MOST_TEXT].strip("\0 "), "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007
    except ValueError:
        return None


def _parse_place(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    """Return longitude and latitude in degrees; None where they are missing, impossible, or 0 and 0."""
    try:
        latitude, longitude = _to_degrees(gps[2], gps[1], "S"), _to_degrees(gps[4], gps[3], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    possible = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (longitude, latitude) if possible else None


def _to_degrees(parts: Any, side: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / _MINUTES + seconds / _SECONDS
    if not math.isfinite(value):
        raise ValueError(value)
    return -value if str(side).upper().startswith(negative) else value

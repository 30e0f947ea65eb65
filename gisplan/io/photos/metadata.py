"""When and where a photo was taken, by its Exif metadata; everything else of it is dropped."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

__all__ = ["read_facts"]

_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _DIGITISED, _CHANGED = 36867, 36868, 306
_MOST_TEXT = 200
_MINUTES, _SECONDS = 60, 3600


def read_facts(image: Any) -> tuple[str | None, tuple[float, float] | None]:
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

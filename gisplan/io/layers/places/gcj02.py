"""GCJ-02 and BD-09, the shifted coordinates of online maps in China: to and from WGS 84.

GCJ-02 (AMap, Tencent) moves every place by some hundred metres, by a rule that is not published but known: the
constants are those of the Krasovsky ellipsoid and of the sums of sines of eviltransform
(https://github.com/googollee/eviltransform, MIT), checked there against online maps. BD-09 (Baidu) moves GCJ-02 once
more, by the formula of coordtransform (https://github.com/wandergis/coordtransform, MIT). Both apply in China alone,
which the algorithm takes for a box of degrees; abroad the same maps give WGS 84. The inverses are iterated, so that
going there and back ends less than a millimetre away.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gisplan.base.arrays import Floats, Mask
from gisplan.base.crs import Transform

__all__ = [
    "FROM_SHIFTED",
    "SHIFT_NAMES",
    "from_bd09",
    "from_gcj02",
    "is_in_china",
    "name_shift",
    "to_bd09",
    "to_gcj02",
]

SHIFT_NAMES: Mapping[str, str] = {"gcj02": "GCJ-02", "bd09": "BD-09"}
"""What the values of `datum` are called."""
_WORDS = {
    "gcj02": "gcj02",
    "火星坐标": "gcj02",
    "火星坐标系": "gcj02",
    "bd09": "bd09",
    "bd09ll": "bd09",
    "百度坐标": "bd09",
    "百度坐标系": "bd09",
}
_AXIS_M = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)
_ROUNDS = 10  # each leaves at most a thirtieth of the error, which begins with two kilometres


def name_shift(text: str) -> str | None:
    """Return which shifted coordinates a text names, as the value of `datum` is written; None for anything else.

    Examples
    --------
    >>> name_shift("GCJ-02"), name_shift("百度坐标系"), name_shift("EPSG:4326")
    ('gcj02', 'bd09', None)
    """
    return _WORDS.get("".join(letter for letter in text.casefold() if letter.isalnum()))


def is_in_china(degrees: Floats) -> Mask:
    """Return which longitudes and latitudes lie in the box that the algorithm takes for China."""
    west, south, east, north = _CHINA
    lon, lat = degrees.T
    inside: Mask = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def to_gcj02(degrees: Floats) -> Floats:
    """Move longitudes and latitudes from WGS 84 to GCJ-02; outside China nothing moves.

    Examples
    --------
    >>> to_gcj02(np.array([[116.397, 39.908]])).round(5).tolist()
    [[116.40324, 39.9094]]
    """
    return _move_in_china(degrees, _add_gcj02)


def from_gcj02(degrees: Floats) -> Floats:
    """Move longitudes and latitudes from GCJ-02 to WGS 84, to below a millimetre; outside China nothing moves.

    Examples
    --------
    >>> from_gcj02(to_gcj02(np.array([[108.0, 32.5]]))).round(8).tolist()
    [[108.0, 32.5]]
    """
    return _move_in_china(degrees, lambda places: _invert(_add_gcj02, places))


def to_bd09(degrees: Floats) -> Floats:
    """Move longitudes and latitudes from WGS 84 to BD-09; outside China nothing moves.

    Examples
    --------
    >>> to_bd09(np.array([[116.397, 39.908]])).round(5).tolist()
    [[116.40962, 39.91574]]
    """
    return _move_in_china(degrees, lambda places: _add_bd09(_add_gcj02(places)))


def from_bd09(degrees: Floats) -> Floats:
    """Move longitudes and latitudes from BD-09 to WGS 84, to below a millimetre; outside China nothing moves.

    Examples
    --------
    >>> from_bd09(to_bd09(np.array([[108.0, 32.5]]))).round(8).tolist()
    [[108.0, 32.5]]
    """
    return _move_in_china(degrees, lambda places: _invert(_add_gcj02, _invert(_add_bd09, places)))


FROM_SHIFTED: Mapping[str, Transform] = {"gcj02": from_gcj02, "bd09": from_bd09}
"""The way to WGS 84 from the coordinates that `datum` names."""


def _move_in_china(degrees: Floats, move: Transform) -> Floats:
    """Move the places that lie in China, and leave the others where they are."""
    moved, inside = degrees.copy(), is_in_china(degrees)
    moved[inside] = move(degrees[inside])
    return moved


def _add_gcj02(degrees: Floats) -> Floats:
    """Add the shift of GCJ-02, wherever the places lie."""
    lon, lat = degrees.T
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = _sum_sines(x, (20.0, 6.0), (20.0, 2.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += _sum_sines(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += _sum_sines(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    curve = 1.0 - _ECCENTRICITY * np.sin(np.radians(lat)) ** 2
    per_lat = np.radians(_AXIS_M) * (1.0 - _ECCENTRICITY) / curve**1.5
    per_lon = np.radians(_AXIS_M) / np.sqrt(curve) * np.cos(np.radians(lat))
    moved: Floats = degrees + np.column_stack([east / per_lon, north / per_lat])
    return moved


def _sum_sines(value: Floats, *terms: tuple[float, float]) -> Floats:
    """Add sines of a value, each with an amplitude and a frequency."""
    waves = [amplitude * np.sin(frequency * value * np.pi) for amplitude, frequency in terms]
    total: Floats = np.sum(waves, axis=0) * 2.0 / 3.0
    return total


def _add_bd09(degrees: Floats) -> Floats:
    """Add what BD-09 moves beyond GCJ-02, wherever the places lie."""
    lon, lat = degrees.T
    frequency = np.pi * 3000.0 / 180.0
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * frequency)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * frequency)
    moved: Floats = np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])
    return moved


def _invert(shift: Transform, degrees: Floats) -> Floats:
    """Find the places that a shift moves to the given ones."""
    moved = degrees
    for _round in range(_ROUNDS):
        moved = degrees - (shift(moved) - moved)
    return moved

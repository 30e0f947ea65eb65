"""Coordinates in degrees, as the bureaus' forms have them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from gisplan.base.language import _
from gisplan.ledger.events.load import geometry_to_text

__all__ = ["format_degrees", "normalise_degrees", "parse_degrees"]

_DEGREES = "EPSG:4490"  # the forms' degrees are CGCS2000
_PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[°E]?\s*[,;、\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*[°N]?\s*")
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)  # where China lies


def format_degrees(texts: Sequence[str | None]) -> list[str | None]:
    """Return points of the store as "longitude,latitude" in degrees; None for what is not a point.

    Parameters
    ----------
    texts : sequence of str or None
        Geometries as the store's text.
    """
    import shapely

    degrees: list[str | None] = [None] * len(texts)
    split = [text.split(";", 1) if text else None for text in texts]
    for crs in sorted({parts[0] for parts in split if parts}):
        at = [i for i, parts in enumerate(split) if parts and parts[0] == crs and parts[1].startswith("POINT (")]
        if not at:
            continue
        points = shapely.from_wkt([parts[1] for i in at if (parts := split[i])])
        lon, lat = _transform(crs, _DEGREES, shapely.get_x(points), shapely.get_y(points))
        for i, x, y in zip(at, lon, lat, strict=True):
            degrees[i] = f"{x:.6f},{y:.6f}"
    return degrees


def parse_degrees(text: str, crs: str) -> str:
    """Parse a longitude and a latitude in degrees; return the point as the store's text.

    Raises
    ------
    ValueError
        The text is not a longitude and a latitude; the message says what is expected.
    """
    import shapely

    found = _PAIR.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise ValueError(
            _("{0} is not a location: write longitude,latitude in degrees, such as 107.9,32.5.").format(text)
        )
    lon, lat = float(found[1]), float(found[2])
    if _LON[0] <= lat <= _LON[1] and _LAT[0] <= lon <= _LAT[1]:
        raise ValueError(_("{0}: longitude and latitude look swapped; write the longitude first.").format(text))
    if not (_LON[0] <= lon <= _LON[1] and _LAT[0] <= lat <= _LAT[1]):
        raise ValueError(
            _("{0} is not a location: write longitude,latitude in degrees, such as 107.9,32.5.").format(text)
        )
    if not _lies_in(crs, lon, lat):
        raise ValueError(_("{0} lies outside the area of {1}, the county's coordinate system.").format(text, crs))
    (x,), (y,) = _transform(_DEGREES, crs, [lon], [lat])
    return str(geometry_to_text(shapely.Point(x, y), crs))


def normalise_degrees(text: str) -> str:
    """Return coordinates in degrees in the spelling of an export; other text is returned unchanged."""
    found = _PAIR.fullmatch(unicodedata.normalize("NFKC", text))
    return f"{float(found[1]):.6f},{float(found[2]):.6f}" if found else text


def _lies_in(crs: str, lon: float, lat: float) -> bool:
    """Return whether a point lies in the area of use of a coordinate system, or within a degree of it."""
    from pyproj import CRS

    area = CRS.from_user_input(crs).area_of_use
    if area is None:
        return True
    return area.west - 1 <= lon <= area.east + 1 and area.south - 1 <= lat <= area.north + 1


def _transform(source: str, target: str, x: Iterable[float], y: Iterable[float]) -> tuple[Iterable[float], ...]:
    from pyproj import Transformer

    moved: tuple[Iterable[float], ...] = Transformer.from_crs(source, target, always_xy=True).transform(x, y)
    return moved

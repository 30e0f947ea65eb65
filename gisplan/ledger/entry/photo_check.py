"""Compare when and where a photo was taken with the day that it proves and the work's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gisplan.base.language import _, fill
from gisplan.ledger.events.attachments import Attachment

__all__ = ["NEAR_M", "PhotoCheck", "compare_photo", "explain_photo"]

NEAR_M = 1000.0
"""So far from the work's place a photo may be taken without a remark: a phone is wrong by up to 100 m in a valley, a
Chinese map's shifted coordinates by up to 700 m."""


@dataclass(frozen=True)
class PhotoCheck:
    """How a photo differs from what it proves.

    Parameters
    ----------
    days : int or None
        How many days after the event's day it was taken, negative before; None where that is unknown.
    metres : float or None
        How far from the work's place it was taken; None where that is unknown.
    """

    days: int | None
    metres: float | None


def compare_photo(file: Attachment, day: date | None, place: str | None) -> PhotoCheck:
    """Compare a photo with the day and the place that it proves.

    Parameters
    ----------
    file : Attachment
        The photo.
    day : date or None
        The day of the event; None where it has none.
    place : str or None
        The work's geometry, as the store's text: `WorkState.values.get("place")`.

    Returns
    -------
    PhotoCheck
        What is missing on either side makes the difference unknown.
    """
    days = None
    if file.taken is not None and day is not None:
        days = (date.fromisoformat(file.taken[:10]) - day).days
    return PhotoCheck(days, _measure(file.place, place) if file.place and place else None)


def _measure(taken: str, place: str) -> float | None:
    """Return the distance in metres between a point and a geometry, both as the store's text."""
    import shapely
    from pyproj import Transformer

    try:
        point = shapely.from_wkt(taken.partition(";")[2])
        crs, _semicolon, wkt = place.partition(";")
        flat = f"+proj=aeqd +lat_0={point.y} +lon_0={point.x} +datum=WGS84 +units=m"
        moved = Transformer.from_crs(crs, flat, always_xy=True)
        shape = shapely.transform(shapely.from_wkt(wkt), lambda xy: _move(moved, xy))
        metres = float(shapely.distance(shapely.Point(0, 0), shape))
    except (ValueError, AttributeError, RuntimeError, shapely.errors.ShapelyError):
        return None
    return metres if metres < float("inf") else None


def _move(moved: object, xy: object) -> object:
    import numpy as np

    return np.column_stack(moved.transform(xy[:, 0], xy[:, 1]))  # type: ignore[attr-defined,index]


def explain_photo(check: PhotoCheck, name: str) -> Sequence[str]:
    """Return what is to be said of a photo: a sentence for each difference, and for what is unknown.

    Parameters
    ----------
    check : PhotoCheck
        The differences.
    name : str
        The photo's name.

    Returns
    -------
    sequence of str
        Empty where the day is the same and the place near.
    """
    found = []
    if check.days is None:
        found.append(_("{0}: it is unknown on which day it was taken.").format(name))
    elif check.days:
        text = _("{0}: taken {1} day(s) after the date.")
        if check.days < 0:
            text = _("{0}: taken {1} day(s) before the date.")
        found.append(fill(text, name, abs(check.days)))
    if check.metres is None:
        found.append(_("{0}: it is unknown how far from the work it was taken.").format(name))
    elif check.metres > NEAR_M:
        found.append(_("{0}: taken {1:.1f} km from the work's place.").format(name, check.metres / 1000))
    return found

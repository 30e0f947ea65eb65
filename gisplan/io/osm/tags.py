"""What the tags of an object of OpenStreetMap mean in the county's columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gisplan.county.code_lists import SEALED_SURFACES
from gisplan.io.osm.themes import CLOSED, FACILITY_TAGS, SURFACE_CODES, TRACK_CODES

__all__ = ["MADE", "READ", "READ_OF_FACILITIES", "Unread", "find_closed", "find_facility_kind", "find_rough"]

Tags = Mapping[str, str]

_ROUGH = ("very_bad", "horrible", "very_horrible", "impassable")  # no car drives so on a sealed road
_GONE = ("abandoned", "disused", "impassable")
_UNUSED = ("abandoned", "disused")
_WATER = ("water", "drinking_water", "potable_water", "raw_water", "groundwater", "yes")
_TRAFFIC = ("motorcar", "motor_vehicle", "vehicle", "access")
READ = ("highway", "area", "smoothness", "tracktype", *_GONE, *_TRAFFIC)
"""The tags that say whether a row is an open road, or contradict its surface."""
READ_OF_FACILITIES = (*FACILITY_TAGS, "substance", "pumping_station", *_UNUSED)
"""The tags that say what a facility is."""
_WIDTH = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)\s*(m|metres?|meters?)?")
_FEET = re.compile(r"(\d{1,3})'(?:(\d{1,2})\")?")
_LEVEL = re.compile(r"[+-]?\d{1,2}(?:\.0)?")
_FOOT_M, _INCH_M = 0.3048, 0.0254


@dataclass
class Unread:
    """Values of tags that are not understood, and were taken as unknown: how many there are of each, by column."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def note(self, column: str, shown: str) -> None:
        """Count one more value of a column."""
        self.counts.setdefault(column, Counter())[shown] += 1


def find_closed(tags: Tags) -> str | None:
    """Return the tag that closes a road to the public's motor traffic; None where none does.

    The most special of `motorcar`, `motor_vehicle`, `vehicle` and `access` decides; of several all must close it.
    A road that is abandoned, disused or impassable is closed, whatever they say.

    Examples
    --------
    >>> find_closed({"access": "private"})
    'access=private'
    >>> find_closed({"access": "no", "motor_vehicle": "destination"}) is None
    True
    """
    for key in _GONE:
        if tags.get(key, "").strip().lower() == "yes":
            return f"{key}={tags[key]}"
    for key in _TRAFFIC:
        if key in tags:
            words = [word.strip().lower() for word in tags[key].split(";")]
            return f"{key}={tags[key]}" if all(word in CLOSED for word in words) else None
    return None


def find_rough(tags: Tags) -> str | None:
    """Return the tag that says that a road is not sealed; None where none does.

    Examples
    --------
    >>> find_rough({"smoothness": "horrible"})
    'smoothness=horrible'
    """
    smoothness, track = tags.get("smoothness"), tags.get("tracktype")
    if smoothness in _ROUGH:
        return f"smoothness={smoothness}"
    return f"tracktype={track}" if track in TRACK_CODES else None


def _surface(tags: Tags, unread: Unread) -> str | None:
    """Return the surface's code by `surface`, else by `tracktype` and `smoothness`; unknown where they contradict."""
    smoothness, track = tags.get("smoothness"), tags.get("tracktype")
    code = None
    if "surface" in tags:
        codes = {SURFACE_CODES.get(word.strip()) for word in tags["surface"].split(";")}
        code = codes.pop() if len(codes) == 1 else None
        if code is None:
            unread.note("surface", tags["surface"])
            return None
    elif track is not None:
        code = TRACK_CODES.get(track)
    elif smoothness in _ROUGH[1:]:
        code = 36
    against = find_rough(tags)
    if code in SEALED_SURFACES and against is not None:
        unread.note("surface", f"{tags['surface']} with {against}")
        return None
    return None if code is None else str(code)


def _width(tags: Tags, unread: Unread) -> str | None:
    """Return the width in metres."""
    text = tags.get("width", "").strip()
    metres, feet = _WIDTH.fullmatch(text), _FEET.fullmatch(text)
    if metres is not None:
        return metres[1]
    if feet is not None:
        return f"{int(feet[1]) * _FOOT_M + int(feet[2] or 0) * _INCH_M:.2f}"
    if text:
        unread.note("width_m", text)
    return None


def _level(tags: Tags, unread: Unread) -> str | None:
    text = tags.get("layer", "").strip()
    if text and _LEVEL.fullmatch(text) is None:
        unread.note("level", text)
    return str(int(float(text))) if _LEVEL.fullmatch(text) else None


def _structure(key: str) -> Callable[[Tags, Unread], str | None]:
    return lambda tags, _unread: "no" if tags.get(key, "no") == "no" else "yes"


def _rank(tags: Tags, _unread: Unread) -> str | None:
    return "county" if tags.get("capital", "no") in ("yes", "2", "3", "4", "5", "6") else "town"


def find_facility_kind(tags: Tags) -> str:
    """Return the kind of facility; "other" where the tags name none, where it is no longer used, or pumps no water.

    Examples
    --------
    >>> find_facility_kind({"amenity": "clinic", "healthcare": "centre"})
    'health'
    >>> find_facility_kind({"man_made": "pumping_station", "substance": "sewage"})
    'other'
    """
    pumped = tags.get("substance") or tags.get("pumping_station") or "water"
    if any(tags.get(key) == "yes" for key in _UNUSED):
        return "other"
    if tags.get("man_made") == "pumping_station" and pumped not in _WATER:
        return "other"
    return next((kinds[tags[key]] for key, kinds in FACILITY_TAGS.items() if tags.get(key) in kinds), "other")


def _facility_kind(tags: Tags, _unread: Unread) -> str:
    return find_facility_kind(tags)


MADE: Mapping[str, Callable[[Tags, Unread], str | None]] = {
    "surface": _surface,
    "width_m": _width,
    "level": _level,
    "bridge": _structure("bridge"),
    "tunnel": _structure("tunnel"),
    "rank": _rank,
    "kind": _facility_kind,
}
"""The columns that are made of tags, by what makes them."""

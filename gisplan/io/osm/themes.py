"""What each layer takes from OpenStreetMap: one table of themes, and the words of its tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

__all__ = [
    "CLOSED",
    "FACILITY_TAGS",
    "IDS",
    "OTHER_TAGS",
    "ROAD_CLASSES",
    "SURFACE_CODES",
    "THEMES",
    "TRACK_CODES",
    "Theme",
    "choose_theme",
]

OTHER_TAGS = "other_tags"
"""The column in which GDAL writes the tags of OpenStreetMap that have no column of their own."""

IDS = ("osm_id", "osm_way_id")
"""The columns in which GDAL writes the number of an object; the second that of a closed way."""

Kind = Literal["node", "way", "area"]


@dataclass(frozen=True)
class Theme:
    """The objects of OpenStreetMap that are the rows of a layer.

    Parameters
    ----------
    tags : mapping of str to tuple of str
        The tags of which they have one, each with the values that are taken; all where there are none.
    kinds : tuple of {"node", "way", "area"}
        What they are: an area is a closed way or a multipolygon.
    columns : mapping of str to str
        The tag of each canonical column; "id" stands for the object's number, and "=" for what
        `gisplan.io.osm.tags` makes of several tags.
    """

    tags: Mapping[str, tuple[str, ...]]
    kinds: tuple[Kind, ...]
    columns: Mapping[str, str]

    @property
    def key(self) -> str:
        """The tag of a theme that has one, else the first."""
        return next(iter(self.tags))

    def takes(self, tags: Mapping[str, str]) -> bool:
        """Return whether an object with these tags is taken."""
        return any(key in tags and (not values or tags[key] in values) for key, values in self.tags.items())


_LINKED = ("motorway", "trunk", "primary", "secondary", "tertiary")
ROAD_CLASSES = (
    *(name for road in _LINKED for name in (road, f"{road}_link")),
    *("unclassified", "residential", "living_street", "service", "track", "road"),
)
"""The values of `highway` that are roads for motor traffic; all others are counted and left out."""

CLOSED = frozenset({"no", "private", "agricultural", "forestry", "military", "emergency", "psv", "bus"})
"""The values of `motor_vehicle`, `vehicle` and `access` that close a road to the public's motor traffic."""

_WATER = ("water_works", "water_tower", "reservoir_covered", "pumping_station", "water_well", "spring_box")
_HEALTH = (
    *("hospital", "clinic", "doctor", "centre", "health_post", "health_centre", "dispensary", "nurse", "midwife"),
    *("birthing_centre", "birthing_center", "community_health_worker"),
)
FACILITY_TAGS: Mapping[str, Mapping[str, str]] = {
    "man_made": dict.fromkeys(_WATER, "water_works"),
    "amenity": {
        **dict.fromkeys(("hospital", "clinic", "doctors", "health_post", "health_centre", "dispensary"), "health"),
        **dict.fromkeys(("school", "kindergarten", "college", "university"), "school"),
    },
    "healthcare": dict.fromkeys(_HEALTH, "health"),
}
"""The kind of facility of each value of these tags; the first tag decides."""

THEMES: Mapping[str, Theme] = {
    "roads": Theme(
        {"highway": ROAD_CLASSES},
        ("way",),
        {
            "segment": "id",
            "route": "ref",
            "name": "name",
            "class": "highway",
            "surface": "=",
            "width_m": "=",
            "bridge": "=",
            "tunnel": "=",
            "level": "=",
        },
    ),
    "villages": Theme(
        {"place": ("city", "town", "village", "hamlet")},
        ("node", "area"),
        {"code": "id", "name": "name", "population": "population"},
    ),
    "seats": Theme({"place": ("city", "town")}, ("node",), {"code": "id", "name": "name", "rank": "="}),
    "boundary": Theme({"boundary": ("administrative",)}, ("area",), {"name": "name"}),
    "power_lines": Theme({"power": ("line", "minor_line")}, ("way",), {"kind": "power", "name": "name"}),
    "facilities": Theme(
        {key: tuple(kinds) for key, kinds in FACILITY_TAGS.items()},
        ("node", "area"),
        {"code": "id", "kind": "=", "name": "name"},
    ),
    "rivers": Theme({"waterway": ("river", "stream", "canal")}, ("way",), {"name": "name", "class": "waterway"}),
    "water": Theme({"natural": ("water",), "landuse": ("reservoir",)}, ("area",), {"name": "name", "kind": "water"}),
}
"""The theme of each layer that OpenStreetMap has anything for."""

_CODES: Mapping[int, tuple[str, ...]] = {
    11: ("asphalt", "tarmac", "bitumen"),
    12: ("concrete", "concrete:plates", "concrete:lanes", "cement"),
    23: ("chipseal",),
    31: ("gravel", "fine_gravel", "compacted", "pebblestone", "shells"),
    32: ("sett", "cobblestone", "unhewn_cobblestone", "stone"),
    34: ("bricks", "brick"),
    35: ("paving_stones", "paving_stones:lanes"),
    36: (
        *("unpaved", "ground", "dirt", "earth", "mud", "sand", "grass", "clay", "soil", "rock", "laterite"),
        *("woodchips", "dirt/sand"),
    ),
}
SURFACE_CODES: Mapping[str, int] = {word: code for code, words in _CODES.items() for word in words}
"""The code of K5104 of each value of `surface` that says which; `paved` does not say it."""

TRACK_CODES: Mapping[str, int] = {"grade2": 31, "grade3": 31, "grade4": 36, "grade5": 36}
"""The code of K5104 of each value of `tracktype`; `grade1` may be sealed, or not."""

_CHOICE = re.compile(r"(?P<key>[A-Za-z0-9_:]{1,60})(=(?P<values>[^=]{1,300}))?")


def choose_theme(layer: str, choice: str | None) -> Theme | None:
    """Return the theme of a layer, or the one that its `layer` in the county file states.

    Parameters
    ----------
    layer : str
        A canonical layer with a theme.
    choice : str or None
        A tag, or a tag with its values.

    Returns
    -------
    Theme or None
        None where the choice is neither.

    Examples
    --------
    >>> choose_theme("villages", "place=village,hamlet").tags
    {'place': ('village', 'hamlet')}
    >>> choose_theme("villages", "the villages") is None
    True
    """
    theme = THEMES[layer]
    if choice is None:
        return theme
    match = _CHOICE.fullmatch(choice.strip())
    if match is None:
        return None
    values = tuple(word.strip() for word in (match["values"] or "").split(",") if word.strip())
    key = match["key"]
    return replace(theme, tags={key: values or theme.tags.get(key, ())})

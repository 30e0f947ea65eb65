"""Towns and villages as people write them, and places in degrees: told and understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gisplan.base.language import _
from gisplan.ledger.events.load import geometry_to_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Villages", "bare_town", "format_degrees", "normalise_degrees", "parse_degrees"]

_BETWEEN = re.compile(r"[、,;/\s]+|(?<=[村区])[和及与]")
_GROUPS = re.compile(r"[(][^()]*[)]|(?<=[村区])[\d一二三四五六七八九十、,和-]+(?:村民小)?组")
_COMMITTEE = re.compile(r"(?:(?:村民|居民|村|居)?委员会|村?委会|居委会)$")
_VILLAGE = re.compile(r"(?:村|社区)$")
_TOWN = re.compile(r"(?:人民政府|街道办事处|办事处|街道办|街道|镇|乡|办)$")
_DEGREES = "EPSG:4490"  # the forms' degrees are CGCS2000
_PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[°E]?\s*[,;、\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*[°N]?\s*")
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)  # where China lies


@dataclass(frozen=True)
class Villages:
    """The register by names: a name is looked for in its town, as it is written and then without its ending."""

    names: Mapping[str, str]
    towns: Mapping[str, str]
    by_name: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Villages:
        """A register from `gisplan.io.inputs.register`."""
        found: dict[tuple[str, str], list[str]] = {}
        rows = list(zip(frame["code"], frame["name"], frame["town"], strict=True))
        for code, name, town in rows:
            for word in {_bare_village(name), _VILLAGE.sub("", _bare_village(name))}:
                for place in {bare_town(town), ""}:
                    found.setdefault((place, word), []).append(code)
        towns = {code: town for code, _name, town in rows if isinstance(town, str)}
        return cls({code: name for code, name, _t in rows}, towns, {key: tuple(value) for key, value in found.items()})

    def find(self, town: str | None, told: str) -> tuple[tuple[str, ...], str | None]:
        """The codes of the villages that a cell names; the first name that is nobody's, or several villages', too."""
        codes: list[str] = []
        for word in filter(None, _BETWEEN.split(_GROUPS.sub("", unicodedata.normalize("NFKC", told)).strip())):
            name, place = _bare_village(word), bare_town(town)
            found = self.by_name.get((place, name)) or self.by_name.get((place, _VILLAGE.sub("", name)), ())
            exact = [code for code in found if _bare_village(self.names[code]) == name]
            found = tuple(exact) if len(exact) == 1 else found
            if len(found) != 1:
                return (), word
            codes.append(found[0])
        return tuple(dict.fromkeys(codes)), None

    def tell(self, codes: Sequence[str]) -> str | None:
        """The names of villages, as a form has them."""
        return "、".join(self.names.get(code, code) for code in codes) or None

    def nearest(self, word: str, town: str | None) -> str:
        """The village whose name is nearest to a word, in the town if there is one like it; with its town."""
        near = {code: name for code, name in self.names.items() if bare_town(self.towns.get(code)) == bare_town(town)}
        for names in (near, self.names):
            if found := get_close_matches(word, sorted(set(names.values())), n=1, cutoff=0.4):
                towns = sorted({self.towns.get(code, "–") for code, name in names.items() if name == found[0]})
                return f"{found[0]} ({', '.join(towns)})"
        return "–"


def bare_town(town: object) -> str:
    """A town's name as it is looked up: 泾洋街道办事处 is 泾洋."""
    if not isinstance(town, str):
        return ""
    word = unicodedata.normalize("NFKC", town).strip()
    return _TOWN.sub("", word) or word


def _bare_village(name: str) -> str:
    word = unicodedata.normalize("NFKC", name).strip()
    bare = _COMMITTEE.sub("", word)
    return bare + "村" if word.endswith("村委会") and not bare.endswith("村") else bare or word


def format_degrees(places: Sequence[str | None]) -> list[str | None]:
    """Points of the ledger in degrees, as the forms have them; None for what is no point."""
    import shapely

    told: list[str | None] = [None] * len(places)
    split = [place.split(";", 1) if place else None for place in places]
    for system in sorted({parts[0] for parts in split if parts}):
        at = [i for i, parts in enumerate(split) if parts and parts[0] == system and parts[1].startswith("POINT (")]
        if not at:
            continue
        there = shapely.from_wkt([parts[1] for i in at if (parts := split[i])])
        lon, lat = _transform(system, _DEGREES, shapely.get_x(there), shapely.get_y(there))
        for i, x, y in zip(at, lon, lat, strict=True):
            told[i] = f"{x:.6f},{y:.6f}"
    return told


def parse_degrees(told: str, crs: str) -> str:
    """A place in degrees as the ledger keeps it.

    Raises
    ------
    ValueError
        It is no longitude and latitude; the message says what would be.
    """
    import shapely

    found = _PAIR.fullmatch(unicodedata.normalize("NFKC", told))
    if found is None:
        raise ValueError(
            _("{0} is not a location: write longitude,latitude in degrees, such as 107.9,32.5.").format(told)
        )
    lon, lat = float(found[1]), float(found[2])
    if _LON[0] <= lat <= _LON[1] and _LAT[0] <= lon <= _LAT[1]:
        raise ValueError(_("{0}: longitude and latitude look swapped; write the longitude first.").format(told))
    if not (_LON[0] <= lon <= _LON[1] and _LAT[0] <= lat <= _LAT[1]):
        raise ValueError(
            _("{0} is not a location: write longitude,latitude in degrees, such as 107.9,32.5.").format(told)
        )
    if not _lies_in(crs, lon, lat):
        raise ValueError(_("{0} lies outside the area of {1}, the county's coordinate system.").format(told, crs))
    (x,), (y,) = _transform(_DEGREES, crs, [lon], [lat])
    return str(geometry_to_text(shapely.Point(x, y), crs))


def normalise_degrees(told: str) -> str:
    """A place in degrees as an export spells it; what is none stays as it is."""
    found = _PAIR.fullmatch(unicodedata.normalize("NFKC", told))
    return f"{float(found[1]):.6f},{float(found[2]):.6f}" if found else told


def _lies_in(crs: str, lon: float, lat: float) -> bool:
    """Whether a place is where a coordinate system may be used, or within a degree of it."""
    from pyproj import CRS

    area = CRS.from_user_input(crs).area_of_use
    if area is None:
        return True
    return area.west - 1 <= lon <= area.east + 1 and area.south - 1 <= lat <= area.north + 1


def _transform(here: str, there: str, x: Iterable[float], y: Iterable[float]) -> tuple[Iterable[float], ...]:
    from pyproj import Transformer

    moved: tuple[Iterable[float], ...] = Transformer.from_crs(here, there, always_xy=True).transform(x, y)
    return moved

"""Villages as a sheet names them, and coordinates as it writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gisplan.base.language import _
from gisplan.base.values import closest_name
from gisplan.county.code_changes import CodeChanges
from gisplan.ledger.events.load import geometry_to_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VillageIndex", "bare_town", "format_degrees", "normalise_degrees", "parse_degrees"]

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


_BETWEEN = re.compile(r"[、,;/\s]+|(?<=[村区])[和及与]")
_GROUPS = re.compile(r"[(][^()]*[)]|(?<=[村区])[\d一二三四五六七八九十、,和-]+(?:村民小)?组")
_COMMITTEE = re.compile(r"(?:(?:村民|居民|村|居)?委员会|村?委会|居委会)$")
_VILLAGE = re.compile(r"(?:村|社区)$")
_TOWN = re.compile(r"(?:人民政府|街道办事处|办事处|街道办|街道|镇|乡|办)$")


@dataclass(frozen=True)
class VillageIndex:
    """The villages of a county by name: a name is looked up in its town, as written and then without its suffix.

    Parameters
    ----------
    names, towns : mapping of str to str
        The name and the town of each village, by its code.
    by_name : mapping of (str, str) to tuple of str
        The codes of the villages, by town and name; the town "" is any.
    changes : CodeChanges
        The former codes of the villages.
    """

    names: Mapping[str, str]
    towns: Mapping[str, str]
    by_name: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)
    changes: CodeChanges = field(default_factory=CodeChanges)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, changes: CodeChanges | None = None) -> VillageIndex:
        """Build the index from a frame with `code, name, town`, such as `gisplan.io.inputs.register` reads.

        Parameters
        ----------
        frame : pandas.DataFrame
            One row a village.
        changes : CodeChanges, optional
            The changes of their codes.

        Returns
        -------
        VillageIndex
            The index.
        """
        found: dict[tuple[str, str], list[str]] = {}
        rows = list(zip(frame["code"], frame["name"], frame["town"], strict=True))
        for code, name, town in rows:
            for word in {_bare_village(name), _VILLAGE.sub("", _bare_village(name))}:
                for key_town in {bare_town(town), ""}:
                    found.setdefault((key_town, word), []).append(code)
        towns = {code: town for code, _name, town in rows if isinstance(town, str)}
        names, by_name = {code: name for code, name, _t in rows}, {key: tuple(value) for key, value in found.items()}
        return cls(names, towns, by_name, changes or CodeChanges())

    def find_codes(self, town: str | None, text: str) -> tuple[tuple[str, ...], str | None]:
        """Find the codes of the villages that a cell names.

        Parameters
        ----------
        town : str or None
            The town beside it.
        text : str
            Names of villages.

        Returns
        -------
        (tuple of str, str or None)
            The codes; and the first name that is of no village or of several, with no codes then.
        """
        codes: list[str] = []
        for word in filter(None, _BETWEEN.split(_GROUPS.sub("", unicodedata.normalize("NFKC", text)).strip())):
            name, key_town = _bare_village(word), bare_town(town)
            found = self.by_name.get((key_town, name)) or self.by_name.get((key_town, _VILLAGE.sub("", name)), ())
            exact = [code for code in found if _bare_village(self.names[code]) == name]
            found = tuple(exact) if len(exact) == 1 else found
            if len(found) != 1:
                return (), word
            codes.append(found[0])
        return tuple(dict.fromkeys(codes)), None

    def format_names(self, codes: Sequence[str]) -> str | None:
        """Return the names of villages, as a form has them.

        Parameters
        ----------
        codes : sequence of str
            The villages' codes; an unknown one stands for itself.

        Returns
        -------
        str or None
            None where there are no codes.
        """
        return "、".join(self.names.get(code, code) for code in self.changes.follow_all(codes)) or None

    def find_nearest(self, word: str, town: str | None) -> str:
        """Find the village name that is most like a word, in the town if possible.

        Parameters
        ----------
        word : str
            A name that is of no village.
        town : str or None
            The town beside it.

        Returns
        -------
        str
            The name with its town; a dash where none is similar.
        """
        near = {code: name for code, name in self.names.items() if bare_town(self.towns.get(code)) == bare_town(town)}
        for names in (near, self.names):
            if found := closest_name(word, set(names.values()), cutoff=0.4):
                towns = sorted({self.towns.get(code, "–") for code, name in names.items() if name == found})
                return f"{found} ({', '.join(towns)})"
        return "–"


def bare_town(town: object) -> str:
    """Return a town's name without its suffix, for look-up: 泾洋街道办事处 is 泾洋."""
    if not isinstance(town, str):
        return ""
    word = unicodedata.normalize("NFKC", town).strip()
    return _TOWN.sub("", word) or word


def _bare_village(name: str) -> str:
    """Return a village's name without the suffix of its committee."""
    word = unicodedata.normalize("NFKC", name).strip()
    bare = _COMMITTEE.sub("", word)
    return bare + "村" if word.endswith("村委会") and not bare.endswith("村") else bare or word

"""The towns of a county: those that its villages name, and those of its boundary layer, with their areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.base.values import is_missing, text_or_none
from gisplan.county.county import County

__all__ = ["Towns", "find_towns", "key_areas", "key_towns"]

_TOWN_DIGITS = 9  # of a village's 12


@dataclass(frozen=True)
class Towns:
    """T towns, sorted by key: the first nine digits of their villages' codes, else their name.

    Attributes
    ----------
    keys, names : list of str
    areas : (T,) object
        A polygon, or None where the boundary layer has none.
    outline : (N,) object
        The county's own outline as lines; none where the county has no boundary.
    """

    keys: list[str]
    names: list[str]
    areas: NDArray[np.object_]
    outline: NDArray[np.object_]

    def place(self, keys: list[str]) -> list[int]:
        """The place of each key's town, -1 where it has none."""
        known = {key: i for i, key in enumerate(self.keys)}
        return [known.get(key, -1) for key in keys]


def find_towns(county: County) -> Towns:
    """The towns that the villages name, and those that only the boundary layer has."""
    villages, boundary = county.villages, county.boundary
    keys = key_towns(county, villages["code"], villages["town"])
    names: dict[str, str] = {}
    for key, name in zip(keys, villages["town"].tolist(), strict=True):
        names.setdefault(key, key if is_missing(name) else str(name))
    names.pop("", None)
    areas: dict[str, list[Any]] = {}
    whole: list[Any] = []
    if boundary is not None:
        for key, name, shape in zip(key_areas(county), boundary["name"], boundary.geometry, strict=True):
            if not key:
                whole.append(shape)
                continue
            areas.setdefault(key, []).append(shape)
            names[key] = names.get(key, key) if is_missing(name) else str(name)
    order = sorted(names)
    shapes = np.empty(len(order), dtype=object)
    shapes[:] = [_join(areas.get(key, [])) for key in order]
    return Towns(order, [names[key] for key in order], shapes, _outline(whole, shapes))


def key_towns(county: County, codes: pd.Series[Any], towns: pd.Series[Any] | None = None) -> list[str]:
    """The town's key of each settlement, by its own code or its village's, else by its town's name; "" for none."""
    named = pd.Series("", index=codes.index, dtype=object) if towns is None else towns.fillna("").astype(str)
    if county.code_system != "cn-12":
        return [str(name) for name in named]
    text = codes.fillna("").astype(str)
    coded = text.str.fullmatch(r"\d{12}(\d{3})?").fillna(False).astype(bool)
    return [str(key) for key in text.str[:_TOWN_DIGITS].where(coded, named)]


def key_areas(county: County) -> list[str]:
    """The town's key of each row of the boundary layer; "" for the county's own."""
    boundary, villages = county.boundary, county.villages
    if boundary is None:
        return []
    by_name = dict(zip(villages["town"], key_towns(county, villages["code"], villages["town"]), strict=True))
    keys = []
    for code, name in zip(boundary["code"], boundary["name"], strict=True):
        text = text_or_none(code) or ""
        coded = county.code_system == "cn-12" and len(text) == _TOWN_DIGITS and text.isdigit()
        keys.append(text if coded else "" if text == county.code or name != name else by_name.get(name, ""))
    return keys


def _join(shapes: list[Any]) -> Any:
    return shapely.union_all(shapes) if shapes else None


def _outline(whole: list[Any], towns: NDArray[np.object_]) -> NDArray[np.object_]:
    """The county's own row of the boundary layer; where it has none, what the towns make together."""
    some = [shape for shape in towns.tolist() if shape is not None]
    shapes = whole or ([shapely.union_all(some)] if some else [])
    lines = np.asarray(shapely.boundary(np.array(shapes, dtype=object)), dtype=object)
    return np.asarray(shapely.get_parts(lines[lines != None]), dtype=object)  # noqa: E711

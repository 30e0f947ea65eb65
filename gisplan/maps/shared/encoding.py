"""Numbers and texts as a page holds them: short, each text once, places in millionths of a degree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

__all__ = ["Texts", "pack_areas", "pack_lines", "pack_pairs", "pack_points"]

Simplify = Callable[[NDArray[np.object_], float], NDArray[np.object_]]
_VERTICES = 150_000  # lines are simplified, by doubling from a metre, until no more are left
_AREAS = 60_000  # and areas, where they have more


class _Places(dict[str, int]):
    """The place of each text, which is how many there were before it."""

    def __missing__(self, text: str) -> int:
        place = self[text] = len(self)
        return place


class Texts:
    """A list that holds each text once; a text is known by its place in it, and None by -1."""

    def __init__(self) -> None:
        self._places = _Places()

    @property
    def listed(self) -> list[str]:
        """The texts, in the order of their places."""
        return list(self._places)

    def add(self, text: str | None) -> int:
        """The place of a text."""
        return -1 if text is None else self._places[text]

    def add_all(self, texts: Iterable[str]) -> list[int]:
        """The places of some texts."""
        places = self._places
        return [places[text] for text in texts]


def pack_pairs(pairs: list[tuple[str, str | None]], texts: Texts) -> list[int]:
    """Labels and values as places in `texts`, one after the other; without those that say nothing."""
    return texts.add_all(text for label, value in pairs if value for text in (label, value))


def pack_lines(
    lines: NDArray[np.object_],
    to_degrees: Transformer,
    *,
    of: Sequence[int] | NDArray[np.int64] | None = None,
    most: int | None = None,
) -> dict[str, list[int]]:
    """Lines as steps of millionths of a degree, and how many vertices each has.

    Parameters
    ----------
    of : sequence of int, optional
        What each line belongs to; kept beside it, for the parts of it.
    most : int
        So many vertices are kept at most, where simplifying can do it.
    """
    whose = np.arange(len(lines)) if of is None else np.asarray(of, dtype=np.int64)
    parts, index = shapely.get_parts(lines, return_index=True)
    simple = parts if not len(parts) else _reduce(parts, most or _VERTICES, _simplify, at_least=True)
    packed = _pack(simple, to_degrees)
    return packed if of is None else {**packed, "of": whose[index].tolist()}


def pack_areas(
    areas: NDArray[np.object_], to_degrees: Transformer, *, joined: bool = False, most: int | None = None
) -> dict[str, list[int]]:
    """Areas as rings, each with the place of its area; `joined`: neighbours keep one border between them."""
    whose = np.flatnonzero(~shapely.is_missing(areas) & ~shapely.is_empty(areas))
    some = np.asarray(areas, dtype=object)[whose]
    if len(some):
        some = _reduce(some, most or _AREAS, _simplify_joined if joined else _simplify)
    parts, index = shapely.get_parts(some, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    return {**_pack(rings, to_degrees), "of": whose[index[part]].tolist()}


def pack_points(x: Any, y: Any, to_degrees: Transformer) -> tuple[list[int | None], list[int | None]]:
    """Places in millionths of a degree, east and north; None where there is none."""
    east, north = to_degrees.transform(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    packed = [[round(v * 1e6) if np.isfinite(v) else None for v in axis.tolist()] for axis in (east, north)]
    return packed[0], packed[1]


def _simplify(shapes: NDArray[np.object_], tolerance_m: float) -> NDArray[np.object_]:
    return np.asarray(shapely.simplify(shapes, tolerance_m, preserve_topology=False), dtype=object)


def _simplify_joined(shapes: NDArray[np.object_], tolerance_m: float) -> NDArray[np.object_]:
    return np.asarray(shapely.coverage_simplify(shapes, tolerance_m), dtype=object)


def _reduce(
    shapes: NDArray[np.object_], most: int, simplify: Simplify, *, at_least: bool = False
) -> NDArray[np.object_]:
    """Shapes with not many more vertices than asked for; `at_least`: simplified by a metre anyway."""
    simple, tolerance = shapes, 0.5
    while shapely.get_num_coordinates(simple).sum() > most or (at_least and tolerance == 0.5):
        tolerance *= 2
        simple = simplify(shapes, tolerance)
        if tolerance > 1000:
            break
    return simple


def _pack(lines: NDArray[np.object_], to_degrees: Transformer) -> dict[str, list[int]]:
    if not len(lines):
        return {"xy": [], "n": []}
    xy = shapely.get_coordinates(lines)
    degrees = np.stack(to_degrees.transform(xy[:, 0], xy[:, 1]), axis=1)
    whole = np.round(degrees * 1e6).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return {"xy": steps.ravel().tolist(), "n": shapely.get_num_coordinates(lines).tolist()}

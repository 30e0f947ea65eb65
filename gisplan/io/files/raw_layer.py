"""A layer as its file holds it: texts, shapes and types, before they are interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Objects, fill_objects
from gisplan.io.files.handover.arrays import LoadedArrays
from gisplan.io.files.places.shapes import read_wkb
from gisplan.io.files.point_shapes import PointShapes, Shapes

__all__ = ["RawLayer", "load_layer"]

_BLOCK = 1 << 16  # rows: objects on the way of all rows take too much memory
_POINT = np.frombuffer(b"\x01\x01\x00\x00\x00", dtype=np.uint8)
"""How the WKB of a point begins that is written the usual way."""
_LINE = np.frombuffer(b"\x01\x02\x00\x00\x00", dtype=np.uint8)
"""How that of a line does; the number of its vertices follows."""
_LINE_HEAD, _LEAST_VERTICES = 9, 2
_XY = np.dtype(("<f8", (2,)))


@dataclass(frozen=True)
class RawLayer:
    """The rows of a layer's file.

    Parameters
    ----------
    fields : tuple of str
        The names of all columns of the file.
    columns : mapping of str to array
        Those that were requested, by the file's own names.
    types : mapping of str to str
        Their types, as OGR names them.
    shapes : (N,) object, or PointShapes
        A geometry for each row, or None.
    crs : str or None
        What the file states, or its format does.
    degrees : bool or None
        Of a sheet of points, whether their coordinates are degrees.
    field_counts : (N,) int, or None
        How many fields each record has, where the format lets that differ.
    totals : mapping of int to str, or None
        The places of records, from 0, that begin with a word for a total; None where the caller judges them.
    skipped : int
        Rows of a sheet before the first record.
    numbers : (N,) int, or None
        The number of each record, from 1, where blank rows between them are counted; None where there are none.
    rows_above : int
        The number that a spreadsheet program shows beside the column names; 0 where a record is called by its own.
    merged : mapping of str to (N,) int
        Of a sheet, the merged area that each record's value comes from, from 1 and by column; 0 is none.
    place_fields : tuple of str
        Of a sheet of points, the columns of their coordinates.
    place_texts : (N,) object, or None
        Of rows whose place is odd: how it is written, or what the reader says of it.
    odd_places : mapping of str to (N,) bool
        These rows by the code of the fault that says what is odd.
    nodes : (N,) object, or None
        Of OpenStreetMap, the numbers of the nodes of each row's vertices.
    states_crs : bool
        False where the file states no CRS and `crs` is that of its format, as of a GeoJSON without one.
    """

    fields: tuple[str, ...]
    columns: Mapping[str, NDArray[Any]]
    types: Mapping[str, str]
    shapes: Shapes
    crs: str | None
    degrees: bool | None = None
    field_counts: NDArray[np.int64] | None = None
    totals: Mapping[int, str] | None = field(default_factory=dict)
    skipped: int = 0
    numbers: NDArray[np.int64] | None = None
    rows_above: int = 0
    merged: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    place_fields: tuple[str, ...] = ()
    place_texts: NDArray[np.object_] | None = None
    odd_places: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    nodes: NDArray[np.object_] | None = None
    states_crs: bool = True

    @property
    def count(self) -> int:
        """How many rows the file has."""
        return len(self.shapes)

    def take(self, places: NDArray[np.int64]) -> RawLayer:
        """Return the rows at some places, in order, with the numbers that they have in the file.

        Parameters
        ----------
        places : (K,) int
            Which rows, from 0.

        Returns
        -------
        RawLayer
        """
        numbers = self.numbers if self.numbers is not None else np.arange(1, self.count + 1, dtype=np.int64)
        new = {place: at for at, place in enumerate(places.tolist())}
        totals = self.totals
        return replace(
            self,
            columns={name: values[places] for name, values in self.columns.items()},
            shapes=self.shapes[places],
            field_counts=None if self.field_counts is None else self.field_counts[places],
            totals=None if totals is None else {new[row]: word for row, word in totals.items() if row in new},
            numbers=numbers[places],
            merged={name: areas[places] for name, areas in self.merged.items()},
            nodes=None if self.nodes is None else self.nodes[places],
            place_texts=None if self.place_texts is None else self.place_texts[places],
            odd_places={code: rows[places] for code, rows in self.odd_places.items()},
        )


def load_layer(arrays: LoadedArrays, result: Mapping[str, Any]) -> RawLayer:
    """Load what the child process has saved for one layer."""
    shapes, reasons = _load_shapes(arrays)
    reasons |= {int(place): reason for place, reason in result.get("unreadable", {}).items()}
    columns = {field: _load_column(arrays, str(place)) for place, field in enumerate(result["read"])}
    types = dict(zip(result["read"], result["types"], strict=True))
    raw = RawLayer(
        tuple(result["fields"]),
        columns,
        types,
        shapes,
        result["crs"],
        numbers=arrays.load("numbers") if result.get("numbered") else None,
        nodes=_load_nodes(arrays) if result.get("nodes") else None,
        states_crs=not result.get("without_crs", False),
    )
    if not reasons:
        return raw
    texts = fill_objects(raw.count)
    texts[list(reasons)] = list(reasons.values())
    return replace(raw, place_texts=texts, odd_places={"geometry-unreadable": texts != None})  # noqa: E711 - of each


def _load_nodes(arrays: LoadedArrays) -> NDArray[np.object_]:
    """Load the numbers of the nodes of each row."""
    numbers, ends = arrays.load("nodes"), arrays.load("nodes_ends")
    return fill_objects(len(ends) - 1, values=np.split(numbers, ends[1:])[:-1])


def _load_shapes(arrays: LoadedArrays) -> tuple[Shapes, dict[int, str]]:
    """Load the shapes, and what the reader says of those that cannot be read."""
    ends = arrays.load("ends")
    points = _read_points(arrays, np.diff(ends))
    if points is not None:
        return points, {}
    shapes = fill_objects(len(ends) - 1)
    reasons: dict[int, str] = {}
    for begin in range(0, len(shapes), _BLOCK):
        bounds = ends[begin : begin + _BLOCK + 1]
        run = arrays.load("wkb", int(bounds[0]), int(bounds[-1]))
        lines = _read_lines(run, np.diff(bounds))
        if lines is not None:
            shapes[begin : begin + _BLOCK] = lines
            continue
        pieces = [run[a:b].tobytes() or None for a, b in pairwise((bounds - bounds[0]).tolist())]
        read = read_wkb(fill_objects(len(pieces), values=pieces))
        shapes[begin : begin + _BLOCK] = read.shapes
        reasons |= {begin + place: reason for place, reason in read.reasons.items()}
    return shapes, reasons


def _read_points(arrays: LoadedArrays, sizes: NDArray[np.int64]) -> PointShapes | None:
    """Read a run of WKB of nothing but points that have numbers; None where it has others."""
    point = len(_POINT) + _XY.itemsize
    if not sizes.any() or not ((sizes == 0) | (sizes == point)).all():
        return None
    pieces = arrays.load("wkb").reshape(-1, point)
    if (pieces[:, : len(_POINT)] != _POINT).any():
        return None
    found = np.ascontiguousarray(pieces[:, len(_POINT) :]).view(_XY.base).astype(np.float64)
    if np.isnan(found).any():
        return None
    xy = np.full((len(sizes), 2), np.nan)
    xy[sizes > 0] = found
    return PointShapes(xy)


def _read_lines(run: NDArray[np.uint8], sizes: NDArray[np.int64]) -> Objects | None:
    """Read a run of WKB of nothing but lines in two dimensions, in half the time of GEOS; None where it has others."""
    there = np.flatnonzero(sizes)
    begin, count = (np.cumsum(sizes) - sizes)[there], (sizes[there] - _LINE_HEAD) // _XY.itemsize
    if (sizes[there] != _LINE_HEAD + count * _XY.itemsize).any() or (count < _LEAST_VERTICES).any():
        return None
    heads = begin[:, None] + np.arange(_LINE_HEAD)
    stated = np.ascontiguousarray(run[heads[:, len(_LINE) :]]).view("<u4")
    if (run[heads[:, : len(_LINE)]] != _LINE).any() or (stated[:, 0] != count).any():
        return None
    is_xy = np.ones(len(run), dtype=bool)
    is_xy[heads] = False
    xy = run[is_xy].view(_XY.base).reshape(-1, 2)
    shapes = fill_objects(len(sizes))
    shapes[there] = shapely.linestrings(xy, indices=np.repeat(np.arange(len(there)), count))
    return shapes


def _load_column(arrays: LoadedArrays, key: str) -> NDArray[Any]:
    if key in arrays:
        return arrays.load(key)
    run = arrays.read(f"{key}.text").decode("utf-8")
    ends = arrays.load(f"{key}.ends")
    values = fill_objects(len(ends) - 1)
    for begin in range(0, len(values), _BLOCK):
        bounds = ends[begin : begin + _BLOCK + 1].tolist()
        values[begin : begin + _BLOCK] = [run[start:end] for start, end in pairwise(bounds)]
    values[arrays.load(f"{key}.null")] = None
    return values[arrays.load(f"{key}.places")] if f"{key}.places" in arrays else values

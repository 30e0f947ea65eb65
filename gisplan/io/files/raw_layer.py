"""A layer as its file holds it: texts, shapes and types, before they are interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.io.files.point_shapes import PointShapes, Shapes

__all__ = ["RawLayer", "load_layer"]

_BLOCK = 1 << 16  # rows: objects on the way of all rows take too much memory
_POINT = np.frombuffer(b"\x01\x01\x00\x00\x00", dtype=np.uint8)
"""How the WKB of a point begins that is written the usual way."""
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
        What the file states.
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
    merged : mapping of str to (N,) int
        Of a sheet, the merged area that each record's value comes from, from 1 and by column; 0 is none.
    place_texts : (N,) object, or None
        Of rows whose place is odd: how it is written, or what the reader says of it.
    odd_places : mapping of str to (N,) bool
        These rows by the code of the fault that says what is odd.
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
    merged: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    place_texts: NDArray[np.object_] | None = None
    odd_places: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows the file has."""
        return len(self.shapes)


def load_layer(workdir: Path, name: str, result: Mapping[str, Any]) -> RawLayer:
    """Load what the child process has saved for one layer."""
    shapes, reasons = _load_shapes(workdir, name)
    columns = {field: _load_column(workdir / f"{name}.{place}") for place, field in enumerate(result["read"])}
    types = dict(zip(result["read"], result["types"], strict=True))
    raw = RawLayer(tuple(result["fields"]), columns, types, shapes, result["crs"])
    if not reasons:
        return raw
    texts = fill_objects(raw.count)
    texts[list(reasons)] = list(reasons.values())
    return replace(raw, place_texts=texts, odd_places={"geometry-unreadable": texts != None})  # noqa: E711 - of each


def _load(path: Path, ending: str) -> NDArray[Any]:
    loaded: NDArray[Any] = np.load(path.with_name(path.name + ending), allow_pickle=False)
    return loaded


def _load_shapes(workdir: Path, name: str) -> tuple[Shapes, dict[int, str]]:
    """Load the shapes, and what the reader says of those that cannot be read."""
    run, ends = _load(workdir / name, ".wkb.npy"), _load(workdir / name, ".ends.npy")
    points = _read_points(run, np.diff(ends))
    if points is not None:
        return points, {}
    shapes, content = fill_objects(len(ends) - 1), run.tobytes()
    reasons: dict[int, str] = {}
    for begin in range(0, len(shapes), _BLOCK):
        bounds = ends[begin : begin + _BLOCK + 1].tolist()
        pieces = fill_objects(len(bounds) - 1, values=[content[a:b] or None for a, b in pairwise(bounds)])
        shapes[begin : begin + _BLOCK] = shapely.from_wkb(pieces, on_invalid="ignore")
        there = np.array([piece is not None for piece in pieces], dtype=bool)
        unread = np.flatnonzero(there & shapely.is_missing(shapes[begin : begin + _BLOCK]))
        reasons |= {begin + place: _say_why(pieces[place]) for place in unread.tolist()}
    return shapes, reasons


def _read_points(run: NDArray[np.uint8], sizes: NDArray[np.int64]) -> PointShapes | None:
    """Read a run of WKB of nothing but points that have numbers; None where it has others."""
    point = len(_POINT) + _XY.itemsize
    if not len(run) or not np.isin(sizes, (0, point)).all():
        return None
    pieces = run.reshape(-1, point)
    if (pieces[:, : len(_POINT)] != _POINT).any():
        return None
    found = np.ascontiguousarray(pieces[:, len(_POINT) :]).view(_XY.base).astype(np.float64)
    if np.isnan(found).any():
        return None
    xy = np.full((len(sizes), 2), np.nan)
    xy[sizes > 0] = found
    return PointShapes(xy)


def _say_why(piece: bytes) -> str:
    """Return what the reader says of a geometry that it cannot read."""
    try:
        shapely.from_wkb(piece)
    except (shapely.errors.GEOSException, ValueError) as error:
        return str(error).split(": ", 1)[-1]
    return ""


def _load_column(path: Path) -> NDArray[Any]:
    if path.with_name(path.name + ".npy").is_file():
        return _load(path, ".npy")
    run = _load(path, ".text.npy").tobytes().decode("utf-8")
    ends = _load(path, ".ends.npy")
    values = fill_objects(len(ends) - 1)
    for begin in range(0, len(values), _BLOCK):
        bounds = ends[begin : begin + _BLOCK + 1].tolist()
        values[begin : begin + _BLOCK] = [run[start:end] for start, end in pairwise(bounds)]
    values[_load(path, ".null.npy")] = None
    return values

"""A layer that is being checked: all its rows, the faults found so far, and the rows that are quarantined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from gisplan.base.arrays import Ints, Mask, Objects
from gisplan.base.faults import Fault
from gisplan.county.schema import Layer
from gisplan.io.faults.catalogue import NAMED, FaultContext
from gisplan.io.files.point_shapes import Shapes

__all__ = ["EachRow", "LayerDraft", "Mask"]

T = TypeVar("T")


class EachRow(Sequence[T], Generic[T]):
    """Something for each of some rows, made when it is asked for: there may be a million.

    Parameters
    ----------
    places : range
        The numbers that `make` is given.
    make : callable
        Makes what belongs to one of them.
    """

    def __init__(self, places: range, make: Callable[[int], T]) -> None:
        self._places, self._make = places, make

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> EachRow[T]: ...
    def __getitem__(self, place: int | slice) -> T | EachRow[T]:
        if isinstance(place, slice):
            return EachRow(self._places[place], self._make)
        return self._make(self._places[place])


@dataclass(frozen=True)
class LayerDraft:
    """The rows of a layer that is being checked.

    Parameters
    ----------
    layer : Layer
        What the rows are.
    file : str
        The file they come from, as it is shown.
    frame : DataFrame of N rows
        The canonical columns, and `row`, the record's number from 1.
    shapes : (N,) object, or PointShapes
        The geometry of each row, or None.
    rejected : (N,) bool
        The rows that are quarantined.
    redundant : (N,) bool
        Those of them that repeat accepted rows and so change nothing.
    given : frozenset of str
        The canonical columns that the file has.
    faults : tuple of Fault
        What was found so far.
    totals : (N,) bool or None
        Rows that are sums of others or headings, which have no further faults.
    source_shapes : (N,) object, or PointShapes, or None
        The geometry with the same vertices in the file's own CRS, until the layers have been compared.
    crs : pyproj.CRS or None
        That CRS.
    left_out : int
        How many rows of the file the county file leaves out by `where`; they are not among the rows.
    rows_above : int
        The number that a spreadsheet program shows beside the column names: see `RawLayer`.
    datum_change : str
        How its coordinates came from one datum to another; "" where the datum stayed.
    """

    layer: Layer
    file: str
    frame: pd.DataFrame
    shapes: Shapes
    rejected: Mask
    redundant: Mask
    given: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    totals: Mask | None = None
    source_shapes: Shapes | None = None
    crs: CRS | None = None
    left_out: int = 0
    rows_above: int = 0
    datum_change: str = ""

    @property
    def count(self) -> int:
        """How many rows there are, accepted and quarantined."""
        return len(self.frame)

    @property
    def refused(self) -> bool:
        """Whether a fault refuses the file."""
        return any(fault.level == "E" for fault in self.faults)

    @property
    def drawn(self) -> Objects:
        """The geometry of each row as an object of shapely, or None."""
        return np.asarray(self.shapes)

    @property
    def source(self) -> Objects:
        """The same in the file's own CRS."""
        return self.drawn if self.source_shapes is None else np.asarray(self.source_shapes)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The record numbers, from 1."""
        rows: NDArray[np.int64] = self.frame["row"].to_numpy()
        return rows

    @property
    def context(self) -> FaultContext:
        """What all faults of the layer name."""
        return FaultContext(self.file, self.layer.name)

    def rows_at_fault(self, **attributes: Any) -> Mask:
        """Return the rows that were quarantined with a fault of these attributes, such as `field` and `code`."""
        faults = [fault for fault in self.faults if fault.level == "Q" and fault.row is not None]
        found = [fault for fault in faults if all(getattr(fault, key) == attributes[key] for key in attributes)]
        return np.isin(self.rows, np.concatenate([np.empty(0, np.int64), *(fault.rows for fault in found)]))

    def with_fault(self, code: str, **details: Any) -> LayerDraft:
        """Return the same rows with one more fault."""
        return replace(self, faults=(*self.faults, self.context.fault(code, **details)))

    def with_summary_fault(self, code: str, mask: Mask, **details: Any) -> LayerDraft:
        """Return the same rows with one fault for all rows of a mask: it names the first, and lists all in `rows`."""
        rows = self.rows[mask].tolist()
        if not rows:
            return self
        return self.with_fault(code, row=rows[0], count=len(rows), rows=rows, **details)

    def with_shapes(self, shapes: Shapes) -> LayerDraft:
        """Return the same rows with other geometry."""
        return replace(self, shapes=shapes)

    def with_column(self, name: str, values: Any) -> LayerDraft:
        """Return the same rows with another column; texts stay plain objects, null is None."""
        if isinstance(values, np.ndarray) and values.dtype == object:
            values = pd.Series(values, dtype=object, index=self.frame.index)
        return replace(self, frame=self.frame.assign(**{name: values}))

    def quarantine_others(
        self, code: str, mask: Mask, words: Sequence[Any] | NDArray[Any], *, redundant: bool = False, **same: Any
    ) -> LayerDraft:
        """Quarantine rows that are no records of their own, such as sums: they have no further faults."""
        if not mask.any():
            return self
        draft = self.quarantine(code, mask, values=words, redundant=redundant, **same)
        return replace(draft, totals=mask if self.totals is None else self.totals | mask)

    def quarantine(
        self,
        code: str,
        mask: Mask,
        *,
        field: str | None = None,
        values: Sequence[Any] | NDArray[Any] | None = None,
        redundant: bool = False,
        params: Sequence[dict[str, Any]] | None = None,
        **same: Any,
    ) -> LayerDraft:
        """Quarantine the rows of a mask, the first hundred with a fault of their own each.

        Parameters
        ----------
        code : str
            The kind of fault.
        mask : array of bool
            The rows.
        field : str, optional
            The column that is wrong.
        values : sequence, optional
            The values that are wrong: one a row of the mask.
        redundant : bool
            The rows repeat accepted ones and change nothing.
        params : sequence of dict, optional
            What else the sentence needs: one a row of the mask.
        **same
            What else it needs, the same for all rows.

        Returns
        -------
        LayerDraft
        """
        if self.totals is not None and (mask & self.totals).any():
            kept = ~self.totals[mask]
            values = None if values is None else np.asarray(values, dtype=object)[kept]
            params = None if params is None else _keep_params(params, np.flatnonzero(kept))
            mask = mask & ~self.totals
        if not mask.any():
            return self
        rows = self.rows[mask]
        shown = EachRow(range(len(rows)), lambda place: None if values is None else _show(values[place]))
        extra: Sequence[dict[str, Any]] = EachRow(range(len(rows)), lambda _place: {}) if params is None else params
        faults = self._make_row_faults(code, rows, shown, extra, field=field, **same)
        redundant_now = self.redundant | mask if redundant else self.redundant
        return replace(self, rejected=self.rejected | mask, redundant=redundant_now, faults=(*self.faults, *faults))

    def _make_row_faults(
        self, code: str, rows: Ints, values: Sequence[str | None], params: Sequence[dict[str, Any]], **same: Any
    ) -> list[Fault]:
        """Make a fault for each row, up to a hundred; the last of them has all further rows, too."""
        context = self.context
        faults = [
            context.fault(code, row=row, value=value, **same, **more)
            for row, value, more in zip(rows[:NAMED].tolist(), values, params, strict=False)
        ]
        if len(rows) > NAMED:
            last = faults[-1]
            start = NAMED - 1
            others = {"rows": rows[start:], "values": values[start:], "each": params[start:]}
            faults[-1] = replace(last, params={**last.params, **others, "further": len(rows) - NAMED})
        return faults


def _keep_params(params: Sequence[dict[str, Any]], places: Ints) -> EachRow[dict[str, Any]]:
    return EachRow(range(len(places)), lambda place: params[int(places[place])])


def _show(value: Any) -> str | None:
    return None if value is None else str(value)

"""A layer on its way in: all its rows, with the faults found so far and the rows they set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Mask
from gisplan.base.faults import Fault
from gisplan.county.schema import Layer
from gisplan.io.faults.catalogue import make_fault

__all__ = ["LayerDraft", "Mask"]


@dataclass(frozen=True)
class LayerDraft:
    """The rows of a layer: `frame` holds the canonical columns and `row`, `shapes` the geometry.

    `rejected` marks the rows that are set aside, `redundant` those of them that repeat accepted ones and so
    change nothing, `total` those that are sums of others: of these nothing more is said. `given` are
    the canonical columns that the file really has.
    """

    layer: Layer
    file: str
    frame: pd.DataFrame
    shapes: NDArray[np.object_]
    rejected: Mask
    redundant: Mask
    given: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    total: Mask | None = None

    @property
    def count(self) -> int:
        """How many rows there are, good and bad."""
        return len(self.frame)

    @property
    def refused(self) -> bool:
        """Whether a fault refuses the file."""
        return any(fault.level == "E" for fault in self.faults)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The record numbers, from 1."""
        rows: NDArray[np.int64] = self.frame["row"].to_numpy()
        return rows

    def with_fault(self, code: str, **details: Any) -> LayerDraft:
        """The same rows and one more fault."""
        fault = make_fault(code, file=self.file, layer=self.layer.name, **details)
        return replace(self, faults=(*self.faults, fault))

    def with_summary_fault(self, code: str, mask: Mask, **details: Any) -> LayerDraft:
        """One fault for many rows: it names the first, and holds all in `rows`; none when no row is meant."""
        rows = self.rows[mask].tolist()
        if not rows:
            return self
        return self.with_fault(code, row=rows[0], count=len(rows), rows=rows, **details)

    def with_shapes(self, shapes: NDArray[np.object_]) -> LayerDraft:
        """The same rows in another place."""
        return replace(self, shapes=shapes)

    def with_column(self, name: str, values: Any) -> LayerDraft:
        """The same rows with another column; texts stay plain objects, null is None."""
        if isinstance(values, np.ndarray) and values.dtype == object:
            values = pd.Series(values, dtype=object, index=self.frame.index)
        return replace(self, frame=self.frame.assign(**{name: values}))

    def quarantine_totals(self, mask: Mask, words: Sequence[Any] | NDArray[Any]) -> LayerDraft:
        """Quarantine the rows that are sums of others: nothing is lost with them."""
        if not mask.any():
            return self
        draft = self.quarantine("total-row", mask, values=words, redundant=True)
        return replace(draft, total=mask)

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
        """Quarantine the rows of a mask, each with its own fault.

        Parameters
        ----------
        code : str
            The kind of fault.
        mask : array of bool
            The rows.
        field : str, optional
            The column that is wrong.
        values : sequence, optional
            What stands there: one value a row of the mask.
        redundant : bool
            The rows repeat accepted ones and change nothing.
        params : sequence of dict, optional
            What else the sentence needs: one a row of the mask.
        """
        if self.total is not None and (mask & self.total).any():
            kept = ~self.total[mask]
            values = None if values is None else np.asarray(values, dtype=object)[kept]
            params = None if params is None else [one for one, keep in zip(params, kept, strict=True) if keep]
            mask = mask & ~self.total
        rows = self.rows[mask].tolist()
        if not rows:
            return self
        shown = [None] * len(rows) if values is None else [None if v is None else str(v) for v in values]
        extra = [{}] * len(rows) if params is None else list(params)
        place = {"file": self.file, "layer": self.layer.name, "field": field}
        faults = [
            make_fault(code, row=row, value=value, **place, **same, **more)
            for row, value, more in zip(rows, shown, extra, strict=True)
        ]
        redundant_now = self.redundant | mask if redundant else self.redundant
        return replace(self, rejected=self.rejected | mask, redundant=redundant_now, faults=(*self.faults, *faults))

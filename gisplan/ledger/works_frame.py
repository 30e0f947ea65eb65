"""The works of a state: chosen by town, programme or lateness, and as a table with places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import LISTED, PLACE, read_kinds

__all__ = ["make_works_frame", "select_works"]


def select_works(
    state: State,
    *,
    programme: str | None = None,
    town: str | None = None,
    kind: str | None = None,
    overdue: bool = False,
) -> State:
    """Return the state with only the works of a programme or category, in a town, of a kind, or overdue.

    Raises
    ------
    LedgerError
        No work is of that programme, town or kind; the message names those that exist.
    """
    works = state.works
    if kind is not None:
        works = _filter(works, [w.kind == kind for w in works], kind, (w.kind for w in works))
    if programme is not None:
        works = _filter(works, [_group(w) == programme for w in works], programme, map(_group, works))
    if town is not None:
        works = _filter(works, [_is_in(w, town) for w in works], town, (w.values.get("town") for w in works))
    if overdue:
        works = tuple(work for work in works if work.overdue(state.on))
    return replace(state, works=works)


def _filter(
    works: tuple[WorkState, ...], chosen: list[bool], value: str, known: Iterable[str | None]
) -> tuple[WorkState, ...]:
    if not any(chosen):
        names = ", ".join(sorted({name for name in known if name}))
        raise LedgerError(_("The ledger has no works of {0}: it has {1}.").format(value, names or "–"))
    return tuple(work for work, keep in zip(works, chosen, strict=True) if keep)


def _group(work: WorkState) -> str | None:
    return work.values.get(read_kinds()[work.kind].group)


def _is_in(work: WorkState, town: str) -> bool:
    """Return whether a work is in a town, given by its name or by the first digits of its villages' codes."""
    villages = work.values.get("villages", ())
    by_code = town.isdigit() and len(town) >= 9 and any(code.startswith(town) for code in villages)
    return work.values.get("town") == town or by_code


_NULLS = {"number": np.nan, "percent": np.nan, "integer": np.nan}


def make_works_frame(state: State, crs: Any, kinds: Sequence[str] | None = None) -> gpd.GeoDataFrame:
    """Make a frame with one row a work.

    Parameters
    ----------
    state : State
        The works.
    crs : pyproj.CRS or str
        The coordinate system of the geometry.
    kinds : sequence of str, optional
        Only works of these kinds; default: all.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns `layer, row, kind, code`, those of every kind, `version`, and the geometry. `row` is the work's
        number in the ledger. Columns are typed as in a county: days datetime64[ns], lists of codes tuples, booleans
        objects, nulls where nothing is known.
    """
    chosen = read_kinds() if kinds is None else {kind: read_kinds()[kind] for kind in kinds}
    works = [work for work in state.works if work.kind in chosen]
    fields = {name: column for kind in chosen.values() for name, column in kind.fields.items()}
    columns = {name: column.kind for name, column in fields.items() if name not in (LISTED, PLACE)}
    table: dict[str, Any] = {
        "layer": pd.Series([chosen[work.kind].layer for work in works], dtype=object),
        "row": np.array([work.number for work in works], dtype=np.int64),
        "kind": pd.Series([work.kind for work in works], dtype=object),
        "code": pd.Series([work.code for work in works], dtype=object),
    }
    for name, kind in columns.items():
        values = [work.values.get(name) for work in works]
        if kind == "date":
            table[name] = pd.Series(np.array(values, dtype="datetime64[D]").astype("datetime64[ns]"))
        elif kind in _NULLS:
            table[name] = np.array([np.nan if value is None else value for value in values], dtype=float)
        else:
            table[name] = pd.Series(values, dtype=object)
    table["version"] = np.array([work.version for work in works], dtype=np.int64)
    shapes = _read_geometry([work.values.get(PLACE) for work in works], crs)
    return gpd.GeoDataFrame(pd.DataFrame(table), geometry=shapes, crs=crs)


def _read_geometry(texts: Sequence[str | None], crs: Any) -> gpd.GeoSeries:
    """Parse geometries of the store, and transform them to one coordinate system."""
    shapes = np.full(len(texts), None, dtype=object)
    split = [text.split(";", 1) if text else None for text in texts]
    for system in sorted({parts[0] for parts in split if parts}):
        at = [i for i, parts in enumerate(split) if parts and parts[0] == system]
        stored = gpd.GeoSeries(shapely.from_wkt([split[i][1] for i in at]), crs=system)  # type: ignore[index]  # filtered
        shapes[at] = stored.to_crs(crs).to_numpy() if stored.crs != crs else stored.to_numpy()
    return gpd.GeoSeries(shapes, crs=crs)

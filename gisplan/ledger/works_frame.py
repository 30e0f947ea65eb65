"""The works of a state as a table with places, as the county holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.ledger.events.state import State
from gisplan.ledger.kinds import LISTED, PLACE, read_kinds

__all__ = ["make_works_frame"]


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

"""The rows set aside as a GeoPackage: a layer for each of the county's, in the file's own coordinate system."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from gisplan.io.check.original_rows import OriginalRows, RowsSetAside
from gisplan.report.gis.geopackage import fix_counters, fix_dates, flushed_once

__all__ = ["make_quarantine_geopackage"]

_ROW, _WHY, _REMEDY = "gisplan_row", "gisplan_why", "gisplan_remedy"
_TAKEN = ("gisplan_fid", "gisplan_geom")
_VERSION = "1.2"
_NO_DATE = "2000-01-01"


def make_quarantine_geopackage(set_aside: Sequence[RowsSetAside], as_of: date | None, path: Path) -> None:
    """Write rows set aside to a new GeoPackage, each as its file has it, with its row number and the reasons.

    Parameters
    ----------
    set_aside : sequence of RowsSetAside
    as_of : date or None
        The county's day, which the file bears in place of the moment of writing.
    path : Path
        A file that does not exist yet.

    Raises
    ------
    OSError
        GDAL or SQLite could not write it.
    """
    day = as_of.isoformat() if type(as_of) is date else _NO_DATE
    try:
        with flushed_once():
            for rows in set_aside or [_no_rows()]:
                _add_layer(path, rows)
            fix_dates(path, day)
        fix_counters(path)
    except (DataLayerError, DataSourceError, FeatureError, sqlite3.Error) as error:
        raise OSError(str(error)) from error


def _no_rows() -> RowsSetAside:
    """Return an empty layer, as a GeoPackage has at least one."""
    nothing = np.empty(0, dtype=object)
    original = OriginalRows("quarantine", "", np.empty(0, dtype=np.int64), (), (), nothing, None)
    return RowsSetAside(original, nothing, nothing)


def _add_layer(path: Path, rows: RowsSetAside) -> None:
    original = rows.original
    columns: dict[str, Any] = {_ROW: original.rows, _WHY: _plain(rows.reasons), _REMEDY: _plain(rows.remedies)}
    for name, values in zip(_name_once(original.fields), original.columns, strict=True):
        columns[name] = _plain(values)
    frame = pd.DataFrame(columns)
    options: dict[str, Any] = {"layer": original.layer, "driver": "GPKG", "append": path.exists()}
    options |= {
        "layer_options": {"FID": _TAKEN[0]},
        "dataset_options": None if path.exists() else {"VERSION": _VERSION},
    }
    if original.crs is None and shapely.is_missing(original.shapes).all():
        pyogrio.write_dataframe(frame, path, **options)
        return
    options["layer_options"]["GEOMETRY_NAME"] = _TAKEN[1]
    shapes = gpd.GeoSeries(original.shapes, crs=original.crs)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")  # where the file states none, neither does this
        pyogrio.write_dataframe(gpd.GeoDataFrame(frame, geometry=shapes), path, geometry_type="Unknown", **options)


def _name_once(fields: Iterable[str]) -> list[str]:
    """Return names of which none is another's, whatever the case of their letters: SQLite tells no cases apart."""
    taken = {name.casefold() for name in (_ROW, _WHY, _REMEDY, *_TAKEN, "geometry")}
    names = []
    for field in fields:
        plain = field.replace("\x00", "")
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Return values that SQLite can hold: texts without NUL, whole numbers of 64 bits."""
    if values.dtype == object:
        return np.array([None if value is None else str(value).replace("\x00", "") for value in values], dtype=object)
    return values.astype(np.float64) if values.dtype == np.uint64 else values

"""Write mended layers: text tables as UTF-8 with commas, workbooks as .xlsx, maps as GeoPackage."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
import xlsxwriter

from gisplan.base.arrays import Objects
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.mend.values import MendedLayer, number_rows

__all__ = ["choose_ending", "has_plain_names", "write_layer"]

_FID, _GEOMETRY = "gisplan_fid", "gisplan_geom"
_TEXT_TABLES = (".csv", ".tsv", ".txt")
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_CREATED = {"created": pd.Timestamp("2000-01-01", tz="UTC").to_pydatetime()}  # the same input gives the same bytes


def choose_ending(layer: MendedLayer) -> str:
    """Return the ending of the copy: formats that are not written become one that is.

    Parameters
    ----------
    layer : MendedLayer

    Returns
    -------
    str
        .csv, .xlsx or .gpkg.
    """
    source = layer.source
    assert source.format is not None
    assert source.staged is not None
    if not source.format.is_sheet:
        return ".gpkg"
    return ".csv" if source.staged.suffix in _TEXT_TABLES else ".xlsx"


def has_plain_names(fields: Sequence[str]) -> bool:
    """Return whether columns can have these names in a GeoPackage, which tells no cases apart.

    Examples
    --------
    >>> has_plain_names(["name", "geom"]), has_plain_names(["name", "Name"]), has_plain_names(["gisplan_fid"])
    (True, False, False)
    """
    folded = [field.casefold() for field in fields]
    return len(set(folded)) == len(folded) and not {"geometry", _FID, _GEOMETRY} & set(folded)


def write_layer(layer: MendedLayer, path: Path) -> None:
    """Write a mended layer to a new file of the ending that `choose_ending` gives.

    Parameters
    ----------
    layer : MendedLayer
    path : Path
    """
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_list_rows(layer.raw))
    elif path.suffix == ".xlsx":
        _write_workbook(layer.raw, path)
    else:
        _write_geopackage(layer, path)


def _list_rows(raw: RawLayer) -> Iterator[list[Any]]:
    """Yield the names and the rows of a sheet, blank rows where it has them: each row keeps its number."""
    names = [name for name in raw.fields if name]
    yield names
    columns = [raw.columns[name].tolist() for name in names]
    written = 0
    for number, *cells in zip(number_rows(raw).tolist(), *columns, strict=True):
        for _blank in range(number - written - 1):
            yield [""] * len(names)
        yield ["" if cell is None else cell for cell in cells]
        written = number


def _write_workbook(raw: RawLayer, path: Path) -> None:
    book = xlsxwriter.Workbook(path, {**_AS_TEXT, "constant_memory": True, "tmpdir": str(path.parent)})
    book.set_properties(_CREATED)
    sheet = book.add_worksheet()
    for at, cells in enumerate(_list_rows(raw)):
        for place, cell in enumerate(cells):
            if cell != "":
                sheet.write_string(at, place, str(cell))
    book.close()


def _write_geopackage(layer: MendedLayer, path: Path) -> None:
    """Write rows in their order with the same vertices, in the coordinate system that the file states."""
    raw, name = layer.raw, layer.source.table.name
    frame = pd.DataFrame({field: raw.columns[field] for field in raw.fields if field in raw.columns})
    options: dict[str, Any] = {"layer": name, "driver": "GPKG", "layer_options": {"FID": _FID}}
    drawn: Objects = np.asarray(raw.shapes)
    if shapely.is_missing(drawn).all():
        pyogrio.write_dataframe(frame, path, **options)
        return
    options["layer_options"]["GEOMETRY_NAME"] = _GEOMETRY
    shapes = gpd.GeoSeries(drawn, crs=raw.crs)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")  # where the file states none, neither does the copy
        whole = gpd.GeoDataFrame(frame, geometry=shapes)
        pyogrio.write_dataframe(whole, path, geometry_type="Unknown", **options)

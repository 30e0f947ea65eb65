"""What the reading process does with one file: check that it is whole, and read its rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.child.answers import encode_fault, encode_grid
from gisplan.io.child.unpacking import read_unpacked
from gisplan.io.faults.catalogue import FaultContext, has_errors
from gisplan.io.files.geojson import check_geojson
from gisplan.io.files.gpkg.tables import check_geopackage
from gisplan.io.files.grids import OFFICE_ENDINGS, WORKBOOK_ENDINGS, Stated, read_grid
from gisplan.io.files.handover.arrays import SavedArrays
from gisplan.io.files.handover.cell_rows import save_cells
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.shapefile import check_shapefile
from gisplan.io.files.vector.dxf import check_dxf
from gisplan.io.files.vector.file_gdb import find_gdb_damage
from gisplan.io.files.vector.flatgeobuf import check_flatgeobuf
from gisplan.io.files.vector.mapinfo import check_mapinfo

__all__ = ["read_book", "read_layer"]


_DAMAGE = "FeatureError"  # what pyogrio raises in the middle of a file that it could open
_SHOWN = 200


def read_layer(item: dict[str, Any]) -> dict[str, Any]:
    """Check a staged file and read one layer of it.

    Parameters
    ----------
    item : dict
        What the parent asks for: see `gisplan.io.child.process`.

    Returns
    -------
    dict
        The faults, and a grid or where the arrays are.
    """
    return read_unpacked(item, _read_plain)


def _read_plain(item: dict[str, Any]) -> dict[str, Any]:
    """Check and read a file that is not packed."""
    context = FaultContext(item["shown"], item["layer_name"])
    if item.get("reader") == "osm":
        from gisplan.io.child.osm_reader import read_osm

        return read_osm(item, context)
    if item.get("reader") is not None:
        from gisplan.io.child.own_readers import read_rows

        return read_rows(item, context)
    if item["driver"] is None:
        return _read_sheet(item, context)
    try:
        return _read_map(item, context)
    except FileRefused as refused:
        return {"faults": [encode_fault(context.fault(refused.code, **refused.params))]}
    except Exception as error:
        if type(error).__name__ != _DAMAGE:
            raise
        return {"faults": [encode_fault(context.fault("damaged", reason=str(error).rstrip(".")[:_SHOWN]))]}


def _read_map(item: dict[str, Any], context: FaultContext) -> dict[str, Any]:
    """Check and read a file by GDAL."""
    expected: int | None = None
    more: dict[str, Any] = {"booleans": {}, "properties": None, "without_crs": False}
    if item["driver"] == "MapInfo File":
        staged, encoding = Path(item["file"]), None
        table = check_mapinfo(staged, context, stated=item["encoding"])
        expected, faults = table.expected, table.faults
    else:
        staged, encoding, faults = _check(item, context, more)
    if has_errors(faults):
        return {"faults": [encode_fault(fault) for fault in faults]}
    from gisplan.io.child.gdal import read_layer as read_with_gdal

    more |= {"file": staged.name, "encoding": encoding, "expected": expected}
    answer = read_with_gdal({**item, **more}, context)
    found = [fault if isinstance(fault, dict) else encode_fault(fault) for fault in answer.pop("faults", [])]
    return {
        **answer,
        "without_crs": more["without_crs"],
        "faults": [*(encode_fault(fault) for fault in faults), *found],
    }


def _check(item: dict[str, Any], context: FaultContext, more: dict[str, Any]) -> tuple[Path, str | None, list[Fault]]:
    """Check that a copy is whole; return what is to be read, in which encoding, and the faults.

    `more` takes what was seen of a GeoJSON: in which rows, from 0, a property is true or false, which properties there
    are, and whether it names no coordinate system.
    """
    staged, stated = Path(item["file"]), item["encoding"]
    if staged.suffix == ".shp":
        encoding, faults = check_shapefile(staged, context, stated=stated, columns=item["columns"])
        return staged, encoding, faults
    if staged.suffix == ".gdb":
        return _check_gdb(staged, context)
    if staged.suffix == ".fgb":
        check_flatgeobuf(staged)
    if staged.suffix == ".gpkg":
        return staged, None, check_geopackage(staged, context)
    if staged.suffix == ".dxf":
        return staged, None, check_dxf(staged, context, stated=stated)
    if staged.suffix in (".geojson", ".json"):
        checked = check_geojson(staged, context, stated=stated)
        more |= {"booleans": checked.booleans, "properties": checked.properties, "without_crs": not checked.names_crs}
        return staged, None, checked.faults
    return staged, None, []


def _check_gdb(staged: Path, context: FaultContext) -> tuple[Path, str | None, list[Fault]]:
    damage = find_gdb_damage(staged)
    return staged, None, [] if damage is None else [context.fault("truncated", reason=damage)]


def _read_sheet(item: dict[str, Any], context: FaultContext) -> dict[str, Any]:
    staged = Path(item["file"])
    stated = Stated(item["layer"], item["encoding"], item["separator"], item["columns"] or ())
    grid, faults = read_grid(staged.read_bytes(), context, ending=staged.suffix, stated=stated)
    answer = {"faults": [encode_fault(fault) for fault in faults]}
    if grid is None:
        return answer
    arrays = SavedArrays(item["name"])
    cells = save_cells(arrays, grid)
    rest = replace(grid, rows=[], row_numbers=(), field_counts=())
    return {**answer, "grid": encode_grid(rest), "cells": cells, "arrays": arrays.index}


def read_book(item: dict[str, Any]) -> dict[str, Any]:
    """Read every sheet of a staged workbook; what else an archive holds is read as a layer."""
    return read_unpacked(item, _read_all_sheets)


def _read_all_sheets(item: dict[str, Any]) -> dict[str, Any]:
    is_book = Path(item["file"]).suffix in WORKBOOK_ENDINGS
    return _read_plain_book(item) if is_book else _read_plain(item)


def _read_plain_book(item: dict[str, Any]) -> dict[str, Any]:
    staged = Path(item["file"])
    try:
        if staged.suffix in OFFICE_ENDINGS:
            from gisplan.io.files.office.books import read_office_book

            book = read_office_book(staged.read_bytes(), staged.suffix)
        else:
            from gisplan.io.files.xlsx_reader import read_workbook_sheets

            book = read_workbook_sheets(staged.read_bytes())
    except FileRefused as error:
        context = FaultContext(item["shown"], item["layer_name"])
        return {"faults": [encode_fault(context.fault(error.code, **error.params))]}
    return {
        "grids": {name: encode_grid(grid) for name, grid in book.grids.items()},
        "hidden": list(book.hidden),
        "properties": dict(book.properties),
    }

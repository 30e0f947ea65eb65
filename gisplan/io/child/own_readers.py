"""The formats whose rows gisplan reads itself in the reading process: their texts and shapes go the way of GDAL's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from gisplan.base.faults import Fault
from gisplan.io.child.answers import encode_fault
from gisplan.io.child.gdal import RefusedLayer, refuse_long_text
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.handover.arrays import SavedArrays, save_layer
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.archive import read_kmz
from gisplan.io.files.vector.geoparquet import read_geoparquet
from gisplan.io.files.vector.gpx import read_gpx
from gisplan.io.files.vector.kml import read_kml
from gisplan.io.files.vector.rows import RowBuilder, SeveralLayers
from gisplan.io.files.vector.xml_records import read_xml_text

__all__ = ["read_rows"]


def read_rows(item: dict[str, Any], context: FaultContext) -> dict[str, Any]:
    """Read one layer; return what `gisplan.io.child.gdal.read_layer` does, and why shapes are unreadable."""
    try:
        if item["reader"] == "parquet":
            return _read_parquet(item, context)
        rows, faults = _read_xml(item, context)
        if rows is None:
            return {"faults": [encode_fault(fault) for fault in faults]}
        return {**_save(item, rows, context), "faults": [encode_fault(fault) for fault in (*faults, *rows.faults)]}
    except SeveralLayers as several:
        return {"several": list(several.names), "layers": len(several.names)}
    except FileRefused as refused:
        return {"faults": [encode_fault(context.fault(refused.code, **refused.params))]}
    except RefusedLayer as refused:
        return refused.answer


def _read_xml(item: dict[str, Any], context: FaultContext) -> tuple[RowBuilder | None, list[Fault]]:
    staged = Path(item["file"])
    data = read_kmz(staged, most_bytes=item["most_bytes"]) if staged.suffix == ".kmz" else staged.read_bytes()
    text, faults = read_xml_text(data, context, stated=item["encoding"])
    if text is None:
        return None, faults
    if item["reader"] == "gpx":
        return read_gpx(text, context, layer=item["layer"]), faults
    return read_kml(text, context, layer=item["layer"]), faults


def _read_parquet(item: dict[str, Any], context: FaultContext) -> dict[str, Any]:
    rows = read_geoparquet(Path(item["file"]), wanted=item["columns"])
    read, columns = list(rows.columns), list(rows.columns.values())
    refuse_long_text(read, columns, context)
    arrays = SavedArrays(item["name"])
    count = save_layer(arrays, rows.shapes, columns)
    types = [rows.types[name] for name in read]
    return {
        "fields": list(rows.fields),
        "read": read,
        "types": types,
        "crs": rows.crs,
        "count": count,
        "arrays": arrays.index,
        "faults": [],
    }


def _save(item: dict[str, Any], rows: RowBuilder, context: FaultContext) -> dict[str, Any]:
    """Save the columns that are wanted, and the shapes."""
    fields = list(rows.columns)
    read = [name for name in fields if item["columns"] is None or name in item["columns"]]
    columns = [np.array([*rows.columns[name], None], dtype=object)[:-1] for name in read]
    refuse_long_text(read, columns, context)
    arrays = SavedArrays(item["name"])
    return {
        "fields": fields,
        "read": read,
        "types": ["OFTString"] * len(read),
        "crs": rows.crs,
        "count": save_layer(arrays, rows.shapes, columns),
        "arrays": arrays.index,
        "unreadable": {str(place): reason for place, reason in rows.unreadable.items()},
    }

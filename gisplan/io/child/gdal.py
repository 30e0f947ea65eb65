"""GDAL, which runs in the reading process alone: few drivers, no network, and the rows as plain arrays."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.child.answers import encode_fault
from gisplan.io.faults.catalogue import NAMED, FaultContext, has_errors
from gisplan.io.files.gpkg.cells import find_lost_days
from gisplan.io.files.gpkg.tables import TableRows, check_table, connect
from gisplan.io.files.handover.arrays import SavedArrays, save_layer
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.coded_values import Words, find_gdb_words, find_gpkg_words
from gisplan.io.files.vector.stated_columns import state_booleans, state_words

__all__ = ["ALLOWED", "HARMLESS", "SKIPPED", "choose_layer", "find_unexpected_drivers", "read_layer", "restrict_gdal"]

MOST_LAYERS = 1000
MOST_CHARACTERS = 100_000
ALLOWED = ("ESRI Shapefile", "GPKG", "GeoJSON", "FlatGeobuf", "MapInfo File", "OpenFileGDB", "DXF")
_OF_ONE_LAYER = ("ESRI Shapefile", "MapInfo File")
HARMLESS = ("Memory",)
"""Drivers that open no file, and that newer versions of GDAL end with where they are skipped."""
# GDAL_SKIP must be set before GDAL is loaded, so the drivers are listed; the parent adds those of a newer GDAL
SKIPPED = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,EDIGEO,EEDA,ESRIJSON,Elasticsearch,GDALG,GML,GMT,"
    "GPSBabel,GPX,GTFS,GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,LIBKML,LVBAG,MBTiles,MEM,MVT,MapML,"
    "MiraMonVector,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,PCIDSK,PDF,PDS4,PGDUMP,"
    "PLSCENES,PMTiles,S57,SQLite,SXF,Selafin,TopoJSON,UK .NTF,VDV,VFK,VICAR,WAsP,WFS,XLS,XLSX,XODR,netCDF,TIGER,"
    "PostgreSQL,MySQL,MSSQLSpatial,ODBC,PGeo,Parquet,Arrow,Cloudant,CouchDB,GMLAS,HANA,MongoDBv3,OCI,NAS,SOSI,"
    "Geoconcept,Interlis 1,Interlis 2,TileDB,Zarr,DAAS,VRT,AIG,STACIT,STACTA,WMS,WMTS,WCS"
)
DEAD_PROXY = "http://127.0.0.1:9"
_LISTED, _SHOWN = 20, 30


class RefusedLayer(Exception):  # noqa: N818 - not an error of the program: its answer is reported by the parent
    """A layer that is not read; `answer` says why."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(str(answer))
        self.answer = answer


def find_unexpected_drivers(more_drivers: Sequence[str]) -> list[str]:
    """Load GDAL without the drivers that are skipped, and return the others that are not expected."""
    restrict_gdal(SKIPPED, *more_drivers)
    # pyogrio works without them, and loads in a third of the time
    for name in _NOT_NEEDED:
        sys.modules[name] = None  # type: ignore[assignment]
    import pyogrio
    from pyogrio import raw  # noqa: F401 - what reads, loaded while there is time

    for name in _NOT_NEEDED:
        del sys.modules[name]
    return sorted(set(pyogrio.list_drivers()) - {*ALLOWED, *HARMLESS})


_NOT_NEEDED = ("pandas", "geopandas", "pyarrow", "pyproj", "shapely")


def restrict_gdal(*skipped: str) -> None:
    """Restrict a GDAL that is loaded next: without some drivers, and without network."""
    os.environ["GDAL_SKIP"] = ",".join(skipped)
    os.environ["CPL_VSIL_CURL_ALLOWED_FILENAME"] = "none"
    os.environ["GDAL_DRIVER_PATH"] = "disable"
    os.environ["PROJ_NETWORK"] = "OFF"
    os.environ |= {"DXF_ENCODING": "UTF-8", "DXF_FEATURE_LIMIT_PER_BLOCK": "-1"}  # its copy was checked and rewritten
    # a GeoJSON may name its CRS by a link, which GDAL fetches with plain curl: send it to a proxy that does not exist
    for name in ("GDAL_HTTP_PROXY", "http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = DEAD_PROXY
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"


def read_layer(item: dict[str, Any], context: FaultContext) -> dict[str, Any]:
    """Read one layer into arrays, and return what the parent needs to load them.

    Parameters
    ----------
    item : dict
        The file, its driver, its encoding, the layer, and the columns that are wanted.
    context : FaultContext
        What faults name.

    Returns
    -------
    dict
        The fields, their types, the CRS, the count of rows; or why the layer is not read.
    """
    try:
        return _read(item, context)
    except RefusedLayer as refused:
        return refused.answer


def _read(item: dict[str, Any], context: FaultContext) -> dict[str, Any]:
    import pyogrio

    if item["driver"] == "DXF":
        pyogrio.set_gdal_config_options({"DXF_CLOSED_LINE_AS_POLYGON": "YES" if item["areas"] else "NO"})
    path, requested = item["file"], None if item["driver"] in _OF_ONE_LAYER else item["layer"]
    chosen_layer = _choose(path, item["driver"], requested)
    options = {"layer": chosen_layer or None, "encoding": item["encoding"]}
    table = _check_table(item, chosen_layer, context)
    info = _read_info(item, options)
    # with a condition GDAL counts the rows themselves, and not as the GeoPackage states them
    options["where"] = "1 = 1" if table is not None else None
    options["columns"] = None if info is None else _choose_columns(info["fields"], item["columns"])
    meta, shapes, columns = _read_rows(path, {**options, "datetime_as_string": True}, context)
    if info is None:
        info, columns = dict(meta), _drop_unwanted(meta, columns, item["columns"])
    if table is not None:
        refuse_lost_days(path, chosen_layer, meta["fields"], columns, info, context)
    types = dict(zip(map(str, info["fields"]), info["ogr_types"], strict=True))
    columns = state_booleans(info, meta["fields"], columns, item["booleans"], types)
    columns, faults = state_words(meta["fields"], columns, _find_words(item, chosen_layer), types, context)
    refuse_long_text(meta["fields"], columns, context)
    arrays = SavedArrays(item["name"])
    count = save_layer(arrays, shapes, columns)
    faults += check_count(count, int(info.get("features", count)), table, item["driver"], context)
    if item.get("expected") not in (None, count):
        faults.append(context.fault("rows-unread", value=str(count), expected=str(item["expected"])))
    return {
        "fields": [str(name) for name in info["fields"]],
        "read": [str(name) for name in meta["fields"]],
        "types": [types[str(name)] for name in meta["fields"]],
        "crs": meta["crs"],
        "count": count,
        "arrays": arrays.index,
        "faults": [encode_fault(fault) for fault in faults],
    }


def _read_rows(path: str, options: dict[str, Any], context: FaultContext) -> tuple[dict[str, Any], Any, Sequence[Any]]:
    """Read what the layer is, its geometry and its columns."""
    from pyogrio import raw

    try:
        meta, _, shapes, columns = raw.read(path, **options)
    except UnicodeDecodeError:
        raise RefusedLayer({"faults": list(_find_wrong_text(path, options, context))}) from None
    return meta, shapes, columns


def _read_info(item: dict[str, Any], options: dict[str, Any]) -> dict[str, Any] | None:
    """Read what columns a layer has; None of a GeoJSON of whose properties no more are unwanted than wanted.

    GDAL reads a GeoJSON whole for that, and once more for its rows: dropping a few columns of them takes less.
    """
    import pyogrio

    properties, wanted = item.get("properties"), item["columns"]
    if properties is not None and (wanted is None or 2 * len(properties.intersection(wanted)) >= len(properties)):
        return None
    info: dict[str, Any] = pyogrio.read_info(item["file"], **options)
    if info["driver"] != item["driver"]:
        raise RefusedLayer({"error": f"read as {info['driver']}"})
    return info


def _drop_unwanted(meta: dict[str, Any], columns: Sequence[Any], wanted: Sequence[str] | None) -> list[Any]:
    """Drop what GDAL makes columns of beside the properties, such as the features' ids, where it is not wanted."""
    fields = list(map(str, meta["fields"]))
    meta["fields"] = _choose_columns(fields, wanted)
    return [values for field, values in zip(fields, columns, strict=True) if field in meta["fields"]]


def _choose(path: str, driver: str, requested: str | None) -> str:
    """Choose the layer; "" is the only one of a GeoJSON, which GDAL would read whole to list it."""
    import pyogrio

    if driver == "GeoJSON" and requested is None:
        return ""
    return choose_layer(pyogrio.list_layers(path), requested)


def _check_table(item: dict[str, Any], layer: str, context: FaultContext) -> TableRows | None:
    """Count the rows of a GeoPackage's table; None for other files."""
    if item["driver"] != "GPKG":
        return None
    table = check_table(Path(item["file"]), layer, context, wanted=item["columns"], spatial=item["spatial"])
    if has_errors(table.faults):
        raise RefusedLayer({"faults": [encode_fault(fault) for fault in table.faults]})
    return table


def _find_wrong_text(path: str, options: dict[str, Any], context: FaultContext) -> Iterator[dict[str, Any]]:
    """Find the first texts that are not in UTF-8: read as Latin-1, they keep their bytes."""
    from pyogrio import raw

    meta, _, _, columns = raw.read(path, **{**options, "encoding": "latin-1", "read_geometry": False})
    count = 0
    for field, values in zip(meta["fields"], columns, strict=True):
        for row, value in enumerate(values if values.dtype == object else (), 1):
            content = value.encode("latin-1") if isinstance(value, str) else b""
            shown = content.decode("utf-8", "backslashreplace")
            if shown.encode("utf-8") != content and count < NAMED:
                count += 1
                yield encode_fault(context.fault("text-not-utf-8", row=row, field=str(field), value=shown[:_SHOWN]))


def refuse_lost_days(
    path: str, layer: str, fields: Sequence[Any], columns: Sequence[Any], info: dict[str, Any], context: FaultContext
) -> None:
    """Refuse a GeoPackage with dates that GDAL cannot read and leaves blank."""
    types = dict(zip(map(str, info["fields"]), info["ogr_types"], strict=True))
    faults: list[Fault] = []
    with closing(connect(Path(path))) as database:
        for field, values in zip(map(str, fields), columns, strict=True):
            if types[field] in ("OFTDate", "OFTDateTime"):
                blank = [value is None or value == "" for value in values]
                faults += find_lost_days(database, layer, field, blank, context) if any(blank) else []
    if faults:
        raise RefusedLayer({"faults": [encode_fault(fault) for fault in faults]})


def _find_words(item: dict[str, Any], layer: str) -> Words:
    """Find the words that a database has for the codes of a layer."""
    from pyogrio import errors, raw

    if item["driver"] == "GPKG":
        return find_gpkg_words(Path(item["file"]), layer)
    if item["driver"] != "OpenFileGDB":
        return {}
    try:
        items = raw.read(item["file"], layer="GDB_Items", columns=["Definition"], read_geometry=False)
    except errors.DataLayerError:  # before version 10
        return {}
    return find_gdb_words(items[3][0], layer)


def _choose_columns(fields: Sequence[Any], wanted: Sequence[str] | None) -> list[str]:
    """Return the columns to read; a layer without geometry needs one to be counted by."""
    names = [str(name) for name in fields]
    return [name for name in names if wanted is None or name in wanted] or names[:1]


def refuse_long_text(fields: Sequence[Any], columns: Sequence[Any], context: FaultContext) -> None:
    """Refuse a layer with a text longer than any that a person has written: each step of reading would copy it."""
    for field, values in zip(fields, columns, strict=True):
        if values.dtype != object or not _may_be_long(values.tolist()):
            continue
        for row, value in enumerate(values, 1):
            if isinstance(value, str) and len(value) > MOST_CHARACTERS:
                details = {"value": value[:_SHOWN], "has": str(len(value)), "limit": MOST_CHARACTERS}
                fault = context.fault("text-too-long", row=row, field=str(field), **details)
                raise RefusedLayer({"faults": [encode_fault(fault)]})


def _may_be_long(values: list[Any]) -> bool:
    """Return whether a text may be too long, by the longest of all: much faster than each; lists are looked at each."""
    if not set(map(type, values)) <= {str, type(None)}:
        return True
    return max(map(len, filter(None, values)), default=0) > MOST_CHARACTERS


def check_count(count: int, stated: int, table: TableRows | None, driver: str, context: FaultContext) -> list[Fault]:
    """Compare the rows that were read with those that the file has, and with what it states."""
    faults = list(table.faults) if table is not None else []
    if table is not None and table.count != count:
        faults.append(context.fault("rows-unread", value=str(count), expected=str(table.count)))
    if driver == "OpenFileGDB" and stated != count:
        faults.append(context.fault("rows-unread", value=str(count), expected=str(stated)))
    if driver == "FlatGeobuf" and stated > count:
        faults.append(context.fault("truncated", reason=f"{count} of {stated} rows are there"))
    return faults


def choose_layer(layers: Any, requested: str | None) -> str:
    """Return the name of the layer to read: as requested, else the only one with geometry, or the first of all."""
    names = [str(name) for name, _ in layers]
    spatial = [str(name) for name, kind in layers if kind is not None] or names
    if requested is None and len(spatial) > 1:
        raise RefusedLayer({"several": spatial[:MOST_LAYERS], "layers": len(spatial)})
    if requested is not None and requested not in names:
        raise RefusedLayer({"no_layer": requested, "has": spatial[:_LISTED]})
    if requested is None and not spatial:
        raise FileRefused("damaged", reason=N_("no layer can be read in it"))
    return requested if requested is not None else spatial[0]

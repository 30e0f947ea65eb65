"""The only program in which GDAL runs: a child process with four drivers, no network, and limits.

It is a script, not a module of the package: it is given one JSON job on its standard input, runs in
a private folder that holds nothing but the files the porch has checked, and leaves there
`result.json` and plain `.npy` arrays (never pickles).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ALLOWED = ("ESRI Shapefile", "GPKG", "GeoJSON", "FlatGeobuf")
# GDAL_SKIP must be set before GDAL is loaded, so the names stand here; a new one is added by the parent
SKIPPED = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,Elasticsearch,GDALG,GML,GMT,"
    "GPSBabel,GPX,GTFS,GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,LIBKML,LVBAG,MBTiles,MEM,MVT,MapInfo File,MapML,"
    "Memory,MiraMonVector,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,"
    "PLSCENES,PMTiles,S57,SQLite,SXF,Selafin,TopoJSON,UK .NTF,VDV,VFK,VICAR,WAsP,WFS,XLS,XLSX,XODR,netCDF,TIGER,"
    "PostgreSQL,MySQL,MSSQLSpatial,ODBC,PGeo,Parquet,Arrow,Cloudant,CouchDB,GMLAS,HANA,MongoDBv3,OCI,NAS,SOSI,"
    "Geoconcept,Interlis 1,Interlis 2,TileDB,Zarr,DAAS,VRT,AIG,STACIT,STACTA,WMS,WMTS,WCS"
)
DEAD_PROXY = "http://127.0.0.1:9"
MEMORY_BYTES = 8 << 30
CPU_SECONDS = 900


def main() -> int:
    """Read every layer of the job; 3 when GDAL has a driver nobody expected."""
    sandbox(sys.argv[1:])
    import pyogrio
    from pyogrio import raw

    unexpected = sorted(set(pyogrio.list_drivers()) - set(ALLOWED))
    if unexpected:
        write_result({"unexpected": unexpected})
        return 3
    job = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    layers: dict[str, Any] = {}
    for item in job:
        try:
            layers[item["name"]] = read_layer(item, pyogrio, raw)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong here is told by the parent, with the layer
            layers[item["name"]] = {"error": f"{type(error).__name__}: {error}"}
    write_result({"layers": layers})
    return 0


def sandbox(more_drivers: list[str]) -> None:
    """Leave GDAL four drivers and no network, and the process a share of the machine."""
    os.environ["GDAL_SKIP"] = ",".join([SKIPPED, *more_drivers])
    os.environ["CPL_VSIL_CURL_ALLOWED_FILENAME"] = "none"
    os.environ["GDAL_DRIVER_PATH"] = "disable"
    os.environ["PROJ_NETWORK"] = "OFF"
    # a GeoJSON may name its CRS by a link, which GDAL fetches with plain curl: send it to a closed door
    for name in ("GDAL_HTTP_PROXY", "http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = DEAD_PROXY
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    # pyogrio works without them, and loads in a third of the time
    for name in ("pandas", "geopandas", "pyarrow", "shapely"):
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import resource
    except ImportError:
        return
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        try:
            resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
        except (OSError, ValueError):
            continue


def read_layer(item: dict[str, Any], pyogrio: Any, raw: Any) -> dict[str, Any]:
    """Read one layer into arrays; what the parent must know is returned."""
    path, encoding = item["file"], item["encoding"]
    layers = pyogrio.list_layers(path)
    spatial = [str(name) for name, kind in layers if kind is not None] or [str(name) for name, _ in layers]
    chosen = item["layer"]
    if chosen is None and len(spatial) > 1:
        return {"several": spatial}
    if chosen is not None and chosen not in [str(name) for name, _ in layers]:
        return {"no_layer": chosen, "has": spatial}
    layer = chosen if chosen is not None else spatial[0]
    info = pyogrio.read_info(path, layer=layer, encoding=encoding)
    if info["driver"] != item["driver"]:
        return {"error": f"read as {info['driver']}"}
    fields = [str(name) for name in info["fields"]]
    wanted = fields if item["wanted"] is None else [name for name in fields if name in item["wanted"]]
    meta, _, shapes, columns = raw.read(path, layer=layer, encoding=encoding, columns=wanted, datetime_as_string=True)
    read = [str(name) for name in meta["fields"]]
    count = len(shapes) if shapes is not None else (len(columns[0]) if columns else 0)
    types = dict(zip(fields, info["ogr_types"], strict=True))
    save_shapes(item["name"], shapes, count)
    for place, values in enumerate(columns):
        save_column(f"{item['name']}.{place}", values)
    return {
        "fields": fields,
        "read": read,
        "types": [types[name] for name in read],
        "crs": meta["crs"],
        "count": count,
        "stated_count": int(info["features"]),
        "has_shapes": shapes is not None,
    }


def save_shapes(name: str, shapes: Any, count: int) -> None:
    """Geometry as one run of WKB and where each piece ends; no bytes is no geometry."""
    import numpy as np

    pieces = [b"" if piece is None else piece for piece in shapes] if shapes is not None else [b""] * count
    np.save(f"{name}.wkb.npy", np.frombuffer(b"".join(pieces), dtype=np.uint8), allow_pickle=False)
    ends = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    np.save(f"{name}.ends.npy", ends, allow_pickle=False)


def save_column(name: str, values: Any) -> None:
    """Numbers as they are; texts as one run of UTF-8, where each ends (in characters), and which are null."""
    import numpy as np

    if values.dtype != object:
        np.save(f"{name}.npy", values, allow_pickle=False)
        return
    texts = ["" if value is None else as_text(value) for value in values]
    run = "".join(texts).encode("utf-8")
    np.save(f"{name}.text.npy", np.frombuffer(run, dtype=np.uint8), allow_pickle=False)
    np.save(f"{name}.ends.npy", np.cumsum([0, *map(len, texts)], dtype=np.int64), allow_pickle=False)
    np.save(f"{name}.null.npy", np.array([value is None for value in values], dtype=bool), allow_pickle=False)


def as_text(value: Any) -> str:
    """A value as text; a list as its items between semicolons."""
    if isinstance(value, str):
        return value
    return ";".join(map(str, value)) if hasattr(value, "__iter__") else str(value)


def write_result(result: dict[str, Any]) -> None:
    """Leave the result in the private folder."""
    Path("result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

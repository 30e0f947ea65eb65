"""The only program in which GDAL runs: a child process with four drivers, no network, and limits.

It is a script, not a module of the package, and imports nothing of gisplan: it reads one JSON job from its
standard input, runs in a private folder that holds nothing but checked copies, and writes `result.json` and plain
`.npy` arrays (never pickles) there.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ALLOWED = ("ESRI Shapefile", "GPKG", "GeoJSON", "FlatGeobuf")
# GDAL_SKIP must be set before GDAL is loaded, so the drivers are listed; the parent adds those of a newer GDAL
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


class RefusedLayer(Exception):  # noqa: N818 - not an error of the program: its result is reported by the parent
    """A layer that is not read; `result` says why."""

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__(str(result))
        self.result = result


def main() -> int:
    """Read every layer of the job; return 3 when GDAL has a driver that is not expected."""
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
        except RefusedLayer as refused:
            layers[item["name"]] = refused.result
        except Exception as error:  # noqa: BLE001 - the parent reports whatever goes wrong here, with the layer
            layers[item["name"]] = {"error": f"{type(error).__name__}: {error}"}
    write_result({"layers": layers})
    return 0


def sandbox(more_drivers: list[str]) -> None:
    """Restrict GDAL to four drivers and no network, and the process to a share of the machine."""
    os.environ["GDAL_SKIP"] = ",".join([SKIPPED, *more_drivers])
    os.environ["CPL_VSIL_CURL_ALLOWED_FILENAME"] = "none"
    os.environ["GDAL_DRIVER_PATH"] = "disable"
    os.environ["PROJ_NETWORK"] = "OFF"
    # a GeoJSON may name its CRS by a link, which GDAL fetches with plain curl: send it to a proxy that does not exist
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
    for limit, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        try:
            resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))
        except (OSError, ValueError):
            continue


def read_layer(item: dict[str, Any], pyogrio: Any, raw: Any) -> dict[str, Any]:
    """Read one layer of the job into arrays, and return what the parent needs to load them."""
    path = item["file"]
    options = {"layer": choose_layer(pyogrio.list_layers(path), item["layer"]), "encoding": item["encoding"]}
    info = pyogrio.read_info(path, **options)
    if info["driver"] != item["driver"]:
        raise RefusedLayer({"error": f"read as {info['driver']}"})
    fields = [str(name) for name in info["fields"]]
    chosen = [name for name in fields if item["columns"] is None or name in item["columns"]]
    meta, _, shapes, columns = raw.read(path, columns=chosen, datetime_as_string=True, **options)
    count = save_layer(item["name"], shapes, columns)
    read = [str(name) for name in meta["fields"]]
    types = dict(zip(fields, info["ogr_types"], strict=True))
    return {
        "fields": fields,
        "read": read,
        "types": [types[name] for name in read],
        "crs": meta["crs"],
        "count": count,
        "stated_count": int(info["features"]),
        "has_shapes": shapes is not None,
    }


def choose_layer(layers: Any, requested: str | None) -> str:
    """Return the name of the layer to read: as requested, else the only one with geometry, or the first of all."""
    names = [str(name) for name, _ in layers]
    spatial = [str(name) for name, kind in layers if kind is not None] or names
    if requested is None and len(spatial) > 1:
        raise RefusedLayer({"several": spatial})
    if requested is not None and requested not in names:
        raise RefusedLayer({"no_layer": requested, "has": spatial})
    return requested if requested is not None else spatial[0]


def save_layer(name: str, shapes: Any, columns: Any) -> int:
    """Save the shapes and columns of a layer, and return how many rows it has."""
    count = len(shapes) if shapes is not None else (len(columns[0]) if columns else 0)
    save_shapes(name, shapes, count)
    for place, values in enumerate(columns):
        save_column(f"{name}.{place}", values)
    return count


def save_shapes(name: str, shapes: Any, count: int) -> None:
    """Save geometry as one run of WKB and where each piece ends; no bytes is no geometry."""
    import numpy as np

    pieces = [b"" if piece is None else piece for piece in shapes] if shapes is not None else [b""] * count
    np.save(f"{name}.wkb.npy", np.frombuffer(b"".join(pieces), dtype=np.uint8), allow_pickle=False)
    ends = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    np.save(f"{name}.ends.npy", ends, allow_pickle=False)


def save_column(name: str, values: Any) -> None:
    """Save numbers as they are; texts as one run of UTF-8, where each ends (in characters), and which are null."""
    import numpy as np

    if values.dtype != object:
        np.save(f"{name}.npy", values, allow_pickle=False)
        return
    texts = ["" if value is None else to_text(value) for value in values]
    run = "".join(texts).encode("utf-8")
    np.save(f"{name}.text.npy", np.frombuffer(run, dtype=np.uint8), allow_pickle=False)
    np.save(f"{name}.ends.npy", np.cumsum([0, *map(len, texts)], dtype=np.int64), allow_pickle=False)
    np.save(f"{name}.null.npy", np.array([value is None for value in values], dtype=bool), allow_pickle=False)


def to_text(value: Any) -> str:
    """Return a value as text; a list as its items between semicolons."""
    if isinstance(value, str):
        return value
    return ";".join(map(str, value)) if hasattr(value, "__iter__") else str(value)


def write_result(result: dict[str, Any]) -> None:
    """Write the result into the private folder."""
    Path("result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

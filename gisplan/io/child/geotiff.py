"""Read heights from a GeoTIFF in the reading process: one band, the county's part of it, no finer than is needed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gisplan.io.child.answers import encode_fault
from gisplan.io.child.gdal import ALLOWED, HARMLESS, SKIPPED, restrict_gdal
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.open_file import FileRefused

__all__ = ["find_unexpected_raster_drivers", "read_heights"]

MOST_BLOCK = 1 << 26
"""So many cells a strip or tile may have: GDAL unpacks it whole."""
MOST_CELLS = 400_000_000
"""So many cells may have to be unpacked, overviews counted."""
LOWEST_M, HIGHEST_M = -500.0, 9_000.0
"""The Dead Sea lies at -430 m, and no mountain is 9000 m high: other numbers are no heights on land."""
# rasterio has a GDAL of its own, with drivers for grids; of those GTiff alone is left
_SKIPPED_RASTERS = (
    "AAIGrid,ACE2,ADRG,AirSAR,BAG,BIGGIF,BLX,BMP,BSB,BT,BYN,CALS,CEOS,COASP,COG,COSAR,CPG,CTG,CTable2,DERIVED,DIMAP,"
    "DIPEx,DOQ1,DOQ2,DTED,ECRGTOC,EEDAI,EHdr,EIR,ELAS,ENVI,ERS,ESAT,ESRIC,FAST,FIT,GFF,GIF,GNMDatabase,GNMFile,"
    "GRASSASCIIGrid,GRIB,GS7BG,GSAG,GSBG,GSC,GTI,GTX,GXF,GenBin,HDF5,HDF5Image,HF2,HFA,ILWIS,IRIS,ISCE,ISG,ISIS2,ISIS3,"
    "JAXAPALSAR,JDEM,JP2OpenJPEG,JPEG,KMLSUPEROVERLAY,KRO,L1B,LAN,LCP,LOSLAS,Leveller,MAP,MFF,MFF2,MRF,MSGN,NDF,NGSGEOID,"
    "NITF,NOAA_B,NSIDCbin,NTv2,NWT_GRC,NWT_GRD,OZI,PAux,PCRaster,PDS,PLMOSAIC,PNG,PNM,PRF,R,RIK,RMF,ROI_PAC,RPFTOC,"
    "RRASTER,RS2,RST,Rasterlite,S102,S104,S111,SAFE,SAGA,SAR_CEOS,SDTS,SENTINEL2,SGI,SIGDEM,SNAP_TIFF,SNODAS,SRP,"
    "SRTMHGT,TGA,TIL,TSX,Terragen,USGSDEM,WEBP,XPM,XYZ,ZMap,AVIF,HEIF,JPEGXL,LIBERTIFF,BASISU,KTX2,"
    "MiraMonRaster,RCM,ECW,JP2ECW,MrSID,JP2KAK,JP2MrSID,GeoRaster,PostGISRaster,RASDAMAN,DODS,TileDB,OGCAPI,EXR,FITS,HDF4,HDF4Image"
)
_DRIVER = "GTiff"
_CACHE_MB = "64"
_SHOWN = 200
_EDGE = 20  # places along each side of the county's box, to find where it lies in the file


def find_unexpected_raster_drivers(more_drivers: Sequence[str]) -> list[str]:
    """Load rasterio without the drivers that are skipped, and return the others that are not expected."""
    restrict_gdal(SKIPPED, _SKIPPED_RASTERS, *more_drivers)
    os.environ |= {"GDAL_CACHEMAX": _CACHE_MB, "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
    import rasterio
    import rasterio.warp  # loaded while there is time

    with rasterio.Env() as environment:
        return sorted(set(environment.drivers()) - {_DRIVER, *ALLOWED, *HARMLESS})


def read_heights(item: Mapping[str, Any]) -> dict[str, Any]:
    """Read the heights in a box; they are saved beside the answer.

    Parameters
    ----------
    item : mapping
        The file; `crs`, which holds where the file has none; `box`, west, south, east and north of what is wanted, in
        `box_crs`; and `most`, how many cells a side may have.

    Returns
    -------
    dict
        The CRS, and `affine`, which leads from column and row of the upper left corner of a cell to its place; or the
        faults.
    """
    context = FaultContext(item["shown"], item["layer_name"])
    try:
        return _read(item, context)
    except FileRefused as refused:
        return {"faults": [encode_fault(context.fault(refused.code, **refused.params))]}


def _read(item: Mapping[str, Any], context: FaultContext) -> dict[str, Any]:
    import rasterio
    from rasterio.errors import RasterioError

    try:
        # whatever the file says that it is, only this driver sees it
        with rasterio.open(item["file"], driver=_DRIVER, sharing=False) as dataset:
            crs = _check(dataset, item)
            window = _find_window(dataset, crs, item)
            heights, affine = _read_window(dataset, window, int(item["most"]))
    except (RasterioError, UnicodeDecodeError) as error:
        reason = str(error.__cause__ or error).rstrip(".").replace(str(item["file"]), context.file)[:_SHOWN]
        raise FileRefused("relief-unreadable", reason=reason) from None
    faults = _clear_odd(heights, context)
    if not np.isfinite(heights).any():
        raise FileRefused("relief-empty")
    np.save(f"{item['name']}.heights.npy", heights, allow_pickle=False)
    return {"crs": crs.to_wkt(), "affine": affine, "faults": faults}


def _check(dataset: Any, item: Mapping[str, Any]) -> Any:
    """Refuse a file that is no grid of heights with a place; return its CRS."""
    from rasterio.crs import CRS
    from rasterio.errors import CRSError

    if dataset.count != 1:
        raise FileRefused("relief-bands", value=str(dataset.count))
    kind = np.dtype(dataset.dtypes[0])
    if kind.kind not in "iuf":
        raise FileRefused("relief-type", value=str(kind))
    if dataset.colorinterp[0].name == "palette":
        raise FileRefused("relief-picture")
    rows, columns = dataset.block_shapes[0]
    if rows * columns > MOST_BLOCK:
        raise FileRefused("relief-blocks", value=str(rows * columns), limit=MOST_BLOCK)
    try:
        crs = dataset.crs or (CRS.from_user_input(item["crs"]) if item["crs"] else None)
    except CRSError:
        crs = None
    if crs is None or not crs.is_valid or not (crs.is_projected or crs.is_geographic):
        raise FileRefused("relief-no-crs")
    affine = dataset.transform
    if affine.is_identity or affine.is_degenerate or not np.isfinite(affine).all():
        raise FileRefused("relief-no-place")
    return crs


def _find_window(dataset: Any, crs: Any, item: Mapping[str, Any]) -> Any:
    """Find the part of the file that holds the box."""
    from rasterio.errors import CRSError
    from rasterio.warp import transform
    from rasterio.windows import Window

    x, y = _spread(item["box"])
    try:
        places = transform(item["box_crs"], crs, x, y)
    except CRSError:
        places = ([np.nan], [np.nan])
    columns, rows = _find_cells(dataset.transform, *map(np.asarray, places))
    known = np.isfinite(columns) & np.isfinite(rows)
    outside = FileRefused("relief-outside", crs=crs.to_string()[:_SHOWN])
    if not known.any():
        raise outside
    first = np.floor([columns[known].min(), rows[known].min()]) - 1
    last = np.ceil([columns[known].max(), rows[known].max()]) + 1
    first, last = np.maximum(first, 0), np.minimum(last, [dataset.width, dataset.height])
    if (last - first < 1).any():
        raise outside
    return Window(*first.tolist(), *(last - first).tolist())


def _spread(box: Sequence[float]) -> tuple[list[float], list[float]]:
    """Spread places over a box."""
    west, south, east, north = box
    x, y = np.meshgrid(np.linspace(west, east, _EDGE), np.linspace(south, north, _EDGE))
    return x.ravel().tolist(), y.ravel().tolist()


def _find_cells(affine: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return the columns and rows, with fractions, of places."""
    a, b, c, d, e, f = (~affine)[:6]
    return a * x + b * y + c, d * x + e * y + f


def _read_window(dataset: Any, window: Any, most: int) -> tuple[Any, list[float]]:
    """Read a window no finer than is needed, and what leads from its cells to their places."""
    from rasterio.enums import Resampling

    step = max(1.0, max(window.width, window.height) / most)
    shape = (max(1, round(window.height / step)), max(1, round(window.width / step)))
    reduced = max((factor for factor in dataset.overviews(1) if factor <= step), default=1)
    cells = window.width * window.height / reduced**2
    if cells > MOST_CELLS:
        raise FileRefused("relief-too-fine", value=f"{cells:.0f}", limit=MOST_CELLS)
    options = {"window": window, "out_shape": shape, "out_dtype": "float32", "resampling": Resampling.average}
    masked = dataset.read(1, masked=True, **options)
    heights = np.ascontiguousarray(masked.filled(np.nan), dtype=np.float32)
    heights = heights * np.float32(dataset.scales[0]) + np.float32(dataset.offsets[0])
    return heights, _shift(dataset.transform, window, shape)


def _shift(affine: Any, window: Any, shape: tuple[int, int]) -> list[float]:
    """Return what leads from the cells of a window that was read in a shape to their places."""
    a, b, c, d, e, f = affine[:6]
    across, down = window.width / shape[1], window.height / shape[0]
    x, y = window.col_off, window.row_off
    return [float(v) for v in (a * across, b * down, a * x + b * y + c, d * across, e * down, d * x + e * y + f)]


def _clear_odd(heights: Any, context: FaultContext) -> list[dict[str, Any]]:
    """Make what is no height on land unknown, such as a value for no data that the file does not state."""
    with np.errstate(invalid="ignore"):
        odd = (heights < LOWEST_M) | (heights > HIGHEST_M) | np.isinf(heights)
    if not odd.any():
        return []
    value = f"{float(heights[odd][0]):g}"
    heights[odd] = np.nan
    return [encode_fault(context.fault("relief-odd-heights", count=int(odd.sum()), value=value))]

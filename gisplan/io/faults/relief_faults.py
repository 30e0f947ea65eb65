"""Faults of the relief: a file that is no grid of heights, has no place, or lies elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["RELIEF_KINDS"]

_EXPORT = N_("Export the heights alone: a GeoTIFF of one band, in metres.")

RELIEF_KINDS: Mapping[str, FaultKind] = {
    "relief-no-rasterio": FaultKind(
        "W",
        N_("{layer}: {file} is not read, as rasterio is not installed; maps are drawn without the relief."),
        N_('Install it: pip install "gisplan[{value}]". No verdict depends on it.'),
    ),
    "relief-format": FaultKind(
        "E", N_("{layer}: {file} is no GeoTIFF by its name; the heights are read from .tif and .tiff."), _EXPORT
    ),
    "relief-unreadable": FaultKind(
        "E",
        N_("{layer}: {file} cannot be read as a GeoTIFF ({reason})."),
        N_("Copy or export it again: it may be cut or damaged."),
    ),
    "relief-bands": FaultKind(
        "E", N_("{layer}: {file} has {value} bands: it is a picture, and no grid of heights."), _EXPORT
    ),
    "relief-picture": FaultKind(
        "E", N_("{layer}: the values of {file} are colours of a table, and no heights."), _EXPORT
    ),
    "relief-type": FaultKind("E", N_("{layer}: the values of {file} are {value}, and no heights."), _EXPORT),
    "relief-no-crs": FaultKind(
        "E",
        N_("{layer}: {file} states no coordinate system that is known."),
        N_('State the one it is in: crs = "EPSG:…" in [layers.{layer}].'),
    ),
    "relief-no-place": FaultKind(
        "E",
        N_("{layer}: {file} does not say where it lies: it has no georeference."),
        N_("Export it with its georeference in the file; one in a file beside it (.tfw) is not read."),
    ),
    "relief-blocks": FaultKind(
        "E",
        N_("{layer}: {file} is stored in blocks of {value} cells; the limit is {limit}."),
        N_("Save it in tiles: gdal_translate -co TILED=YES -co COMPRESS=DEFLATE."),
    ),
    "relief-too-fine": FaultKind(
        "E",
        N_("{layer}: {file} has {value} cells in and around the county; the limit is {limit}."),
        N_("Make it coarser (30 m is fine enough), or add overviews: gdaladdo."),
    ),
    "relief-outside": FaultKind(
        "E",
        N_("{layer}: {file}, read as {crs}, does not lie where the county is."),
        N_("Give the file of this county; or state its coordinate system: crs in [layers.{layer}]."),
    ),
    "relief-empty": FaultKind(
        "E",
        N_("{layer}: {file} has no height in the county: all its cells there are without a value, or no metres."),
        N_("Give heights in metres, or leave out [layers.{layer}]."),
    ),
    "relief-odd-heights": FaultKind(
        "F",
        N_("{layer}: {count} cells of {file} hold no height on land ({value} and the like) and were taken as unknown."),
        N_("No action needed; a value that means no data may be stated in the file."),
    ),
}
"""Every kind of fault of the relief by its code."""

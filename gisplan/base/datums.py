"""Changes of datum: by stated parameters (Helmert), or by an operation of PROJ, which is made for an area."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import cast

import numpy as np
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfUse
from pyproj.exceptions import ProjError
from pyproj.transformer import TransformerGroup

from gisplan.base.crs import Coordinates, Transform, is_geocentric
from gisplan.base.datum_parameters import DatumParameters

__all__ = [
    "WGS84",
    "Operation",
    "are_of_one_datum",
    "find_operations",
    "make_helmert",
]

WGS84 = CRS("EPSG:4326")
_WORST_M = 100.0  # an operation that is less exact, or does not say how exact it is, is none
_WORLD = (-180.0, -90.0, 180.0, 90.0)
_AXES = re.compile(r"(^| \+ )axis order change \(\dD\)(?= \+ |$)")


@dataclass(frozen=True)
class Operation:
    """One of PROJ's transformations from one datum to another.

    Parameters
    ----------
    name : str
        Its name in the EPSG registry.
    area : str
        The area that it is made for.
    bounds : tuple of float
        West, south, east, north of that area, in degrees.
    accuracy_m : float
        How exact it is.
    transform : callable
        From longitude and latitude on the one datum to those on the other.
    """

    name: str
    area: str
    bounds: tuple[float, float, float, float]
    accuracy_m: float
    transform: Transform


def are_of_one_datum(one: CRS, other: CRS) -> bool:
    """Return whether two coordinate systems are on one datum, however programs write its name.

    Examples
    --------
    >>> are_of_one_datum(CRS("EPSG:2381"), CRS("EPSG:4610")), are_of_one_datum(CRS("EPSG:2433"), CRS("EPSG:4610"))
    (True, False)
    """
    return _name_datum(one) == _name_datum(other) != ""


def _name_datum(crs: CRS) -> str:
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return ""
    return re.sub(r"[^a-z0-9]", "", geodetic.datum.name.casefold().removeprefix("d_"))


def find_operations(source: CRS, target: CRS) -> list[Operation]:
    """Find PROJ's transformations between the datums of two coordinate systems, the most exact first.

    PROJ applies the first at hand where none is made for a place: those from Beijing 1954 to WGS 84 hold in the
    Ordos basin, the Tarim basin and at sea. Ballpark transformations, which change nothing, are none.

    Parameters
    ----------
    source, target : pyproj.CRS
        Two coordinate systems.
    """
    there, here = source.geodetic_crs, target.geodetic_crs
    if there is None or here is None:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a better one needs a file that is not here
        try:
            found = TransformerGroup(there, here, always_xy=True, allow_ballpark=False).transformers
        except ProjError:
            return []
    operations = [_describe_operation(transformer) for transformer in found]
    return sorted((one for one in operations if 0 <= one.accuracy_m <= _WORST_M), key=lambda one: one.accuracy_m)


def _describe_operation(transformer: Transformer) -> Operation:
    area = cast("AreaOfUse | None", transformer.area_of_use)
    name = _AXES.sub("", transformer.description).removeprefix(" + ")
    if area is None:
        return Operation(name, "", _WORLD, transformer.accuracy, _apply(transformer))
    return Operation(name, area.name or "", area.bounds, transformer.accuracy, _apply(transformer))


def make_helmert(crs: CRS, parameters: DatumParameters) -> Transform | None:
    """Make the transformation from degrees on the datum of a coordinate system to degrees of WGS 84.

    Rotations are small angles, as all published parameters take them; heights are 0 on the ellipsoid.

    Parameters
    ----------
    crs : pyproj.CRS
        A coordinate system of the datum.
    parameters : DatumParameters
        From its datum to WGS 84.

    Returns
    -------
    callable or None
        None where the datum's longitudes do not count from Greenwich or its ellipsoid is not known.
    """
    ellipsoid, meridian = crs.ellipsoid, crs.prime_meridian
    if is_geocentric(crs) or ellipsoid is None or meridian is None or meridian.longitude != 0:
        return None
    shape = f"+a={ellipsoid.semi_major_metre!r} +b={ellipsoid.semi_minor_metre!r}"
    helmert = f"+x={parameters.dx!r} +y={parameters.dy!r} +z={parameters.dz!r}"
    if parameters.rotation is not None:
        helmert += f" +rx={parameters.rx!r} +ry={parameters.ry!r} +rz={parameters.rz!r} +s={parameters.scale!r}"
        helmert += f" +convention={parameters.rotation}"
    return _apply(
        Transformer.from_pipeline(
            f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
            f"+step +proj=cart {shape} +step +proj=helmert {helmert} +step +inv +proj=cart +ellps=WGS84 "
            f"+step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
        )
    )


def _apply(transformer: Transformer) -> Transform:
    """Return the transformation of an array of longitudes and latitudes."""

    def transform(xy: Coordinates) -> Coordinates:
        lon, lat = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
        return np.column_stack(transformer.transform(lon, lat))

    return transform

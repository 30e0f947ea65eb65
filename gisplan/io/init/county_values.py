"""Propose the values of [county]: the code and its system, the name, and the metric CRS."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.codes import CODE_LENGTHS
from gisplan.base.crs import find_transform, is_metric, parse_crs
from gisplan.base.datums import are_of_one_datum
from gisplan.base.language import N_, language
from gisplan.io.init.column_profile import profile_code_column
from gisplan.io.init.contents import has_code_length
from gisplan.io.init.inspection import FileLayer
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Message, Proposal
from gisplan.io.init.profiles import read_profiles

__all__ = [
    "NamedDatum",
    "is_chinese",
    "name_datum",
    "needs_crs",
    "propose_code_system",
    "propose_county_code",
    "propose_county_name",
    "propose_crs",
    "propose_standard",
    "sheet_crs",
]

WGS84 = "EPSG:4326"
_LOCAL_DATUMS = ("EPSG:4610", "EPSG:4214", "EPSG:4555")  # Xi'an 80, Beijing 54 and its later adjustment
_CGCS2000 = "EPSG:4490"
# codes of the Gauss-Krüger zones of CGCS2000 by their meridian, false easting and width; some begin with their number
_ZONES: Mapping[tuple[float, float, int], int] = {
    **{(75 + 6 * place, 500_000, 6): 4502 + place for place in range(11)},
    **{(75 + 6 * place, (13 + place) * 1_000_000 + 500_000, 6): 4491 + place for place in range(11)},
    **{(75 + 3 * place, 500_000, 3): 4534 + place for place in range(21)},
    **{(75 + 3 * place, (25 + place) * 1_000_000 + 500_000, 3): 4513 + place for place in range(21)},
}
_FIRST_MERIDIAN, _ZONE_WIDTH, _LAST_ZONE = 75, 3, 20
_CRS_REASONS = {
    "file": N_("the CRS of the villages"),
    "same": N_("the zone of {name} on CGCS2000, since maps need a datum with an exact way to WGS 84"),
    "cgcs": N_("3-degree zone around {meridian}° E, the nearest to the middle of the data"),
    "utm": N_("UTM zone {zone}, at the middle of the data"),
}
_COUNTY_DIGITS = 6
_IDENTITY_REASONS = {
    "digits": N_("the codes of the villages have 12 digits"),
    "other": N_("the village codes are of another kind"),
    "nothing": N_("no codes of villages were found"),
    "prefix": N_("the first six digits of the villages' codes ({share} %)"),
    "boundary": N_("from the boundary"),
    "folder": N_("from the folder's name; write the official one if there is one"),
}


_FIGURES_ONLY = "sdg-9.1.1"
_STANDARD_REASONS = {
    "source": N_("the files come from {source}"),
    "province": N_("the county's code begins with {head}, that of its province"),
    "none": N_("no standard of the county's own is known; this one gives figures and sets no threshold"),
}


class NamedDatum(NamedTuple):
    """A datum: a coordinate system of it, or its name where none is known; and its name."""

    key: str
    name: str


def propose_code_system(layers: Mapping[str, RecognisedLayer]) -> Proposal:
    """Propose ``cn-12`` where the villages' codes have 12 digits, else ``any``."""
    villages = layers.get("villages")
    header = villages.header_of("code") if villages is not None else None
    if villages is None or header is None:
        return Proposal("any", 0.5, Message(_IDENTITY_REASONS["nothing"]))
    if has_code_length(profile_code_column(villages.source.raw, header), CODE_LENGTHS["villages"]):
        return Proposal("cn-12", 0.98, Message(_IDENTITY_REASONS["digits"]))
    return Proposal("any", 0.95, Message(_IDENTITY_REASONS["other"]))


def propose_county_code(layers: Mapping[str, RecognisedLayer], system: str, folder: str) -> Proposal:
    """Propose the county's code from the villages' codes, the boundary's, or the folder's name."""
    villages = layers.get("villages")
    header = villages.header_of("code") if villages is not None else None
    if villages is not None and header is not None and system == "cn-12":
        words = [
            word for word in profile_code_column(villages.source.raw, header).words if word[:_COUNTY_DIGITS].isdigit()
        ]
        heads = Counter(word[:_COUNTY_DIGITS] for word in words)
        head, count = max(heads.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if head:
            confidence = count / len(words)
            return Proposal(head, confidence, Message(_IDENTITY_REASONS["prefix"], {"share": round(100 * confidence)}))
    return _from_boundary(layers, "code") or Proposal(folder, 0.3, Message(_IDENTITY_REASONS["folder"]))


def propose_county_name(layers: Mapping[str, RecognisedLayer], folder: str) -> Proposal:
    """Propose the county's name from the boundary or the folder's name."""
    return _from_boundary(layers, "name") or Proposal(folder, 0.5, Message(_IDENTITY_REASONS["folder"]))


def propose_standard(layers: Mapping[str, RecognisedLayer], code: str, system: str) -> Proposal:
    """Propose the standard to judge by: of the province that a county's code begins with, or of the files' source.

    A province without a standard of its own gets one that sets no threshold.
    """
    found = {head: id for source in read_profiles().values() for head, id in source.standards.items()}
    head = next((head for head in found if code.startswith(head)), None) if system == "cn-12" else None
    if head is not None:
        return Proposal(found[head], 0.9, Message(_STANDARD_REASONS["province"], {"head": head}))
    sources = [layer.source.profile for layer in layers.values() if layer.source.profile is not None]
    own = next((source for source in sources if source.standard is not None), None)
    if own is not None:
        title = own.title_zh if language() == "zh" else own.title
        return Proposal(str(own.standard), 0.9, Message(_STANDARD_REASONS["source"], {"source": title}))
    return Proposal(_FIGURES_ONLY, 0.3, Message(_STANDARD_REASONS["none"]))


def _from_boundary(layers: Mapping[str, RecognisedLayer], canonical: str) -> Proposal | None:
    """Return the boundary's value where all its polygons have the same."""
    boundary = layers.get("boundary")
    header = boundary.header_of(canonical) if boundary is not None else None
    if boundary is None or header is None:
        return None
    words = list(profile_code_column(boundary.source.raw, header).words)
    return Proposal(words[0], 0.95, Message(_IDENTITY_REASONS["boundary"])) if len(words) == 1 else None


def propose_crs(layers: Iterable[FileLayer], *, chinese: bool) -> Proposal | None:
    """Propose the metric CRS of a county.

    Parameters
    ----------
    layers : iterable of FileLayer
        The county's layers, villages first.
    chinese : bool
        Whether the zones are those of the Chinese survey.

    Returns
    -------
    Proposal or None
        The CRS as ``EPSG:...``; None where no file says where it lies.
    """
    stated = [(item, crs) for item in layers if (crs := _stated_crs(item)) is not None]
    metric = next((crs for _, crs in stated if is_metric(crs) and not _is_web_mercator(crs)), None)
    if metric is not None and name_datum(metric).key in _LOCAL_DATUMS:
        code = _find_same_zone(metric)
        if code is not None:
            return Proposal(f"EPSG:{code}", 0.95, Message(_CRS_REASONS["same"], {"name": metric.name}))
    elif metric is not None and _crs_name(metric) is not None:
        return Proposal(str(_crs_name(metric)), 0.95, Message(_CRS_REASONS["file"]))
    for item, crs in stated:
        centre = _median_location(item, crs)
        if centre is not None:
            return _zone_at(*centre, chinese=chinese)
    return None


def is_chinese(layers: Iterable[FileLayer]) -> bool:
    """Return whether the datum is Chinese or columns have Chinese names."""
    for item in layers:
        if any("\u4e00" <= letter <= "\u9fff" for name in item.raw.fields for letter in name):
            return True
        crs = _stated_crs(item)
        if crs is not None and name_datum(crs).key in (_CGCS2000, *_LOCAL_DATUMS):
            return True
    return False


def name_datum(crs: CRS) -> NamedDatum:
    """Return the datum of a coordinate system: by a code where it is a Chinese one, else by its name."""
    geodetic = crs.geodetic_crs
    name = geodetic.datum.name if geodetic is not None and geodetic.datum is not None else ""
    key = next((code for code in (_CGCS2000, *_LOCAL_DATUMS) if are_of_one_datum(crs, CRS(code))), name)
    return NamedDatum(key, name)


def _find_same_zone(crs: CRS) -> int | None:
    """Return the code of the zone of CGCS2000 with the same meridian, width and eastings; None where there is none."""
    own = crs.source_crs if crs.is_bound else crs
    operation = own.coordinate_operation if own is not None else None
    if own is None or operation is None or operation.method_name != "Transverse Mercator":
        return None
    values = {str(param.name): float(param.value) for param in operation.params}
    if not (values.get("Scale factor at natural origin") == 1 and values.get("Latitude of natural origin") == 0):
        return None
    place = values.get("Longitude of natural origin", 0.0), values.get("False easting", 0.0)
    is_narrow = re.search(r"3[ _-]degree", own.name, re.IGNORECASE) is not None
    widths = (3, 6) if is_narrow else (6, 3)  # of one meridian and easting both have the same coordinates
    return next((_ZONES[*place, width] for width in widths if (*place, width) in _ZONES), None)


def needs_crs(item: FileLayer) -> bool:
    """Return whether neither a file nor its values show its CRS."""
    return item.shape is not None and not item.raw.crs and item.raw.degrees is None


def sheet_crs(item: FileLayer) -> str | None:
    """Return the CRS that a sheet's degrees are taken to be in; None where it has none."""
    return WGS84 if item.raw.degrees is True else None


def _stated_crs(item: FileLayer) -> CRS | None:
    return parse_crs(item.raw.crs or sheet_crs(item)) if item.raw.crs or item.raw.degrees else None


def _is_web_mercator(crs: CRS) -> bool:
    """Return whether a CRS is Web Mercator, whose unit is not the true metre."""
    operation = crs.coordinate_operation
    return operation is not None and "Mercator" in operation.method_name and "Transverse" not in operation.method_name


def _crs_name(crs: CRS) -> str | None:
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority is not None else None


def _median_location(item: FileLayer, crs: CRS) -> tuple[float, float] | None:
    """Return the median longitude and latitude of a layer; None where it has no location."""
    points = shapely.get_coordinates(shapely.centroid(item.raw.shapes[~shapely.is_missing(item.raw.shapes)]))
    points = points[np.isfinite(points).all(axis=1)]
    geodetic = crs.geodetic_crs
    transform = find_transform(crs, geodetic) if geodetic is not None else None
    if not len(points) or transform is None:
        return None
    degrees = points if crs.is_geographic else transform(points)
    lon, lat = np.median(degrees, axis=0).tolist()
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _zone_at(lon: float, lat: float, *, chinese: bool) -> Proposal:
    zone = round((lon - _FIRST_MERIDIAN) / _ZONE_WIDTH)
    if chinese and 0 <= zone <= _LAST_ZONE and lat > 0:
        meridian = _FIRST_MERIDIAN + _ZONE_WIDTH * zone
        code = _ZONES[meridian, 500_000, _ZONE_WIDTH]
        return Proposal(f"EPSG:{code}", 0.95, Message(_CRS_REASONS["cgcs"], {"meridian": meridian}))
    zone = min(int((lon + 180) // 6) + 1, 60)
    code = (32600 if lat >= 0 else 32700) + zone
    return Proposal(f"EPSG:{code}", 0.95, Message(_CRS_REASONS["utm"], {"zone": zone}))

"""Ask for the parameters of local datums (Xi'an 80, Beijing 54) that no transformation is made for: `to_wgs84`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.crs import is_geocentric, parse_crs
from gisplan.base.datum_parameters import DatumParameters
from gisplan.base.datums import WGS84, make_helmert
from gisplan.base.language import N_, _
from gisplan.io.init.asking.parameters import parse_parameters
from gisplan.io.init.county_values import name_datum, sheet_crs
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Answers, Choice, Item, Message, Proposal, Question
from gisplan.io.layers.places.datum_change import find_datum_change

__all__ = ["PARAMETERS_AT", "LocalDatum", "ask_parameters", "find_local_datums", "leave_out_local", "state_parameters"]

PARAMETERS_AT = "layers.*.to_wgs84"
_MOST_PLACES = 10_000  # enough to see whether an operation is made for where a layer lies
_REFUSED = ("datum-refused", "datum-of-elsewhere")
_QUESTION = N_(
    "{files}: on the local datum {datum}, from which no transformation is made for this place. Which parameters to "
    "WGS 84 or CGCS2000 does the survey office state: three (dx, dy, dz in metres), or seven (also rx, ry, rz in arc "
    "seconds and the scale in ppm)? Until there is an answer, check refuses these files."
)
_NUMBERS = N_("dx, dy, dz, or dx, dy, dz, rx, ry, rz, scale: such as 24.5, -123.25, -94")
_TURNS = N_("the convention of the rotations: see the line of X in the formula of the survey office")
_ROTATIONS = (
    Choice("position_vector", Message(N_("position vector: -rz·Y in the line of X"))),
    Choice("coordinate_frame", Message(N_("coordinate frame: +rz·Y in the line of X"))),
)
_SOURCE = N_("who gave the parameters, and when; documents repeat it")


@dataclass(frozen=True)
class LocalDatum:
    """A datum that needs parameters.

    Parameters
    ----------
    key : str
        A coordinate system of it, such as "EPSG:4610", or its name.
    name : str
        Its name.
    files : mapping of str to str
        The files on it by their layer.
    """

    key: str
    name: str
    files: Mapping[str, str]


def find_local_datums(
    layers: Mapping[str, RecognisedLayer], county: Proposal | None, answers: Answers
) -> tuple[LocalDatum, ...]:
    """Find the datums from which no operation leads to the county's, with all layers on each.

    Parameters
    ----------
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    county : Proposal or None
        The CRS of the county.
    answers : Answers
        What has been answered: the CRS of files that state none.
    """
    county_crs = parse_crs(county.value) if county is not None else WGS84
    if county_crs is None or not is_geocentric(county_crs):
        return ()
    found: dict[str, dict[str, str]] = {}
    asked: dict[str, str] = {}
    for name, layer in layers.items():
        crs = _find_crs(layer, answers)
        if crs is None or is_geocentric(crs) or make_helmert(crs, DatumParameters(0.0, 0.0, 0.0)) is None:
            continue
        datum = name_datum(crs)
        found.setdefault(datum.key, {})[name] = layer.source.title
        if datum.key not in asked and _is_refused(layer, crs, county_crs):
            asked[datum.key] = datum.name
    return tuple(LocalDatum(key, name, found[key]) for key, name in asked.items())


def _find_crs(layer: RecognisedLayer, answers: Answers) -> CRS | None:
    stated = answers.get((f"layers.{layer.name}", "crs")) or layer.source.raw.crs or sheet_crs(layer.source)
    return parse_crs(str(stated)) if stated else None


def _is_refused(layer: RecognisedLayer, crs: CRS, county_crs: CRS) -> bool:
    """Return whether the layer would be refused for want of parameters."""
    shapes = layer.source.raw.shapes
    xy = shapely.get_coordinates(shapes[~shapely.is_missing(shapes)])
    xy = xy[np.isfinite(xy).all(axis=1)]
    xy = xy[:: max(len(xy) // _MOST_PLACES, 1)]
    return bool(len(xy)) and find_datum_change(crs, county_crs, xy, own=None, countys=None).fault in _REFUSED


def leave_out_local(layers: Mapping[str, RecognisedLayer], datums: Sequence[LocalDatum]) -> dict[str, RecognisedLayer]:
    """Return the layers whose places are known without parameters."""
    local = {name for datum in datums for name in datum.files}
    return {name: layer for name, layer in layers.items() if name not in local}


def ask_parameters(datums: Sequence[LocalDatum], answers: Answers) -> Iterator[Question]:
    """Yield one question for each datum; the convention is asked once seven numbers are there.

    Parameters
    ----------
    datums : sequence of LocalDatum
        The datums that need parameters.
    answers : Answers
        What has been answered.
    """
    for datum in datums:
        numbers = parse_parameters(str(answers.get((PARAMETERS_AT, datum.key), "")))
        items = [Item(PARAMETERS_AT, datum.key, evidence=Message(_NUMBERS), free="parameters")]
        if numbers is not None:
            if "rx" in numbers:
                items.append(Item(PARAMETERS_AT, f"{datum.key} rotation", None, _ROTATIONS, Message(_TURNS)))
            items.append(Item(PARAMETERS_AT, f"{datum.key} source", evidence=Message(_SOURCE), free="text"))
        title = datum.name if datum.key == datum.name else f"{datum.name} ({datum.key})"
        params = {"files": ", ".join(dict.fromkeys(datum.files.values())), "datum": title}
        at = f"layers.{next(iter(datum.files))}"
        yield Question("datum-parameters", Message(_QUESTION, params), at, tuple(items))


def state_parameters(
    datum: LocalDatum, answers: Answers, reasons: Mapping[tuple[str, str], str]
) -> dict[str, Any] | None:
    """Return the table `to_wgs84` of each layer on a datum; without `rotation` where it is not answered yet.

    Parameters
    ----------
    datum : LocalDatum
        The datum.
    answers, reasons : mapping
        What has been answered, and why.

    Returns
    -------
    dict or None
        None where no parameters were given.
    """
    where = PARAMETERS_AT, datum.key
    numbers = parse_parameters(str(answers.get(where, "")))
    if numbers is None:
        return None
    turned = answers.get((PARAMETERS_AT, f"{datum.key} rotation")) if "rx" in numbers else None
    source = answers.get((PARAMETERS_AT, f"{datum.key} source")) or reasons.get(where) or _("answered")
    return {**numbers, **({"rotation": turned} if turned is not None else {}), "source": str(source)}

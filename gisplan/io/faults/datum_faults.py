"""The texts of faults of datums: local ones, and the shifted coordinates of online maps."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["DATUM_KINDS"]

_GIVE_PARAMETERS = N_(
    "State the survey office's parameters to WGS 84 (or CGCS2000) in [layers.{layer}.to_wgs84], with the county itself "
    "in WGS 84 or CGCS2000; or have the data transformed, and state the new crs."
)

DATUM_KINDS: Mapping[str, FaultKind] = {
    "datum-refused": FaultKind(
        "E",
        N_("{layer}: no exact transformation is known from {value} ({file}) to {expected}."),
        _GIVE_PARAMETERS,
    ),
    "datum-of-elsewhere": FaultKind(
        "E",
        N_(
            "{layer}: the nearest transformation known from {value} ({file}) to {expected} is {operation}, which is "
            "made for another area ({area}); the layer lies around {place}."
        ),
        _GIVE_PARAMETERS,
    ),
    "county-datum": FaultKind(
        "W",
        N_(
            "The county is in {value}, from which no exact transformation to WGS 84 is known: distances are right, but "
            "maps and files in degrees may lie some 100 m off."
        ),
        N_(
            "State a crs on CGCS2000 in [county], and in [county.to_wgs84] the survey office's parameters of the files "
            "in {value}."
        ),
    ),
    "datum-by-operation": FaultKind(
        "F",
        N_(
            "{layer} ({file}): coordinates transformed from {value} by {operation}, made for {area}, to about "
            "{accuracy} m; the median shift is {metres} m."
        ),
        N_("If the survey office has parameters of its own, state them in [layers.{layer}.to_wgs84]."),
    ),
    "datum-by-parameters": FaultKind(
        "F",
        N_(
            "{layer} ({file}): coordinates transformed from {value} to WGS 84 by the stated parameters ({source}); the "
            "median shift is {metres} m."
        ),
        N_("Compare one place whose coordinates are known in both."),
    ),
    "parameters-implausible": FaultKind(
        "E",
        N_(
            "{layer} ({file}): the parameters in to_wgs84 ({source}) move the coordinates by {metres} m; no datum "
            "differs from WGS 84 by so much."
        ),
        N_("Correct them: metres, arc seconds, parts per million, their signs, and rotation."),
    ),
    "parameters-contradict": FaultKind(
        "E",
        N_(
            "{layer} ({file}): to_wgs84 gives parameters of a local datum, but the coordinates are in {value}, which "
            "needs none."
        ),
        N_("State the local coordinate system as crs in [layers.{layer}], or delete to_wgs84."),
    ),
    "datum-read": FaultKind(
        "F",
        N_("{layer} ({file}): coordinates moved from {value} to WGS 84."),
        N_("No action needed."),
    ),
    "datum-elsewhere": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {count} rows were not moved from {value}, first row {row}: the shift applies in China "
            "only, and they lie outside."
        ),
        N_("Delete {field} from [layers.{layer}] if the file is not in {value}, or correct the coordinates."),
    ),
    "datum-contradicts": FaultKind(
        "E",
        N_("{layer} ({file}): the coordinates cannot be in {value} and {shift} at once."),
        N_("State one of them in [layers.{layer}]: {field} for coordinates of online maps, else crs."),
    ),
    "rows-shifted": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {count} rows lie on roads when read as {shift} (online maps) and far from them as they "
            "are, first row {row}; the median shift is {metres} m."
        ),
        N_(
            'If all come from an online map, state datum = "{datum}" in [layers.{layer}]; else give these rows '
            "unshifted."
        ),
    ),
    "rows-shifted-out": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {count} rows lie inside the boundary when read as {shift} (online maps) and outside it "
            "as they are, first row {row}; the median shift is {metres} m."
        ),
        N_(
            'If all come from an online map, state datum = "{datum}" in [layers.{layer}]; else give these rows '
            "unshifted."
        ),
    ),
    "roads-shifted": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {count} villages lie on roads when these are read as {shift} (online maps) and far "
            "from them as they are; the median shift is {metres} m."
        ),
        N_('If the roads come from an online map, state datum = "{datum}" in [layers.{layer}].'),
    ),
    "boundary-shifted": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {count} villages lie inside the boundary when it is read as {shift} (online maps) and "
            "outside it as it is; the median shift is {metres} m."
        ),
        N_('If the boundary comes from an online map, state datum = "{datum}" in [layers.{layer}].'),
    ),
}

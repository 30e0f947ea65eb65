"""What each why says: templates for the windows, filled with a verdict's parameters."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["WHYS"]

WHYS: Mapping[str, str] = {
    "within_reach": N_(
        "The reaching point is {distance_m} m from the sealed network that is joined to the {reach_to} "
        "(at most {reach_m} m)."
    ),
    "beyond_reach": N_(
        "The sealed network that is joined to the {reach_to} is {distance_m} m away (at most {reach_m} m). "
        "Missing: {unsealed_m} m of road to seal and {off_network_m} m off the network."
    ),
    "cut_off": N_("No road within {access_m} m leads to a sealed network that is joined to the {reach_to}."),
    "surface_unknown": N_("It hangs on the surface of {count} segment(s) that nobody has stated: {deciding}."),
    "class_unknown": N_("It hangs on the class of {count} segment(s) that nobody has stated: {deciding}."),
    "road_quarantined": N_("It hangs on {count} segment(s), of which rows were set aside when read: {deciding}."),
    "settlement_quarantined": N_("Its row was set aside when read (row {row}): {fault}."),
    "households_unknown": N_("The criterion asks for {min_households} households, and the row does not say how many."),
    "roads_incomplete": N_("The road layer is known to be partial: a road that it lacks may lead here."),
    "seat_unknown": N_("The seat of its town is not known: the row needs its town, and the layer seats that town."),
}

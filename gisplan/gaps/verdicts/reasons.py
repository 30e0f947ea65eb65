"""What each why says: templates for the windows, filled with a verdict's parameters."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.language import N_
from gisplan.county.code_lists import ROAD_STATUSES
from gisplan.county.milestones import MILESTONE_TYPES, MILESTONES

__all__ = ["MILESTONE_LABELS", "REASONS"]

_REACH: Mapping[str, str] = {
    "within_reach": N_(
        "The reaching point is {distance_m} m from the sealed network connected to the {reach_to} (at most "
        "{reach_m} m)."
    ),
    "near_met": N_(
        "Counted as met: {name}, which is met, is {near_m} m away along the roads (at most {neighbour_m} m)."
    ),
    "beyond_reach": N_(
        "The sealed network connected to the {reach_to} is {distance_m} m away (at most {reach_m} m). Missing: "
        "{unsealed_m} m of road to seal and {off_network_m} m off the network."
    ),
    "cut_off": N_("No road within {access_m} m leads to a sealed network connected to the {reach_to}."),
    "surface_unknown": N_("Unknown because the surface of {count} segment(s) is not stated: {deciding}."),
    "class_unknown": N_("Unknown because the class of {count} segment(s) is not stated: {deciding}."),
    "road_quarantined": N_("Unknown because rows of {count} segment(s) were set aside when read: {deciding}."),
    "settlement_quarantined": N_("Its row was set aside when read (row {row}): {fault}."),
    "households_unknown": N_(
        "The criterion applies from {min_households} households; the row does not state the number of households."
    ),
    "people_unknown": N_(
        "The criterion applies from {min_people} people; the row does not state the number of people."
    ),
    "filter_unknown": N_("It is not known whether the criterion applies: {needs} is blank for its village."),
    "roads_incomplete": N_("The road layer is known to be incomplete: a missing road may lead here."),
    "seat_unknown": N_(
        "The seat of its town is not known: fill in the town of the row, and add the town to the layer seats."
    ),
}

_VALUES: Mapping[str, str] = {
    "share_reached": N_("{numerator} {part} of {denominator} {whole}: {value} % (at least {required} %)."),
    "share_short": N_("Only {numerator} {part} of {denominator} {whole}: {value} % (at least {required} %)."),
    "number_enough": N_("{column}: {value} (at least {required})."),
    "number_short": N_("{column}: only {value} (at least {required})."),
    "number_within": N_("{column}: {value} (at most {required})."),
    "number_over": N_("{column}: {value}, above the limit (at most {required})."),
    "is_yes": N_("{column}: yes."),
    "is_no": N_("{column}: no."),
    "inside": N_("It lies inside an area of the layer {layer}: {name}."),
    "outside": N_("It lies outside all areas counted in the layer {layer}; the nearest is {value} m away."),
    "near_enough": N_(
        "It lies {value} m from the nearest feature counted in the layer {layer} (at most {required} m)."
    ),
    "too_far": N_("The nearest feature counted in the layer {layer} is {value} m away (at most {required} m)."),
    "works_reached": N_("All {total} listed work(s) counted for it have reached: {milestone}."),
    "works_late": N_("{open} of the {total} listed work(s) counted for it have not reached: {milestone} ({codes})."),
}

_COMBINED: Mapping[str, str] = {
    "all_met": N_("Met: {criteria}."),
    "part_missed": N_("Missed: {criteria}."),
    "part_unknown": N_("Unknown because these criteria are unknown: {criteria}."),
    "any_met": N_("Met: {criteria}."),
    "none_met": N_("Missed: {criteria}."),
    "groups_met": N_("All groups are met: {criteria}."),
    "group_missed": N_("{count} group(s) miss the criterion: {groups} ({criteria})."),
    "group_unknown": N_("{count} group(s) cannot be judged: {groups} ({criteria})."),
}

_LACKING: Mapping[str, str] = {
    "layer_missing": N_("Unknown: the county's files have no layer {needs}."),
    "column_missing": N_("Unknown: the file of the layer has no column {needs}."),
    "row_missing": N_("The layer {needs} has no row of the village."),
    "row_quarantined": N_("The row of the village in the layer {needs} was set aside when read."),
    "cell_blank": N_("{needs} is blank for the village."),
    "contradicts": N_("{numerator} {part} of {denominator} {whole} is impossible: one of the two numbers is wrong."),
    "work_quarantined": N_("Row(s) {rows} of the list of works, which name the village, were set aside when read."),
    "layer_incomplete": N_("The layer {needs} is known to be incomplete: the missing rows may change the verdict."),
    "feature_unknown": N_("Unknown because a row of the layer {needs} was set aside, or does not state its kind."),
    "milestone_unknown": N_(
        "For {open} listed work(s) it is not reported whether they have reached: {milestone} ({codes})."
    ),
}

REASONS: Mapping[str, str] = {**_REACH, **_VALUES, **_COMBINED, **_LACKING}

_LISTED = {code for codes in MILESTONES.values() for code in codes}
MILESTONE_LABELS: Mapping[str, str] = {
    **{code: milestone.english for code, milestone in MILESTONE_TYPES.items() if code in _LISTED},
    **{code: ROAD_STATUSES[code].english for code in ("not_started", "under_way")},
}
"""What milestones and statuses of works are called."""

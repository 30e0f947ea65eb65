"""What each why says: templates for the windows, filled with a verdict's parameters."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.language import N_
from gisplan.county.code_lists import ROAD_STATUSES
from gisplan.county.milestones import MILESTONE_TYPES, MILESTONES

__all__ = ["MILESTONE_LABELS", "REASONS"]

_REACH: Mapping[str, str] = {
    "within_reach": N_(
        "The reaching point is {distance_m} m from the sealed network that is joined to the {reach_to} "
        "(at most {reach_m} m)."
    ),
    "near_met": N_(
        "It counts as met: {name}, which is met, is {near_m} m away along the roads (at most {neighbour_m} m)."
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
    "people_unknown": N_("The criterion asks for {min_people} people, and the row does not say how many."),
    "filter_unknown": N_("Whether the criterion applies is not known: {needs} is blank for its village."),
    "roads_incomplete": N_("The road layer is known to be partial: a road that it lacks may lead here."),
    "seat_unknown": N_("The seat of its town is not known: the row needs its town, and the layer seats that town."),
}

_VALUES: Mapping[str, str] = {
    "share_reached": N_("{numerator} {part} of {denominator} {whole}: {value} % (at least {required} %)."),
    "share_short": N_("Only {numerator} {part} of {denominator} {whole}: {value} % (at least {required} %)."),
    "number_enough": N_("{column}: {value} (at least {required})."),
    "number_short": N_("{column}: only {value} (at least {required})."),
    "number_within": N_("{column}: {value} (at most {required})."),
    "number_over": N_("{column}: {value}, which is too much (at most {required})."),
    "is_yes": N_("{column}: yes."),
    "is_no": N_("{column}: no."),
    "inside": N_("It lies inside an area of the layer {layer}: {name}."),
    "outside": N_("It lies outside every area of the layer {layer} that counts; the nearest is {value} m away."),
    "near_enough": N_("It lies {value} m from the nearest that counts in the layer {layer} (at most {required} m)."),
    "too_far": N_("The nearest that counts in the layer {layer} is {value} m away (at most {required} m)."),
    "works_reached": N_("All of its {total} listed work(s) that are counted have reached: {milestone}."),
    "works_late": N_("{open} of its {total} listed work(s) that are counted have not reached: {milestone} ({codes})."),
}

_COMBINED: Mapping[str, str] = {
    "all_met": N_("Met: {criteria}."),
    "part_missed": N_("Missed: {criteria}."),
    "part_unknown": N_("It hangs on what is not known: {criteria}."),
    "any_met": N_("Met: {criteria}."),
    "none_met": N_("Missed: {criteria}."),
    "groups_met": N_("All groups are met: {criteria}."),
    "group_missed": N_("{count} group(s) are missed: {groups} ({criteria})."),
    "group_unknown": N_("Of {count} group(s) it is not known: {groups} ({criteria})."),
}

_LACKING: Mapping[str, str] = {
    "layer_missing": N_("The county's files have no layer {needs}, which would tell."),
    "column_missing": N_("The file of the layer has no column {needs}, which would tell."),
    "row_missing": N_("The layer {needs} has no row of the village."),
    "row_quarantined": N_("The row of the village in the layer {needs} was set aside when read."),
    "cell_blank": N_("{needs} is blank for the village."),
    "contradicts": N_("{numerator} {part} of {denominator} {whole} cannot be true: one of the two is wrong."),
    "work_quarantined": N_("Row(s) {rows} of the list of works, which name the village, were set aside when read."),
    "layer_incomplete": N_("The layer {needs} is known to be partial: what it lacks may decide."),
    "feature_unknown": N_("It hangs on a row of the layer {needs} that was set aside, or does not say its kind."),
    "milestone_unknown": N_("Of {open} listed work(s) nobody knows whether they have reached: {milestone} ({codes})."),
}

REASONS: Mapping[str, str] = {**_REACH, **_VALUES, **_COMBINED, **_LACKING}

_LISTED = {code for codes in MILESTONES.values() for code in codes}
MILESTONE_LABELS: Mapping[str, str] = {
    **{code: milestone.english for code, milestone in MILESTONE_TYPES.items() if code in _LISTED},
    **{code: ROAD_STATUSES[code].english for code in ("not_started", "under_way")},
}
"""What milestones and statuses of works are called."""

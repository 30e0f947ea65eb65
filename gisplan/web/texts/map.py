"""The texts of the map and of the villages' pages."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["MAP"]

MAP: Mapping[str, str] = {
    "map_title": N_("Map of the county"),
    "map_making": N_("The map is being made from the county's files and the ledger. It appears here in a minute."),
    "map_failed": N_("The map cannot be made: the log of the desk says why. gisplan check COUNTY names faulty files."),
    "map_known": N_("Works are shown as they are now; verdicts are as of {1}, by the ledger up to record {0}."),
    "map_known_today": N_("Works are shown as they are now; verdicts are by the ledger up to record {0}."),
    "map_stale": N_("Verdicts are being made anew: records up to {0} follow."),
    "map_newer": N_("A newer map is ready."),
    "show_newer": N_("Show it"),
    "map_alone": N_("Open the map alone"),
    "village": N_("Village"),
    "on_map": N_("Show on the map"),
    "dossier": N_("Dossier"),
    "verdicts": N_("Verdicts"),
    "verdict_making": N_("The verdicts are being made from the county's files and the ledger: come back in a minute."),
    "criterion": N_("Criterion"),
    "required": N_("Required"),
    "actual": N_("Actual"),
    "verdict": N_("Verdict"),
    "evidence_from": N_("evidence from {0}"),
    "segments_missing": N_("segments without a sealed surface: {0}"),
    "listed_for_it": N_("listed for it: {0}"),
    "needed": N_("needed to judge it: {0}"),
    "exit_year": N_("Exit year"),
    "people": N_("People"),
    "groups": N_("Groups of villagers"),
    "attested": N_("Findings on site"),
    "second_visit": N_("A finding on site disagrees with the files: visit the village again."),
    "village_works": N_("Works for this village"),
    "no_village_works": N_("No work of the ledger names this village."),
    "village_history": N_("Recorded last"),
    "unpowered": N_("Households without power, by name"),
    "unpowered_who": N_("Only accounts that record this village see these names."),
    "found_by": N_("found {0} on {1}: {2}"),
}

"""The words of the gap map's page, and the kinds of road that its legend shows."""

from __future__ import annotations

from gisplan.base.language import N_
from gisplan.wording.verdicts import STATES

__all__ = ["ROADS", "WORDS"]

WORDS = {
    **STATES,
    "met_if_assumed": N_("unknown, met if assumed"),
    "verdict": N_("The village's verdict"),
    "verdict_deciding": N_("The village's verdict, villages judged for exit only"),
    "judged": N_("judged for exit (+ others)"),
    "several": N_("Several sectors"),
    "village": N_("Villages"),
    "group": N_("Groups"),
    "not_asked": N_("Not applicable"),
    "nothing_required": N_("Nothing required"),
    "judged_for_exit": N_("Judged for exit (large, broad ring)"),
    "decides_here": N_("Judged for exit (exit year {0})."),
    "decides_all": N_("Judged for exit."),
    "decides_not": N_("Not judged for exit this year."),
    "again": N_("Revisit: findings on site disagree with the files."),
    "share": N_("Share missed, by town"),
    "share_deciding": N_("Share missed among villages judged for exit, by town"),
    "towns": N_("Towns"),
    "town_colours": N_("Share missed, shown by town"),
    "layers": N_("Layers"),
    "layer": N_("Layer"),
    "ground": N_("Background"),
    "critical": N_("Critical segments: the only way"),
    "islands": N_("Roads not connected to a trunk road"),
    "not_joined": N_("Not joined: why"),
    "links": N_("Missing links"),
    "near": N_("Near misses"),
    "near_other": N_("Other near misses"),
    "near_one": N_("Near miss"),
    "road_works": N_("Road works"),
    "water_projects": N_("Water projects"),
    "power_lines": N_("Power lines"),
    "coverage": N_("Coverage areas"),
    "candidates": N_("Candidate roads"),
    "facilities": N_("Facilities"),
    "rivers": N_("Rivers"),
    "water": N_("Lakes and reservoirs"),
    "neighbours": N_("Neighbouring counties"),
    "relief": N_("Relief"),
    "one_power_lines": N_("Power line"),
    "one_coverage": N_("Coverage area"),
    "one_candidates": N_("Candidate road"),
    "one_facilities": N_("Facility"),
    "one_town": N_("Town"),
    "people": N_("People"),
    "groups": N_("Groups of the village"),
    "end_of": N_("End of"),
    "beside": N_("Near"),
    "would_turn": N_("Verdicts that become met if connected"),
    "look": N_("Do these roads meet on site? If so, connect them in the road layer."),
    "roads_found": N_("Roads"),
    "search": N_("Search by name or code"),
    "only_gaps": N_("Only gaps"),
    "table": N_("Table of what is shown, and files to save"),
    "state": N_("Verdict"),
    "why": N_("Reason"),
    "measure": N_("Measure"),
    "measure_how": N_("Click on the map where the distance begins and goes on."),
    "colour_by": N_("Colour by"),
    "missed_of": N_("{0} of {1}"),
}
"""By the name under which the page asks for it."""

ROADS = (
    {"colour": "unsealed", "label": N_("Unsealed road"), "weight": 1.2, "dash": [5, 4]},
    {"colour": "unknown_surface", "label": N_("Road of unknown surface"), "weight": 2, "dash": [1, 4]},
    {"colour": "sealed", "label": N_("Sealed, not connected"), "weight": 2, "dash": [8, 4]},
    {"colour": "reach", "label": N_("Sealed and connected"), "weight": 1.6, "dash": None},
    {"colour": "trunk", "label": N_("Trunk road"), "weight": 2.8, "dash": None},
)
"""The lowest first; widths and dashes in pixels."""

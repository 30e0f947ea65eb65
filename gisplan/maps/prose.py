"""The sentences that people read about a verdict."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from gisplan.base.language import N_
from gisplan.gaps import WHYS, Gaps
from gisplan.io import explain_fault

__all__ = ["MARKS", "REACH_TO", "STATES", "explain_verdict", "name_criterion", "round_metres", "state_settings"]

REACH_TO = {
    "trunk": N_("trunk network"),
    "seat": N_("seat of its town"),
    "both": N_("trunk network and the seat of its town"),
    "any": N_("road network, wherever it leads"),
}
STATES = {"met": N_("met"), "missed": N_("missed"), "unknown": N_("unknown"), "pending": N_("pending")}
MARKS = {"met": "✓", "missed": "✗", "unknown": "?", "pending": "…"}
CRITERIA = {"sealed_road": N_("Sealed road to the village"), "group_road": N_("Hardened road to the group")}
_LISTED = 12  # segments that a sentence names before it only counts them


def name_criterion(id: str, *, translate: Callable[[str], str] = str) -> str:
    """What a criterion is called; one that gisplan does not ship goes by its id."""
    return translate(CRITERIA[id]) if id in CRITERIA else id


def state_settings(gaps: Gaps, *, translate: Callable[[str], str] = str) -> str:
    """The settings that every verdict rests on, in a line."""
    s, question = gaps.settings, gaps.criteria[0].question
    text = translate(N_("Ends touch within {0:g} m; reach {1:g} m to the {2}; trunk roads: {3}."))
    roots = " ".join(s.roots)
    return text.format(s.snap_m, question.reach_m, translate(REACH_TO[question.reach_to]), roots)


def explain_verdict(
    gaps: Gaps, row: dict[str, Any], *, translate: Callable[[str], str] = str
) -> tuple[dict[str, Any], str]:
    """A verdict's parameters, and its sentence in the language of `translate`."""
    question = next(c.question for c in gaps.criteria if c.criterion.id == row["criterion"])
    known: dict[str, dict[str, Any]] = {
        "within_reach": {"distance_m": round_metres(row["distance_m"]), "reach_m": question.reach_m},
        "beyond_reach": {
            "distance_m": round_metres(row["distance_m"]),
            "reach_m": question.reach_m,
            "unsealed_m": round_metres(row["unsealed_m"]),
            "off_network_m": round_metres(row["off_network_m"]),
        },
        "cut_off": {"access_m": gaps.settings.access_m},
        "settlement_quarantined": {"row": int(row["row"])},
        "households_unknown": {"min_households": question.criterion.min_households},
    }
    params = known.get(row["why"], {})
    words: dict[str, Any] = dict(params)
    if row["why"] in ("within_reach", "beyond_reach", "cut_off"):
        params["reach_to"] = question.reach_to
        words["reach_to"] = translate(REACH_TO[question.reach_to])
    if row["why"] in ("surface_unknown", "class_unknown", "road_quarantined"):
        segments = list(row["deciding_segments"])
        params["count"] = len(segments)
        more = "" if len(segments) <= _LISTED else " …"
        words |= {"count": len(segments), "deciding": ", ".join(segments[:_LISTED]) + more}
    if row["why"] == "settlement_quarantined":
        params["fault"], words["fault"] = _fault(gaps, row, translate)
    return params, translate(WHYS[row["why"]]).format(**words)


def _fault(gaps: Gaps, row: dict[str, Any], translate: Callable[[str], str]) -> tuple[str, str]:
    """The code and the sentence of the fault for which a row was set aside."""
    layer = {"village": "villages", "group": "groups"}[row["settlement"]]
    for fault in gaps.county.faults:
        if fault.level == "Q" and fault.layer == layer and fault.row == int(row["row"]):
            return fault.code, explain_fault(fault, translate=translate)[0].rstrip(".。")
    return "", ""


def round_metres(value: float | None) -> float | None:
    """Metres to 0.1; nothing where there is no number."""
    return None if value is None or math.isnan(value) else round(float(value), 1) + 0.0

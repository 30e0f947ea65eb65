"""The sentences about a county's verdicts and the works listed for them; what states and reasons are called."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gisplan.base.language import N_, join_clauses, join_label, join_names
from gisplan.gaps import MILESTONE_LABELS, Gaps, ListedWork
from gisplan.gaps.village_verdicts import SCOPES, find_not_required

__all__ = [
    "DISPUTED",
    "FIGURE_IF_ASSUMED",
    "MARKS",
    "MILESTONE_LABELS",
    "NEAR_MISS_REASONS",
    "REACH_TO",
    "STATES",
    "STATES_IF_ASSUMED",
    "count_codes",
    "explain_listed_works",
    "format_changed_verdicts",
    "format_county_summary",
    "format_empty_scope",
    "format_near_ends",
    "format_settings",
    "format_work",
    "join_codes",
    "name_changed_verdicts",
    "round_metres",
]

Translate = Callable[[str], str]
REACH_TO = {
    "trunk": N_("trunk network"),
    "seat": N_("seat of its town"),
    "both": N_("trunk network and the seat of its town"),
    "any": N_("road network (any road)"),
}
STATES = {"met": N_("met"), "missed": N_("missed"), "unknown": N_("unknown"), "pending": N_("pending")}
STATES_IF_ASSUMED = {"met": N_("met if assumed"), "missed": N_("missed if assumed")}
"""What an unknown verdict would be with the assumed surfaces."""
NEAR_MISS_REASONS = {
    "gap": N_("too far apart"),
    "levels": N_("on different levels (bridge, tunnel or level)"),
    "nodes": N_("without a common node in OpenStreetMap"),
}
FIGURE_IF_ASSUMED = N_("{0} if assumed")
"""What a target without a threshold would be with the assumed surfaces."""
MARKS = {"met": "✓", "missed": "✗", "unknown": "?", "pending": "…"}


def format_settings(gaps: Gaps, *, translate: Translate = str) -> str:
    """The settings that every verdict rests on, in a line, and how many roads are left out."""
    text, left_out = _format_distances(gaps, translate), gaps.survey.not_built
    if not left_out:
        return text
    more = translate(N_("Roads not built yet, which are left out: {0}.")).format(left_out)
    return translate(N_("{0} {1}")).format(text, more)


def _format_distances(gaps: Gaps, translate: Translate) -> str:
    s, resolved_reach = gaps.settings, gaps.resolved_reach
    roots = " ".join(s.trunk_classes)
    if resolved_reach is None:
        return translate(N_("Road ends touch within {0:g} m; trunk classes: {1}.")).format(s.snap_m, roots)
    text = translate(
        N_(
            "Road ends touch within {0:g} m; reach: {1:g} m from the sealed network connected to the {2}; trunk "
            "classes: {3}."
        )
    )
    return text.format(s.snap_m, resolved_reach.reach_m, translate(REACH_TO[resolved_reach.reach_to]), roots)


_SUMMARY = N_(
    "{total} of {all} villages are judged for exit: {met} met all criteria, {missed} missed at least one, "
    "{unknown} unknown."
)
_SUMMARY_OTHERS = N_(
    "{total} of {all} villages are judged for exit: {met} met all criteria, {missed} missed at least one, "
    "{unknown} unknown; of the other {free} no exit criterion requires anything."
)
_SUMMARY_MORE = N_(
    "{total} of {all} villages are judged for exit: {met} met all criteria, {missed} missed at least one, "
    "{unknown} unknown; of {free} more no exit criterion requires anything."
)


def format_county_summary(gaps: Gaps, *, translate: Translate = str) -> str:
    """Return in a line how many villages are judged for exit, and with what results."""
    if not any(c.criterion.role == "exit" for c in gaps.criteria):
        return translate(N_("The standard has no exit criteria: no village is judged for exit."))
    judged = gaps.villages[gaps.villages["judged_for_exit"]]
    free = int(find_not_required(gaps.county, judged).sum())
    counts = {state: int((judged["state"] == state).sum()) for state in ("met", "missed", "unknown")}
    counts["unknown"] -= free
    counts |= {"total": len(judged) - free, "free": free, "all": len(gaps.villages)}
    text = _SUMMARY
    if free:
        text = _SUMMARY_OTHERS if len(judged) == len(gaps.villages) else _SUMMARY_MORE
    return translate(text).format(**counts)


def format_empty_scope(gaps: Gaps, *, translate: Translate = str) -> str | None:
    """Say that nothing of the standard counts for the verdict in the scope; None where something does."""
    roles = SCOPES[gaps.scope]
    judged = [c.criterion.role for c in gaps.criteria] + [t.target.role for t in gaps.targets if t.state is not None]
    if gaps.scope == "all" or any(role in roles for role in judged):
        return None
    text = N_("Nothing of {standard} counts in the scope {scope}, so its verdict is unknown: give --scope all.")
    return translate(text).format(standard=gaps.standard.id, scope=gaps.scope)


DISPUTED = N_("but the survey finds its road unsealed: check on site")


def explain_listed_works(row: Mapping[str, Any], *, translate: Translate = str) -> str | None:
    """Return the works listed to close a missed verdict, in a line; None where no list is there to know from."""
    listed_works = row["listed_works"]
    if listed_works is None:
        return None
    if not listed_works:
        return translate(N_("Nothing is planned."))
    return translate(N_("; ")).join(format_work(work, translate=translate) for work in listed_works)


def format_work(work: ListedWork, *, translate: Translate = str) -> str:
    """Return one listed work in a line: its name and code, its status, and when it is due."""
    names = [n for n in (work.name, work.code) if n]
    parts = [" ".join(names)] if work.layer != "power" else [translate(N_("power planned"))]
    if work.status:
        parts.append(translate(MILESTONE_LABELS[work.status]) if work.status in MILESTONE_LABELS else work.status)
    if work.due:
        parts.append(translate(N_("due {0}")).format(work.due))
    if work.disputed:
        parts.append(translate(DISPUTED))
    return translate(N_(", ")).join(parts)


def round_metres(value: float | None) -> float | None:
    """Round metres to 0.1; None where there is no number."""
    return None if value is None or math.isnan(value) else round(float(value), 1) + 0.0


def join_codes(codes: Iterable[Any], *, translate: Translate = str) -> str | None:
    """Join codes to one text; None where there are none."""
    return join_names(map(str, codes), translate=translate) or None


def format_near_ends(ends: Iterable[tuple[Any, Any, float]], *, translate: Translate = str) -> str | None:
    """Format the road ends (segment, segment nearby, gap in metres) near a settlement as one text."""
    text = translate(N_("{0} – {1} ({2} m)"))
    named = (text.format(segment, near, f"{gap_m:.1f}") for segment, near, gap_m in ends)
    return join_clauses(named, translate=translate) or None


def count_codes(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> int:
    """Count the verdicts in pairs of a criterion and the codes of settlements."""
    return sum(len(codes) for _criterion, codes in pairs)


def format_changed_verdicts(changed_verdicts: Iterable[tuple[str, tuple[str, ...]]]) -> str | None:
    """Format the verdicts that a near miss would change, (criterion, codes of settlements), as one text of ids."""
    return "; ".join(f"{criterion}: {', '.join(codes)}" for criterion, codes in changed_verdicts) or None


def name_changed_verdicts(
    changed_verdicts: Iterable[tuple[str, tuple[str, ...]]], names: Mapping[str, str]
) -> str | None:
    """Format the same in the user's language, with the names of the criteria by their ids."""
    return (
        join_clauses(join_label(names[criterion], join_names(codes)) for criterion, codes in changed_verdicts) or None
    )

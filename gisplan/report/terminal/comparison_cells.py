"""The cells of a comparison's tables: values, reasons and works of documents that come from outside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rich.markup import escape

from gisplan.base.language import _, language
from gisplan.gaps import MILESTONE_LABELS, find_reason
from gisplan.report.terminal.layout import format_state
from gisplan.wording.names import COLUMNS, LAYER_NAMES, name_criterion, name_or_id
from gisplan.wording.verdicts import REACH_TO

__all__ = ["explain_change", "format_reason", "format_value", "format_work_change", "safe_markup", "safe_text"]

Side = Mapping[str, Any]

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 500  # letters of a text that a terminal shows
_LISTED = 12  # codes that a sentence names before it only counts them
_WORKS = 4  # works that a change names


def safe_text(value: Any) -> str:
    """Return a value from a document as text that changes nothing on a terminal."""
    return _HIDDEN.sub("\ufffd", str(value))[:_LONGEST]


def safe_markup(value: Any) -> str:
    """Return a value from a document as text that is no markup either."""
    return escape(safe_text(value))


def format_value(value: Any) -> str:
    """Return a value as text, a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(safe_text(v) for v in value) or "–"
    return f"{value:.10g}" if isinstance(value, float) else safe_text(value)


def explain_change(change: Side) -> str:
    """Return the lines that explain a change, as markup: both reasons, the values that differ, and the works."""
    lines = []
    for side in ("old", "new"):
        if change[side] is not None:
            lines.append(f"{format_state(change[side]['state'])}: {escape(format_reason(change[side]))}")
    for v in change["values"]:
        place = safe_text(f"{v['layer']}.{v['column']}")
        lines.append(escape(f"{place}: {format_value(v['old'])} → {format_value(v['new'])}"))
    if works := change["works"]:
        moved_first = sorted(works, key=lambda w: w["old"] == w["new"])[:_WORKS]
        text = "; ".join(format_work_change(w) for w in moved_first) + (" …" if len(works) > _WORKS else "")
        lines.append(escape(_("Works: {0}").format(text)))
    return "\n".join(lines)


def format_reason(side: Side) -> str:
    """Return the sentence of a reason in the user's language, or as the document has it where that fails."""
    code, text = side["why"]["code"], safe_text(side["why"]["text"])
    template = find_reason(code)
    if language() == "en" or template is None:
        return text
    try:
        return _(template).format(**_name_params(side))
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        return text  # a document of another version, or a forged one: its own sentence will do


def _name_params(side: Side) -> dict[str, Any]:
    """Return the parameters of a reason as its sentence names them."""
    params = dict(side["why"]["params"])
    named: dict[str, Any] = {key: format_value(value) for key, value in params.items()}
    named["needs"] = ", ".join(side["needs"])
    named["deciding"] = _join_codes(side["segments_to_survey"])
    for key, names in (("numerator", COLUMNS), ("denominator", COLUMNS), ("column", COLUMNS), ("layer", LAYER_NAMES)):
        if key in params:
            named[key] = name_or_id(names, str(params[key]), _)
    reach_to, milestone = (str(params.get(name)) for name in ("reach_to", "milestone"))
    if reach_to in REACH_TO:
        named["reach_to"] = _(REACH_TO[reach_to])
    if milestone in MILESTONE_LABELS:
        named["milestone"] = _(MILESTONE_LABELS[milestone])
        named["open"] = params["total"] - params["reached"]
        named["codes"] = _join_codes(params["codes"])
    if isinstance(params.get("criteria"), list):
        named["criteria"] = ", ".join(name_criterion(str(c), translate=_) for c in params["criteria"])
    groups = params.get(side["why"]["code"].removeprefix("group_"))
    if isinstance(groups, list):
        named["count"], named["groups"] = len(groups), _join_codes(groups)
    return named


def _join_codes(codes: Any) -> str:
    return ", ".join(safe_text(c) for c in codes[:_LISTED]) + ("" if len(codes) <= _LISTED else " …")


def format_work_change(work: Mapping[str, Any]) -> str:
    """Return a listed work: its code, its status then, and its status now."""
    old, new = (_format_status(work[side]) for side in ("old", "new"))
    name = safe_text(work["code"])
    if work["old"] == work["new"]:
        return _("{0} ({1})").format(name, new)
    if work["new"] is None:
        return _("{0} (was {1}; no longer listed for a gap)").format(name, old)
    if work["old"] is None:
        return _("{0} (now listed: {1})").format(name, new)
    return _("{0} ({1}, was {2})").format(name, new, old)


def _format_status(status: Any) -> str:
    return "–" if status is None else _(MILESTONE_LABELS[status]) if status in MILESTONE_LABELS else safe_text(status)

"""What a comparison says in sentences: each why, rebuilt in the user's language from its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gisplan.base.language import N_, _, language
from gisplan.gaps import MILESTONE_WORDS, WHYS
from gisplan.maps.names import COLUMNS, LAYER_NAMES, name_criterion, name_word
from gisplan.maps.prose import REACH_TO

__all__ = ["CHANGE_WORDS", "say_value", "show_plain", "tell_why", "tell_work_change"]

CHANGE_WORDS: Mapping[str, str] = {
    "closed": N_("closed"),
    "opened": N_("opened"),
    "became_known": N_("became known"),
    "became_unknown": N_("became unknown"),
    "appeared": N_("appeared"),
    "disappeared": N_("disappeared"),
}
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LISTED = 12
_STATUSES = {**MILESTONE_WORDS, "accepted": N_("accepted on inspection")}


def show_plain(value: Any) -> str:
    """A value from a document as text that changes nothing on a terminal."""
    return _HIDDEN.sub("\ufffd", str(value))[:500]


def say_value(value: Any) -> str:
    """A value, a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(show_plain(v) for v in value) or "–"
    return f"{value:.10g}" if isinstance(value, float) else show_plain(value)


def tell_why(side: Mapping[str, Any]) -> str:
    """The sentence of a why; as the document has it where its code says nothing here."""
    code, text = side["why"]["code"], show_plain(side["why"]["text"])
    if language() == "en" or code not in WHYS:
        return text
    try:
        return _(WHYS[code]).format(**_words(side))
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        return text  # a document of another version, or a forged one: its own sentence will do


def _words(side: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a why, as people call them."""
    params = dict(side["why"]["params"])
    words: dict[str, Any] = {key: say_value(value) for key, value in params.items()}
    words["needs"] = ", ".join(side["needs"])
    words["deciding"] = _list(side["deciding_segments"])
    for key, names in (("numerator", COLUMNS), ("denominator", COLUMNS), ("column", COLUMNS), ("layer", LAYER_NAMES)):
        if key in params:
            words[key] = name_word(names, str(params[key]), _)
    reach_to, milestone = (str(params.get(name)) for name in ("reach_to", "milestone"))
    if reach_to in REACH_TO:
        words["reach_to"] = _(REACH_TO[reach_to])
    if milestone in MILESTONE_WORDS:
        words["milestone"] = _(MILESTONE_WORDS[milestone])
        words["open"] = params["total"] - params["reached"]
        words["codes"] = _list(params["codes"])
    if isinstance(params.get("criteria"), list):
        words["criteria"] = ", ".join(name_criterion(str(c), translate=_) for c in params["criteria"])
    groups = params.get(side["why"]["code"].removeprefix("group_"))
    if isinstance(groups, list):
        words["count"], words["groups"] = len(groups), _list(groups)
    return words


def _list(codes: Any) -> str:
    return ", ".join(show_plain(c) for c in codes[:_LISTED]) + ("" if len(codes) <= _LISTED else " …")


def tell_work_change(work: Mapping[str, Any]) -> str:
    """A listed work: its code, how far it was, and how far it is."""
    old, new = (_status(work[side]) for side in ("old", "new"))
    name = show_plain(work["code"])
    if work["old"] == work["new"]:
        return _("{0} ({1})").format(name, new)
    if work["new"] is None:
        return _("{0} (was {1}; not listed for a gap any more)").format(name, old)
    if work["old"] is None:
        return _("{0} (now listed: {1})").format(name, new)
    return _("{0} ({1}, was {2})").format(name, new, old)


def _status(status: Any) -> str:
    return "–" if status is None else _(_STATUSES[status]) if status in _STATUSES else show_plain(status)

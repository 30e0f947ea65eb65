"""What fields, values, events and conflicts are called where people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gisplan.base.display import visible
from gisplan.base.language import N_, _, fill, in_every_language, join_names
from gisplan.base.values import closest_name
from gisplan.county.milestones import MILESTONE_TYPES
from gisplan.county.schema import COLUMN_NAMES
from gisplan.ledger.kinds import DUE, Kind

if TYPE_CHECKING:
    from gisplan.ledger.events.state import State

__all__ = [
    "KIND_LABELS",
    "escape_unprintable",
    "field_label",
    "find_field",
    "find_nearest_field",
    "format_as_of",
    "format_overdue",
    "format_store",
    "format_value",
    "group_label",
    "list_clock_doubts",
    "list_time_doubts",
]

KIND_LABELS: Mapping[str, str] = {
    "road": N_("roads"),
    "water": N_("water projects"),
    "power": N_("power works"),
    "broadcasting": N_("radio and TV works"),
}

_OWN_VALUES = {
    "listed": N_("listed"),
    "poor_people": N_("of whom registered poor"),
    "tap_households": N_("households with a tap"),
    "supply": N_("kind of supply"),
    "source": N_("kind of water source"),
    "routes": N_("route codes"),
    "to_surface": N_("surface to be built"),
    "capacity_kva": N_("capacity (kVA)"),
    "fund": N_("source of funds"),
    "budget_wan": N_("budget (10 000 yuan)"),
    "approval": N_("approval number"),
    "contractor": N_("contractor"),
    "supervisor": N_("supervision company"),
    "responsible": N_("person in charge"),
    "quality_result": N_("water quality result"),
    "caretaker": N_("caretaker"),
    "warranty_until": N_("warranty until"),
    "note": N_("note"),
    "place": N_("location"),
}


_GROUPS = {
    "resurfacing": N_("resurfacing"),
    "group_road": N_("group roads"),
    "group_roads": N_("group roads"),
    "poor": N_("poor villages"),
    "non_poor": N_("non-poor villages"),
    "township": N_("towns and their markets"),
}

_MAX_RECORDS = 10  # whose numbers are named
_NEAR = 0.5  # the least similarity of a field that is proposed


def field_label(field: str) -> str:
    """Return the label of a milestone, a value or a due date."""
    english = _english_label(field)
    if english is None and field.startswith(DUE):
        return _("due: {0}").format(field_label(field.removeprefix(DUE)))
    return field if english is None else _(english)


def _english_label(field: str) -> str | None:
    if field in MILESTONE_TYPES:
        return MILESTONE_TYPES[field].english
    return _OWN_VALUES.get(field) or COLUMN_NAMES.get(field)


def group_label(name: str) -> str:
    """Return the label of a programme or category; an unknown one is returned as it is."""
    return _(_GROUPS[name]) if name in _GROUPS else name


def format_overdue(milestones: Iterable[str]) -> str:
    """Return the milestones that were not reached in time as one text; empty when there is none."""
    names = join_names(field_label(name) for name in milestones)
    return _("not reached: {0}").format(names) if names else ""


def find_field(kind: Kind, text: str) -> str | None:
    """Find the field that a user means: by its name, or by its label in any language."""
    word = text.strip()
    labels = ((name, _english_label(name)) for name in kind.fields)
    return next((n for n, english in labels if word == n or (english and word in in_every_language(english))), None)


def find_nearest_field(kind: Kind, text: str) -> str | None:
    """Find the label or name of a field that is nearest to what a user wrote; None where none is near."""
    labels = (_english_label(name) for name in kind.fields)
    words = [word for label in labels if label for word in in_every_language(label)]
    return closest_name(text.strip(), [*words, *kind.fields], cutoff=_NEAR)


def format_value(value: Any) -> str:
    """Return a value as a cell shows it; a dash where it is not known."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(escape_unprintable(part) for part in value)
    return f"{value:.15g}" if isinstance(value, float) else escape_unprintable(str(value))


def escape_unprintable(text: str) -> str:
    """Replace hidden characters by their code points, so that a text cannot control the terminal."""
    return visible(text)


def format_as_of(state: State) -> str:
    """Return the day of a state and by what knowledge, as a line of text."""
    template = _("As of {0}, by what was known on {1}") if state.known_at else _("As of {0}, by what is known now")
    return template.format(state.on, state.known_at)


def format_store(state: State) -> str:
    """Return the id of a state's ledger and its last event, as text."""
    return _("ledger {0}, event {1}").format(state.store, state.last_event)


def list_clock_doubts(state: State) -> list[str]:
    """Return what whoever reads a state now is warned of: its doubtful times, and a clock that differs from them."""
    ahead = [state.clock.explain()] if state.clock is not None and not state.clock.is_behind else []
    return [*ahead, *list_time_doubts(state)]


def list_time_doubts(state: State) -> list[str]:
    """Return what is doubtful about the times of a state's records; a clock that is merely ahead does not count."""
    doubts = [state.clock.explain()] if state.clock is not None and state.clock.is_behind else []
    if state.doubtful:
        shown = ", ".join(map(str, state.doubtful[:_MAX_RECORDS]))
        more = "" if len(state.doubtful) <= _MAX_RECORDS else " …"
        message = _(
            "A wrong clock may have dated {0} record(s): {1}. List and correct them with gisplan ledger times COUNTY."
        )
        doubts.append(fill(message, len(state.doubtful), shown + more))
    return doubts

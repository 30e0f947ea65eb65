"""What the page of a work shows, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _
from gisplan.county.code_lists import ROAD_STATUSES
from gisplan.ledger import ALWAYS, read_kinds
from gisplan.ledger.events.changes import SOURCE
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable, field_label, group_label
from gisplan.ledger.events.rules import rule_label
from gisplan.ledger.kinds import LISTED
from gisplan.web.works.entries import may_record
from gisplan.web.works.selection import programme_of, town_of
from gisplan.web.works.shown_files import link_file
from gisplan.web.works.shown_values import (
    STATUS_LABELS,
    decode,
    format_field,
    input_value,
    list_plan_fields,
    list_progress_fields,
    name_villages,
)

if TYPE_CHECKING:
    from datetime import timezone

    from gisplan.county.layer import Column
    from gisplan.ledger import Event, WorkState
    from gisplan.web.call import Call
    from gisplan.web.desk.village_names import VillageName

__all__ = ["describe_event_row", "describe_field", "describe_work"]

_INPUTS = {"date": "date", "number": "number", "percent": "number", "integer": "number"}


def describe_work(
    call: Call, work: WorkState, history: Sequence[Event], villages: Mapping[str, VillageName]
) -> dict[str, Any]:
    """Describe a work for its page.

    Parameters
    ----------
    call : Call
    work : WorkState
    history : sequence of Event
        Every event of the work.
    villages : mapping of str to VillageName
    """
    kind, today = read_kinds()[work.kind], call.desk.ledger.today
    zone = parse_utc_offset(call.desk.ledger.utc_offset)
    last = {event.field: event.id for event in history}
    late, codes = work.overdue(today), work.values.get("villages") or ()
    return {
        "work": work,
        "title": escape_unprintable(work.name),
        "code": escape_unprintable(work.code),
        "kind": _(KIND_LABELS[work.kind]),
        "town": escape_unprintable(town_of(work) or ""),
        "programme": escape_unprintable(group_label(programme_of(work) or "")),
        "villages": list(zip(codes, name_villages(codes, villages), strict=True)),
        "mine": may_record(call, work),
        "listed": bool(work.values.get(LISTED)),
        "milestones": [_describe_milestone(work, name, name in late) for name in kind.milestones],
        "progress": [describe_field(column, work) for column in list_progress_fields(kind)],
        "plan": [describe_field(column, work) for column in list_plan_fields(kind)],
        "history": [describe_event_row(work, event, zone, last) for event in reversed(history)],
        "store": call.desk.works.state().store,
        "today": today,
        "late": [field_label(name) for name in late],
    }


def _describe_milestone(work: WorkState, name: str, late: bool) -> dict[str, Any]:
    kind = read_kinds()[work.kind]
    reached = kind.milestones.index(work.reached) if work.reached else -1
    return {
        "name": name,
        "label": field_label(name),
        "day": work.values.get(name),
        "due": work.values.get(kind.due(name)),
        "late": late,
        "passed": kind.milestones.index(name) <= reached,
        "next": kind.milestones.index(name) == reached + 1,
    }


def describe_field(column: Column, work: WorkState) -> dict[str, Any]:
    """Describe a value for a form: its label, its text now, and how it is entered."""
    value = work.values.get(column.name)
    options: list[tuple[str, str]] = []
    if column.kind == "boolean":
        options = [("", "–"), ("yes", _("yes")), ("no", _("no"))]
    elif column.kind == "status":
        options = [("", "–"), *((name, _(STATUS_LABELS.get(name, name))) for name in ROAD_STATUSES)]
    return {
        "name": column.name,
        "label": field_label(column.name),
        "value": input_value(column, value),
        "shown": format_field(column, value),
        "type": _INPUTS.get(column.kind, "text"),
        "options": options,
        "long": column.name in ("note", "name"),
        "required": column.required,
    }


def describe_event_row(work: WorkState, event: Event, zone: timezone, last: Mapping[str, int]) -> dict[str, Any]:
    """Describe an event for the history; `last` has the last event of each field."""
    column = read_kinds()[event.kind].fields.get(event.field)
    old, new = (format_field(column, decode(column, text)) for text in (event.old, event.new))
    # what the layer files say is corrected there, or by another value
    can_undo = last.get(event.field) == event.id and event.field != LISTED and event.source != SOURCE
    can_undo = can_undo and not (event.old is None and column is not None and column.required)
    return {
        "id": event.id,
        "label": field_label(event.field),
        "milestone": event.field in read_kinds()[event.kind].milestones and event.new is not None,
        "old": old,
        "new": new,
        "on": None if event.on == ALWAYS else event.on,
        "at": f"{event.recorded.astimezone(zone):%Y-%m-%d %H:%M}",
        "by": escape_unprintable(event.by),
        "note": escape_unprintable(event.note or ""),
        "source": escape_unprintable(event.source or ""),
        "broke": [rule_label(rule) for rule in event.broke],
        "override": escape_unprintable(event.override or ""),
        "files": [link_file(work, file) for file in event.attachments],
        "can_undo": can_undo,
    }

"""Two changed the same work: what the other recorded is shown beside one's own, and chosen field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan.ledger import read_kinds
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import escape_unprintable, field_label
from gisplan.web.render import page
from gisplan.web.works.shown_values import decode, format_field, input_value
from gisplan.web.works.uploads import sign_file

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger import Conflict, Event, WorkState
    from gisplan.web.call import Call
    from gisplan.web.works.entries import Entry, Field

__all__ = ["describe_conflict", "show_conflict"]


def show_conflict(call: Call, entry: Entry, conflict: Conflict) -> Response:
    """Show what was recorded since the version that was seen; the form sends what is chosen with the present one."""
    work = call.desk.works.find(entry.work.number) or entry.work
    values: dict[str, Any] = {
        "work": work,
        "title": escape_unprintable(work.name),
        "version": conflict.version,
        "store": call.desk.works.state().store,
        "note": entry.note,
        "override": entry.override,
        "kept": [sign_file(call.desk, file) for file in entry.files],
        "entry_id": call.body.get("entry"),
        "queued": call.body.get("queued") == "yes",
        **describe_conflict(call, work, entry, conflict),
    }
    return page(call, "conflict.html", values, status=409)


def describe_conflict(call: Call, work: WorkState, entry: Entry, conflict: Conflict) -> dict[str, Any]:
    """Describe each field of an entry with what it is now, and what else the others changed."""
    latest = {event.field: event for event in conflict.events}
    mine = {field.name for field in entry.fields}
    zone = parse_utc_offset(call.desk.ledger.utc_offset)

    def who(event: Event) -> dict[str, str]:
        return {"by": escape_unprintable(event.by), "at": f"{event.recorded.astimezone(zone):%Y-%m-%d %H:%M}"}

    others = [
        {"label": field_label(name), "now": _now(work, name), **who(event)}
        for name, event in latest.items()
        if name not in mine
    ]
    fields = [
        {
            **_describe(work, field),
            "clash": field.name in latest,
            **(who(latest[field.name]) if field.name in latest else {}),
        }
        for field in entry.fields
    ]
    return {"fields": fields, "others": others, "known": bool(conflict.events)}


def _describe(work: WorkState, field: Field) -> dict[str, Any]:
    column = read_kinds()[work.kind].fields.get(field.name)
    mine = field.value.strip()
    try:
        shown = format_field(column, decode(column, mine or None))
    except ValueError:
        shown = mine
    return {
        "name": field.name,
        "label": field_label(field.name),
        "mine": mine,
        "mine_shown": shown,
        "now": _now(work, field.name),
        "now_value": input_value(column, work.values.get(field.name)) if column is not None else "",
        "on": field.on.isoformat() if field.on else "",
    }


def _now(work: WorkState, name: str) -> str:
    return format_field(read_kinds()[work.kind].fields.get(name), work.values.get(name))

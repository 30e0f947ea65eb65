"""What fields, values, events and conflicts are called where people read them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select

from gisplan.base.language import N_, _
from gisplan.county.milestones import MILESTONE_TYPES
from gisplan.county.schema import COLUMN_NAMES
from gisplan.ledger.events.changes import Attachment, Conflict, Event
from gisplan.ledger.kinds import DUE, Kind
from gisplan.ledger.tables import BATCHES, EVENTS, WORKS

if TYPE_CHECKING:
    from gisplan.ledger.events.state import State

__all__ = [
    "KIND_LABELS",
    "escape_unprintable",
    "explain_conflict",
    "field_label",
    "find_field",
    "format_as_of",
    "format_overdue",
    "format_store",
    "format_value",
    "hash_events",
    "read_events",
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


def field_label(field: str) -> str:
    """Return the label of a milestone, a value or a due date."""
    if field in MILESTONE_TYPES:
        return _(MILESTONE_TYPES[field].english)
    if field in _OWN_VALUES:
        return _(_OWN_VALUES[field])
    if field in COLUMN_NAMES:
        return _(COLUMN_NAMES[field])
    if field.startswith(DUE):
        return _("due: {0}").format(field_label(field.removeprefix(DUE)))
    return field


def format_overdue(milestones: Iterable[str]) -> str:
    """Return the milestones that were not reached in time as one text; empty when there is none."""
    names = ", ".join(field_label(name) for name in milestones)
    return _("not reached: {0}").format(names) if names else ""


def find_field(kind: Kind, text: str) -> str | None:
    """Find the field that a user means: by its name, or by its label in the user's language."""
    word = text.strip()
    return next((name for name in kind.fields if word in (name, field_label(name))), None)


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
    """Replace unprintable characters by their code points, so that a text cannot control the terminal."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def format_as_of(state: State) -> str:
    """Return the day of a state and by what knowledge, as a line of text."""
    template = _("As of {0}, by what was known on {1}") if state.known_at else _("As of {0}, by what is known now")
    return template.format(state.on, state.known_at)


def format_store(state: State) -> str:
    """Return the id of a state's ledger and its last event, as text."""
    return _("ledger {0}, event {1}").format(state.store, state.last_event)


def read_events(
    connection: Connection, *, work: int | None = None, after: int = 0, last_event: int | None = None
) -> list[Event]:
    """Read events in the order of recording: of one work, those after a version, or of all works."""
    batch = (BATCHES.c.recorded, BATCHES.c.received, BATCHES.c.by, BATCHES.c.source, BATCHES.c.note.label("batch_note"))
    query = select(EVENTS, WORKS.c.kind, WORKS.c.code, *batch).select_from(EVENTS.join(BATCHES).join(WORKS))
    if work is not None:
        query = query.where(EVENTS.c.work == work, EVENTS.c.version > after)
    if last_event is not None:
        query = query.where(EVENTS.c.id <= last_event)
    return [_make_event(row) for row in connection.execute(query.order_by(EVENTS.c.id))]


def hash_events(connection: Connection, last_event: int | None = None) -> str:
    """Return the SHA-256 of all events up to one, each as a line of JSON in one spelling."""
    digest = hashlib.sha256()
    batch = [column for column in BATCHES.c if column.name != "id"]
    event = [column for column in EVENTS.c if column.name != "work"]
    query = select(*event, WORKS.c.kind, WORKS.c.code, *batch).select_from(EVENTS.join(BATCHES).join(WORKS))
    if last_event is not None:
        query = query.where(EVENTS.c.id <= last_event)
    for row in connection.execute(query.order_by(EVENTS.c.id)):
        digest.update(json.dumps(list(row), ensure_ascii=True).encode("ascii") + b"\n")
    return digest.hexdigest()


def _make_event(row: Row[Any]) -> Event:
    return Event(
        id=row.id,
        batch=row.batch,
        kind=row.kind,
        code=row.code,
        version=row.version,
        field=row.field,
        old=row.old,
        new=row.new,
        on=date.fromisoformat(row.happened),
        received=date.fromisoformat(row.received) if row.received else None,
        recorded=datetime.strptime(row.recorded, "%Y-%m-%dT%H:%M:%S.%f%z"),
        by=row.by,
        note=row.note if row.note is not None else row.batch_note,
        broke=tuple(row.broke.split(";")) if row.broke else (),
        override=row.override,
        attachment=Attachment(row.attachment, row.attachment_sha256) if row.attachment is not None else None,
        source=row.source,
    )


def explain_conflict(conflict: Conflict, zone: timezone) -> str:
    """Explain who changed the work first, when, and what; and what to do."""
    head = _("{0}: you are changing version {1}, but the present version is {2}.").format(
        escape_unprintable(conflict.code), conflict.seen, conflict.version
    )
    if not conflict.events:
        return head + " " + _("The ledger never had this version: read the work again.")
    first = conflict.events[0]
    what = _("Meanwhile {0} changed {1} from {2} to {3} on {4}.").format(
        escape_unprintable(first.by),
        field_label(first.field),
        format_value(first.old),
        format_value(first.new),
        first.recorded.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
    )
    more = len(conflict.events) - 1
    also = " " + _("{0} more change(s) followed.").format(more) if more else ""
    return f"{head} {what}{also} " + _("Read the work again, and repeat the change if it is still needed.")

"""Check a store: the invariants of its events, which hold even if someone edited the database."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, text

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.database_errors import reading_stored_rows
from gisplan.ledger.events.clock import local_date, parse_utc_offset
from gisplan.ledger.kinds import decode_value, encode_value, read_kinds
from gisplan.ledger.tables import ATTACHMENTS, BATCHES, EVENTS, STORE, WORKS

__all__ = ["find_damage", "find_missing_triggers"]

_HASH = re.compile(r"[0-9a-f]{64}")
_KEPT = ("events", "batches", "attachments", "scenarios", "scenario_changes")
_TRIGGERS = {
    "sqlite": tuple(f"{table}_no_{a}" for table in _KEPT for a in ("update", "delete")),
    "postgresql": tuple(f"{table}_are_kept" for table in _KEPT),
}


def find_damage(connection: Connection) -> Iterator[str]:
    """Yield a message for everything that is wrong with a store."""
    if connection.dialect.name == "sqlite":
        found = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
        yield from (line for line in found if line != "ok")
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            yield _("A row of {0} refers to a missing row of {1}.").format(row[0], row[2])
    for trigger in find_missing_triggers(connection):
        yield _("The trigger {0} that protects events is missing: events could be changed.").format(trigger)
    yield from _check_numbering(connection)
    yield from _check_times(connection)
    yield from _check_events(connection)
    yield from _check_attachments(connection)
    from gisplan.ledger.store.scenario_damage import find_scenario_damage  # here, as it needs the planner

    yield from find_scenario_damage(connection)


def find_missing_triggers(connection: Connection) -> list[str]:
    """List the triggers that refuse changes of events and are missing or disabled."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        tables = ", ".join(f"to_regclass('{table}')" for table in _KEPT)
        query = text(f"SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgrelid IN ({tables})")
    names = set(connection.execute(query).scalars())
    return [trigger for trigger in _TRIGGERS[connection.dialect.name] if trigger not in names]


def _check_numbering(connection: Connection) -> Iterator[str]:
    """Check that events and batches are numbered without a gap up to the last number of the store."""
    store = connection.execute(select(STORE)).one()
    for table, last in ((EVENTS, store.last_event), (BATCHES, store.last_batch)):
        count, most = connection.execute(select(func.count(), func.max(table.c.id))).one()
        if count != last or (most or 0) != last:
            message = _("{0}: {1} rows, up to number {2}, but {3} were recorded.")
            yield message.format(table.name, count, most or 0, last)


def _check_times(connection: Connection) -> Iterator[str]:
    """Check that every day and time can be read. Their order is no matter here: a wrong clock damages nothing."""
    store = connection.execute(select(STORE)).one()
    try:
        with reading_stored_rows():
            zone = parse_utc_offset(store.utc_offset)
            for row in connection.execute(select(BATCHES)):
                local_date(row.recorded, zone)
                for day in (row.received, row.corrected_day):
                    if day is not None:
                        date.fromisoformat(day)
    except LedgerStoreError as error:
        yield str(error)


def _check_events(connection: Connection) -> Iterator[str]:
    """Check that each event follows from the events before it, and each work's versions have no gap."""
    kinds = {row.id: row.kind for row in connection.execute(select(WORKS.c.id, WORKS.c.kind))}
    columns = (EVENTS.c.id, EVENTS.c.work, EVENTS.c.version, EVENTS.c.field, EVENTS.c.old, EVENTS.c.new)
    events = connection.execute(select(*columns, EVENTS.c.happened, EVENTS.c.batch).order_by(EVENTS.c.id))
    field_history = _FieldHistory()
    versions: dict[int, int] = {}
    last_batch = 0
    for event in events:
        if not _is_readable(event, kinds.get(event.work, "")):
            yield _("Event {0} holds what gisplan never writes: {1} {2}.").format(event.id, event.field, event.new)
        if event.old != field_history.insert(event):
            yield _("Event {0} does not match the events before it.").format(event.id)
        if event.version != versions.get(event.work, 0) + 1 or event.batch < last_batch:
            yield _("Event {0} is out of order.").format(event.id)
        versions[event.work], last_batch = event.version, event.batch
    for work, version in connection.execute(select(WORKS.c.id, WORKS.c.version)):
        if versions.get(work, 0) != version:
            yield _("Work {0} has version {1} but {2} events.").format(work, version, versions.get(work, 0))


def _check_attachments(connection: Connection) -> Iterator[str]:
    """Check that files are numbered without a gap, and belong to the batch and work of their event."""
    owner = EVENTS.c.batch.label("event_batch"), EVENTS.c.work.label("event_work")
    query = select(ATTACHMENTS, *owner).join(EVENTS, EVENTS.c.id == ATTACHMENTS.c.event, isouter=True)
    comments = {row.id: row.comment_on for row in connection.execute(select(BATCHES.c.id, BATCHES.c.comment_on))}
    for number, row in enumerate(connection.execute(query.order_by(ATTACHMENTS.c.id)), start=1):
        belongs = (row.batch, row.work) == (row.event_batch, row.event_work)
        if row.event is None:
            belongs = row.batch in comments and comments[row.batch] == row.work
        if row.id != number or not belongs or not _HASH.fullmatch(row.sha256) or row.size < 0:
            yield _("File {0} holds what gisplan never writes: {1}.").format(row.id, row.name)


def _is_readable(event: Any, kind: str) -> bool:
    """Return whether an event has a known kind of work, a day, and a value that its field can have."""
    if kind not in read_kinds():
        return False
    column = read_kinds()[kind].fields.get(event.field)
    try:
        date.fromisoformat(event.happened)
        return column is None or event.new is None or encode_value(column, decode_value(column, event.new)) is not None
    except (TypeError, ValueError):
        return False


class _FieldHistory:
    """The values of each field of each work so far, ordered by the day from which they hold."""

    def __init__(self) -> None:
        self._milestones = {name for kind in read_kinds().values() for name in kind.milestones}
        self._values: dict[tuple[int, str], list[tuple[str, int, str | None]]] = {}

    def insert(self, event: Any) -> str | None:
        """Insert an event; return the value that its field had before it."""
        since = "" if event.field in self._milestones else event.happened
        values = self._values.setdefault((event.work, event.field), [])
        at = bisect_right(values, (since, event.id))
        before = values[at - 1][2] if at else None
        insort(values, (since, event.id, event.new))
        return before

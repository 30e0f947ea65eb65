"""Is the ledger whole? What the events must be like, whoever had the database in hands."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text

from gisplan.base.language import _
from gisplan.ledger.kinds import read_kinds
from gisplan.ledger.tables import BATCHES, EVENTS, STORE, WORKS

__all__ = ["find_damage"]

_GUARDS = {
    "sqlite": ("events_no_update", "events_no_delete", "batches_no_update", "batches_no_delete"),
    "postgresql": ("events_are_kept", "batches_are_kept"),
}


def find_damage(connection: Connection) -> Iterator[str]:
    """Everything that is wrong with a store; nothing where it is whole."""
    if connection.dialect.name == "sqlite":
        found = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
        yield from (line for line in found if line != "ok")
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            yield _("A row of {0} refers to a missing row of {1}.").format(row[0], row[2])
    yield from _check_guards(connection)
    yield from _check_numbers(connection)
    yield from _check_events(connection)


def _check_guards(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        there = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        there = text(
            "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgrelid IN (to_regclass('events'), "
            "to_regclass('batches'))"
        )
    names = set(connection.execute(there).scalars())
    for guard in _GUARDS[connection.dialect.name]:
        if guard not in names:
            yield _("The trigger {0} that protects events is missing: events could be changed.").format(guard)


def _check_numbers(connection: Connection) -> Iterator[str]:
    """Events and batches are numbered without a hole, and the store knows the last."""
    store = connection.execute(select(STORE)).one()
    for table, last in ((EVENTS, store.last_event), (BATCHES, store.last_batch)):
        count, most = connection.execute(select(func.count(), func.max(table.c.id))).one()
        if count != last or (most or 0) != last:
            told = _("{0}: {1} rows, up to number {2}, but {3} were recorded.")
            yield told.format(table.name, count, most or 0, last)
    recorded = list(connection.execute(select(BATCHES.c.recorded).order_by(BATCHES.c.id)).scalars())
    if recorded != sorted(recorded):
        yield _("The recording times are not in the order of the batches.")


def _check_events(connection: Connection) -> Iterator[str]:
    """Each event says as old what the events before it come to, and each work's versions are without a hole."""
    milestones = {name for kind in read_kinds().values() for name in kind.milestones}
    versions: dict[int, int] = {}
    held: dict[tuple[int, str], list[tuple[str, int, str | None]]] = {}
    columns = (EVENTS.c.id, EVENTS.c.work, EVENTS.c.version, EVENTS.c.field, EVENTS.c.old, EVENTS.c.new)
    query = select(*columns, EVENTS.c.happened, EVENTS.c.batch).order_by(EVENTS.c.id)
    before = 0
    for number, work, version, field, old, new, happened, batch in connection.execute(query):
        since = "" if field in milestones else happened
        line = held.setdefault((work, field), [])
        at = bisect_right(line, (since, number))
        if old != (line[at - 1][2] if at else None):
            yield _("Event {0} does not match the events before it.").format(number)
        if version != versions.get(work, 0) + 1 or batch < before:
            yield _("Event {0} is out of order.").format(number)
        versions[work], before = version, batch
        insort(line, (since, number, new))
    for number, version in connection.execute(select(WORKS.c.id, WORKS.c.version)):
        if versions.get(number, 0) != version:
            yield _("Work {0} has version {1} but {2} events.").format(number, version, versions.get(number, 0))

"""How things stood: the state of the works on a day, by what was known on another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, case, func, or_, select

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.changes import ALWAYS
from gisplan.ledger.kinds import LISTED, decode_value, read_kinds
from gisplan.ledger.tables import BATCHES, EVENTS, STORE, WORKS

__all__ = [
    "FieldValue",
    "State",
    "WorkState",
    "find_work",
    "format_instant",
    "local_date",
    "parse_utc_offset",
    "read_field_values",
    "read_state",
]

_ALL_AT_ONCE = 500  # beyond so many works it is quicker to ask for all


@dataclass(frozen=True)
class FieldValue:
    """What a field holds: the store's text, the day since when, and the event that says so."""

    text: str | None
    since: str
    event: int


@dataclass(frozen=True)
class WorkState:
    """One work as it stood. `values` has what is known and nothing else; `events` who says so, by field.

    `status_since` is the day from which its status holds, None where that is not known.
    """

    number: int
    kind: str
    code: str
    version: int
    values: Mapping[str, Any]
    events: Mapping[str, int]
    status_since: date | None = None

    @property
    def name(self) -> str:
        """The work's name, or its code where it has none."""
        return str(self.values.get("name") or self.code)

    @property
    def by_status(self) -> str | None:
        """The milestone that the work's status says it has reached."""
        return read_kinds()[self.kind].status.get(self.values.get("status", ""))

    def overdue(self, on: date) -> tuple[str, ...]:
        """The milestones that were due by the end of a day, and not reached: by a day of their own, or the status."""
        kind, values = read_kinds()[self.kind], self.values
        reached = [i for i, name in enumerate(kind.milestones) if name in values and values[name] <= on]
        reached += [kind.milestones.index(self.by_status)] if self.by_status else []
        left = kind.milestones[max(reached, default=-1) + 1 :]
        return tuple(name for name in left if kind.due(name) in values and values[kind.due(name)] <= on)

    @property
    def reached(self) -> str | None:
        """The last milestone that has a day, or that the status tells; None where there is none."""
        told = {*self.values, self.by_status}
        names = [name for name in read_kinds()[self.kind].milestones if name in told]
        return names[-1] if names else None


@dataclass(frozen=True)
class State:
    """The works as they stood at the end of `on`, by what was recorded up to `last_event`.

    `store` and `last_event` name it for good: the same two and the same `on` give the same state for ever.
    `known_at` is the day that was asked for, None for today's knowledge; `over` is false while that day lasts.
    """

    store: str
    county: str
    last_event: int
    on: date
    known_at: date | None
    works: tuple[WorkState, ...]
    over: bool = True

    @cached_property
    def by_code(self) -> Mapping[tuple[str, str], WorkState]:
        """The works by their kind and code."""
        return {(work.kind, work.code): work for work in self.works}


def parse_utc_offset(offset: str) -> timezone:
    """A zone from its offset, such as +08:00."""
    hours, minutes = offset[1:].split(":")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-ahead if offset[0] == "-" else ahead)


def format_instant(instant: datetime) -> str:
    """An instant as the store keeps it: UTC, to the microsecond, always as long."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def local_date(instant: str, zone: timezone) -> date:
    """The day of an instant of the store, where the county is."""
    return datetime.strptime(instant, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(zone).date()


def find_last_event(connection: Connection, known_at: date | None, zone: timezone) -> int:
    """The last event that was recorded by the end of a day, where the county is; of all, without a day."""
    if known_at is None:
        return int(connection.execute(select(STORE.c.last_event)).scalar_one())
    if known_at == date.max:
        known_at -= timedelta(days=1)
    end = datetime.combine(known_at + timedelta(days=1), datetime.min.time(), zone)
    last = select(func.max(EVENTS.c.id)).join(BATCHES, BATCHES.c.id == EVENTS.c.batch)
    return connection.execute(last.where(BATCHES.c.recorded < format_instant(end))).scalar_one() or 0


def read_field_values(
    connection: Connection, *, on: date, last_event: int, works: Sequence[int] | None = None
) -> dict[int, dict[str, FieldValue]]:
    """What each field of each work holds on a day, by the events up to one.

    Of a value the event with the latest day up to `on` counts, and of several of one day the last recorded. Of a
    milestone the last recorded counts whatever its day is: it corrects what was said before.
    """
    milestone = EVENTS.c.field.in_(sorted({name for kind in read_kinds().values() for name in kind.milestones}))
    since = case((milestone, ""), else_=EVENTS.c.happened)
    place = func.row_number().over(
        partition_by=(EVENTS.c.work, EVENTS.c.field), order_by=(since.desc(), EVENTS.c.id.desc())
    )
    columns = (EVENTS.c.work, EVENTS.c.field, EVENTS.c.new, EVENTS.c.happened, EVENTS.c.id)
    known = select(*columns, place.label("place")).where(
        EVENTS.c.id <= last_event, or_(milestone, EVENTS.c.happened <= on.isoformat())
    )
    if works is not None and len(works) <= _ALL_AT_ONCE:
        known = known.where(EVENTS.c.work.in_(works))
    inner = known.subquery()
    held: dict[int, dict[str, FieldValue]] = {}
    for work, field, new, happened, event, _place in connection.execute(select(inner).where(inner.c.place == 1)):
        held.setdefault(work, {})[field] = FieldValue(new, happened, event)
    return held


def read_state(
    connection: Connection,
    *,
    on: date | None,
    known_at: date | None,
    today: date,
    last_event: int | None = None,
    unlisted: bool = False,
    works: Sequence[int] | None = None,
) -> State:
    """The works that were listed on a day, in the order in which they were added, with all that is known of each.

    Without `on`: as of `known_at`, else of today. With neither no milestone is held back for its day. `unlisted`
    works, which were taken off the ledger, are left out unless they are asked for.
    """
    store = connection.execute(select(STORE)).one()
    known = find_last_event(connection, known_at, parse_utc_offset(store.utc_offset))
    known = known if last_event is None else min(known, last_event)
    day = on or known_at or today
    held = read_field_values(connection, on=day, last_event=known, works=works)
    versions = select(EVENTS.c.work, func.max(EVENTS.c.version)).where(EVENTS.c.id <= known).group_by(EVENTS.c.work)
    seen = {row[0]: row[1] for row in connection.execute(versions)}
    rows = connection.execute(select(WORKS).order_by(WORKS.c.id)).all()
    limit = None if on is None and known_at is None else day
    found = [_make_work(row, held[row.id], seen[row.id], limit) for row in rows if row.id in held]
    listed = tuple(work for work in found if unlisted or work.values.get(LISTED))
    return State(store.id, store.county, known, day, known_at, listed, over=known_at is None or known_at < today)


def _make_work(row: Row[Any], held: Mapping[str, FieldValue], version: int, limit: date | None) -> WorkState:
    kind = read_kinds()[row.kind]
    values, events = {}, {}
    for field in kind.fields:
        if field not in held:
            continue
        events[field] = held[field].event
        value = decode_value(kind.fields[field], held[field].text)
        if value is None or (limit is not None and field in kind.milestones and value > limit):
            continue
        values[field] = value
    since = held["status"].since if "status" in values else None
    known = date.fromisoformat(since) if since is not None and since != ALWAYS.isoformat() else None
    return WorkState(row.id, row.kind, row.code, version, values, events, known)


def find_work(connection: Connection, code: str, kind: str | None) -> Row[Any]:
    """The row of a work; a code that none has, or works of several kinds, is a `LedgerError`."""
    rows = connection.execute(select(WORKS).where(WORKS.c.code == code)).all()
    rows = [row for row in rows if kind in (None, row.kind)]
    if not rows:
        raise LedgerError(_("The ledger has no work {0}. List the works with: gisplan ledger show").format(code))
    if len(rows) > 1:
        told = _("Several kinds of works have the code {0}: {1}. Choose one with --kind.")
        raise LedgerError(told.format(code, ", ".join(row.kind for row in rows)))
    return rows[0]

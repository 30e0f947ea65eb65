"""Read the state of the works on a day, by what was known on another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timezone
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, or_, select

from gisplan.base.language import _
from gisplan.county.code_changes import CodeChanges
from gisplan.ledger.database_errors import reading_stored_rows
from gisplan.ledger.events.changes import ALWAYS, SOURCE
from gisplan.ledger.events.clock import ClockDoubt, parse_utc_offset
from gisplan.ledger.events.times import find_last_batch
from gisplan.ledger.kinds import LISTED, Kind, decode_value, read_kinds
from gisplan.ledger.tables import BATCHES, EVENTS, STORE, WORKS

__all__ = [
    "FieldValue",
    "State",
    "WorkState",
    "read_field_values",
    "read_state",
]

_MAX_NAMED = 5  # works that a message names
_MAX_WORKS = 500  # beyond so many works it is quicker to read all


@dataclass(frozen=True)
class FieldValue:
    """The value of a field: the store's text, the day from which it holds, the event that set it, and if files did."""

    text: str | None
    since: str
    event: int
    loaded: bool


@dataclass(frozen=True)
class WorkState:
    """One work as it was on a day.

    Parameters
    ----------
    number : int
        Its number in the store.
    kind, code : str
        Its kind and code.
    version : int
        How many events it has: a change of it names the version that was seen.
    values : mapping of str to Any
        The known fields; unknown ones are absent.
    events : mapping of str to int
        The event that set each field.
    status_since : date or None
        The day from which its status holds, if that is known.
    reported : date or None
        The latest day that its records are about; None where they have none.
    """

    number: int
    kind: str
    code: str
    version: int
    values: Mapping[str, Any]
    events: Mapping[str, int]
    status_since: date | None = None
    reported: date | None = None

    @property
    def name(self) -> str:
        """The work's name, or its code where it has none."""
        return str(self.values.get("name") or self.code)

    @property
    def by_status(self) -> str | None:
        """The milestone that the work's status stands for."""
        return read_kinds()[self.kind].status.get(self.values.get("status", ""))

    def overdue(self, on: date) -> tuple[str, ...]:
        """List the milestones that were due by the end of a day and were not reached, by date or by status.

        Parameters
        ----------
        on : date
            The day.

        Returns
        -------
        tuple of str
            In their order.
        """
        kind, values = read_kinds()[self.kind], self.values
        reached = [i for i, name in enumerate(kind.milestones) if name in values and values[name] <= on]
        reached += [kind.milestones.index(self.by_status)] if self.by_status else []
        open_milestones = kind.milestones[max(reached, default=-1) + 1 :]
        return tuple(name for name in open_milestones if kind.due(name) in values and values[kind.due(name)] <= on)

    @property
    def reached(self) -> str | None:
        """The last milestone that has a date or that the status stands for; None where there is none."""
        known = {*self.values, self.by_status}
        names = [name for name in read_kinds()[self.kind].milestones if name in known]
        return names[-1] if names else None


@dataclass(frozen=True)
class State:
    """The works as they were at the end of `on`, by what was recorded up to `last_event`.

    `store`, `last_event` and `on` identify a state: the same three always give the same state.

    Parameters
    ----------
    store, county : str
        The id of the store, and the code of its county.
    last_event : int
        The last event that was taken into account.
    on : date
        The day of the state.
    known_at : date or None
        The day of knowledge that was requested; None for everything recorded so far.
    works : tuple of WorkState
        In the order in which they were added.
    over : bool
        False while the day of `known_at` lasts: more may be recorded on it.
    clock : ClockDoubt or None
        What is doubtful about the clock of the computer that read it.
    doubtful : tuple of int
        The numbers of its records whose time is doubtful, or whose dates a wrong clock gave.
    """

    store: str
    county: str
    last_event: int
    on: date
    known_at: date | None
    works: tuple[WorkState, ...]
    over: bool = True
    clock: ClockDoubt | None = None
    doubtful: tuple[int, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[tuple[str, str], WorkState]:
        """The works by their kind and code."""
        return {(work.kind, work.code): work for work in self.works}

    def follow_codes(self, changes: CodeChanges) -> State:
        """Return the same works with the codes that their villages have today.

        Parameters
        ----------
        changes : CodeChanges
            The changes of village codes.

        Returns
        -------
        State
        """
        if not changes.today:
            return self
        return replace(self, works=tuple(_follow_codes(work, changes) for work in self.works))


def _follow_codes(work: WorkState, changes: CodeChanges) -> WorkState:
    codes = work.values.get("villages")
    if not codes or changes.today.keys().isdisjoint(codes):
        return work
    return replace(work, values={**work.values, "villages": changes.follow_all(codes)})


def find_last_event(connection: Connection, known_at: date | None, zone: timezone) -> int:
    """Find the last event that was recorded by the end of a day, by sequence; without a day, the last of all."""
    if known_at is None:
        return int(connection.execute(select(STORE.c.last_event)).scalar_one())
    last = select(func.max(EVENTS.c.id)).where(EVENTS.c.batch <= find_last_batch(connection, known_at, zone))
    return connection.execute(last).scalar_one() or 0


def read_field_values(
    connection: Connection, *, on: date, last_event: int, works: Sequence[int] | None = None
) -> dict[int, dict[str, FieldValue]]:
    """Read the value of each field of each work on a day, by the events up to one.

    Of a value the event with the latest day up to `on` counts, and of several of one day the last recorded. Of a
    milestone the last recorded counts whatever its day is: it corrects what was recorded before.
    """
    query = _select_events(on, last_event)
    if works is not None and len(works) <= _MAX_WORKS:
        query = query.where(EVENTS.c.work.in_(works))
    ranked = query.subquery()
    values: dict[int, dict[str, FieldValue]] = {}
    for row in connection.execute(select(ranked).where(ranked.c.rank == 1)):
        values.setdefault(row.work, {})[row.field] = FieldValue(row.new, row.happened, row.id, bool(row.loaded))
    return values


def _select_events(on: date, last_event: int) -> Select[Any]:
    """Select the events that count on a day, ranked within each field of a work: the one that decides is first."""
    is_milestone = EVENTS.c.field.in_(sorted({name for kind in read_kinds().values() for name in kind.milestones}))
    since = case((is_milestone, ""), else_=EVENTS.c.happened)
    rank = func.row_number().over(
        partition_by=(EVENTS.c.work, EVENTS.c.field), order_by=(since.desc(), EVENTS.c.id.desc())
    )
    loaded = EVENTS.c.batch.in_(select(BATCHES.c.id).where(BATCHES.c.source == SOURCE))
    columns = (EVENTS.c.work, EVENTS.c.field, EVENTS.c.new, EVENTS.c.happened, EVENTS.c.id)
    return select(*columns, loaded.label("loaded"), rank.label("rank")).where(
        EVENTS.c.id <= last_event, or_(is_milestone, EVENTS.c.happened <= on.isoformat())
    )


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
    """Read the works that were listed on a day, in the order in which they were added.

    Without `on` the day is `known_at`, else today. Without both, milestones in the future are included. `unlisted`
    includes works that were taken off the ledger.
    """
    store = connection.execute(select(STORE)).one()
    with reading_stored_rows():
        last = find_last_event(connection, known_at, parse_utc_offset(store.utc_offset))
    last = last if last_event is None else min(last, last_event)
    day = on or known_at or today
    limit = None if on is None and known_at is None else day
    values = read_field_values(connection, on=day, last_event=last, works=works)
    found = _make_works(connection, values, last, limit, complete=last == store.last_event)
    listed = tuple(work for work in found if unlisted or work.values.get(LISTED))
    return State(store.id, store.county, last, day, known_at, listed, over=known_at is None or known_at < today)


def _make_works(
    connection: Connection,
    values: Mapping[int, Mapping[str, FieldValue]],
    last_event: int,
    limit: date | None,
    *,
    complete: bool,
) -> list[WorkState]:
    """Make the states of all works that have values; milestones after `limit` are left out.

    With all events, a work whose last event is missing is refused: the ledger is damaged.
    """
    query = select(EVENTS.c.work, func.max(EVENTS.c.version)).where(EVENTS.c.id <= last_event).group_by(EVENTS.c.work)
    versions = {row[0]: row[1] for row in connection.execute(query)}
    rows = connection.execute(select(WORKS).order_by(WORKS.c.id)).all()
    with reading_stored_rows():
        lost = [row.code for row in rows if complete and versions.get(row.id) != row.version]
        if lost:
            raise ValueError(_("events of {0} are missing").format(", ".join(lost[:_MAX_NAMED])))
        return [_make_work(row, values[row.id], versions[row.id], limit) for row in rows if row.id in values]


def _make_work(row: Row[Any], fields: Mapping[str, FieldValue], version: int, limit: date | None) -> WorkState:
    kind = read_kinds()[row.kind]
    values, events = {}, {}
    for field in kind.fields:
        if field not in fields:
            continue
        events[field] = fields[field].event
        value = decode_value(kind.fields[field], fields[field].text)
        if value is None or (limit is not None and field in kind.milestones and value > limit):
            continue
        values[field] = value
    since = fields["status"].since if "status" in values else None
    status_since = date.fromisoformat(since) if since is not None and since != ALWAYS.isoformat() else None
    return WorkState(
        row.id, row.kind, row.code, version, values, events, status_since, _find_reported(kind, fields, limit)
    )


def _find_reported(kind: Kind, fields: Mapping[str, FieldValue], limit: date | None) -> date | None:
    """The latest day, up to a limit, from which a value of a work holds.

    What holds always is not counted, nor what the layer files say without a date of its own: its day is the files'.
    """
    stated = [value for name, value in fields.items() if name in kind.milestones or not value.loaded]
    days = {date.fromisoformat(value.since) for value in stated} - {ALWAYS}
    return max((day for day in days if limit is None or day <= limit), default=None)

"""When the batches of a ledger were recorded, although a computer's clock may have been wrong.

Batches are ordered by their number alone. Their days should then be in order too. Where they are not, the longest run
of days in order is believed; any other batch was recorded between its believed neighbours. A person can correct the day
of a batch: by another batch, as nothing is overwritten.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timezone
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gisplan.base.errors import LedgerError
from gisplan.base.language import N_, _
from gisplan.ledger.database_errors import reading_stored_rows
from gisplan.ledger.events.changes import Event
from gisplan.ledger.events.clock import local_date, parse_utc_offset
from gisplan.ledger.events.history import read_events
from gisplan.ledger.kinds import read_kinds
from gisplan.ledger.tables import BATCHES, EVENTS, STORE

__all__ = [
    "BatchTime",
    "TimeDoubt",
    "correct_times",
    "find_last_batch",
    "find_time_doubts",
    "list_doubtful_records",
    "read_batch_times",
]

_REASONS = {
    "order": N_("contradicts the records before or after it"),
    "future": N_("after this computer's date"),
    "corrected": N_("corrected; some dates that it recorded are still the wrong day"),
}


@dataclass(frozen=True)
class BatchTime:
    """The time of one batch.

    Parameters
    ----------
    number : int
        The batch.
    recorded : str
        The time of the clock that recorded it, as the store's text.
    by : str
        Who recorded it.
    own_day : date
        The day of that time in the county.
    day : date
        The same, or the day that a person corrected it to.
    believed : bool
        Whether it is in order with the other batches.
    """

    number: int
    recorded: str
    by: str
    own_day: date
    day: date
    believed: bool


@dataclass(frozen=True)
class TimeDoubt:
    """A batch whose time is doubtful, or was corrected while dates that it recorded are not.

    Parameters
    ----------
    time : BatchTime
        The batch and its time.
    reason : str
        "order", "future" or "corrected".
    events : tuple of Event
        Its events that a wrong clock may have dated: on the day of recording or later, and not corrected since.
    """

    time: BatchTime
    reason: str
    events: tuple[Event, ...]

    def explain(self) -> str:
        """Return the reason in the user's language.

        Returns
        -------
        str
            A few words.
        """
        return _(_REASONS[self.reason])


def read_batch_times(connection: Connection, zone: timezone) -> list[BatchTime]:
    """Read the times of all batches, in their order, with the corrections of a person."""
    columns = (BATCHES.c.id, BATCHES.c.recorded, BATCHES.c.by)
    correction = (BATCHES.c.corrects_first, BATCHES.c.corrects_last, BATCHES.c.corrected_day)
    rows = connection.execute(select(*columns, *correction).order_by(BATCHES.c.id)).all()
    with reading_stored_rows():
        own = [local_date(row.recorded, zone) for row in rows]
        days = list(own)
        for row in rows:
            if row.corrected_day is not None:
                first, last = (bisect_left(rows, n, key=_number) for n in (row.corrects_first, row.corrects_last + 1))
                days[first:last] = [date.fromisoformat(row.corrected_day)] * (last - first)
    believed = _find_longest_order(days)
    return [BatchTime(row.id, row.recorded, row.by, own[i], days[i], i in believed) for i, row in enumerate(rows)]


def _number(row: Any) -> int:
    return int(row.id)


def _find_longest_order(days: Sequence[date]) -> set[int]:
    """Return the indices of a longest sequence of days that never goes back."""
    tails: list[date] = []
    at: list[int] = []
    before: list[int | None] = []
    for i, day in enumerate(days):
        length = bisect_right(tails, day)
        before.append(at[length - 1] if length else None)
        tails[length : length + 1] = [day]
        at[length : length + 1] = [i]
    found: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def find_last_batch(connection: Connection, known_at: date, zone: timezone) -> int:
    """Find the last batch that was recorded by the end of a day, by the believed times; 0 where there is none."""
    times = read_batch_times(connection, zone)
    return max((time.number for time in times if time.believed and time.day <= known_at), default=0)


def find_time_doubts(connection: Connection, today: date) -> list[TimeDoubt]:
    """List the batches whose time is doubtful, in their order."""
    zone = parse_utc_offset(connection.execute(select(STORE.c.utc_offset)).scalar_one())
    reasons = {time.number: (time, _find_reason(time, today)) for time in read_batch_times(connection, zone)}
    doubtful = {number: pair for number, pair in reasons.items() if pair[1] is not None}
    events = _find_wrong_days(connection, {number: time.own_day for number, (time, _why) in doubtful.items()})
    return [
        TimeDoubt(time, reason, events[number])
        for number, (time, reason) in doubtful.items()
        if reason is not None and (reason != "corrected" or events[number])
    ]


def list_doubtful_records(connection: Connection, today: date, last_event: int) -> tuple[int, ...]:
    """List the numbers of the batches up to an event whose time is doubtful, or whose dates a wrong clock gave."""
    last = connection.execute(select(EVENTS.c.batch).where(EVENTS.c.id == last_event)).scalar_one_or_none() or 0
    numbers = (doubt.time.number for doubt in find_time_doubts(connection, today))
    return tuple(number for number in numbers if number <= last)


def _find_reason(time: BatchTime, today: date) -> str | None:
    if time.day > today:
        return "future"
    if not time.believed:
        return "order"
    return "corrected" if time.day != time.own_day else None


def _find_wrong_days(connection: Connection, days: dict[int, date]) -> dict[int, tuple[Event, ...]]:
    """Find the events of batches that hold from the clock's day or later, and still decide on a value."""
    found: dict[int, list[Event]] = {number: [] for number in days}
    if days:
        for event in _find_deciding(read_events(connection)):
            if event.batch in days and event.on >= days[event.batch]:
                found[event.batch].append(event)
    return {number: tuple(events) for number, events in found.items()}


def _find_deciding(events: Iterable[Event]) -> list[Event]:
    """Find the events that give a field another value than it would have without them, in their order."""
    milestones = {name for kind in read_kinds().values() for name in kind.milestones}
    fields: dict[tuple[str, str, str], dict[date, Event]] = {}
    for event in events:
        day = date.min if event.field in milestones else event.on
        fields.setdefault((event.kind, event.code, event.field), {})[day] = event
    deciding = []
    for by_day in fields.values():
        value = None
        for _day, event in sorted(by_day.items()):
            deciding += [event] if event.new != value else []
            value = event.new
    return sorted(deciding, key=lambda event: event.id)


def correct_times(connection: Connection, numbers: range, day: date, columns: dict[str, Any], today: date) -> None:
    """Record that batches were made on another day than their clock said.

    Raises
    ------
    LedgerError
        There are no such batches, or the day contradicts the batches before or after them.
    """
    store = connection.execute(select(STORE).with_for_update()).one()
    if not numbers or numbers.start < 1 or numbers[-1] > store.last_batch:
        raise LedgerError(_("The ledger has records 1 to {0}: correct --batch.").format(store.last_batch))
    if day > today:
        raise LedgerError(_("{0} is after this computer's date, {1}. Correct --was.").format(day, today))
    zone = parse_utc_offset(store.utc_offset)
    before = read_batch_times(connection, zone)
    number = store.last_batch + 1
    range_columns = {"corrects_first": numbers.start, "corrects_last": numbers[-1], "corrected_day": day.isoformat()}
    connection.execute(insert(BATCHES), [{"id": number, **columns, **range_columns}])
    connection.execute(update(STORE).values(last_batch=number))
    _refuse_disorder(before, read_batch_times(connection, zone), numbers, day)


def _refuse_disorder(before: Sequence[BatchTime], after: Sequence[BatchTime], numbers: range, day: date) -> None:
    """Refuse a corrected day that is out of order, or puts other batches out of order."""
    believed = {time.number for time in after if time.believed}
    if believed.issuperset({*numbers, *(time.number for time in before if time.believed)}):
        return
    earlier = [time.day for time in before if time.believed and time.number < numbers.start]
    later = [time.day for time in before if time.believed and time.number > numbers[-1]]
    message = _("{0} is not in order: the record before is of {1}, the one after of {2}. Correct --was or --batch.")
    raise LedgerError(message.format(day, earlier[-1] if earlier else "–", later[0] if later else "–"))

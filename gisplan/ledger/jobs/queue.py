"""The queue of jobs in the store: asked for, taken by one worker each, and ended; no broker is needed.

Each step is one conditional UPDATE, so that of two who try the same only one does it, also from several computers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from gisplan.base.errors import LedgerError
from gisplan.base.language import _, fill
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.jobs.job import ACTIVE, ENDED, Job, KeptFile, Made, make_job, write_json
from gisplan.ledger.reader import now
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.tables import JOBS, STORE

__all__ = ["Asked", "Jobs"]

_MOST_WAITING = 5  # jobs of one person that wait
_LONGEST_FAULT = 4000
_LONGEST_PROGRESS = 4000


@dataclass(frozen=True)
class Asked:
    """What is asked for: see `Job`."""

    kind: str
    arguments: Mapping[str, Any]
    language: str
    same: str
    sources: str
    by: str


@dataclass(frozen=True)
class Jobs:
    """The jobs of the store of an engine; `clock` returns the time."""

    engine: Engine
    clock: Callable[[], datetime] = now

    def ask(self, asked: Asked, *, is_kept: Callable[[Job], bool] = lambda _job: True) -> tuple[Job, bool]:
        """Ask for a job; return it, and whether it is new.

        Where the same was made from the present event of the ledger, or is under way, that one is returned.

        Parameters
        ----------
        asked : Asked
        is_kept : callable
            Whether the files of a job that was done are still there.

        Raises
        ------
        LedgerError
            Too many jobs of this person wait.
        """
        with write_transaction(self.engine) as connection:
            connection.execute(select(STORE.c.id).with_for_update())  # who asks for the same meanwhile waits
            same = _find_same(connection, asked.same, is_kept)
            if same is not None:
                return same, False
            query = select(func.count()).select_from(JOBS)
            query = query.where(JOBS.c.asked_by == asked.by, JOBS.c.state == "queued")
            waiting = connection.execute(query).scalar_one()
            if waiting >= _MOST_WAITING:
                message = _("{0} report(s) that you asked for are waiting: cancel one of them, or ask again later.")
                raise LedgerError(fill(message, waiting))
            columns = {**asdict(asked), "arguments": write_json(asked.arguments), "asked_by": asked.by}
            del columns["by"]
            row = {**columns, "asked": format_instant(self.clock()), "state": "queued", "beat": 0}
            number = connection.execute(insert(JOBS).returning(JOBS.c.id), [row]).scalar_one()
            return make_job(connection.execute(select(JOBS).where(JOBS.c.id == number)).one()), True

    def find(self, number: int) -> Job | None:
        """Find a job by its number."""
        with read_transaction(self.engine) as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.id == number)).first()
        return None if row is None else make_job(row)

    def list(self, *, most: int = 200, states: Sequence[str] = (*ACTIVE, *ENDED)) -> tuple[Job, ...]:
        """List the latest jobs, the latest first."""
        query = select(JOBS).where(JOBS.c.state.in_(states)).order_by(JOBS.c.id.desc()).limit(most)
        with read_transaction(self.engine) as connection:
            return tuple(make_job(row) for row in connection.execute(query))

    def look(self) -> tuple[tuple[Any, ...], ...]:
        """Return what tells whether any job has changed: the state and progress of those that may."""
        columns = (JOBS.c.id, JOBS.c.state, JOBS.c.progress, JOBS.c.cancelled_by)
        last = select(func.max(JOBS.c.id)).scalar_subquery()
        ended = select(func.max(JOBS.c.ended)).scalar_subquery()
        query = select(*columns).where(or_(JOBS.c.state.in_(ACTIVE), JOBS.c.id == last, JOBS.c.ended == ended))
        with read_transaction(self.engine) as connection:
            return tuple(tuple(row) for row in connection.execute(query.order_by(JOBS.c.id)))

    def is_waiting(self) -> bool:
        """Return whether a job waits for a worker."""
        query = select(JOBS.c.id).where(JOBS.c.state == "queued").limit(1)
        with read_transaction(self.engine) as connection:
            return connection.execute(query).first() is not None

    def count(self) -> Mapping[str, int]:
        """Count the jobs of each state."""
        query = select(JOBS.c.state, func.count()).group_by(JOBS.c.state)
        with read_transaction(self.engine) as connection:
            found = {row[0]: int(row[1]) for row in connection.execute(query)}
        return {state: found.get(state, 0) for state in (*ACTIVE, *ENDED)}

    def take(self, worker: str) -> Job | None:
        """Take the job that has waited longest; None where none waits.

        Parameters
        ----------
        worker : str
            A name that no other worker has.
        """
        store = {name: select(STORE.c[column]).scalar_subquery() for name, column in _OF_STORE.items()}
        values = {"state": "running", "worker": worker, "begun": format_instant(self.clock()), **store}
        while True:
            with write_transaction(self.engine) as connection:
                query = select(JOBS.c.id).where(JOBS.c.state == "queued").order_by(JOBS.c.id).limit(1)
                number = connection.execute(query).scalar_one_or_none()
                if number is None:
                    return None
                free = update(JOBS).where(JOBS.c.id == number, JOBS.c.state == "queued")
                if connection.execute(free.values(values)).rowcount:
                    return make_job(connection.execute(select(JOBS).where(JOBS.c.id == number)).one())

    def report(self, worker: str, progress: Mapping[str, Any] | None = None) -> bool:
        """Say that a worker lives, and how far it is; return False where its job is not its own any more."""
        values: dict[str, Any] = {"beat": JOBS.c.beat + 1}
        if progress is not None:
            values["progress"] = _write_progress(progress)
        return self._change(_of(worker), values)

    def is_cancelled(self, worker: str) -> bool:
        """Return whether the job of a worker was cancelled, or taken from it."""
        query = select(JOBS.c.cancelled_by).where(JOBS.c.worker == worker, JOBS.c.state == "running")
        with read_transaction(self.engine) as connection:
            row = connection.execute(query).first()
        return row is None or row.cancelled_by is not None

    def is_asked_to_stop(self, worker: str) -> bool:
        """Return whether the job that a worker has was cancelled; not where it has none."""
        query = select(JOBS.c.id).where(*_of(worker), JOBS.c.cancelled_by.is_not(None))
        with read_transaction(self.engine) as connection:
            return connection.execute(query).first() is not None

    def finish(self, worker: str, made: Made) -> bool:
        """End the job of a worker with its result; return False where it is not its own any more."""
        files = write_json([asdict(one) for one in made.files])
        result = {"store": made.store, "last_event": made.last_event, "as_of": made.as_of, "files": files}
        return self._end(worker, "done", {**result, "progress": _write_progress(made.progress)})

    def fail(self, worker: str, fault: str) -> bool:
        """End the job of a worker with what went wrong, in a sentence."""
        return self._end(worker, "failed", {"fault": fault[:_LONGEST_FAULT]})

    def give_up(self, worker: str, *, again: bool) -> bool:
        """Give up the job of a worker that stops: cancelled where that was asked for, else it waits or was interrupted.

        Parameters
        ----------
        worker : str
        again : bool
            Whether another worker is to take it, as after a stop of the server; not where the worker died of it.
        """
        asked_to = (*_of(worker), JOBS.c.cancelled_by.is_not(None))
        ended = {"ended": format_instant(self.clock()), "worker": None}
        if self._change(asked_to, {**ended, "state": "cancelled"}):
            return True
        if again:
            return self._change(_of(worker), _QUEUED)
        return self._change(_of(worker), {**ended, "state": "interrupted"})

    def cancel(self, number: int, *, by: str) -> bool:
        """Cancel a job: at once where it waits; else its worker is asked to stop."""
        ended = {"state": "cancelled", "cancelled_by": by, "ended": format_instant(self.clock())}
        waits = (JOBS.c.id == number, JOBS.c.state == "queued")
        runs = (JOBS.c.id == number, JOBS.c.state == "running", JOBS.c.cancelled_by.is_(None))
        return self._change(waits, ended) or self._change(runs, {"cancelled_by": by})

    def run_again(self, number: int, *, same: str, sources: str) -> bool:
        """Have a job wait again that failed, was cancelled or interrupted.

        Parameters
        ----------
        number : int
        same, sources : str
            As they are now: see `Job`.
        """
        ended = (JOBS.c.id == number, JOBS.c.state.in_(("failed", "cancelled", "interrupted")))
        fresh = {"asked": format_instant(self.clock()), "ended": None, "fault": None, "same": same, "sources": sources}
        return self._change(ended, {**_QUEUED, **fresh})

    def list_beats(self) -> Mapping[int, int]:
        """Return how far each worker has counted, by the number of its job."""
        query = select(JOBS.c.id, JOBS.c.beat).where(JOBS.c.state == "running")
        with read_transaction(self.engine) as connection:
            return {row.id: row.beat for row in connection.execute(query)}

    def interrupt(self, number: int, beat: int) -> bool:
        """End a job whose worker has not counted on."""
        silent = (JOBS.c.id == number, JOBS.c.state == "running", JOBS.c.beat == beat)
        ended = {"ended": format_instant(self.clock()), "worker": None}
        if self._change((*silent, JOBS.c.cancelled_by.is_not(None)), {**ended, "state": "cancelled"}):
            return True
        return self._change(silent, {**ended, "state": "interrupted"})

    def list_ended(self, before: datetime) -> tuple[Job, ...]:
        """List the jobs that ended before a time, the oldest first."""
        query = select(JOBS).where(JOBS.c.state.in_(ENDED), JOBS.c.ended < format_instant(before))
        with read_transaction(self.engine) as connection:
            return tuple(make_job(row) for row in connection.execute(query.order_by(JOBS.c.id)))

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove jobs that ended; their files are then of no job."""
        gone = delete(JOBS).where(JOBS.c.id.in_(list(numbers)), JOBS.c.state.in_(ENDED))
        with write_transaction(self.engine) as connection:
            connection.execute(gone)

    def list_files(self) -> tuple[KeptFile, ...]:
        """List the files of all jobs."""
        return tuple(file for job in self.list(most=1_000_000, states=("done",)) for file in job.files)

    def _end(self, worker: str, state: str, result: Mapping[str, Any]) -> bool:
        ended = {"state": state, "ended": format_instant(self.clock()), "worker": None}
        return self._change(_of(worker), {**ended, **result})

    def _change(self, where: Sequence[Any], values: Mapping[str, Any]) -> bool:
        with write_transaction(self.engine) as connection:
            return bool(connection.execute(update(JOBS).where(*where).values(values)).rowcount)


_OF_STORE = {"store": "id", "last_event": "last_event"}
_QUEUED = {"state": "queued", "worker": None, "begun": None, "progress": None, "cancelled_by": None}


def _write_progress(progress: Mapping[str, Any]) -> str:
    """Write the progress; of one that is too long, only what every job has."""
    text = write_json(progress)
    if len(text) <= _LONGEST_PROGRESS:
        return text
    return write_json({name: progress[name] for name in ("step", "done", "of") if name in progress})


def _of(worker: str) -> tuple[Any, Any]:
    return JOBS.c.worker == worker, JOBS.c.state == "running"


def _find_same(connection: Connection, same: str, is_kept: Callable[[Job], bool]) -> Job | None:
    """Find a job that makes, or has made, the same from the same event."""
    store = connection.execute(select(STORE)).one()
    query = select(JOBS).where(JOBS.c.same == same, JOBS.c.state.in_((*ACTIVE, "done"))).order_by(JOBS.c.id.desc())
    for row in connection.execute(query):
        current = (row.store, row.last_event) == (store.id, store.last_event)
        job = make_job(row)
        if row.state == "queued" or (current and row.cancelled_by is None and (job.is_active or is_kept(job))):
            return job
    return None

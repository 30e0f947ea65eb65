"""The queue of jobs: one worker takes each, whoever else tries; it is cancelled, given up, and made only once."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from gisplan.base.errors import LedgerError
from gisplan.ledger import Change, Ledger
from gisplan.ledger.jobs.job import Job, KeptFile, Made
from gisplan.ledger.jobs.kept_files import KeptFiles
from gisplan.ledger.jobs.queue import Asked, Jobs
from gisplan.ledger.opening import open_ledger
from tests.ledger.conftest import Clock

FILE = KeptFile("a.json", "0" * 64, 3)


@pytest.fixture
def jobs(ledger: Ledger, clock: Clock) -> Jobs:
    return Jobs(ledger.engine, clock)


def ask(jobs: Jobs, same: str = "a", by: str = "王") -> Job:
    return jobs.ask(Asked("gaps", {"on": "2019-06-30"}, "zh", same, "files", by))[0]


def make(ledger: Ledger, jobs: Jobs, worker: str) -> bool:
    return jobs.finish(worker, Made(ledger.id, ledger.last_event, "2019-06-30", (FILE,)))


def test_a_job_is_asked_for_taken_reported_and_done(ledger: Ledger, jobs: Jobs) -> None:
    asked = ask(jobs)
    assert (asked.state, asked.arguments, asked.asked_by, asked.share) == ("queued", {"on": "2019-06-30"}, "王", None)
    assert jobs.is_waiting()
    taken = jobs.take("w")
    assert taken is not None
    assert (taken.id, taken.state, taken.last_event, taken.store) == (asked.id, "running", ledger.last_event, ledger.id)
    before = jobs.look()
    assert jobs.report("w", {"step": "判定", "done": 1, "of": 4, "bound": 0.5})
    assert jobs.look() != before
    running = jobs.find(asked.id)
    assert running is not None
    assert (running.share, running.progress["step"], running.progress["bound"]) == (0.25, "判定", 0.5)
    assert make(ledger, jobs, "w")
    done = jobs.find(asked.id)
    assert done is not None
    assert (done.state, done.files, done.as_of) == ("done", (FILE,), "2019-06-30")
    assert not jobs.report("w")
    assert not make(ledger, jobs, "w")
    assert (jobs.list(states=("done",)), jobs.list_files()) == ((done,), (FILE,))


def test_two_workers_never_take_one_job(county_folder: Path, url: str | None, ledger: Ledger, jobs: Jobs) -> None:
    numbers = [ask(jobs, str(n), by=str(n)).id for n in range(12)]
    queues = [Jobs(open_ledger(county_folder, url).engine) for _ in range(4)]

    def take_all(place: int) -> list[int]:
        taken: list[int] = []
        while (job := queues[place].take(f"{place}-{len(taken)}")) is not None:
            taken.append(job.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        found = sorted(number for part in pool.map(take_all, range(4)) for number in part)
    assert found == numbers


def test_the_same_from_the_same_event_is_made_once(ledger: Ledger, jobs: Jobs) -> None:
    first = ask(jobs)
    assert ask(jobs, by="李").id == first.id, "it waits"
    jobs.take("w")
    assert ask(jobs).id == first.id, "it is being made"
    make(ledger, jobs, "w")
    assert ask(jobs).id == first.id, "it was made"
    assert ask(jobs, "b").id != first.id
    gone = jobs.ask(Asked("gaps", {}, "zh", "a", "files", "王"), is_kept=lambda _job: False)
    assert gone[1], "its files are gone"
    jobs.take("w2")
    jobs.take("w3")
    assert ask(jobs).id == gone[0].id
    ledger.record([Change("A", "people", 7, ledger.work("A").version)], by="李")
    assert ask(jobs).id not in (first.id, gone[0].id), "the ledger has changed"


def test_one_person_has_few_jobs_that_wait(jobs: Jobs) -> None:
    for number in range(5):
        ask(jobs, str(number))
    with pytest.raises(LedgerError, match="5 reports that you asked for are waiting"):
        ask(jobs, "more")
    assert ask(jobs, "more", by="李").state == "queued"


def test_a_job_is_cancelled(ledger: Ledger, jobs: Jobs) -> None:
    waiting = ask(jobs)
    assert jobs.cancel(waiting.id, by="李")
    assert not jobs.cancel(waiting.id, by="李")
    assert jobs.take("w") is None
    again = ask(jobs)
    assert again.id != waiting.id
    jobs.take("w")
    assert not jobs.is_cancelled("w")
    assert not jobs.is_asked_to_stop("w")
    assert jobs.cancel(again.id, by="管")
    assert jobs.is_cancelled("w")
    assert jobs.is_asked_to_stop("w")
    assert not jobs.is_asked_to_stop("another that has no job yet")
    assert ask(jobs).id != again.id, "what is being cancelled is of no use"
    assert jobs.give_up("w", again=True)
    ended = jobs.find(again.id)
    assert ended is not None
    assert (ended.state, ended.cancelled_by) == ("cancelled", "管")
    assert not make(ledger, jobs, "w")
    assert jobs.run_again(again.id, same="a", sources="new")
    fresh = jobs.find(again.id)
    assert fresh is not None
    assert (fresh.state, fresh.cancelled_by, fresh.sources, fresh.ended) == ("queued", None, "new", None)


def test_a_stop_has_a_job_wait_again_and_a_death_interrupts_it(jobs: Jobs) -> None:
    number = ask(jobs).id
    jobs.take("w")
    assert jobs.give_up("w", again=True)
    assert jobs.is_waiting()
    jobs.take("w2")
    assert not jobs.give_up("w", again=False), "it is another's now"
    assert jobs.give_up("w2", again=False)
    found = jobs.find(number)
    assert found is not None
    assert found.state == "interrupted"
    assert not jobs.is_waiting()


def test_a_job_of_which_nothing_is_heard_is_interrupted(jobs: Jobs) -> None:
    number = ask(jobs).id
    jobs.take("w")
    beat = jobs.list_beats()[number]
    jobs.report("w")
    assert not jobs.interrupt(number, beat), "it lives"
    assert jobs.interrupt(number, beat + 1)
    assert not jobs.report("w", {"step": "late"})
    assert jobs.list_beats() == {}


def test_old_jobs_are_removed_with_files_that_no_other_needs(
    ledger: Ledger, jobs: Jobs, clock: Clock, tmp_path: Path
) -> None:
    files, made = KeptFiles(tmp_path / "reports"), tmp_path / "a.html"
    made.write_bytes(b"<p>")
    for worker, name in (("w", "a.html"), ("w2", "b.html")):
        ask(jobs, worker)
        jobs.take(worker)
        kept = files.keep(made, name)
        jobs.finish(worker, Made(ledger.id, 1, "2019-06-30", (kept,)))
    first, second = jobs.list_ended(clock.now + timedelta(days=1))
    assert files.find(first.files[0]) == files.find(second.files[0]) is not None
    os.utime(tmp_path / "reports" / kept.sha256, (0, 0))
    jobs.remove([first.id])
    assert files.remove_unused({one.sha256 for one in jobs.list_files()}) == 0
    jobs.remove([second.id])
    assert jobs.list() == ()
    assert files.remove_unused(set()) == 1
    assert files.find(kept) is None
    files.keep(made, "c.html")
    assert files.remove_unused(set()) == 0, "kept just now, for a job that is not done yet"
    assert files.find(KeptFile("x", "../a.html", 3)) is None


def test_jobs_are_in_no_backup_and_kept_by_a_restore(ledger: Ledger, jobs: Jobs, tmp_path: Path) -> None:
    number = ask(jobs).id
    ledger.backup(tmp_path / "backup.sqlite")
    with closing(sqlite3.connect(tmp_path / "backup.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
    ledger.record([Change("A", "started", date(2019, 6, 1), ledger.work("A").version)], by="王")
    ledger.restore(tmp_path / "backup.sqlite")
    assert jobs.find(number) is not None

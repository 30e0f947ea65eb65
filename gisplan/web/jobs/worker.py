"""A worker: a process of its own that takes one job of the store, makes its report, and ends."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.errors import GisplanError
from gisplan.base.language import _, set_language
from gisplan.io.output.working_folder import WorkingFolder
from gisplan.ledger.jobs.job import Job, Made
from gisplan.ledger.jobs.kept_files import FOLDER, KeptFiles
from gisplan.ledger.jobs.queue import Jobs
from gisplan.web.jobs.kinds import read_kept
from gisplan.web.jobs.makers import MAKERS
from gisplan.web.jobs.task import Task
from gisplan.web.jobs.watch import Watch

if TYPE_CHECKING:
    from gisplan.ledger import Ledger

__all__ = ["find_kept_files", "main", "work"]

_LOG = logging.getLogger(__name__)
_POLITE = 5  # by how much a worker stands back behind the server, where the system knows that


def main(arguments: Sequence[str]) -> int:
    """Take a job and make it: a county, and the name of the worker; its environment may name the store."""
    from gisplan.ledger import open_ledger

    county, worker = arguments
    signal.signal(signal.SIGTERM, _interrupt)
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    ledger = open_ledger(county, create=False)
    jobs = Jobs(ledger.engine, ledger.clock)
    job = jobs.take(worker)
    if job is not None:
        set_language(job.language)
        watch = Watch(jobs, worker)
        watch.begin()
        work(county, ledger, jobs, job, worker, watch)
    return 0


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def work(county: str, ledger: Ledger, jobs: Jobs, job: Job, worker: str, watch: Watch) -> None:
    """Make a job's report and keep its files; end the job, however it goes.

    Parameters
    ----------
    county : str
    ledger : Ledger
    jobs : Jobs
    job : Job
        What this worker has taken.
    worker : str
    watch : Watch
    """
    try:
        outcome = _attempt(county, ledger, job, watch)
        wanted = watch.finish()
    except KeyboardInterrupt:
        watch.finish()
        wanted = False
    if not wanted:
        jobs.give_up(worker, again=True)
    elif isinstance(outcome, Made):
        jobs.finish(worker, outcome)
    else:
        jobs.fail(worker, outcome)


def _attempt(county: str, ledger: Ledger, job: Job, watch: Watch) -> Made | str:
    """Make the files of a job and keep them; return what was made, or what went wrong, in a sentence."""
    try:
        return _make(county, ledger, job, watch)
    except GisplanError as error:
        return str(error)
    except MemoryError:
        return _("This computer has too little memory for it.")
    except Exception:  # noqa: BLE001  # whatever it is, the job must say that it failed; the log has the reason
        _LOG.exception("report %s (%s) failed", job.id, job.kind)
        return _("It failed by a fault of gisplan, which the log of the desk names. Please report it.")


def _make(county: str, ledger: Ledger, job: Job, watch: Watch) -> Made:
    """Make the files of a job and keep them.

    Raises
    ------
    GisplanError
        The arguments, the county, the ledger or the disk are the reason that it cannot be made.
    """
    kind, values = read_kept(job.kind, job.arguments)
    with WorkingFolder(prefix="gisplan-report-") as name:
        folder = Path(name) / "made"
        folder.mkdir()
        task = Task(county, values, folder, watch.show, job.asked_by, f"job-{ledger.id}-{job.id}")
        result = MAKERS[kind.name](task)
        task.step(_("keeping the files"))
        files = tuple(find_kept_files(ledger).keep(folder / file, file) for file in result.files)
    as_of = result.as_of or ledger.today.isoformat()
    return Made(result.store, result.last_event, as_of, files, task.describe(""))


def find_kept_files(ledger: Ledger) -> KeptFiles:
    """Find where the reports of a ledger are kept.

    Raises
    ------
    LedgerError
        The ledger is on PostgreSQL, and no folder is configured.
    """
    return KeptFiles(ledger.files.folder / FOLDER)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    sys.exit(main(sys.argv[1:]))

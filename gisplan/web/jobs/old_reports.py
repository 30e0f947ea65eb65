"""Remove reports that are kept no longer: those that list households by name earlier than the others."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from gisplan.base.errors import GisplanError
from gisplan.ledger.jobs.queue import Jobs
from gisplan.web.jobs.kinds import read_kept
from gisplan.web.jobs.worker import find_kept_files

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.ledger.jobs.job import Job
    from gisplan.web.settings import DeskSettings

__all__ = ["has_names", "remove_old_reports"]

_LOG = logging.getLogger(__name__)


def has_names(job: Job) -> bool:
    """Return whether a report may list households by name; one that this gisplan does not know may."""
    try:
        kind, values = read_kept(job.kind, job.arguments)
    except GisplanError:
        return True
    return kind.has_names(values)


def remove_old_reports(ledger: Ledger, settings: DeskSettings) -> list[int]:
    """Remove the reports that ended longer ago than the settings say, with their files; return their numbers.

    Parameters
    ----------
    ledger : Ledger
    settings : DeskSettings
    """
    jobs, now = Jobs(ledger.engine, ledger.clock), ledger.clock()
    days = {False: settings.keep_reports, True: min(settings.keep_names, settings.keep_reports)}
    old = jobs.list_ended(now - timedelta(days=min(days.values())))
    gone = [job for job in old if job.ended is not None and job.ended < now - timedelta(days=days[has_names(job)])]
    jobs.remove(job.id for job in gone)
    for job in gone:
        _LOG.info("removed report %s: %s of %s, %s files", job.id, job.kind, job.as_of or "no day", len(job.files))
    if ledger.folder is not None:
        removed = find_kept_files(ledger).remove_unused({one.sha256 for one in jobs.list_files()})
        if removed:
            _LOG.info("removed %s files of reports that no report needs", removed)
    return [job.id for job in gone]

"""The list of reports, and the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from gisplan.base.language import _
from gisplan.ledger.jobs.job import Job
from gisplan.web.jobs.kinds import Kind, read_kinds
from gisplan.web.pages.reports.describe import describe_jobs, may_see
from gisplan.web.render import json_answer, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.web.call import Call

__all__ = ["find_job", "list_kinds", "show", "show_one", "state"]

_MOST = 100  # reports that are listed


def show(call: Call) -> Response:
    """List the reports, the latest first, and the kinds that can be asked for."""
    jobs = [job for job in call.desk.workers.jobs.list(most=_MOST) if may_see(call, job)]
    settings = call.desk.settings
    values = {
        "jobs": describe_jobs(call, jobs),
        "kinds": [{"name": kind.name, "label": _(kind.label), "text": _(kind.text)} for kind in list_kinds(call)],
        "last_event": call.desk.ledger.last_event,
        "kept_days": settings.keep_reports,
        "kept_names_days": min(settings.keep_names, settings.keep_reports),
        "may_see_names": call.account is not None and call.account.may_see_names,
        "no_folder": call.desk.ledger.folder is None,
    }
    return page(call, "reports.html", values)


def show_one(call: Call) -> Response:
    """Show one report: how far it is, or its files."""
    values = {"job": describe_jobs(call, [find_job(call)])[0], "last_event": call.desk.ledger.last_event}
    return page(call, "report.html", values)


def state(call: Call) -> Response:
    """Answer the reports and how far each is, for programs."""
    jobs = [job for job in call.desk.workers.jobs.list(most=_MOST) if may_see(call, job)]
    shown = describe_jobs(call, jobs)
    rows = [{**_to_dict(job), "stale": one["stale"]} for job, one in zip(jobs, shown, strict=True)]
    return json_answer({"last_event": call.desk.ledger.last_event, "reports": rows})


def find_job(call: Call) -> Job:
    """Find the report of the address.

    Raises
    ------
    HTTPException
        404 where there is none, or its reader may not see it.
    """
    job = call.desk.workers.jobs.find(int(call.places["id"]))
    if job is None or not may_see(call, job):
        raise HTTPException(404)
    return job


def list_kinds(call: Call) -> list[Kind]:
    """List the kinds that the reader may ask for."""
    named = call.account is not None and call.account.may_see_names
    return [kind for kind in read_kinds().values() if kind.is_report and (named or not kind.has_names({}))]


def _to_dict(job: Job) -> dict[str, object]:
    files = [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in job.files]
    known = {"id": job.id, "kind": job.kind, "arguments": job.arguments, "state": job.state, "progress": job.progress}
    made = {"store": job.store, "last_event": job.last_event, "as_of": job.as_of, "fault": job.fault, "files": files}
    return {**known, "asked_by": job.asked_by, **made}

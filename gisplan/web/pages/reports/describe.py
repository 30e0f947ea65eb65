"""What a page shows of a report: what it is of, how far it is, its files, and what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import GisplanError
from gisplan.base.language import N_, _, join_names
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import escape_unprintable
from gisplan.ledger.jobs.job import ACTIVE, STATE_LABELS, Job, KeptFile
from gisplan.web.jobs.arguments import Argument
from gisplan.web.jobs.kinds import read_kept
from gisplan.web.jobs.old_reports import has_names
from gisplan.web.jobs.sources import hash_sources

if TYPE_CHECKING:
    from gisplan.web.call import Call

__all__ = ["describe_jobs", "list_under_way", "may_change", "may_see", "name_kind"]

_KB = 1024
_SHOWN = 5  # jobs under way that the first page lists
_TYPES = {
    ".html": N_("page"),
    ".xlsx": N_("workbook"),
    ".gpkg": N_("GIS layers"),
    ".json": N_("document for programs"),
    ".zip": N_("packed files"),
    ".txt": N_("text"),
    ".png": N_("picture"),
    ".geojson": N_("GIS layer"),
    ".parquet": N_("GIS layer"),
    ".csv": N_("table"),
}


def may_see(call: Call, job: Job) -> bool:
    """Return whether the reader may see a report: one with names of households only who may see all of them."""
    return call.account is not None and (call.account.may_see_names or not has_names(job))


def may_change(call: Call, job: Job) -> bool:
    """Return whether the reader may cancel a report: who asked for it, and administrators."""
    return call.account is not None and (call.account.name == job.asked_by or call.account.may("admin"))


def name_kind(job: Job) -> str:
    """Return what the kind of a report is called; its name where this gisplan does not know it."""
    try:
        return _(read_kept(job.kind, job.arguments)[0].label)
    except GisplanError:
        return escape_unprintable(job.kind)


def list_under_way(call: Call) -> list[dict[str, Any]]:
    """Describe the reports that wait or are being made, the longest first."""
    jobs = [job for job in call.desk.workers.jobs.list(states=ACTIVE) if may_see(call, job)]
    return describe_jobs(call, jobs[::-1][:_SHOWN])


def describe_jobs(call: Call, jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """Describe reports for the list, and for their own pages."""
    desk = call.desk
    made = any(job.state == "done" for job in jobs)
    now = (desk.ledger.id, desk.ledger.last_event, hash_sources(desk.settings.county, desk.ledger)) if made else None
    return [_describe_job(call, job, now) for job in jobs]


def _describe_job(call: Call, job: Job, now: tuple[str, int, str] | None) -> dict[str, Any]:
    share = job.share
    return {
        "id": job.id,
        "label": name_kind(job),
        "arguments": _describe_arguments(job),
        "state": job.state,
        "state_label": _(STATE_LABELS[job.state]) if job.cancelled_by is None or not job.is_active else _("stopping"),
        "active": job.is_active,
        "percent": None if share is None else round(100 * share),
        "step": escape_unprintable(str(job.progress.get("step") or "")),
        "by": escape_unprintable(job.asked_by),
        "asked": _format_time(call, job.asked),
        "ended": _format_time(call, job.ended),
        "cancelled_by": escape_unprintable(job.cancelled_by or ""),
        "as_of": job.as_of or "",
        "event": job.last_event,
        "made": job.state == "done",
        "fault": [escape_unprintable(line) for line in (job.fault or "").split("\n") if line],
        "notes": [escape_unprintable(str(note)) for note in job.progress.get("notes", ())],
        "stale": _find_change(job, now) if now is not None else "",
        "names": has_names(job),
        "may_cancel": job.is_active and job.cancelled_by is None and may_change(call, job),
        "files": [_describe_file(job, file) for file in job.files],
    }


def _describe_arguments(job: Job) -> list[str]:
    """Describe what the report was asked for with, in the reader's language."""
    try:
        kind, values = read_kept(job.kind, job.arguments)
    except GisplanError:
        return []
    return [_describe_value(one, values[one.name]) for one in kind.arguments if one.name in values]


def _describe_value(argument: Argument, value: Any) -> str:
    label = _(argument.label)
    if value is True:
        return label
    labels = dict(argument.choices)
    texts = [_(labels[one]) if one in labels else str(one) for one in (value if isinstance(value, list) else [value])]
    return _("{0}: {1}").format(label, join_names(texts))


def _find_change(job: Job, now: tuple[str, int, str]) -> str:
    """Return what has changed since a report was made: the "ledger", the county's "files", or nothing.

    Parameters
    ----------
    job : Job
    now : (str, int, str)
        The store, its last event, and the hash of the county's files.
    """
    if job.state != "done":
        return ""
    if (job.store, job.last_event) != now[:2] and _is_of_ledger(job):
        return "ledger"
    return "files" if job.sources != now[2] else ""


def _is_of_ledger(job: Job) -> bool:
    try:
        return read_kept(job.kind, job.arguments)[0].of_ledger
    except GisplanError:
        return True


def _describe_file(job: Job, file: KeptFile) -> dict[str, Any]:
    ending = "." + file.name.rpartition(".")[2]
    return {
        "name": escape_unprintable(file.name),
        "path": f"/reports/{job.id}/files/{file.name}",
        "type": _(_TYPES[ending]) if ending in _TYPES else "",
        "size": f"{max(1, round(file.size / _KB)):,} KB".replace(",", "\u202f"),
        "page": ending == ".html",
    }


def _format_time(call: Call, time: Any) -> str:
    if time is None:
        return ""
    return f"{time.astimezone(parse_utc_offset(call.desk.ledger.utc_offset)):%Y-%m-%d %H:%M}"

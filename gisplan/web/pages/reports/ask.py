"""Ask for a report, cancel it, and have it made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from gisplan.base.errors import DeskError, LedgerError
from gisplan.base.language import _
from gisplan.ledger.jobs.job import Job
from gisplan.ledger.jobs.queue import Asked
from gisplan.web.jobs.arguments import Argument, format_arguments, read_arguments
from gisplan.web.jobs.kinds import Kind, read_kept
from gisplan.web.jobs.sources import hash_request, hash_sources
from gisplan.web.jobs.worker import find_kept_files
from gisplan.web.pages.reports.describe import may_change
from gisplan.web.pages.reports.reports import find_job, list_kinds
from gisplan.web.render import page, redirect

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.web.call import Call

__all__ = ["again", "ask", "cancel", "show_form"]


def show_form(call: Call) -> Response:
    """Show what a kind of report takes."""
    kind = _find_kind(call, call.asked("kind"))
    return _show(call, kind, {name: list(values) for name, values in call.query.items()})


def ask(call: Call) -> Response:
    """Ask for a report; where the same was made already, that one is shown."""
    kind = _find_kind(call, call.body.get("kind"))
    given = {one.name: call.body.all(one.name) for one in _list_arguments(call, kind)}
    try:
        values = read_arguments(_list_arguments(call, kind), lambda name: given[name])
        job = _ask(call, kind, values)
    except (DeskError, LedgerError) as error:
        return _show(call, kind, given, faults=str(error).split("\n"), status=422)
    return redirect(f"/reports/{job.id}")


def cancel(call: Call) -> Response:
    """Cancel a report that waits or is being made."""
    job = find_job(call)
    if not may_change(call, job):
        raise HTTPException(403)
    call.desk.workers.jobs.cancel(job.id, by=call.signer)
    call.desk.workers.wake()
    return redirect(f"/reports/{job.id}")


def again(call: Call) -> Response:
    """Have a report made again: one that did not come to its end in its place, another from the present event."""
    job = find_job(call)
    kind, values = read_kept(job.kind, job.arguments)
    if job.state in ("failed", "cancelled", "interrupted") and may_change(call, job):
        sources = hash_sources(call.desk.settings.county, call.desk.ledger)
        same = hash_request(kind.name, job.arguments, job.language, sources, call.desk.ledger.today.isoformat())
        call.desk.workers.jobs.run_again(job.id, same=same, sources=sources)
        call.desk.workers.wake()
        return redirect(f"/reports/{job.id}")
    return redirect(f"/reports/{_ask(call, kind, values).id}")


def _ask(call: Call, kind: Kind, values: Mapping[str, Any]) -> Job:
    """Ask for a report of arguments that were read.

    Raises
    ------
    LedgerError
        Too many wait, or there is no folder for what is made.
    """
    desk, arguments = call.desk, format_arguments(kind.arguments, values)
    kept = find_kept_files(desk.ledger)
    sources = hash_sources(desk.settings.county, desk.ledger)
    same = hash_request(kind.name, arguments, call.language, sources, desk.ledger.today.isoformat())
    asked = Asked(kind.name, arguments, call.language, same, sources, call.signer)
    job, _new = desk.workers.jobs.ask(asked, is_kept=lambda job: all(kept.find(one) for one in job.files))
    desk.workers.wake()
    return job


def _find_kind(call: Call, name: str) -> Kind:
    found = next((kind for kind in list_kinds(call) if kind.name == name), None)
    if found is None:
        raise HTTPException(404)
    return found


def _list_arguments(call: Call, kind: Kind) -> list[Argument]:
    """List what is offered: nothing that is not installed, and no names for who may not see them."""
    named = call.account is not None and call.account.may_see_names
    return [one for one in kind.arguments if one.is_available and (named or not kind.has_names({one.name: True}))]


def _show(
    call: Call, kind: Kind, given: Mapping[str, Sequence[str]], *, faults: Sequence[str] = (), status: int = 200
) -> Response:
    today = call.desk.ledger.today
    values = {
        "kind": {"name": kind.name, "label": _(kind.label), "text": _(kind.text), "command": kind.command},
        "arguments": [_describe(one, given.get(one.name, ())) for one in _list_arguments(call, kind)],
        "faults": faults,
        "month_end": (today.replace(day=1) - timedelta(days=1)).isoformat(),
    }
    return page(call, "report_form.html", values, status=status)


def _describe(argument: Argument, given: Sequence[str]) -> dict[str, Any]:
    texts = [text for text in given if text.strip()]
    return {
        "name": argument.name,
        "label": _(argument.label),
        "type": argument.type,
        "hint": _(argument.hint) if argument.hint else "",
        "choices": [(value, _(label) if label else label, value in texts) for value, label in argument.choices],
        "text": texts[0] if texts else "",
        "checked": texts[:1] == ["yes"],
        "least": argument.least,
        "most": argument.most,
        "required": argument.required,
    }

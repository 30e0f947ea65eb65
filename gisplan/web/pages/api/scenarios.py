"""Scenarios for the page of each and for other programs: read, changed with what was seen, solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.jobs.queue import Asked
from gisplan.ledger.scenarios.scenarios import ScenarioConflictError
from gisplan.ledger.scenarios.undoing import find_next_steps
from gisplan.plan.scenario.changes import Edited
from gisplan.plan.scenario.document import dict_to_change
from gisplan.plan.scenario.faults import find_change_faults
from gisplan.web.jobs.sources import hash_request, hash_sources
from gisplan.web.pages.scenarios.describe import (
    ask_page,
    change_to_row,
    find_scenario,
    list_jobs,
    open_scenarios,
    to_document,
)
from gisplan.web.render import json_answer

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger.scenarios.stored import KeptScenario
    from gisplan.web.call import Call

__all__ = ["cancel", "change", "changes", "one", "scenarios", "solve"]

_KIND = "scenario"
_LATEST = 5  # changes that the page of a scenario names


def scenarios(call: Call) -> Response:
    """Answer all scenarios, archived ones too, without their edits."""
    kept = open_scenarios(call).list()
    return json_answer({"scenarios": [to_document(one, with_edits=False) for one in kept]})


def one(call: Call) -> Response:
    """Answer a scenario as it is now, how far its page is, and what is being solved."""
    kept = find_scenario(call)
    made = ask_page(call, kept)
    return json_answer(
        {
            **_to_answer(call, kept, with_edits=True),
            "page": {"key": made.key, "state": made.state, "fault": made.fault},
            "jobs": list_jobs(call, kept.number),
            "latest": [change_to_row(call, one) for one in kept.changes[-_LATEST:]],
        }
    )


def _to_answer(call: Call, kept: KeptScenario, *, with_edits: bool) -> dict[str, Any]:
    steps = find_next_steps(kept.changes, call.signer)
    return {**to_document(kept, with_edits=with_edits), "undo": steps.undo, "redo": steps.redo}


def changes(call: Call) -> Response:
    """Answer all changes of a scenario, and the comments on it."""
    kept = find_scenario(call)
    rows = [change_to_row(call, one) for one in kept.changes]
    return json_answer({"number": kept.number, "version": kept.version, "changes": rows})


def change(call: Call) -> Response:
    """Record changes; where somebody else has changed the same since, nothing is recorded, and their changes are said.

    The edits are left out of the answer where nobody else has changed anything, and only edits were sent: who sent
    them knows them all.
    """
    before, sent = find_scenario(call), call.body.document
    faults = [fault for value in sent["changes"] for fault in find_change_faults(value, _("the change"))]
    if faults:
        raise LedgerError("\n".join(faults))
    if sent["seen"] > before.version:
        raise LedgerError(_("Scenario {0} has no change {1}: open it anew.").format(before.number, sent["seen"]))
    wanted = [dict_to_change(value) for value in sent["changes"]]
    try:
        kept = open_scenarios(call).change(
            before.number, wanted, by=call.signer, seen=sent["seen"], entry=sent.get("entry") or None
        )
    except ScenarioConflictError as error:
        others = [change_to_row(call, one) for one in error.others]
        return json_answer({"error": str(error), "others": others}, status=409)
    alone = kept.version == sent["seen"] + len(wanted) and all(isinstance(one, Edited) for one in wanted)
    return json_answer(_to_answer(call, kept, with_edits=not alone))


def solve(call: Call) -> Response:
    """Ask for the best plan from a scenario; a worker records it there."""
    kept, desk = find_scenario(call), call.desk
    limit = (call.body.document or {}).get("time_limit")
    arguments = {"number": str(kept.number), "version": str(kept.version)}
    arguments |= {"time_limit": str(limit)} if limit else {}
    sources = hash_sources(desk.settings.county, desk.ledger)
    same = hash_request(_KIND, arguments, call.language, sources, desk.ledger.today.isoformat())
    asked = Asked(_KIND, arguments, call.language, same, sources, call.signer)
    job, _new = desk.workers.jobs.ask(asked)
    desk.workers.wake()
    return json_answer({"job": job.id, "jobs": list_jobs(call, kept.number)})


def cancel(call: Call) -> Response:
    """Cancel what is being solved for a scenario: what one has asked for, and for administrators all of it.

    Raises
    ------
    HTTPException
        409 where nothing is under way that the account may cancel.
    """
    kept, jobs = find_scenario(call), call.desk.workers.jobs
    own = [job for job in list_jobs(call, kept.number) if job["may_cancel"]]
    for job in own:
        jobs.cancel(job["id"], by=call.signer)
    call.desk.workers.wake()
    if not own:
        raise HTTPException(409)
    return json_answer({"job": own[0]["id"], "jobs": list_jobs(call, kept.number)})

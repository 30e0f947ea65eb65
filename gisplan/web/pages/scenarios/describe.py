"""What pages and programs get of a scenario: what it is now, what was changed, and how far its plan is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gisplan.base.language import N_, _, fill, join_names
from gisplan.ledger.events.clock import format_instant, parse_utc_offset
from gisplan.ledger.events.labels import escape_unprintable
from gisplan.ledger.jobs.job import STATE_LABELS, Job
from gisplan.ledger.scenarios.scenarios import Scenarios
from gisplan.plan.scenario.changes import Adopted, Change, Drawn, Edited, Solved, Undone
from gisplan.plan.scenario.document import change_to_dict, scenario_to_dict
from gisplan.web.jobs.sources import hash_sources
from gisplan.web.scenarios.made import Result, hash_page

if TYPE_CHECKING:
    from gisplan.ledger.scenarios.stored import KeptChange, KeptScenario
    from gisplan.plan.scenario.scenario import SolvedPlan
    from gisplan.web.call import Call

__all__ = [
    "PRIZES",
    "ask_page",
    "change_to_row",
    "describe_amount",
    "describe_change",
    "find_page",
    "find_scenario",
    "format_time",
    "list_jobs",
    "may_change",
    "name_prize",
    "open_scenarios",
    "summarise",
    "to_document",
]

PRIZES = {
    "people": N_("people"),
    "households": N_("households"),
    "villages": N_("villages"),
    "groups": N_("groups"),
    "settlements": N_("settlements"),
}
"""What a plan may serve the most of."""

_UNITS = {"km": N_("{0} km"), "yuan": N_("{0} yuan"), "people": N_("{0} people"), "households": N_("{0} households")}
_UNITS |= {"villages": N_("{0} villages"), "groups": N_("{0} groups"), "settlements": N_("{0} settlements")}
_ACTIONS = {
    "in": N_("put in: {0} stretch(es) ({1})"),
    "out": N_("put out: {0} stretch(es) ({1})"),
    "done": N_("sealed already: {0} stretch(es) ({1})"),
    "free": N_("left to the plan: {0} stretch(es) ({1})"),
}
_SETTINGS = {
    "name": N_("name"),
    "prize": N_("objective"),
    "build_to": N_("how far roads are built"),
    "whole_segments": N_("whole segments"),
    "budgets": N_("budgets"),
    "inputs": N_("files of the county"),
    "notes": N_("notes"),
    "view": N_("view of the map"),
    "archived": N_("archive"),
}
_NAMED = 3  # segments of a change that are named
_MOST_JOBS = 200
_SHOWN_JOBS = 3


def open_scenarios(call: Call) -> Scenarios:
    """Open the scenarios of the desk."""
    return Scenarios(call.desk.ledger.engine, call.desk.ledger.clock)


def find_scenario(call: Call) -> KeptScenario:
    """Find the scenario of the address.

    Raises
    ------
    HTTPException
        404 where there is none.
    """
    from starlette.exceptions import HTTPException

    from gisplan.base.errors import LedgerError, LedgerStoreError

    try:
        return open_scenarios(call).get(int(call.places["number"]))
    except LedgerStoreError:
        raise
    except LedgerError:
        raise HTTPException(404) from None


def may_change(call: Call) -> bool:
    """Return whether the reader may change scenarios."""
    return call.account is not None and call.account.may("planner") and not call.desk.settings.read_only


def ask_page(call: Call, kept: KeptScenario) -> Result:
    """Return the page of a scenario as it is made; begin to make it where nobody has."""
    sources = hash_sources(call.desk.settings.county, call.desk.ledger)
    key = hash_page(kept.scenario, sources)
    return call.desk.scenarios.ask(key, "page", [f"{kept.number}@{kept.version}"], language=call.language)


def find_page(call: Call, kept: KeptScenario, sources: str) -> Result | None:
    """Return the page of a scenario where somebody has looked at it."""
    return call.desk.scenarios.find(hash_page(kept.scenario, sources))


def describe_amount(value: float, unit: str) -> str:
    """Return what a plan serves or costs, with its unit."""
    number = f"{value:,.2f}" if unit == "km" else f"{value:,.0f}"
    return _(_UNITS.get(unit, "{0}")).format(number.replace(",", "\u202f"))


def name_prize(prize: str) -> str:
    """Return what an objective is called."""
    return _(PRIZES[prize]) if prize in PRIZES else escape_unprintable(prize)


def format_time(call: Call, time: datetime) -> str:
    """Return a time of the county's clock, to the minute."""
    return f"{time.astimezone(parse_utc_offset(call.desk.ledger.utc_offset)):%Y-%m-%d %H:%M}"


def describe_change(change: Change | None, comment: str = "") -> str:
    """Return in words what was changed, or the comment."""
    if change is None:
        return _("comment: {0}").format(escape_unprintable(comment))
    if isinstance(change, Edited):
        return "; ".join(_describe_edits(change))
    if isinstance(change, Drawn):
        return fill(_("{0} road(s) drawn"), len(change.roads))
    if isinstance(change, Adopted):
        return fill(_("adopted: {0} work(s) in the ledger"), len(change.works))
    if isinstance(change, Undone):
        return _("change {0} undone").format(change.change)
    if isinstance(change, Solved):
        return _("plan put away") if change.plan is None else _describe_plan(change.plan)
    if change.values.get("archived") is True:
        return _("archived")
    names = [_(_SETTINGS[name]) for name in change.values if name in _SETTINGS]
    return _("set: {0}").format(join_names(names))


def _describe_edits(change: Edited) -> list[str]:
    counts = Counter(edit.action for edit in change.edits)
    rows = []
    for action, text in _ACTIONS.items():
        if not counts[action]:
            continue
        segments = list(dict.fromkeys(edit.segment for edit in change.edits if edit.action == action))
        named = join_names([escape_unprintable(one) for one in segments[:_NAMED]])
        rows.append(fill(_(text), counts[action], named + ("…" if len(segments) > _NAMED else "")))
    return rows


def _describe_plan(plan: SolvedPlan) -> str:
    text = _("plan found: {0}, proven the best") if plan.proven else _("plan found: {0}, at most {1} possible")
    return text.format(describe_amount(plan.value, plan.unit), describe_amount(plan.bound, plan.unit))


def change_to_row(call: Call, kept: KeptChange) -> dict[str, Any]:
    """Return a change as programs get it."""
    return {
        "number": kept.number,
        "by": escape_unprintable(kept.by),
        "at": format_instant(kept.recorded),
        "shown": format_time(call, kept.recorded),
        "text": describe_change(kept.change, kept.comment),
        "change": None if kept.change is None else change_to_dict(kept.change),
    }


def summarise(call: Call, kept: KeptScenario, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a scenario in a line of the list."""
    scenario = kept.scenario
    plan = scenario.plan
    km = None if plan is None else facts.get("km", round(sum(s.to_m - s.from_m for s in plan.stretches) / 1000, 2))
    return {
        "number": kept.number,
        "version": kept.version,
        "name": escape_unprintable(scenario.name),
        "by": escape_unprintable(kept.by),
        "created": format_time(call, kept.created),
        "changed": format_time(call, kept.changes[-1].recorded if kept.changes else kept.created),
        "edits": len(scenario.edits),
        "archived": scenario.archived,
        "prize": name_prize(scenario.prize),
        "value": "" if plan is None else describe_amount(plan.value, plan.unit),
        "proven": plan is not None and plan.proven,
        "km": "" if km is None else describe_amount(km, "km"),
        "yuan": "" if facts.get("yuan") is None else describe_amount(facts["yuan"], "yuan"),
        "copy_of": kept.copy_of,
    }


def to_document(kept: KeptScenario, *, with_edits: bool = True) -> dict[str, Any]:
    """Return a scenario as programs get it."""
    document = scenario_to_dict(kept.scenario)
    plan = kept.scenario.plan
    names = ("name", "prize", "build_to", "whole_segments", "budgets", "notes", "archived", "standard")
    return {
        "number": kept.number,
        "version": kept.version,
        "by": kept.by,
        "created": format_instant(kept.created),
        "copy_of": kept.copy_of,
        **{name: document[name] for name in names},
        "roads": [road.code for road in kept.scenario.roads],
        "edits": document["edits"] if with_edits else None,
        "plan": None if plan is None else _plan_to_dict(plan),
    }


def _plan_to_dict(plan: SolvedPlan) -> dict[str, Any]:
    years = None if plan.years is None else asdict(plan.years)
    return {
        "value": plan.value,
        "bound": plan.bound,
        "unit": plan.unit,
        "proven": plan.proven,
        "text": _describe_plan(plan),
        "stretches": len(plan.stretches),
        "edits": plan.edits,
        "years": years,
    }


def list_jobs(call: Call, number: int) -> list[dict[str, Any]]:
    """List the last solutions that were asked for, the latest first, each with the best found and its bound."""
    jobs: Sequence[Job] = call.desk.workers.jobs.list(most=_MOST_JOBS)
    own = [job for job in jobs if job.kind == "scenario" and job.arguments.get("number") == str(number)]
    return [_describe_job(call, job) for job in own[:_SHOWN_JOBS]]


def _describe_job(call: Call, job: Job) -> dict[str, Any]:
    allowed = call.account is not None and (call.account.name == job.asked_by or call.account.may("admin"))
    progress = job.progress
    best, bound = (_number(progress.get(name)) for name in ("best", "bound"))
    return {
        "id": job.id,
        "state": job.state,
        "state_label": _(STATE_LABELS[job.state]) if job.cancelled_by is None or not job.is_active else _("stopping"),
        "active": job.is_active,
        "by": escape_unprintable(job.asked_by),
        "step": escape_unprintable(str(progress.get("step") or "")),
        "best": best,
        "bound": bound,
        "fault": escape_unprintable(job.fault or "") or None,
        "may_cancel": job.is_active and job.cancelled_by is None and allowed,
    }


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

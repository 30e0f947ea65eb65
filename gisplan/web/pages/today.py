"""The first page: the county's verdict and works, what changed since last week, what is late, due, not reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable, field_label
from gisplan.ledger.kinds import read_kinds
from gisplan.web.pages.reports.describe import list_under_way
from gisplan.web.pages.works import make_row
from gisplan.web.render import page
from gisplan.web.works.shown_values import describe_event
from gisplan.web.works.stages import is_finished, is_in_stage
from gisplan.wording.palette import LABELS

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger import Event, State
    from gisplan.web.call import Call
    from gisplan.web.desk.made_pages import Made

__all__ = ["show"]

_SHOWN = 6  # works of each list, which fill one screen
_LATEST = 4  # events that are listed one by one
_NAMED = 3  # villages
_STATES = ("met", "missed", "unknown")
_LISTS = ("late", "soon", "unreported")


def show(call: Call) -> Response:
    """Show the county's works in one screen."""
    state = call.desk.works.listed()
    events = call.desk.recent.read()
    values = {
        "today": state.on,
        "verdict": _describe_verdict(call.desk.pages.ask(), call.language),
        "kinds": _describe_kinds(state, events),
        "lists": [_describe_list(call, state, stage) for stage in _LISTS],
        "under_way": list_under_way(call),
        "week": _count_week(events),
        "latest": _list_latest(call, state, events),
        "backups": list(call.desk.backups.explain()) if call.account is not None and call.account.may("admin") else (),
        "last_event": state.last_event,
        "store": state.store,
    }
    return page(call, "today.html", values)


def _describe_verdict(made: Made | None, language: str) -> dict[str, Any] | None:
    """Describe the county's verdict as it was last made: its state, and how many villages fall short."""
    if made is None:
        return None
    text = made.headlines[language]
    verdict = {"state": made.state, "label": _(LABELS[made.state]), "day": made.as_of, "text": text}
    return {**verdict, "week": _describe_changes(made.week)}


def _describe_changes(week: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Describe how many villages changed their verdict since last week, and name the first of them."""
    if week is None:
        return None
    counts = Counter(one["after"] for one in week["villages"])
    named = [{"code": one["code"], "name": escape_unprintable(one["name"])} for one in week["villages"]]
    return {
        "counts": [(state, _(LABELS[state]), counts[state]) for state in _STATES if counts[state]],
        "named": named[:_NAMED],
        "more": len(named) - _NAMED,
    }


def _describe_kinds(state: State, events: Sequence[Event]) -> list[dict[str, Any]]:
    kinds = {work.kind for work in state.works}
    return [_describe_kind(state, name, events) for name in read_kinds() if name in kinds]


def _describe_kind(state: State, name: str, events: Sequence[Event]) -> dict[str, Any]:
    works, kind = [work for work in state.works if work.kind == name], read_kinds()[name]
    finished = sum(is_finished(work) for work in works)
    codes = {work.code for work in works if is_finished(work)}
    fresh = {e.code for e in events if e.kind == name and e.field == kind.finish and e.old is None and e.code in codes}
    return {
        "name": name,
        "label": _(KIND_LABELS[name]),
        "planned": len(works),
        "finished": finished,
        "fresh": len(fresh),
        "share": round(100 * finished / len(works)),
        "late": sum(bool(work.overdue(state.on)) for work in works),
        "milestone": field_label(kind.finish),
    }


def _describe_list(call: Call, state: State, stage: str) -> dict[str, Any]:
    works = [work for work in state.works if is_in_stage(work, stage, state.on)]
    rows = [make_row(call, work, state, call.desk.villages.get()) for work in works]
    rows.sort(key=lambda row: (-row["late_days"], str(row["due"] or "9"), row["code"]))
    return {"stage": stage, "count": len(works), "rows": rows[:_SHOWN]}


def _count_week(events: Sequence[Event]) -> dict[str, Any]:
    """Count what was recorded in a week: milestones by their name, works, and by whom."""
    reached = Counter(
        field_label(e.field) for e in events if e.new is not None and e.field in read_kinds()[e.kind].milestones
    )
    people = Counter(escape_unprintable(event.by) for event in events)
    return {
        "events": len(events),
        "works": len({(event.kind, event.code) for event in events}),
        "milestones": reached.most_common(),
        "people": people.most_common(_SHOWN),
    }


def _list_latest(call: Call, state: State, events: Sequence[Event]) -> list[dict[str, Any]]:
    works = state.by_code
    zone = parse_utc_offset(call.desk.ledger.utc_offset)
    rows: list[dict[str, Any]] = []
    for event in events[::-1]:
        work = works.get((event.kind, event.code))
        if work is not None and len(rows) < _LATEST:
            rows.append(
                {
                    "number": work.number,
                    "name": escape_unprintable(work.name),
                    "text": describe_event(event),
                    "by": escape_unprintable(event.by),
                    "at": f"{event.recorded.astimezone(zone):%m-%d %H:%M}",
                }
            )
    return rows

"""One milestone of many works at once: recorded for all of them, or for none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.labels import escape_unprintable, field_label
from gisplan.ledger.kinds import read_kinds
from gisplan.web.pages.account import local_path
from gisplan.web.render import page, redirect
from gisplan.web.works.entries import Entry, Field, Outcome, may_record, read_day, record_entries

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.web.call import Call

__all__ = ["record"]

_MOST = 200


def record(call: Call) -> Response:
    """Record a milestone of the chosen works."""
    body = call.body
    milestone, day = body.get("milestone"), read_day(body.get("day") or "today", call.desk.ledger.today)
    entries = read_entries(call, milestone, day)
    if not entries:
        raise LedgerError(_("Choose works and a milestone."))
    lacking = [entry for entry in entries if milestone not in read_kinds()[entry.work.kind].milestones]
    if lacking:
        names = ", ".join(escape_unprintable(entry.work.name) for entry in lacking[:5])
        message = _("These works have no milestone {0}: {1}. Choose works of one kind.")
        raise LedgerError(message.format(field_label(milestone), names))
    outcome = record_entries(call, entries, store=body.get("store"))
    if outcome.batch is None:
        return _show_refused(call, entries, outcome)
    return redirect(local_path(body.get("back") or "/works"))


def read_entries(call: Call, milestone: str, day: str) -> list[Entry]:
    """Read the chosen works with the versions that were seen, written as number:version.

    Raises
    ------
    HTTPException
        400 where the form is not the list's own.
    """
    works = {work.number: work for work in call.desk.works.listed().works}
    entries = []
    for text in call.body.all("work")[:_MOST]:
        number, _sep, seen = text.partition(":")
        if not (number.isdecimal() and seen.isdecimal() and int(number) in works):
            raise HTTPException(400)
        field = Field(milestone, day)
        note, override = call.body.get("note"), call.body.get("override")
        entries.append(Entry(works[int(number)], int(seen), [field], note, override))
    return [entry for entry in entries if milestone]


def _show_refused(call: Call, entries: list[Entry], outcome: Outcome) -> Response:
    """Show what stands against the entries; those that nobody else changed can be sent again without the others."""
    stale = {(conflict.kind, conflict.code): conflict for conflict in outcome.conflicts}
    left = [entry for entry in entries if (entry.work.kind, entry.work.code) not in stale]
    conflicts: list[dict[str, Any]] = [
        {
            "number": entry.work.number,
            "name": escape_unprintable(entry.work.name),
            "by": escape_unprintable(found.events[-1].by) if found.events else "",
            "what": field_label(found.events[-1].field) if found.events else "",
        }
        for entry in entries
        if (found := stale.get((entry.work.kind, entry.work.code))) is not None
    ]
    names = ("milestone", "day", "note", "store", "back")
    values = {
        "conflicts": conflicts,
        "rules": outcome.rules,
        "faults": outcome.faults,
        "left": [f"{entry.work.number}:{entry.seen}" for entry in left if may_record(call, entry.work)],
        "sent": [(name, call.body.get(name)) for name in names],
    }
    return page(call, "bulk.html", values, status=outcome.status)

"""The page of one work, and what is recorded on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import uuid4

from starlette.exceptions import HTTPException

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.web.desk.hub import look
from gisplan.web.pages.conflict import show_conflict
from gisplan.web.pages.work_values import describe_work
from gisplan.web.render import page, redirect
from gisplan.web.works.entries import Entry, Field, Outcome, read_day, record_entries, undo_event
from gisplan.web.works.shown_files import describe_files
from gisplan.web.works.uploads import KEPT, keep_uploads, sign_file

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger import WorkState
    from gisplan.web.call import Call

__all__ = ["choose", "find_work", "record", "show", "show_work", "undo"]

_WAS, _NEW, _ON = "was.", "new.", "on."  # the prefixes of a form's fields: before, after, from which day
_NAMES_WAIT_S = 0.2
_FORMS = 5  # of a page, each with the id of what it sends; and one for each event, which undoes it


def show(call: Call) -> Response:
    """Show a work: its milestones, values and history."""
    return show_work(call, find_work(call))


def record(call: Call) -> Response:
    """Record a milestone or values of a work; show what stands against it."""
    work = find_work(call)
    entry = read_entry(call, work)
    if not entry.fields:
        return redirect(f"/works/{work.number}")
    try:
        entry = replace(entry, files=keep_uploads(call, work))
    except LedgerError as error:
        return _answer(call, work, entry, Outcome(faults=tuple(str(error).split("\n"))))
    return _answer(call, work, entry, _record(call, entry))


def choose(call: Call) -> Response:
    """Record what was chosen, field by field, where someone else was first."""
    work, body = find_work(call), call.body
    mine = [name for name in body.all("field") if body.get(f"choice.{name}") == "mine"]
    fields = [Field(name, body.get(_NEW + name), _read_day(body.get(_ON + name))) for name in mine]
    if not fields:
        return _show_recorded(call, work, 0)
    seen, files = _read_number(body.get("seen")), keep_uploads(call, work)
    entry = Entry(work, seen, fields, body.get("note"), body.get("override"), files)
    return _answer(call, work, entry, _record(call, entry))


def _record(call: Call, entry: Entry) -> Outcome:
    return record_entries(call, [entry], store=call.body.get("store"), entry_id=call.body.get("entry"))


def undo(call: Call) -> Response:
    """Record the value that a field had before its last event."""
    work = find_work(call)
    event = _read_number(call.body.get("event"))
    if not event:
        raise HTTPException(400)
    seen = _read_number(call.body.get("seen"))
    more = {name: call.body.get(name) for name in ("store", "override")}
    outcome = undo_event(call, work, event, seen=seen, entry_id=call.body.get("entry"), **more)
    return _answer(call, work, Entry(work, seen, ()), outcome)


def read_entry(call: Call, work: WorkState) -> Entry:
    """Read what the form of a work enters: a milestone's button, or the values that differ from what was shown."""
    body, fields = call.body, []
    name, _sep, day = body.get("milestone").partition(":")
    if name:
        chosen = body.get(f"day.{name}") if day == "other" else read_day(day, call.desk.ledger.today)
        if day == "other" and not chosen:
            raise LedgerError(_("Choose the day on which it was reached."))
        fields.append(Field(name, chosen))
    else:
        names = [key.removeprefix(_NEW) for key in body.fields if key.startswith(_NEW)]
        changed = [name for name in names if body.get(_NEW + name).strip() != body.get(_WAS + name).strip()]
        on = _read_day(body.get("on"))
        fields += [Field(name, body.get(_NEW + name), on) for name in changed]
    seen = _read_number(body.get("seen"))
    return Entry(work, seen, fields, body.get("note"), body.get("override"))


def _answer(call: Call, work: WorkState, entry: Entry, outcome: Outcome) -> Response:
    if outcome.batch is not None:
        last = outcome.batch.last_event if outcome.batch.events else 0
        return _show_recorded(call, work, last)
    if outcome.conflicts:
        return show_conflict(call, entry, outcome.conflicts[0])
    return show_work(call, work, entry=entry, outcome=outcome)


def _show_recorded(call: Call, work: WorkState, event: int) -> Response:
    """Show the work anew: what was recorded, and which entry of a device's queue is decided by it."""
    asked = {"recorded": str(event)} if event else {}
    if call.body.get("queued") == "yes":
        asked["decided"] = call.body.get("entry")
    return redirect(f"/works/{work.number}" + (f"?{urlencode(asked)}" if asked else ""))


def show_work(call: Call, work: WorkState, *, entry: Entry | None = None, outcome: Outcome | None = None) -> Response:
    """Answer the page of a work; with what was entered, where something stands against it."""
    known = look(call.desk.ledger, call.desk.editors)  # first of all: what comes after it is news
    history, comments = call.desk.ledger.history(work.code, work.kind), call.desk.ledger.comments(work.code, work.kind)
    villages = call.desk.villages.get(wait_s=_NAMES_WAIT_S)
    recorded, forms = _read_number(call.asked("recorded", "0")), _FORMS + len(history)
    described = describe_work(call, work, history, villages)
    values: dict[str, Any] = {
        **described,
        **describe_files(call, work, history, comments),
        "last_record": known.last_record,
        "last_event": known.last_event,
        "new_entries": [str(uuid4()) for _form in range(forms)],
        "kept": [sign_file(call.desk, file) for file in entry.files] if entry is not None else [],
        "commented": call.asked("comment"),
        "comment_text": call.body.get("text"),
        "recorded": next((row for row in described["history"] if row["id"] == recorded), None),
        "entered": {field.name: field.value for field in entry.fields} if entry is not None else {},
        "entry": entry,
        "sent": [(name, value) for name, all_ in call.body.fields.items() if name != KEPT for value in all_],
        "rules": outcome.rules if outcome is not None else (),
        "faults": outcome.faults if outcome is not None else (),
    }
    return page(call, "work.html", values, status=outcome.status if outcome is not None else 200)


def find_work(call: Call) -> WorkState:
    """Find the work of the address.

    Raises
    ------
    HTTPException
        404 where there is none.
    """
    work = call.desk.works.find(int(call.places["number"]))
    if work is None:
        raise HTTPException(404)
    return work


def _read_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _read_day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise LedgerError(_("{0!r} is not a date: write it like 2019-06-30.").format(text[:40])) from None

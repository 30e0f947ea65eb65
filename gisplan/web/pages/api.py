"""What the pages' scripts and other programs ask: works as JSON, and entries that name the version they saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.document import batch_to_dict, history_to_dict, state_to_dict
from gisplan.web.pages.conflict import describe_conflict
from gisplan.web.render import json_answer
from gisplan.web.works.entries import Entry, Field, may_record, record_entries
from gisplan.web.works.selection import read_selection, select

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger import WorkState
    from gisplan.web.call import Call

__all__ = ["history", "record", "work", "works"]

_MOST_FIELDS = 100


def works(call: Call) -> Response:
    """Answer the works that are asked for, as `/works` asks: all of them, not a page at a time."""
    state = call.desk.works.listed()
    chosen = select(state, read_selection(call), call.desk.villages.get(), call)
    return json_answer(_list_works(call, chosen))


def work(call: Call) -> Response:
    """Answer one work: its values, and the version that a change must name."""
    found = _find(call)
    return json_answer(_list_works(call, [found]))


def history(call: Call) -> Response:
    """Answer the events of one work."""
    found = _find(call)
    events = call.desk.ledger.history(found.code, found.kind)
    return json_answer(history_to_dict(call.desk.ledger, found, events))


def record(call: Call) -> Response:
    """Record fields of a work: `{"seen": 3, "store": "…", "fields": [{"name": "started", "value": "2019-06-30"}]}`.

    With `entry`, an id that the sender made, what is sent again counts once.
    """
    found = _find(call)
    entry, store, entry_id = read_entry(found, call.body.document)
    outcome = record_entries(call, [entry], store=store, entry_id=entry_id)
    if outcome.batch is not None:
        now = call.desk.works.find(found.number) or found
        answer = {"batch": batch_to_dict(outcome.batch), "last_event": outcome.batch.last_event, "version": now.version}
        return json_answer(answer)
    refused: dict[str, Any] = {"rules": list(outcome.rules), "faults": list(outcome.faults)}
    if outcome.conflicts:
        now = call.desk.works.find(found.number) or found
        conflict = outcome.conflicts[0]
        fields = describe_conflict(call, now, entry, conflict)
        refused["conflict"] = {"version": conflict.version, **fields}
    return json_answer({"error": " ".join((*outcome.rules, *outcome.faults)), **refused}, status=outcome.status)


def read_entry(work: WorkState, document: Any) -> tuple[Entry, str, str]:
    """Read an entry of a JSON document, the store that its versions are of, and its id.

    Raises
    ------
    LedgerError
        It is not of this form.
    """
    try:
        listed = document["fields"]
        if not (isinstance(listed, list) and 0 < len(listed) <= _MOST_FIELDS):
            raise ValueError("fields")
        fields = [_read_field(one) for one in listed]
        seen, store = document["seen"], document["store"]
        note, override, entry_id = (document.get(name) or "" for name in ("note", "override", "entry"))
        if type(seen) is not int or not all(isinstance(text, str) for text in (store, note, override, entry_id)):
            raise ValueError("seen")
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        message = _("This is no entry: give store, seen and fields, as /api/works names them ({0}).")
        raise LedgerError(message.format(error)) from None
    return Entry(work, seen, fields, note, override), store, entry_id


def _read_field(one: Any) -> Field:
    value = one.get("value")
    if not (isinstance(one["name"], str) and (value is None or isinstance(value, str | int | float | bool | list))):
        raise ValueError(str(one["name"])[:40])
    text = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value
    text = ";".join(map(str, text)) if isinstance(text, list) else text
    on = one.get("on")
    return Field(one["name"], "" if text is None else str(text), date.fromisoformat(on) if on else None)


def _list_works(call: Call, chosen: list[WorkState]) -> dict[str, Any]:
    """Return works as `gisplan ledger show --json` prints them, each with its number and whether one may record it."""
    document = state_to_dict(replace(call.desk.works.state(), works=tuple(chosen)))
    more = [{"number": one.number, "mine": may_record(call, one)} for one in chosen]
    return {**document, "works": [{**a, **b} for a, b in zip(more, document["works"], strict=True)]}


def _find(call: Call) -> WorkState:
    found = call.desk.works.find(int(call.places["number"]))
    if found is None:
        raise HTTPException(404)
    return found

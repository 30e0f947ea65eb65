"""What other programs record: entries that name the version they saw, undoing, comments, and files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.document import batch_to_dict, comment_to_dict
from gisplan.web.pages.conflict import describe_conflict
from gisplan.web.pages.work import find_work
from gisplan.web.render import json_answer
from gisplan.web.works.entries import Entry, Field, Outcome, may_record, record_entries, undo_event
from gisplan.web.works.uploads import CAMERA, FILES, keep_uploads, read_kept, sign_file

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger import Attachment, Batch, WorkState
    from gisplan.web.call import Call

__all__ = ["comment", "keep", "record", "undo"]

_AS_TEXT = {True: "yes", False: "no"}


def record(call: Call) -> Response:
    """Record fields of a work: `{"seen": 3, "store": "…", "fields": [{"name": "started", "value": "2019-06-30"}]}`."""
    found, sent = find_work(call), call.body.document
    files = read_files(call, sent.get("files", ()))
    fields = [_read_field(one) for one in sent["fields"]]
    note, override, entry_id = (sent.get(name) or "" for name in ("note", "override", "entry"))
    entry = Entry(found, sent["seen"], fields, note, override, files)
    return _answer(call, entry, record_entries(call, [entry], store=sent["store"], entry_id=entry_id))


def undo(call: Call) -> Response:
    """Record the value that a field had before its last event."""
    found, sent = find_work(call), call.body.document
    override, entry_id = (sent.get(name) or "" for name in ("override", "entry"))
    how = {"store": sent["store"], "override": override, "entry_id": entry_id}
    outcome = undo_event(call, found, sent["event"], seen=sent["seen"], **how)
    return _answer(call, Entry(found, sent["seen"], ()), outcome)


def comment(call: Call) -> Response:
    """Record a comment on a work."""
    found, sent = find_work(call), call.body.document
    if not may_record(call, found):
        raise HTTPException(403)
    made = call.desk.ledger.comment(
        found.code,
        sent["text"] or "",
        by=call.signer,
        kind=found.kind,
        attachments=read_files(call, sent.get("files", ())),
        entry=sent.get("entry") or None,
    )
    return json_answer(comment_to_dict(made))


def keep(call: Call) -> Response:
    """Keep the files of a form, each as the ledger will have it; answer by what to name them.

    Raises
    ------
    HTTPException
        403 where the account may not record the work.
    LedgerError
        There is no file, or one cannot be kept, and why.
    """
    kept = keep_uploads(call, find_work(call))
    if not kept:
        message = _("No file was sent: send a form (multipart/form-data) with files in the fields {0} or {1}.")
        raise LedgerError(message.format(CAMERA, FILES))
    return json_answer({"files": [{**vars(file), "kept": sign_file(call.desk, file)} for file in kept]})


def _answer(call: Call, entry: Entry, outcome: Outcome) -> Response:
    """Answer what was recorded, or what stands against it: of a conflict both values."""
    now: WorkState = call.desk.works.find(entry.work.number) or entry.work
    if outcome.batch is not None:
        last_event, version = _find_end(call, now, outcome.batch)
        return json_answer({"batch": batch_to_dict(outcome.batch), "last_event": last_event, "version": version})
    refused: dict[str, Any] = {"rules": list(outcome.rules), "faults": list(outcome.faults)}
    if outcome.conflicts:
        conflict = outcome.conflicts[0]
        refused["conflict"] = {"version": conflict.version, **describe_conflict(call, now, entry, conflict)}
    return json_answer({"error": " ".join((*outcome.rules, *outcome.faults)), **refused}, status=outcome.status)


def _find_end(call: Call, work: WorkState, batch: Batch) -> tuple[int, int]:
    """Return the last event of a batch and the version of the work after it, also where it was recorded before."""
    own = [event for event in call.desk.ledger.history(work.code, work.kind) if event.batch == batch.number]
    return (own[-1].id, own[-1].version) if own else (batch.last_event, work.version)


def read_files(call: Call, names: Sequence[str]) -> tuple[Attachment, ...]:
    """Read the files that an entry names.

    Raises
    ------
    HTTPException
        410 where one is not kept any more, or the desk was started anew: it must be sent again.
    """
    try:
        found = tuple(read_kept(call.desk, names))
    except LedgerError:
        raise HTTPException(410) from None
    if not all(call.desk.ledger.files.is_kept(file) for file in found):
        raise HTTPException(410)
    return found


def _read_field(one: dict[str, Any]) -> Field:
    """Read a field: a flag and a list as the pages write them."""
    value, on = one.get("value"), one.get("on")
    if isinstance(value, list):
        value = ";".join(value)
    elif isinstance(value, bool):
        value = _AS_TEXT[value]
    return Field(one["name"], "" if value is None else str(value), date.fromisoformat(on) if on else None)

"""What the ledger's commands show: chosen works, and JSON documents with the store and its last event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.base.values import closest_names
from gisplan.ledger.events.changes import ALWAYS, Batch, Event
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.events.labels import list_time_doubts
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import read_kinds

if TYPE_CHECKING:
    from gisplan.ledger.events.attachments import Attachment
    from gisplan.ledger.events.comments import Comment
    from gisplan.ledger.events.load import LoadResult
    from gisplan.ledger.events.times import TimeDoubt
    from gisplan.ledger.ledger import Ledger
    from gisplan.ledger.sheets.import_ import ImportResult

__all__ = [
    "batch_to_dict",
    "comment_to_dict",
    "doubts_to_dict",
    "history_to_dict",
    "import_to_dict",
    "ledger_to_dict",
    "load_to_dict",
    "recorded_to_dict",
    "select_works",
    "state_to_dict",
    "to_json_value",
    "work_to_dict",
]

_NEAREST, _ALIKE = 3, 0.4  # how many names are proposed for one that is not known, and how similar they are at least


def state_to_dict(state: State) -> dict[str, Any]:
    """Return a state as a dict for JSON; `values` holds only what is known."""
    inputs = {"store": state.store, "last_event": state.last_event, "county": state.county}
    days = {"on": state.on.isoformat(), "known_at": state.known_at.isoformat() if state.known_at else None}
    head = {"ledger": {**inputs, **days}, "warnings": list_time_doubts(state)}
    return {**head, "works": [_work_to_dict(work, state.on) for work in state.works]}


def work_to_dict(
    state: State, work: WorkState, files: Sequence[Attachment], comments: Sequence[Comment]
) -> dict[str, Any]:
    """Return one work of a state with its files and comments as a dict for JSON."""
    head = state_to_dict(replace(state, works=(work,)))
    more = {"files": [*map(vars, files)], "comments": [comment_to_dict(comment) for comment in comments]}
    return {**head, **more}


def comment_to_dict(comment: Comment) -> dict[str, Any]:
    """Return a comment as a dict for JSON."""
    files = [*map(vars, comment.attachments)]
    return {**vars(comment), "recorded": format_instant(comment.recorded), "attachments": files}


def history_to_dict(ledger: Ledger, work: WorkState, events: Sequence[Event]) -> dict[str, Any]:
    """Return the events of a work as a dict for JSON; `on` is null for a value that holds from the start."""
    head = {"kind": work.kind, "code": work.code, "version": work.version}
    return {"ledger": ledger_to_dict(ledger), "work": head, "events": [_event_to_dict(event) for event in events]}


def doubts_to_dict(ledger: Ledger, doubts: Sequence[TimeDoubt]) -> dict[str, Any]:
    """Return the records with a doubtful time, and the events that they may have dated wrongly, as a dict for JSON."""
    records = [
        {
            "number": doubt.time.number,
            "recorded": doubt.time.recorded,
            "by": doubt.time.by,
            "day": doubt.time.day.isoformat(),
            "doubt": doubt.reason,
            "events": [{"kind": event.kind, "code": event.code, **_event_to_dict(event)} for event in doubt.events],
        }
        for doubt in doubts
    ]
    return {"ledger": ledger_to_dict(ledger), "records": records}


def recorded_to_dict(ledger: Ledger, batch: Batch, work: WorkState) -> dict[str, Any]:
    """Return what a call recorded, and the work's new state, as a dict for JSON."""
    return {"ledger": ledger_to_dict(ledger), "batch": batch_to_dict(batch), "work": _work_to_dict(work, ledger.today)}


def load_to_dict(ledger: Ledger, loaded: LoadResult) -> dict[str, Any]:
    """Return what a load recorded, and the differences left for a person to decide, as a dict for JSON."""
    differences = [
        {**vars(d), "file": to_json_value(d.file), "ledger": to_json_value(d.ledger)} for d in loaded.differences
    ]
    counts = {"added": loaded.added, "changed": loaded.changed}
    return {
        "ledger": ledger_to_dict(ledger),
        "batch": batch_to_dict(loaded.batch),
        **counts,
        "differences": differences,
    }


def ledger_to_dict(ledger: Ledger) -> dict[str, Any]:
    """Return the identity and last event of a ledger as a dict for JSON."""
    return {"store": ledger.id, "last_event": ledger.last_event, "county": ledger.county, "address": ledger.address}


def _work_to_dict(work: WorkState, on: date) -> dict[str, Any]:
    head = {"kind": work.kind, "code": work.code, "version": work.version, "reached": work.reached}
    return {
        **head,
        "overdue": list(work.overdue(on)),
        "values": {k: to_json_value(v) for k, v in work.values.items()},
    }


def batch_to_dict(batch: Batch) -> dict[str, Any]:
    """Return a batch as a dict for JSON."""
    recorded = format_instant(batch.recorded) if batch.recorded else None
    counts = {"events": batch.events, "works": batch.works}
    return {"number": batch.number, "recorded": recorded, **counts, "warnings": list(batch.warnings)}


def _event_to_dict(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "batch": event.batch,
        "version": event.version,
        "field": event.field,
        "old": event.old,
        "new": event.new,
        "on": None if event.on == ALWAYS else event.on.isoformat(),
        "received": event.received.isoformat() if event.received else None,
        "recorded": format_instant(event.recorded),
        "by": event.by,
        "note": event.note,
        "broke": list(event.broke),
        "override": event.override,
        "attachments": [vars(file) for file in event.attachments],
        "source": event.source,
        "undoes": event.undoes,
    }


def to_json_value(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def import_to_dict(ledger: Ledger, result: ImportResult) -> dict[str, Any]:
    """Return what a workbook changed, or would change, as a dict for JSON."""
    compared = result.comparison
    sheets = [
        {"name": s.name, "kind": s.kind, "rows": s.rows, "new": s.new, "changed": s.changed, "not_read": list(s.unread)}
        for s in compared.sheets
    ]
    differences = [{**vars(d), "old": to_json_value(d.old), "new": to_json_value(d.new)} for d in compared.differences]
    file = {"name": compared.file, "sha256": compared.sha256}
    head = {
        "ledger": ledger_to_dict(ledger),
        "file": file,
        "dry_run": result.dry_run,
        "batch": batch_to_dict(result.batch),
    }
    return {**head, "sheets": sheets, "notes": list(compared.notes), "differences": differences}


def select_works(
    state: State,
    *,
    programme: str | None = None,
    town: str | None = None,
    kind: str | None = None,
    overdue: bool = False,
) -> State:
    """Return the state with only the works of a programme or category, in a town, of a kind, or overdue.

    Raises
    ------
    LedgerError
        No work is of that programme, town or kind; the message names those that exist.
    """
    works = state.works
    if kind is not None:
        works = _filter(works, [w.kind == kind for w in works], kind, (w.kind for w in works))
    if programme is not None:
        works = _filter(works, [_group(w) == programme for w in works], programme, map(_group, works))
    if town is not None:
        works = _filter(works, [_is_in(w, town) for w in works], town, (w.values.get("town") for w in works))
    if overdue:
        works = tuple(work for work in works if work.overdue(state.on))
    return replace(state, works=works)


def _filter(
    works: tuple[WorkState, ...], chosen: list[bool], value: str, known: Iterable[str | None]
) -> tuple[WorkState, ...]:
    if not any(chosen):
        names = {name for name in known if name}
        message = _("The ledger has no works of {0}: it has {1}.").format(value, ", ".join(sorted(names)) or "–")
        if near := closest_names(value, names, most=_NEAREST, cutoff=_ALIKE):
            message = _("{0} Nearest: {1}.").format(message, ", ".join(near))
        raise LedgerError(message)
    return tuple(work for work, keep in zip(works, chosen, strict=True) if keep)


def _group(work: WorkState) -> str | None:
    return work.values.get(read_kinds()[work.kind].group)


def _is_in(work: WorkState, town: str) -> bool:
    """Return whether a work is in a town, given by its name or by the first digits of its villages' codes."""
    villages = work.values.get("villages", ())
    by_code = town.isdigit() and len(town) >= 9 and any(code.startswith(town) for code in villages)
    return work.values.get("town") == town or by_code

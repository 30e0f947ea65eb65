"""What the ledger has to say, as JSON documents: each names the store and the last event that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from gisplan.ledger.events.changes import ALWAYS, Batch, Event
from gisplan.ledger.events.state import State, WorkState, format_instant

if TYPE_CHECKING:
    from gisplan.ledger.events.load import LoadResult
    from gisplan.ledger.ledger import Ledger
    from gisplan.ledger.sheets.import_ import ImportResult

__all__ = [
    "batch_to_dict",
    "history_to_dict",
    "ledger_to_dict",
    "load_to_dict",
    "recorded_to_dict",
    "state_to_dict",
    "to_json_value",
]


def state_to_dict(state: State) -> dict[str, Any]:
    """The works as they stood; `values` has what is known and nothing else."""
    inputs = {"store": state.store, "last_event": state.last_event, "county": state.county}
    days = {"on": state.on.isoformat(), "known_at": state.known_at.isoformat() if state.known_at else None}
    return {"ledger": {**inputs, **days}, "works": [_work_to_dict(work, state.on) for work in state.works]}


def history_to_dict(ledger: Ledger, work: WorkState, events: Sequence[Event]) -> dict[str, Any]:
    """Every event of a work; `on` is null for what holds from the start."""
    head = {"kind": work.kind, "code": work.code, "version": work.version}
    return {"ledger": ledger_to_dict(ledger), "work": head, "events": [_event_to_dict(event) for event in events]}


def recorded_to_dict(ledger: Ledger, batch: Batch, work: WorkState) -> dict[str, Any]:
    """What a call recorded, and how the work stands now."""
    return {"ledger": ledger_to_dict(ledger), "batch": batch_to_dict(batch), "work": _work_to_dict(work, ledger.today)}


def load_to_dict(ledger: Ledger, loaded: LoadResult) -> dict[str, Any]:
    """What a load brought, and what it left for a person to decide."""
    left = [{**vars(d), "file": to_json_value(d.file), "ledger": to_json_value(d.ledger)} for d in loaded.differences]
    counts = {"added": loaded.added, "changed": loaded.changed}
    return {"ledger": ledger_to_dict(ledger), "batch": batch_to_dict(loaded.batch), **counts, "differences": left}


def ledger_to_dict(ledger: Ledger) -> dict[str, Any]:
    """Which ledger it is, and its last event."""
    return {"store": ledger.id, "last_event": ledger.last_event, "county": ledger.county, "place": ledger.place}


def _work_to_dict(work: WorkState, on: date) -> dict[str, Any]:
    head = {"kind": work.kind, "code": work.code, "version": work.version, "reached": work.reached}
    return {
        **head,
        "overdue": list(work.overdue(on)),
        "values": {k: to_json_value(v) for k, v in work.values.items()},
    }


def batch_to_dict(batch: Batch) -> dict[str, Any]:
    """What one call recorded."""
    recorded = format_instant(batch.recorded) if batch.recorded else None
    return {"number": batch.number, "recorded": recorded, "events": batch.events, "works": batch.works}


def _event_to_dict(event: Event) -> dict[str, Any]:
    proof = event.attachment
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
        "attachment": {"name": proof.name, "sha256": proof.sha256} if proof else None,
        "source": event.source,
    }


def to_json_value(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def import_to_dict(ledger: Ledger, told: ImportResult) -> dict[str, Any]:
    """What a workbook changed, or would have, as a document."""
    compared = told.comparison
    sheets = [
        {"name": s.name, "kind": s.kind, "rows": s.rows, "new": s.new, "changed": s.changed, "not_read": list(s.left)}
        for s in compared.sheets
    ]
    differences = [{**vars(d), "old": to_json_value(d.old), "new": to_json_value(d.new)} for d in compared.differences]
    file = {"name": compared.file, "sha256": compared.sha256}
    head = {"ledger": ledger_to_dict(ledger), "file": file, "dry_run": told.dry_run, "batch": batch_to_dict(told.batch)}
    return {**head, "sheets": sheets, "notes": list(compared.notes), "differences": differences}

"""What the ledger has to say, as JSON documents: each names the store and the last event that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from gisplan.ledger.events.changes import ALWAYS, Batch, Event
from gisplan.ledger.events.state import State, WorkState, tell_instant

if TYPE_CHECKING:
    from gisplan.ledger.events.load import Loaded
    from gisplan.ledger.ledger import Ledger
    from gisplan.ledger.sheets.import_ import Imported

__all__ = [
    "tell_batch",
    "tell_history",
    "tell_ledger",
    "tell_loaded",
    "tell_recorded",
    "tell_state",
    "tell_value_plainly",
]


def tell_state(state: State) -> dict[str, Any]:
    """The works as they stood; `values` has what is known and nothing else."""
    inputs = {"store": state.store, "last_event": state.last_event, "county": state.county}
    days = {"on": state.on.isoformat(), "known_at": state.known_at.isoformat() if state.known_at else None}
    return {"ledger": {**inputs, **days}, "works": [_tell_work(work, state.on) for work in state.works]}


def tell_history(ledger: Ledger, work: WorkState, events: Sequence[Event]) -> dict[str, Any]:
    """Every event of a work; `on` is null for what holds from the start."""
    head = {"kind": work.kind, "code": work.code, "version": work.version}
    return {"ledger": tell_ledger(ledger), "work": head, "events": [_tell_event(event) for event in events]}


def tell_recorded(ledger: Ledger, batch: Batch, work: WorkState) -> dict[str, Any]:
    """What a call recorded, and how the work stands now."""
    return {"ledger": tell_ledger(ledger), "batch": tell_batch(batch), "work": _tell_work(work, ledger.today)}


def tell_loaded(ledger: Ledger, loaded: Loaded) -> dict[str, Any]:
    """What a load brought, and what it left for a person to decide."""
    left = [
        {**vars(d), "file": tell_value_plainly(d.file), "ledger": tell_value_plainly(d.ledger)}
        for d in loaded.differences
    ]
    counts = {"added": loaded.added, "changed": loaded.changed}
    return {"ledger": tell_ledger(ledger), "batch": tell_batch(loaded.batch), **counts, "differences": left}


def tell_ledger(ledger: Ledger) -> dict[str, Any]:
    """Which ledger it is, and its last event."""
    return {"store": ledger.id, "last_event": ledger.last_event, "county": ledger.county, "place": ledger.place}


def _tell_work(work: WorkState, on: date) -> dict[str, Any]:
    head = {"kind": work.kind, "code": work.code, "version": work.version, "reached": work.reached}
    return {
        **head,
        "overdue": list(work.overdue(on)),
        "values": {k: tell_value_plainly(v) for k, v in work.values.items()},
    }


def tell_batch(batch: Batch) -> dict[str, Any]:
    """What one call recorded."""
    recorded = tell_instant(batch.recorded) if batch.recorded else None
    return {"number": batch.number, "recorded": recorded, "events": batch.events, "works": batch.works}


def _tell_event(event: Event) -> dict[str, Any]:
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
        "recorded": tell_instant(event.recorded),
        "by": event.by,
        "note": event.note,
        "broke": list(event.broke),
        "override": event.override,
        "attachment": {"name": proof.name, "sha256": proof.sha256} if proof else None,
        "source": event.source,
    }


def tell_value_plainly(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def tell_imported(ledger: Ledger, told: Imported) -> dict[str, Any]:
    """What a workbook changed, or would have, as a document."""
    compared = told.comparison
    sheets = [
        {"name": s.name, "kind": s.kind, "rows": s.rows, "new": s.new, "changed": s.changed, "not_read": list(s.left)}
        for s in compared.sheets
    ]
    differences = [
        {**vars(d), "old": tell_value_plainly(d.old), "new": tell_value_plainly(d.new)} for d in compared.differences
    ]
    file = {"name": compared.file, "sha256": compared.sha256}
    head = {"ledger": tell_ledger(ledger), "file": file, "dry_run": told.dry_run, "batch": tell_batch(told.batch)}
    return {**head, "sheets": sheets, "notes": list(compared.notes), "differences": differences}

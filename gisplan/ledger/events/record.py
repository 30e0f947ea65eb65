"""Record changes as events: checked together, and recorded all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gisplan.base.errors import LedgerConflictError, LedgerError, LedgerRuleError, LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.database_errors import reading_stored_rows
from gisplan.ledger.events.attachments import Attachment, check_kept, insert_attachments
from gisplan.ledger.events.changes import ALWAYS, Batch, Change
from gisplan.ledger.events.clock import find_clock_doubt, format_instant, local_date, parse_instant, parse_utc_offset
from gisplan.ledger.events.conflicts import check_versions
from gisplan.ledger.events.entries import RecordInfo, check_entry, find_entry, hash_entry
from gisplan.ledger.events.rules import RuleViolation, explain_violation, find_violations
from gisplan.ledger.events.validate import PendingWork, collect_pending_works, join_messages, load_current_values
from gisplan.ledger.kinds import check_text
from gisplan.ledger.tables import BATCHES, EVENTS, STORE, WORKS

__all__ = ["check_signature", "make_batch_columns", "record"]

_WorkField = tuple[str, str, str]
"""Kind, code and field."""


def record(
    connection: Connection,
    changes: Iterable[Change],
    info: RecordInfo,
    *,
    now: datetime,
    is_kept: Callable[[Attachment], bool] = lambda _file: False,
    asked: str | None = None,
) -> Batch:
    """Record changes as events, in the transaction of `connection`; those that change nothing are left out.

    `is_kept` says whether a file is kept: it is asked while nobody else records, so that the file is there afterwards.
    `asked` is the hash of what an entry with an id asks for, if that is not these changes themselves.

    Raises
    ------
    LedgerError
        A work, field or value is unknown or invalid; the message names every one.
    LedgerConflictError
        Works were changed after the version that was seen.
    LedgerRuleError
        Rules of the milestones are broken without an override.
    """
    changes = list(changes)
    check_signature(info)
    asked = asked or hash_entry(changes, info)
    store = connection.execute(select(STORE).with_for_update()).one()
    recorded = format_instant(now)
    before = find_entry(connection, info.entry, asked)
    if before is not None:
        return before
    entry = local_date(recorded, parse_utc_offset(store.utc_offset))
    _check_info(info, store.id, entry)
    works = collect_pending_works(connection, changes, entry)
    load_current_values(connection, works, store.last_event)
    works = _drop_unchanged(works)
    check_kept((file for change in changes for file in change.attachments), is_kept)
    check_versions(connection, works, merge=info.merge)
    broken = _check_rules(works, min(info.received or entry, entry))
    events = [row for work in works for row in _make_events(work, broken)]
    if not events:
        return Batch(None, None, None, store.last_event, 0, 0)
    warnings = _check_clock(connection, now, store)
    batch = _insert(connection, store, works, events, make_batch_columns(info, recorded, asked))
    return replace(batch, warnings=warnings)


def check_signature(info: RecordInfo) -> None:
    """Refuse texts that no store can keep, and a batch that nobody signs."""
    check_entry(info.entry)
    if not info.by.strip():
        raise LedgerError(_("State who records it: --by NAME."))
    for name in ("by", "note", "source"):
        try:
            check_text(name, getattr(info, name) or "")
        except ValueError as error:
            raise LedgerError(str(error)) from error


def _check_info(info: RecordInfo, store: str, entry: date) -> None:
    """Refuse versions of another store, and a receipt in the future."""
    if info.store not in (None, store):
        message = _(
            "The versions belong to another ledger, {0}; this one is {1}, possibly a restored one. Read the work again."
        )
        raise LedgerConflictError(message.format(info.store, store))
    if info.received is not None and info.received > entry:
        raise LedgerError(
            _("The date of receipt {0} is after today, {1}. Correct --received.").format(info.received, entry)
        )


def _check_clock(connection: Connection, now: datetime, store: Row[Any]) -> tuple[str, ...]:
    """Return what is doubtful about the clock, by the time of the last batch."""
    last = connection.execute(select(BATCHES.c.recorded).where(BATCHES.c.id == store.last_batch)).scalar_one_or_none()
    with reading_stored_rows():
        doubt = find_clock_doubt(parse_instant(last) if last else None, now, parse_utc_offset(store.utc_offset))
    return (doubt.explain(),) if doubt else ()


def make_batch_columns(info: RecordInfo, recorded: str, asked: str | None = None) -> dict[str, Any]:
    """Make the columns of a batch, without its number; `asked` is the hash of what an entry with an id asks for."""
    received = info.received.isoformat() if info.received is not None else None
    texts = {"by": info.by, "note": info.note or None, "source": info.source, "source_sha256": info.source_sha256}
    entry = {"entry": info.entry, "entry_sha256": asked}
    return {"recorded": recorded, **texts, "received": received, **entry}


def _drop_unchanged(works: Sequence[PendingWork]) -> list[PendingWork]:
    """Drop changes to a value that the field has already, unless they bring evidence or a note."""
    for work in works:
        work.changes = [
            pending
            for pending in work.changes
            if pending.text != work.text_before(pending) or pending.change.attachments or pending.change.note
        ]
    return [work for work in works if work.changes]


def _check_rules(works: Sequence[PendingWork], entry: date) -> dict[_WorkField, list[str]]:
    """Find the rules that each change breaks; raise `LedgerRuleError` where one is broken without an override."""
    broken: dict[_WorkField, list[str]] = {}
    refused: list[RuleViolation] = []
    for work in works:
        overridden = {pending.field for pending in work.changes if pending.change.override}
        changed = {pending.field for pending in work.changes}
        for violation in _find_violations(work, changed, entry):
            # a retracted milestone breaks the order of a later one, which the change does not touch
            field = violation.field if violation.field in changed else violation.other
            broken.setdefault((work.kind.name, work.code, field), []).append(violation.rule)
            if field not in overridden:
                refused.append(violation)
    if refused:
        remedy = _("Correct it, or give the reason with --override REASON; the reason is recorded.")
        messages = join_messages([explain_violation(violation) for violation in refused])
        raise LedgerRuleError(f"{messages}\n{remedy}", refused)
    return broken


def _find_violations(work: PendingWork, changed: Set[str], entry: date) -> list[RuleViolation]:
    """Find the rules that a work would break on any day that matters, each once."""
    found: dict[RuleViolation, None] = {}
    for day in work.current:
        found |= dict.fromkeys(find_violations(work.kind, work.code, work.values_after(day), changed, entry=entry))
    for pending in work.changes:
        if pending.field in work.kind.progress and pending.on > ALWAYS and pending.on > entry:
            late = (pending.field, "future", str(pending.text), "", str(entry))
            found[RuleViolation(work.kind.name, work.code, *late)] = None
    return list(found)


def _make_events(work: PendingWork, broken: Mapping[_WorkField, Sequence[str]]) -> list[dict[str, Any]]:
    """Make the rows of a work's events, without their numbers."""
    events = []
    for version, pending in enumerate(work.changes, start=work.version + 1):
        change, old = pending.change, work.text_before(pending)
        happened = pending.on.isoformat()
        if pending.field in work.kind.milestones:
            happened = pending.text or old or work.entry.isoformat()
        rules = broken.get((work.kind.name, work.code, pending.field), [])
        events.append(
            {
                "work": work.number,
                "version": version,
                "field": pending.field,
                "old": old,
                "new": pending.text,
                "happened": happened,
                "note": change.note or None,
                "broke": ";".join(sorted(set(rules))) or None,
                "override": change.override if rules else None,
                "undoes": change.undoes,
            }
        )
    return events


def _insert(
    connection: Connection,
    store: Row[Any],
    works: Sequence[PendingWork],
    events: Sequence[dict[str, Any]],
    batch: Mapping[str, Any],
) -> Batch:
    """Insert the batch, the works and the events, and update the store's last numbers."""
    number, last = store.last_batch + 1, store.last_event + len(events)
    connection.execute(insert(BATCHES), [{"id": number, **batch}])
    _insert_works(connection, works)
    numbered = [{**event, "id": id, "batch": number} for id, event in enumerate(events, start=store.last_event + 1)]
    connection.execute(insert(EVENTS), numbered)
    files = [pending.change.attachments for work in works for pending in work.changes]
    rows = zip(numbered, files, strict=True)
    insert_attachments(connection, [(number, e["work"], e["id"], file) for e, each in rows for file in each])
    connection.execute(update(STORE).values(last_event=last, last_batch=number))
    return Batch(number, parse_instant(batch["recorded"]), store.last_event + 1, last, len(events), len(works))


def _insert_works(connection: Connection, works: Sequence[PendingWork]) -> None:
    """Insert new works, and update the versions of the others if they are still those that were read."""
    new = [
        {"id": work.number, "kind": work.kind.name, "code": work.code, "version": len(work.changes)}
        for work in works
        if not work.version
    ]
    if new:
        connection.execute(insert(WORKS), new)
    for work in works:
        if work.version:
            same = (WORKS.c.id == work.number, WORKS.c.version == work.version)
            result = connection.execute(update(WORKS).where(*same).values(version=work.version + len(work.changes)))
            if result.rowcount != 1:
                raise LedgerStoreError(
                    _("The ledger was changed by someone else meanwhile. Nothing was recorded: try again.")
                )

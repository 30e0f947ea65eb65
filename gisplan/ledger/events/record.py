"""Changes become events: checked together, and all kept, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gisplan.base.errors import LedgerConflictError, LedgerError, LedgerRuleError, LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.events.changes import ALWAYS, Batch, Change, Conflict
from gisplan.ledger.events.history import explain_conflict, read_events
from gisplan.ledger.events.rules import RuleViolation, explain_violation, find_violations
from gisplan.ledger.events.state import format_instant, local_date, parse_utc_offset
from gisplan.ledger.events.validate import PendingWork, collect_pending_works, join_messages, load_current_values
from gisplan.ledger.kinds import check_text
from gisplan.ledger.tables import BATCHES, EVENTS, STORE, WORKS

__all__ = ["Told", "record"]


@dataclass(frozen=True)
class Told:
    """Who tells, when the bureau had it, and from what; `store` is the one that the versions were read from."""

    by: str
    received: date | None = None
    note: str | None = None
    source: str | None = None
    source_sha256: str | None = None
    store: str | None = None


def record(connection: Connection, changes: Iterable[Change], told: Told, *, now: datetime) -> Batch:
    """Keep changes as events, in the transaction that `connection` is in. What changes nothing is left out.

    Raises
    ------
    LedgerError
        A work, field or value that the ledger does not know; every one is named.
    LedgerConflictError
        Works that were changed after the version that was seen.
    LedgerRuleError
        Rules of the milestones are broken, and no override says why.
    """
    changes = list(changes)
    _check_told(told)
    store = connection.execute(select(STORE).with_for_update()).one()
    recorded, entry = _find_instant(connection, now, store.last_batch, parse_utc_offset(store.utc_offset))
    if told.store not in (None, store.id):
        other = _(
            "The versions belong to another ledger, {0}; this one is {1}, possibly a restored one. Read the work again."
        )
        raise LedgerConflictError(other.format(told.store, store.id))
    if told.received is not None and told.received > entry:
        raise LedgerError(
            _("The date of receipt {0} is after today, {1}. Correct --received.").format(told.received, entry)
        )
    works = collect_pending_works(connection, changes, entry)
    load_current_values(connection, works, store.last_event)
    works = _drop_what_changes_nothing(works)
    _check_versions(connection, works)
    broken = _check_rules(works, min(told.received or entry, entry))
    events = [row for work in works for row in _make_events(work, broken)]
    if not events:
        return Batch(None, None, None, store.last_event, 0, 0)
    number = store.last_batch + 1
    connection.execute(insert(BATCHES), [{"id": number, "recorded": recorded, **_tell(told)}])
    _keep_works(connection, works)
    for at, event in enumerate(events, start=store.last_event + 1):
        event |= {"id": at, "batch": number}
    connection.execute(insert(EVENTS), events)
    last = store.last_event + len(events)
    connection.execute(update(STORE).values(last_event=last, last_batch=number))
    instant = datetime.strptime(recorded, "%Y-%m-%dT%H:%M:%S.%f%z")
    return Batch(number, instant, store.last_event + 1, last, len(events), len(works))


def _check_told(told: Told) -> None:
    if not told.by.strip():
        raise LedgerError(_("State who records it: --by NAME."))
    for name in ("by", "note", "source"):
        _take(lambda name=name: check_text(name, getattr(told, name) or ""))


def _take(make: Any) -> Any:
    try:
        return make()
    except ValueError as error:
        raise LedgerError(str(error)) from error


def _find_instant(connection: Connection, now: datetime, last_batch: int, zone: timezone) -> tuple[str, date]:
    """When this is recorded: now, and never before what is recorded already, however the clock was set."""
    last = connection.execute(select(BATCHES.c.recorded).where(BATCHES.c.id == last_batch)).scalar_one_or_none()
    recorded = max(format_instant(now), last or "")
    return recorded, local_date(recorded, zone)


def _tell(told: Told) -> dict[str, Any]:
    received = told.received.isoformat() if told.received is not None else None
    kept = {"by": told.by, "note": told.note or None, "source": told.source, "source_sha256": told.source_sha256}
    return {**kept, "received": received}


def _drop_what_changes_nothing(works: Sequence[PendingWork]) -> list[PendingWork]:
    """Without the changes to what is so already, unless they bring evidence."""
    for work in works:
        work.changes = [
            (change, text, on)
            for change, text, on in work.changes
            if text != (held.text if (held := work.found(change.field, on)) else None)
            or change.attachment is not None
            or change.note
        ]
    return [work for work in works if work.changes]


def _check_versions(connection: Connection, works: Sequence[PendingWork]) -> None:
    conflicts = []
    for work in works:
        stale = [change.seen for change, _text, _on in work.changes if change.seen != work.version]
        if stale:
            events = read_events(connection, work=work.number, after=max(0, min(stale)))
            conflicts.append(Conflict(work.kind.name, work.code, min(stale), work.version, tuple(events)))
    if conflicts:
        zone = parse_utc_offset(connection.execute(select(STORE.c.utc_offset)).scalar_one())
        raise LedgerConflictError(join_messages([explain_conflict(c, zone) for c in conflicts]), conflicts)


def _check_rules(works: Sequence[PendingWork], entry: date) -> dict[tuple[str, str, str], list[str]]:
    """Which rules each change breaks; an error where one is broken without an override."""
    broken: dict[tuple[str, str, str], list[str]] = {}
    refused: list[RuleViolation] = []
    for work in works:
        excused = {change.field for change, _text, _on in work.changes if change.override}
        changed = {change.field for change, _text, _on in work.changes}
        found: dict[RuleViolation, None] = {}
        for day in work.held:
            found |= dict.fromkeys(find_violations(work.kind, work.code, work.after(day), changed, entry=entry))
        for change, text, on in work.changes:
            if change.field in work.kind.progress and on > ALWAYS and on > entry:
                found[RuleViolation(work.kind.name, work.code, change.field, "future", str(text), "", str(entry))] = (
                    None
                )
        for breach in found:
            # a day taken back breaks the order of a later one, which nobody touched
            field = breach.field if breach.field in changed else breach.other
            broken.setdefault((work.kind.name, work.code, field), []).append(breach.rule)
            if field not in excused:
                refused.append(breach)
    if refused:
        remedy = _("Correct it, or give the reason with --override REASON; the reason is recorded.")
        raise LedgerRuleError(f"{join_messages([explain_violation(breach) for breach in refused])}\n{remedy}", refused)
    return broken


def _make_events(work: PendingWork, broken: Mapping[tuple[str, str, str], Sequence[str]]) -> list[dict[str, Any]]:
    events = []
    for at, (change, text, on) in enumerate(work.changes, start=work.version + 1):
        held = work.found(change.field, on)
        old = held.text if held else None
        milestone = change.field in work.kind.milestones
        happened = (text or old or work.entry.isoformat()) if milestone else on.isoformat()
        rules = broken.get((work.kind.name, work.code, change.field), [])
        proof = change.attachment
        events.append(
            {
                "work": work.number,
                "version": at,
                "field": change.field,
                "old": old,
                "new": text,
                "happened": happened,
                "note": change.note or None,
                "broke": ";".join(sorted(set(rules))) or None,
                "override": change.override if rules else None,
                "attachment": proof.name if proof else None,
                "attachment_sha256": proof.sha256 if proof else None,
            }
        )
    return events


def _keep_works(connection: Connection, works: Sequence[PendingWork]) -> None:
    """New works, and new versions of the others: only where the version is still the one that was seen."""
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
            done = connection.execute(update(WORKS).where(*same).values(version=work.version + len(work.changes)))
            if done.rowcount != 1:
                raise LedgerStoreError(
                    _("The ledger was changed by someone else meanwhile. Nothing was recorded: try again.")
                )

"""Changes become events: checked together, and all kept, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from gisplan.base.errors import LedgerConflictError, LedgerError, LedgerRuleError, LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.changes import ALWAYS, Batch, Change, Conflict
from gisplan.ledger.history import explain_conflict, read_events
from gisplan.ledger.kinds import LISTED, Kind, check_text, read_kinds, tell_value, write_value
from gisplan.ledger.rules import Breach, explain_breach, find_breaches
from gisplan.ledger.state import Held, day_of, read_held, tell_instant, zone_of
from gisplan.ledger.tables import BATCHES, EVENTS, STORE, WORKS

__all__ = ["Told", "record"]

_SHOWN = 20  # faults of one kind that a message names


@dataclass(frozen=True)
class Told:
    """Who tells, when the bureau had it, and from what."""

    by: str
    received: date | None = None
    note: str | None = None
    source: str | None = None
    source_sha256: str | None = None


@dataclass
class _Work:
    """A work that a batch touches: how it stands on each day that matters, and what is to change."""

    number: int
    kind: Kind
    code: str
    version: int
    entry: date
    changes: list[tuple[Change, str | None, date]] = field(default_factory=list)
    held: dict[date, Mapping[str, Held]] = field(default_factory=dict)

    def found(self, name: str, on: date) -> Held | None:
        """What a field holds before the change; a milestone holds the same on every day."""
        return self.held[self.entry if name in self.kind.milestones else on].get(name)

    def after(self, day: date) -> dict[str, Any]:
        """The values as they would be on a day."""
        texts = {name: held.text for name, held in self.held[day].items()}
        for change, text, on in self.changes:
            before = self.held[day].get(change.field)
            stands = before is None or before.since <= on.isoformat()
            if change.field in self.kind.milestones or (on <= day and stands):
                texts[change.field] = text
        return {name: tell_value(self.kind.fields[name], text) for name, text in texts.items()}


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
    recorded, entry = _find_instant(connection, now, store.last_batch, zone_of(store.utc_offset))
    if told.received is not None and told.received > entry:
        raise LedgerError(_("Received on {0}, which is after today, {1}.").format(told.received, entry))
    works = _gather(connection, changes, entry)
    _look_up(connection, works, store.last_event)
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
        raise LedgerError(_("Say who records it: --by NAME."))
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
    recorded = max(tell_instant(now), last or "")
    return recorded, day_of(recorded, zone)


def _tell(told: Told) -> dict[str, Any]:
    received = told.received.isoformat() if told.received is not None else None
    kept = {"by": told.by, "note": told.note or None, "source": told.source, "source_sha256": told.source_sha256}
    return {**kept, "received": received}


def _gather(connection: Connection, changes: Sequence[Change], entry: date) -> list[_Work]:
    """The works that are touched, with every change checked; all faults are told together."""
    known = _find_works(connection, {change.code for change in changes})
    next_number = (connection.execute(select(func.max(WORKS.c.id))).scalar_one() or 0) + 1
    works: dict[tuple[str, str], _Work] = {}
    faults: list[str] = []
    for change in changes:
        try:
            work = _find_work(change, known, works, entry, next_number)
            works[work.kind.name, work.code] = work
            next_number = max(next_number, work.number + 1)
            _add_change(work, change, entry)
        except ValueError as error:
            faults.append(str(error))
    for work in works.values():
        if work.version == 0 and not faults:
            faults += _check_new(work)
    if faults:
        raise LedgerError(_join(faults))
    return list(works.values())


def _find_works(connection: Connection, codes: set[str]) -> dict[str, list[Any]]:
    """The works that are there, by their code."""
    wanted = sorted(codes)
    query = select(WORKS)
    rows = connection.execute(query.where(WORKS.c.code.in_(wanted)) if len(wanted) <= 1000 else query)
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(row)
    return found


def _find_work(
    change: Change, known: Mapping[str, Sequence[Any]], works: Mapping[tuple[str, str], _Work], entry: date, number: int
) -> _Work:
    kinds = read_kinds()
    if change.kind is not None and change.kind not in kinds:
        raise ValueError(_("{0}: {1!r} is no kind of works: {2}.").format(change.code, change.kind, ", ".join(kinds)))
    same = [row for row in known.get(change.code, ()) if change.kind in (None, row.kind)]
    if len(same) > 1:
        told = _("{0} is the code of works of several kinds, {1}: say which with --kind.")
        raise ValueError(told.format(change.code, ", ".join(row.kind for row in same)))
    if same:
        row = same[0]
        return works.get((row.kind, row.code)) or _Work(row.id, kinds[row.kind], row.code, row.version, entry)
    if change.kind is None or change.seen != 0:
        raise ValueError(_("The ledger has no work {0}: gisplan ledger show lists them.").format(change.code))
    check_text("code", change.code)
    if not change.code.strip():
        raise ValueError(_("A work without a code cannot be added."))
    new = _Work(number, kinds[change.kind], change.code, 0, entry)
    return works.get((change.kind, change.code)) or new


def _add_change(work: _Work, change: Change, entry: date) -> None:
    if change.field not in work.kind.fields:
        names = ", ".join(work.kind.fields)
        raise ValueError(_("{0}: works of this kind have no {1!r}: {2}.").format(work.code, change.field, names))
    column = work.kind.fields[change.field]
    try:
        text = write_value(column, change.value)
        for name, value in (("note", change.note), ("override", change.override)):
            check_text(name, value or "")
        if change.attachment is not None:
            check_text("attachment", change.attachment.name)
    except ValueError as error:
        raise ValueError(f"{work.code}: {error}") from None
    if text is None and column.required:
        raise ValueError(_("{0}: {1} cannot be empty.").format(work.code, change.field))
    plan = change.field not in work.kind.progress
    on = change.on or (ALWAYS if plan and work.version == 0 else entry)
    if any(other.field == change.field and day == on for other, _text, day in work.changes):
        raise ValueError(_("{0}: {1} is changed twice.").format(work.code, change.field))
    work.changes.append((change, text, on))


def _check_new(work: _Work) -> list[str]:
    told = {change.field: text for change, text, _on in work.changes}
    if told.get(LISTED) != "yes":
        return [_("The ledger has no work {0}: gisplan ledger show lists them.").format(work.code)]
    missing = [name for name, column in work.kind.fields.items() if column.required and not told.get(name)]
    return [_("{0}: a new work needs {1}.").format(work.code, ", ".join(missing))] if missing else []


def _look_up(connection: Connection, works: Sequence[_Work], last_event: int) -> None:
    """How the works stand on the day of the entry, and on every day from which a value is to hold."""
    days = {on for work in works for change, _t, on in work.changes if change.field not in work.kind.milestones}
    numbers = [work.number for work in works if work.version]
    for day in sorted({*days, *(work.entry for work in works)}):
        held = read_held(connection, on=day, last_event=last_event, works=numbers) if numbers else {}
        for work in works:
            work.held[day] = held.get(work.number, {})


def _drop_what_changes_nothing(works: Sequence[_Work]) -> list[_Work]:
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


def _check_versions(connection: Connection, works: Sequence[_Work]) -> None:
    conflicts = []
    for work in works:
        stale = [change.seen for change, _text, _on in work.changes if change.seen != work.version]
        if stale:
            events = read_events(connection, work=work.number, after=max(0, min(stale)))
            conflicts.append(Conflict(work.kind.name, work.code, min(stale), work.version, tuple(events)))
    if conflicts:
        zone = zone_of(connection.execute(select(STORE.c.utc_offset)).scalar_one())
        raise LedgerConflictError(_join([explain_conflict(c, zone) for c in conflicts]), conflicts)


def _check_rules(works: Sequence[_Work], entry: date) -> dict[tuple[str, str, str], list[str]]:
    """Which rules each change breaks; an error where one is broken without an override."""
    broken: dict[tuple[str, str, str], list[str]] = {}
    refused: list[Breach] = []
    for work in works:
        excused = {change.field for change, _text, _on in work.changes if change.override}
        changed = {change.field for change, _text, _on in work.changes}
        found: dict[Breach, None] = {}
        for day in work.held:
            found |= dict.fromkeys(find_breaches(work.kind, work.code, work.after(day), changed, entry=entry))
        for change, text, on in work.changes:
            if change.field in work.kind.progress and on > ALWAYS and on > entry:
                found[Breach(work.code, change.field, "future", str(text), "", str(entry))] = None
        for breach in found:
            broken.setdefault((work.kind.name, work.code, breach.field), []).append(breach.rule)
            if breach.field not in excused:
                refused.append(breach)
    if refused:
        remedy = _("Put it right, or say with --override REASON why it is so; the reason is kept.")
        raise LedgerRuleError(f"{_join([explain_breach(breach) for breach in refused])}\n{remedy}", refused)
    return broken


def _make_events(work: _Work, broken: Mapping[tuple[str, str, str], Sequence[str]]) -> list[dict[str, Any]]:
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


def _keep_works(connection: Connection, works: Sequence[_Work]) -> None:
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
                raise LedgerStoreError(_("The ledger changed while it was written. Nothing was kept: try again."))


def _join(faults: Sequence[str]) -> str:
    more = [_("… and {0} more.").format(len(faults) - _SHOWN)] if len(faults) > _SHOWN else []
    return "\n".join([*faults[:_SHOWN], *more])

"""Check each change of a batch by itself, and read the works that it touches as they are before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.attachments import check_attachments
from gisplan.ledger.events.changes import ALWAYS, Change
from gisplan.ledger.events.state import FieldValue, read_field_values
from gisplan.ledger.kinds import LISTED, Kind, check_text, decode_value, encode_value, read_kinds
from gisplan.ledger.tables import WORKS

__all__ = ["PendingChange", "PendingWork", "collect_pending_works", "join_messages", "load_current_values"]

_MAX_MESSAGES = 20  # that an error shows
_MAX_CODES = 1000  # beyond so many works it is quicker to read all


@dataclass(frozen=True)
class PendingChange:
    """A checked change: its value as the store's text, and the day from which it holds."""

    change: Change
    text: str | None
    on: date

    @property
    def field(self) -> str:
        """The field that is changed."""
        return self.change.field


@dataclass
class PendingWork:
    """A work that a batch touches: its current values on each day that matters, and its changes."""

    number: int
    kind: Kind
    code: str
    version: int
    entry: date
    changes: list[PendingChange] = dataclass_field(default_factory=list)
    current: dict[date, Mapping[str, FieldValue]] = dataclass_field(default_factory=dict)

    def text_before(self, pending: PendingChange) -> str | None:
        """Return the value of a field before a change; that of a milestone is the same on every day."""
        day = self.entry if pending.field in self.kind.milestones else pending.on
        value = self.current[day].get(pending.field)
        return value.text if value else None

    def values_after(self, day: date) -> dict[str, Any]:
        """Return the values as they would be on a day."""
        texts = {name: value.text for name, value in self.current[day].items()}
        for pending in self.changes:
            before = self.current[day].get(pending.field)
            latest = before is None or before.since <= pending.on.isoformat()
            if pending.field in self.kind.milestones or (pending.on <= day and latest):
                texts[pending.field] = pending.text
        return {name: decode_value(self.kind.fields[name], text) for name, text in texts.items()}


def collect_pending_works(connection: Connection, changes: Sequence[Change], entry: date) -> list[PendingWork]:
    """Collect the works that changes touch, with every change checked; all errors are raised together."""
    recorded = _read_works(connection, {change.code for change in changes})
    next_number = (connection.execute(select(func.max(WORKS.c.id))).scalar_one() or 0) + 1
    works: dict[tuple[str, str], PendingWork] = {}
    errors: list[str] = []
    for change in changes:
        try:
            work = _find_work(change, recorded, works, entry, next_number)
            works[work.kind.name, work.code] = work
            next_number = max(next_number, work.number + 1)
            _add_change(work, change, entry)
        except ValueError as error:
            errors.append(str(error))
    for work in works.values():
        if work.version == 0 and not errors:
            errors += _check_new(work)
    if errors:
        raise LedgerError(join_messages(errors))
    return list(works.values())


def _read_works(connection: Connection, codes: set[str]) -> dict[str, list[Any]]:
    """Read the recorded works, by their code."""
    query = select(WORKS)
    rows = connection.execute(query.where(WORKS.c.code.in_(sorted(codes))) if len(codes) <= _MAX_CODES else query)
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(row)
    return found


def _find_work(
    change: Change,
    recorded: Mapping[str, Sequence[Any]],
    works: Mapping[tuple[str, str], PendingWork],
    entry: date,
    number: int,
) -> PendingWork:
    """Find the work that a change is of, among the pending and the recorded ones, or make a new one."""
    kinds = read_kinds()
    if change.kind is not None and change.kind not in kinds:
        raise ValueError(
            _("{0}: unknown kind of works {1!r}. Use one of: {2}.").format(change.code, change.kind, ", ".join(kinds))
        )
    rows = [row for row in recorded.get(change.code, ()) if change.kind in (None, row.kind)]
    if len(rows) > 1:
        message = _("Several kinds of works have the code {0}: {1}. Choose one with --kind.")
        raise ValueError(message.format(change.code, ", ".join(row.kind for row in rows)))
    if rows:
        row = rows[0]
        return works.get((row.kind, row.code)) or PendingWork(row.id, kinds[row.kind], row.code, row.version, entry)
    if change.kind is None or change.seen != 0:
        raise ValueError(_("The ledger has no work {0}. List the works with: gisplan ledger show").format(change.code))
    check_text("code", change.code)
    if not change.code.strip():
        raise ValueError(_("A new work needs a code."))
    new = PendingWork(number, kinds[change.kind], change.code, 0, entry)
    return works.get((change.kind, change.code)) or new


def _add_change(work: PendingWork, change: Change, entry: date) -> None:
    """Check a change and add it to its work."""
    text = _encode_change(work, change)
    plan = change.field not in work.kind.progress
    on = change.on or (ALWAYS if plan and work.version == 0 else entry)
    if any((other.field, other.on) == (change.field, on) for other in work.changes):
        raise ValueError(_("{0}: {1} is changed more than once. Keep one change.").format(work.code, change.field))
    work.changes.append(PendingChange(change, text, on))


def _encode_change(work: PendingWork, change: Change) -> str | None:
    """Return the new value as the store's text; raise ValueError where the store cannot keep the change."""
    if change.field not in work.kind.fields:
        names = ", ".join(work.kind.fields)
        raise ValueError(
            _("{0}: works of this kind have no field {1!r}. Fields: {2}.").format(work.code, change.field, names)
        )
    column = work.kind.fields[change.field]
    try:
        text = encode_value(column, change.value)
        for name, value in (("note", change.note), ("override", change.override)):
            check_text(name, value or "")
        check_attachments(change.attachments)
    except ValueError as error:
        raise ValueError(f"{work.code}: {error}") from None
    if text is None and column.required:
        raise ValueError(_("{0}: {1} cannot be empty.").format(work.code, change.field))
    return text


def _check_new(work: PendingWork) -> list[str]:
    """List what a new work lacks."""
    texts = {pending.field: pending.text for pending in work.changes}
    if texts.get(LISTED) != "yes":
        return [_("The ledger has no work {0}. List the works with: gisplan ledger show").format(work.code)]
    missing = [name for name, column in work.kind.fields.items() if column.required and not texts.get(name)]
    return [_("{0}: a new work needs {1}.").format(work.code, ", ".join(missing))] if missing else []


def load_current_values(connection: Connection, works: Sequence[PendingWork], last_event: int) -> None:
    """Read the works' values on the day of the entry, and on every day from which a value is to hold."""
    days = {p.on for work in works for p in work.changes if p.field not in work.kind.milestones}
    numbers = [work.number for work in works if work.version]
    for day in sorted({*days, *(work.entry for work in works)}):
        values = read_field_values(connection, on=day, last_event=last_event, works=numbers) if numbers else {}
        for work in works:
            work.current[day] = values.get(work.number, {})


def join_messages(messages: Sequence[str]) -> str:
    """Join messages line by line, and count those that are too many to show."""
    more = [_("… and {0} more.").format(len(messages) - _MAX_MESSAGES)] if len(messages) > _MAX_MESSAGES else []
    return "\n".join([*messages[:_MAX_MESSAGES], *more])

"""The works that a batch of changes touches: every change checked by itself, and how the works stand before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.changes import ALWAYS, Change
from gisplan.ledger.events.state import FieldValue, read_field_values
from gisplan.ledger.kinds import LISTED, Kind, check_text, decode_value, encode_value, read_kinds
from gisplan.ledger.tables import WORKS

__all__ = ["PendingWork", "collect_pending_works", "join_messages", "load_current_values"]

_SHOWN = 20  # faults of one kind that a message names


@dataclass
class PendingWork:
    """A work that a batch touches: how it stands on each day that matters, and what is to change."""

    number: int
    kind: Kind
    code: str
    version: int
    entry: date
    changes: list[tuple[Change, str | None, date]] = field(default_factory=list)
    held: dict[date, Mapping[str, FieldValue]] = field(default_factory=dict)

    def found(self, name: str, on: date) -> FieldValue | None:
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
        return {name: decode_value(self.kind.fields[name], text) for name, text in texts.items()}


def collect_pending_works(connection: Connection, changes: Sequence[Change], entry: date) -> list[PendingWork]:
    """The works that are touched, with every change checked; all faults are told together."""
    known = _find_works(connection, {change.code for change in changes})
    next_number = (connection.execute(select(func.max(WORKS.c.id))).scalar_one() or 0) + 1
    works: dict[tuple[str, str], PendingWork] = {}
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
        raise LedgerError(join_messages(faults))
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
    change: Change,
    known: Mapping[str, Sequence[Any]],
    works: Mapping[tuple[str, str], PendingWork],
    entry: date,
    number: int,
) -> PendingWork:
    kinds = read_kinds()
    if change.kind is not None and change.kind not in kinds:
        raise ValueError(
            _("{0}: unknown kind of works {1!r}. Use one of: {2}.").format(change.code, change.kind, ", ".join(kinds))
        )
    same = [row for row in known.get(change.code, ()) if change.kind in (None, row.kind)]
    if len(same) > 1:
        told = _("Several kinds of works have the code {0}: {1}. Choose one with --kind.")
        raise ValueError(told.format(change.code, ", ".join(row.kind for row in same)))
    if same:
        row = same[0]
        return works.get((row.kind, row.code)) or PendingWork(row.id, kinds[row.kind], row.code, row.version, entry)
    if change.kind is None or change.seen != 0:
        raise ValueError(_("The ledger has no work {0}. List the works with: gisplan ledger show").format(change.code))
    check_text("code", change.code)
    if not change.code.strip():
        raise ValueError(_("A new work needs a code."))
    new = PendingWork(number, kinds[change.kind], change.code, 0, entry)
    return works.get((change.kind, change.code)) or new


def _add_change(work: PendingWork, change: Change, entry: date) -> None:
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


def _check_new(work: PendingWork) -> list[str]:
    told = {change.field: text for change, text, _on in work.changes}
    if told.get(LISTED) != "yes":
        return [_("The ledger has no work {0}. List the works with: gisplan ledger show").format(work.code)]
    missing = [name for name, column in work.kind.fields.items() if column.required and not told.get(name)]
    return [_("{0}: a new work needs {1}.").format(work.code, ", ".join(missing))] if missing else []


def load_current_values(connection: Connection, works: Sequence[PendingWork], last_event: int) -> None:
    """How the works stand on the day of the entry, and on every day from which a value is to hold."""
    days = {on for work in works for change, _t, on in work.changes if change.field not in work.kind.milestones}
    numbers = [work.number for work in works if work.version]
    for day in sorted({*days, *(work.entry for work in works)}):
        held = read_field_values(connection, on=day, last_event=last_event, works=numbers) if numbers else {}
        for work in works:
            work.held[day] = held.get(work.number, {})


def join_messages(faults: Sequence[str]) -> str:
    more = [_("… and {0} more.").format(len(faults) - _SHOWN)] if len(faults) > _SHOWN else []
    return "\n".join([*faults[:_SHOWN], *more])

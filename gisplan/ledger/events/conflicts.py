"""Works that someone else changed after they were read: what was changed meanwhile, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timezone

from sqlalchemy import Connection, select

from gisplan.base.errors import LedgerConflictError
from gisplan.base.language import _, fill
from gisplan.ledger.events.changes import Conflict, FieldConflict
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.history import read_events
from gisplan.ledger.events.labels import escape_unprintable, field_label, format_value
from gisplan.ledger.events.validate import PendingWork, join_messages
from gisplan.ledger.tables import STORE

__all__ = ["check_versions", "explain_conflict"]


def check_versions(connection: Connection, works: Sequence[PendingWork], *, merge: bool) -> None:
    """Raise `LedgerConflictError` where a work was changed after the version that was seen.

    With `merge` only a change of the same field is a conflict.
    """
    found = [conflict for work in works if (conflict := _find_conflict(connection, work, merge=merge))]
    if found:
        zone = parse_utc_offset(connection.execute(select(STORE.c.utc_offset)).scalar_one())
        raise LedgerConflictError(join_messages([explain_conflict(c, zone) for c in found]), found)


def _find_conflict(connection: Connection, work: PendingWork, *, merge: bool) -> Conflict | None:
    stale = [pending.change.seen for pending in work.changes if pending.change.seen != work.version]
    if not stale:
        return None
    seen = min(stale)
    events = read_events(connection, work=work.number, after=max(0, seen))
    last = {event.field: event for event in events}
    fields = tuple(
        FieldConflict(pending.field, pending.text, last[pending.field].new, last[pending.field])
        for pending in work.changes
        if pending.field in last
    )
    if merge and not fields and 0 < seen <= max(stale) < work.version:
        return None
    return Conflict(work.kind.name, work.code, seen, work.version, tuple(events), fields)


def explain_conflict(conflict: Conflict, zone: timezone) -> str:
    """Explain who changed the work first, when, and what; and what to do."""
    head = _("{0}: you are changing version {1}, but the present version is {2}.").format(
        escape_unprintable(conflict.code), conflict.seen, conflict.version
    )
    if not conflict.events:
        return head + " " + _("The ledger never had this version: read the work again.")
    both = {field.field for field in conflict.fields}
    first = next((event for event in conflict.events if event.field in both), conflict.events[0])
    what = _("Meanwhile {0} changed {1} from {2} to {3} on {4}.").format(
        escape_unprintable(first.by),
        field_label(first.field),
        format_value(first.old),
        format_value(first.new),
        first.recorded.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
    )
    more = len(conflict.events) - 1
    also = " " + fill(_("{0} more change(s) followed."), more) if more else ""
    return f"{head} {what}{also} " + _("Read the work again, and repeat the change if it is still needed.")

"""Undo recorded changes by further ones: each event is followed by one that sets what was before it."""

from __future__ import annotations

from collections.abc import Sequence

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.changes import Change, Event
from gisplan.ledger.events.labels import escape_unprintable, field_label
from gisplan.ledger.kinds import LISTED, decode_value, read_kinds

__all__ = ["make_undo"]


def make_undo(
    events: Sequence[Event], number: int | None = None, *, note: str | None = None, override: str | None = None
) -> list[Change]:
    """Make the changes that undo an event of a work, or all of its last record.

    Parameters
    ----------
    events : sequence of Event
        All events of the work, in order: `Ledger.history`.
    number : int, optional
        The event to undo; default: all events of the work's last record.
    note, override : str, optional
        As for `Change`.

    Returns
    -------
    list of Change
        To be recorded; each names the event that it undoes. Of a work that was just added only `listed` is undone: it
        is taken off the ledger.

    Raises
    ------
    LedgerError
        The work has no such event, the field was changed again since, or the work cannot do without the value.
    """
    chosen = [event for event in events if (event.id == number if number else event.batch == events[-1].batch)]
    if not chosen:
        message = _("The work has no event {0}: see its events with gisplan ledger history.")
        raise LedgerError(message.format(number or "–"))
    added = [event for event in chosen if event.field == LISTED and event.old is None]
    return [_undo(event, events, note, override) for event in added or chosen]


def _undo(event: Event, events: Sequence[Event], note: str | None, override: str | None) -> Change:
    kind = read_kinds()[event.kind]
    is_milestone = event.field in kind.milestones
    later = [e for e in events if e.id > event.id and e.field == event.field and (is_milestone or e.on == event.on)]
    if later:
        message = _(
            "{0}: {1} of event {2} was changed again by event {3}. Undo that one first, or record the right value."
        )
        field = field_label(event.field)
        raise LedgerError(message.format(escape_unprintable(event.code), field, event.id, later[-1].id))
    column = kind.fields[event.field]
    value = decode_value(column, event.old)
    if event.field == LISTED:
        value = bool(value)
    elif value is None and column.required:
        message = _("{0}: {1} cannot be empty: record another value instead.")
        raise LedgerError(message.format(escape_unprintable(event.code), field_label(event.field)))
    seen = events[-1].version
    on = None if is_milestone else event.on
    return Change(event.code, event.field, value, seen, event.kind, on, note, override=override, undoes=event.id)

"""What was recorded after an event, as the pages show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.history import read_events
from gisplan.ledger.store.engine import read_transaction
from gisplan.web.works.shown_values import describe_event

if TYPE_CHECKING:
    from gisplan.web.call import Call

__all__ = ["list_news"]

_MOST = 200  # events that are listed; who was away for longer opens the page anew


def list_news(call: Call, after: int) -> dict[str, Any]:
    """List the events after one, with the works that they changed.

    Parameters
    ----------
    call : Call
    after : int
        The last event that the page knows.
    """
    desk = call.desk
    state = desk.works.state()
    numbers = {(work.kind, work.code): work.number for work in state.works}
    with read_transaction(desk.ledger.engine) as connection:
        first = max(after, state.last_event - _MOST)
        events = read_events(connection, newer_than=first, last_event=state.last_event) if first else []
    zone = parse_utc_offset(desk.ledger.utc_offset)
    rows = [
        {
            "event": event.id,
            "work": numbers.get((event.kind, event.code)),
            "version": event.version,
            "by": event.by,
            "at": f"{event.recorded.astimezone(zone):%H:%M}",
            "text": describe_event(event),
        }
        for event in events
        if event.id > after
    ]
    return {"store": state.store, "last_event": state.last_event, "events": rows}

"""What was recorded after an event or a record, as the pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.comments import read_comments
from gisplan.ledger.events.history import read_events
from gisplan.ledger.events.labels import escape_unprintable
from gisplan.ledger.store.engine import read_transaction
from gisplan.web.works.shown_values import describe_event

if TYPE_CHECKING:
    from gisplan.ledger import Comment, State
    from gisplan.ledger.accounts.editing import Editing
    from gisplan.web.call import Call
    from gisplan.web.desk.hub import Heard

__all__ = ["describe_editing", "list_news", "list_news_since"]

_MOST = 200  # events that are listed; who was away for longer opens the page anew
_SHORT = 60  # characters of a comment


def list_news(call: Call, after: int, record: int) -> dict[str, Any]:
    """List the events and comments after those that a page knows, with their works, and who edits which work.

    Parameters
    ----------
    call : Call
    after : int
        The last event that the page knows; 0 for none, and then none is news.
    record : int
        The last record that the page knows, for comments; 0 as for `after`.
    """
    state, last_record = call.desk.works.state(), call.desk.ledger.last_record
    key = (state.store, state.last_event, last_record, after, record, call.language)
    rows = call.desk.hub.share(key, lambda: _list_rows(call, state, last_record, after=after, record=record))
    known = {"after": {"event": after, "record": record}, "last_event": state.last_event, "last_record": last_record}
    editing = describe_editing(call, call.desk.editors.read())
    return {"store": state.store, **known, "events": rows, "editing": editing}


def list_news_since(call: Call, before: Heard, heard: Heard) -> dict[str, Any]:
    """List what all listeners hear of in one moment: it is read once for those of one language.

    Parameters
    ----------
    call : Call
    before, heard : Heard
        What was said before, and what is said now.
    """
    after = {"event": before.last_event, "record": before.last_record}
    key = ("since", *after.values(), heard.last_event, heard.last_record, call.language)
    news = call.desk.hub.share(key, lambda: list_news(call, before.last_event, before.last_record))
    return {**news, "editing": describe_editing(call, heard.editing)}


def _list_rows(call: Call, state: State, last_record: int, *, after: int, record: int) -> list[dict[str, Any]]:
    desk = call.desk
    numbers = {(work.kind, work.code): work.number for work in state.works}
    with read_transaction(desk.ledger.engine) as connection:
        first = max(after, state.last_event - _MOST)
        events = read_events(connection, newer_than=first, last_event=state.last_event) if after else []
        comments = read_comments(connection, after=max(record, last_record - _MOST)) if record else []
    zone = parse_utc_offset(desk.ledger.utc_offset)
    rows: list[dict[str, Any]] = [
        {
            "event": event.id,
            "work": numbers.get((event.kind, event.code)),
            "version": event.version,
            "by": event.by,
            "at": f"{event.recorded.astimezone(zone):%H:%M}",
            "text": describe_event(event),
        }
        for event in events
    ]
    rows += [
        {
            "record": comment.number,
            "work": numbers.get((comment.kind, comment.code)),
            "by": comment.by,
            "at": f"{comment.recorded.astimezone(zone):%H:%M}",
            "text": _describe_comment(comment),
        }
        for comment in comments
    ]
    return rows


def _describe_comment(comment: Comment) -> str:
    text = " ".join(comment.text.split())
    text = text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
    if not text:
        return _("{0} file(s)").format(len(comment.attachments))
    return _("comment: {0}").format(escape_unprintable(text))


def describe_editing(call: Call, editing: Sequence[Editing]) -> list[dict[str, Any]]:
    """List who else has the form of a work in use: not one's own account, which may have several pages open."""
    return [{"work": one.work, "by": escape_unprintable(one.by)} for one in editing if one.by != call.signer]

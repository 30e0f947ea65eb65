"""Works, their events and comments as JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gisplan.ledger.document import comment_to_dict, history_to_dict, state_to_dict
from gisplan.web.pages.work import find_work
from gisplan.web.render import json_answer
from gisplan.web.works.entries import may_record
from gisplan.web.works.selection import read_selection, select

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger import WorkState
    from gisplan.web.call import Call

__all__ = ["comments", "history", "work", "works"]


def works(call: Call) -> Response:
    """Answer the works that are asked for, as `/works` asks: all of them, not a page at a time."""
    state = call.desk.works.listed()
    chosen = select(state, read_selection(call), call.desk.villages.get(), call)
    return json_answer(_list_works(call, chosen))


def work(call: Call) -> Response:
    """Answer one work: its values, and the version that a change must name."""
    return json_answer(_list_works(call, [find_work(call)]))


def history(call: Call) -> Response:
    """Answer the events of one work."""
    found = find_work(call)
    document = history_to_dict(call.desk.ledger, found, call.desk.ledger.history(found.code, found.kind))
    document["ledger"].pop("address")  # where the store is, is nobody's business here
    return json_answer(document)


def comments(call: Call) -> Response:
    """Answer the comments on one work."""
    found = find_work(call)
    written = call.desk.ledger.comments(found.code, found.kind)
    return json_answer({"comments": [comment_to_dict(comment) for comment in written]})


def _list_works(call: Call, chosen: list[WorkState]) -> dict[str, Any]:
    """Return works as `gisplan ledger show --json` prints them, each with its number and whether one may record it."""
    document = state_to_dict(replace(call.desk.works.state(), works=tuple(chosen)))
    more = [{"number": one.number, "mine": may_record(call, one)} for one in chosen]
    return {**document, "works": [{**a, **b} for a, b in zip(more, document["works"], strict=True)]}

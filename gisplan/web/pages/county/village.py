"""The page of one village: its verdicts with their evidence, its works, their photos, and what was recorded last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import escape_unprintable
from gisplan.web.pages.works import make_row
from gisplan.web.render import page
from gisplan.web.works.shown_files import describe_files
from gisplan.web.works.shown_values import describe_event

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger import WorkState
    from gisplan.web.call import Call
    from gisplan.web.desk.village_names import VillageName

__all__ = ["show"]

_NAMES_WAIT_S = 0.2
_MOST_EVENTS = 40
_MOST_FILES = 60


def show(call: Call) -> Response:
    """Show a village.

    Raises
    ------
    HTTPException
        404 where neither the county's files nor the ledger have it.
    """
    code, state = call.places["code"], call.desk.works.listed()
    names = call.desk.villages.get(wait_s=_NAMES_WAIT_S)
    works = [work for work in state.works if code in (work.values.get("villages") or ())]
    verdicts = _find_verdicts(call, code)
    if verdicts is None and code not in names and not works:
        raise HTTPException(404)
    files, events = _describe_records(call, works)
    town = names[code].town if code in names else (verdicts or {}).get("town", "")
    values = {
        "code": code,
        "title": escape_unprintable(_name(code, names, verdicts)),
        "town": escape_unprintable(town),
        "verdicts": verdicts,
        "households": _list_households(call, town, verdicts),
        "rows": [make_row(call, work, state, names) for work in works],
        "files": files[:_MOST_FILES],
        "events": events[:_MOST_EVENTS],
        "last_event": state.last_event,
    }
    return page(call, "village.html", values)


def _find_verdicts(call: Call, code: str) -> Mapping[str, Any] | None:
    """Find the verdicts of a village; None where they are not made yet, or there is no such village."""
    made = call.desk.pages.ask()
    try:
        return made.villages(call.language).get(code) if made is not None else None
    except (OSError, ValueError):  # replaced just now by newer ones
        return None


def _name(code: str, names: Mapping[str, VillageName], verdicts: Mapping[str, Any] | None) -> str:
    if code in names and names[code].name:
        return names[code].name
    return str(verdicts["name"]) if verdicts is not None else code


def _list_households(call: Call, town: str, verdicts: Mapping[str, Any] | None) -> Sequence[str]:
    """List the households by name, for those alone who may see the names of this town."""
    if verdicts is None or call.account is None or not call.account.may_see_names_of(town):
        return ()
    return [escape_unprintable(name) for name in verdicts["households"]]


def _describe_records(call: Call, works: Sequence[WorkState]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Describe the files and events of works, each with its work, the newest first."""
    ledger, zone = call.desk.ledger, parse_utc_offset(call.desk.ledger.utc_offset)
    files: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for work in works:
        history = ledger.history(work.code, work.kind)
        name = escape_unprintable(work.name)
        described = describe_files(call, work, history, ledger.comments(work.code, work.kind))
        files += [{**file, "work": name, "number": work.number} for file in described["files"]]
        events += [
            {
                "id": event.id,
                "text": describe_event(event),
                "work": name,
                "number": work.number,
                "by": escape_unprintable(event.by),
                "at": f"{event.recorded.astimezone(zone):%Y-%m-%d %H:%M}",
            }
            for event in history
        ]
    files.sort(key=lambda file: str(file["at"]), reverse=True)
    return files, sorted(events, key=lambda event: int(event["id"]), reverse=True)

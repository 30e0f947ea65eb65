"""The list of works: searched, filtered, sorted, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _
from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable, field_label, group_label
from gisplan.ledger.kinds import read_kinds
from gisplan.web.render import page
from gisplan.web.texts import TEXTS
from gisplan.web.works.entries import may_record
from gisplan.web.works.selection import (
    PER_PAGE,
    SORTS,
    STAGES,
    Selection,
    programme_of,
    read_selection,
    select,
    town_of,
)
from gisplan.web.works.shown_values import name_villages
from gisplan.web.works.stages import find_next_due, is_finished

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger import State, WorkState
    from gisplan.web.call import Call
    from gisplan.web.desk.village_names import VillageName

__all__ = ["make_row", "show"]

_FIRST_WAIT_S = 0.2  # for the names of villages: a list without them is better than none


def show(call: Call) -> Response:
    """Show the works that are asked for."""
    asked, state = read_selection(call), call.desk.works.listed()
    villages = call.desk.villages.get(wait_s=_FIRST_WAIT_S)
    found = select(state, asked, villages, call)
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(asked.page, pages)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    values = {
        "asked": asked,
        "found": len(found),
        "rows": [make_row(call, work, state, villages) for work in shown],
        "pages": _list_pages(asked, number, pages),
        "filters": _list_filters(state, asked),
        "milestones": _list_milestones(shown),
        "files": {ending: asked.address(f"/works.{ending}") for ending in ("xlsx", "csv", "geojson")},
        "today": state.on,
        "store": state.store,
        "last_event": state.last_event,
    }
    return page(call, "works.html", values)


def make_row(call: Call, work: WorkState, state: State, villages: Mapping[str, VillageName]) -> dict[str, Any]:
    """Make what a list shows of a work."""
    due, late = find_next_due(work), work.overdue(state.on)
    return {
        "number": work.number,
        "version": work.version,
        "code": escape_unprintable(work.code),
        "name": escape_unprintable(work.name),
        "kind": _(KIND_LABELS[work.kind]),
        "town": escape_unprintable(town_of(work) or ""),
        "villages": name_villages(work.values.get("villages"), villages),
        "programme": escape_unprintable(group_label(programme_of(work) or "")),
        "reached": field_label(work.reached) if work.reached else "",
        "reached_on": work.values.get(work.reached) if work.reached else None,
        "due": due.day if due else None,
        "due_what": field_label(due.milestone) if due else "",
        "late": [field_label(name) for name in late],
        "late_days": max(((state.on - work.values[_due(work, name)]).days for name in late), default=0),
        "finished": is_finished(work),
        "reported": work.reported,
        "mine": may_record(call, work),
    }


def _due(work: WorkState, milestone: str) -> str:
    return read_kinds()[work.kind].due(milestone)


def _list_milestones(works: Sequence[WorkState]) -> list[tuple[str, str]]:
    """List the milestones that the works of a page can reach, each once."""
    kinds = [kind for name, kind in read_kinds().items() if any(work.kind == name for work in works)]
    return [(name, field_label(name)) for name in dict.fromkeys(name for kind in kinds for name in kind.milestones)]


def _list_pages(asked: Selection, number: int, pages: int) -> dict[str, Any]:
    return {
        "number": number,
        "count": pages,
        "before": asked.address(page=number - 1) if number > 1 else "",
        "after": asked.address(page=number + 1) if number < pages else "",
    }


def _list_filters(state: State, asked: Selection) -> dict[str, Any]:
    """List what the works can be filtered by, each with its label and whether it is chosen."""
    towns = Counter(town for work in state.works if (town := town_of(work)))
    programmes = Counter(name for work in state.works if (name := programme_of(work)))
    kinds = {work.kind for work in state.works}
    return {
        "kinds": _options(((name, _(KIND_LABELS[name])) for name in read_kinds() if name in kinds), asked.kind),
        "towns": _options(((town, escape_unprintable(town)) for town in sorted(towns)), asked.town),
        "programmes": _options(
            ((name, escape_unprintable(group_label(name))) for name in sorted(programmes)), asked.programme
        ),
        "stages": _options(((name, _(TEXTS[f"stage_{name}"])) for name in STAGES), asked.stage),
        "sorts": _options(((name, _(TEXTS[f"sort_{name}"])) for name in SORTS), asked.sort),
    }


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> Sequence[tuple[str, str, bool]]:
    return [(value, label, value == chosen) for value, label in pairs]

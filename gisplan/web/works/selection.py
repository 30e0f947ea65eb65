"""Which works a list shows, in which order: read from the address, so that a list can be sent as a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from gisplan.ledger.entry.search import find_works
from gisplan.ledger.kinds import read_kinds
from gisplan.web.works.stages import find_next_due, is_in_stage

if TYPE_CHECKING:
    from gisplan.ledger import State, WorkState
    from gisplan.web.call import Call
    from gisplan.web.desk.village_names import VillageName

__all__ = ["PER_PAGE", "SORTS", "STAGES", "Selection", "read_selection", "select", "town_of"]

PER_PAGE = 50
"""Works on one page of a list."""

STAGES = ("all", "late", "soon", "unreported", "open", "finished")
SORTS = ("best", "due", "name", "code", "reported", "town")

_LATEST = date.max


@dataclass(frozen=True)
class Selection:
    """What a list is asked for."""

    search: str = ""
    kind: str = ""
    town: str = ""
    programme: str = ""
    stage: str = "all"
    sort: str = "best"
    page: int = 1
    own: bool = False

    def address(self, path: str = "/works", **changes: Any) -> str:
        """Return the address of the list with some of it changed."""
        asked = vars(replace(self, page=1)) | changes
        asked["own"] = "1" if asked["own"] else ""
        names = {"search": "q"}
        left = {"stage": "all", "sort": "best", "page": 1}
        pairs = [(names.get(k, k), v) for k, v in asked.items() if v and v != left.get(k)]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read_selection(call: Call) -> Selection:
    """Read what a list is asked for; what is unknown is left out."""
    kind, stage, sort = call.asked("kind"), call.asked("stage", "all"), call.asked("sort", "best")
    number = call.asked("page", "1")
    return Selection(
        search=call.asked("q")[:200],
        kind=kind if kind in read_kinds() else "",
        town=call.asked("town"),
        programme=call.asked("programme"),
        stage=stage if stage in STAGES else "all",
        sort=sort if sort in SORTS else "best",
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
        own=call.asked("own") == "1",
    )


def select(state: State, asked: Selection, villages: Mapping[str, VillageName], call: Call) -> list[WorkState]:
    """Return the works that a list shows, all pages of it, in its order."""
    works: Sequence[WorkState] = state.works
    if asked.kind:
        works = [work for work in works if work.kind == asked.kind]
    if asked.town:
        works = [work for work in works if town_of(work) == asked.town]
    if asked.programme:
        works = [work for work in works if programme_of(work) == asked.programme]
    if asked.own and call.account is not None:
        works = [work for work in works if call.account.may_record(town_of(work), programme_of(work))]
    if asked.stage != "all":
        works = [work for work in works if is_in_stage(work, asked.stage, state.on)]
    best: dict[int, int] = {}
    if asked.search.strip():
        found = find_works(call.desk.works.index(villages), asked.search)
        best = {match.work.number: place for place, match in enumerate(found)}
        works = [work for work in works if work.number in best]
    if best and asked.sort == "best":
        return sorted(works, key=lambda work: best[work.number])
    return sorted(works, key=lambda work: _sort_key(work, asked.sort))


def town_of(work: WorkState) -> str | None:
    """Return the town of a work, as the ledger has it."""
    return work.values.get("town")


def programme_of(work: WorkState) -> str | None:
    """Return the programme or category of a work."""
    return work.values.get(read_kinds()[work.kind].group)


def _sort_key(work: WorkState, sort: str) -> tuple[Any, ...]:
    if sort == "name":
        return (work.name, work.code)
    if sort == "code":
        return (work.code,)
    if sort == "town":
        return (town_of(work) or "\uffff", work.name, work.code)
    if sort == "reported":
        return (work.reported or date.min, work.code)
    due = find_next_due(work)
    return (due.day if due else _LATEST, work.code)

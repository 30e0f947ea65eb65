"""The works of the ledger on the gap map of the desk: each with its last milestone, which the desk keeps up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from pyproj import Transformer

from gisplan.base.language import N_, _
from gisplan.county.county import County
from gisplan.ledger.events.labels import KIND_LABELS, field_label
from gisplan.ledger.events.standing import describe_standing
from gisplan.ledger.events.state import State
from gisplan.ledger.kinds import Kind, read_kinds
from gisplan.maps.progress.places import place_works
from gisplan.maps.shared.encoding import pack_lines, pack_points
from gisplan.wording.palette import name_milestone_colour

__all__ = ["DeskMap", "describe_ledger_works"]

_TEXTS = {
    "none": N_("no milestone yet"),
    "overdue": N_("Overdue"),
    "open": N_("Open the work"),
    "label": N_("Works by milestone: {0}"),
}


@dataclass(frozen=True)
class DeskMap:
    """What the gap map shows beside the verdicts where it stands on a desk.

    Parameters
    ----------
    village_address, work_address : str
        The addresses of the pages of villages and works, which the code of a village or the number of a work follows.
    village_text : str
        What the link to the page of a village says.
    state : State
        The works.
    """

    village_address: str
    village_text: str
    work_address: str
    state: State


def describe_ledger_works(county: County, desk: DeskMap, to_degrees: Transformer) -> dict[str, Any]:
    """Return what a page shows of the works: `desk`, its links and words, and `overlays`, a layer of each kind."""
    texts = {key: _(text) for key, text in _TEXTS.items()}
    layers = {f"ledger_{name}": _describe_kind(county, kind, desk.state, to_degrees) for name, kind in _kinds(desk)}
    return {
        "village_link": {"href": desk.village_address, "text": desk.village_text},
        "desk": {"work_address": desk.work_address, "texts": texts},
        "overlays": layers,
    }


def _kinds(desk: DeskMap) -> list[tuple[str, Kind]]:
    """The kinds of which there are works."""
    there = {work.kind for work in desk.state.works}
    return [(name, kind) for name, kind in read_kinds().items() if name in there]


def _describe_kind(county: County, kind: Kind, state: State, to_degrees: Transformer) -> dict[str, Any]:
    works = [work for work in state.works if work.kind == kind.name]
    rows: list[Mapping[str, Any]] = [describe_standing(work, state.on) for work in works]
    places = place_works(county, kind, works, state)
    x, y = pack_points(shapely.get_x(places.point), shapely.get_y(places.point), to_degrees)
    columns = ("number", "code", "name", "villages", "stage", "day", "late", "listed")
    return {
        "work_kind": kind.name,
        "label": _(KIND_LABELS[kind.name]),
        "stages": [
            {"label": field_label(name), "colour": name_milestone_colour(place, len(kind.milestones))}
            for place, name in enumerate(kind.milestones)
        ],
        **{name: [row[name] for row in rows] for name in columns},
        "lines": pack_lines(places.lines, to_degrees, of=places.whose),
        "x": x,
        "y": y,
    }

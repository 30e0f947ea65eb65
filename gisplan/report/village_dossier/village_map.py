"""The surroundings of each village as a small picture: roads, groups, neighbours, the missing link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.language import N_, _
from gisplan.base.values import text_or_none
from gisplan.county.code_lists import SEALED_SURFACES
from gisplan.gaps import Gaps
from gisplan.report.village_dossier.svg_map import Drawing, Entry, TextStyle
from gisplan.wording.palette import PALETTE

__all__ = ["ROAD_STYLES", "Dot", "Surroundings", "VillageOnMap", "draw_village", "survey_surroundings"]

LEAST_M = 6_000.0  # side of the square that is shown, at least
MOST_M = 30_000.0  # and at most: beyond it the groups would run into each other
_MARGIN = 1.16  # free space around what must be seen
_NEIGHBOURS = 12  # neighbouring villages that are named
_FINE = 1_500.0  # lines are simplified by the picture's side over this: a tenth of a millimetre on paper

_BORDER = (4.0, "22 6 4 6")  # width and dashes

ROAD_STYLES = (
    ("unsealed", N_("Unsealed road"), 3.0, "9 7"),
    ("unknown_surface", N_("Road of unknown surface"), 6.0, "7 5"),
    ("sealed", N_("Sealed, not connected"), 4.0, "15 7"),
    ("reach", N_("Sealed and connected"), 4.5, ""),
    ("trunk", N_("Trunk road"), 7.0, ""),
)
"""Colour, label, width and dash of each kind of road, the heaviest drawn last."""


class Dot(NamedTuple):
    """A group: its name, its state ("" where no criterion applies to it), and its place."""

    name: str
    state: str
    place: Any


class VillageOnMap(NamedTuple):
    """The village that a picture is about: its reaching point is `place`, None where it is not known."""

    code: str | None
    name: str
    state: str
    place: Any


@dataclass(frozen=True)
class Surroundings:
    """What all the pictures of a county share.

    Attributes
    ----------
    roads, kind : (R,) object, (R,) int64
        Lines, and each line's place in `ROAD_STYLES`.
    tree, border_tree : STRtree
        Of the roads, and of the boundary's lines.
    links : dict of village to line
        The missing links of villages, by code.
    """

    roads: NDArray[np.object_]
    kind: NDArray[np.int64]
    tree: shapely.STRtree
    links: dict[str, Any]
    border: NDArray[np.object_]
    border_tree: shapely.STRtree
    villages: tuple[NDArray[np.float64], NDArray[np.object_], NDArray[np.object_]]
    seats: tuple[NDArray[np.float64], NDArray[np.object_]]


def survey_surroundings(gaps: Gaps) -> Surroundings:
    """Lay out roads, villages, seats, boundary and missing links once for all pictures."""
    county, resolved_reach = gaps.county, gaps.resolved_reach
    links = gaps.missing_links
    if resolved_reach is not None:
        links = links[links["criterion"] == resolved_reach.criterion.id]
    villages = county.villages[county.villages.geometry.notna().to_numpy(dtype=bool)]
    border = np.array([], dtype=object)
    if county.boundary is not None:
        border = shapely.get_parts(shapely.boundary(np.asarray(county.boundary.geometry.array)))
    seats = county.seats
    nowhere = (np.empty((0, 2)), np.empty(0, dtype=object))
    return Surroundings(
        roads=gaps.survey.geometry,
        kind=_kinds(gaps),
        tree=shapely.STRtree(gaps.survey.geometry),
        links=dict(zip(links["code"], links.geometry, strict=True)),
        border=border,
        border_tree=shapely.STRtree(border),
        villages=(
            shapely.get_coordinates(np.asarray(villages.geometry.array)),
            villages["code"].to_numpy(dtype=object),
            villages["name"].to_numpy(dtype=object),
        ),
        seats=nowhere
        if seats is None
        else (shapely.get_coordinates(np.asarray(seats.geometry.array)), seats["name"].to_numpy(dtype=object)),
    )


def _kinds(gaps: Gaps) -> NDArray[np.int64]:
    """Return each road's place in `ROAD_STYLES`, as the first road criterion sees it."""
    survey, resolved_reach = gaps.survey, gaps.resolved_reach
    surfaces = tuple(SEALED_SURFACES) if resolved_reach is None else resolved_reach.surfaces
    sealed, maybe = survey.sealed(surfaces), survey.maybe_sealed(surfaces)
    reach = np.zeros(len(survey.segment), dtype=bool)
    if resolved_reach is not None:
        reach[gaps.reach.loc[gaps.reach["criterion"] == resolved_reach.criterion.id, "road"]] = True
    return np.select([survey.is_trunk & sealed, reach, sealed, maybe], [4, 3, 2, 1], default=0)


def draw_village(around: Surroundings, village: VillageOnMap, groups: Sequence[Dot]) -> str | None:
    """Draw one village's picture as SVG, north up.

    Parameters
    ----------
    around : Surroundings
    village : VillageOnMap
    groups : sequence of Dot
        Those that have a place.

    Returns
    -------
    str or None
        None where the village has no place.
    """
    place = village.place
    if place is None or shapely.is_empty(place):
        return None
    link = around.links.get(village.code) if village.code is not None else None
    centre, side = _frame(place, link, [dot.place for dot in groups])
    drawing = Drawing(centre, side)
    roads = _draw_roads(drawing, around)
    if link is not None:
        _draw_link(drawing, link)
    # what matters most takes the space for its name first; what matters less is drawn below it
    here = shapely.get_coordinates(place)[0]
    group_xy = shapely.get_coordinates([dot.place for dot in groups])
    drawing.keep_free(here, 26)
    for at in group_xy:
        drawing.keep_free(at, 12)
    drawing.name(here, village.name, TextStyle(size=34, offset=28, bold=True))
    others = (_draw_seats(drawing, around), _draw_neighbours(drawing, around, village))
    for at, dot in zip(group_xy, groups, strict=True):
        drawing.dot(at, PALETTE.get(dot.state, "#FFFFFF"), 11, edge="#222222")
        drawing.name(at, dot.name, TextStyle(size=21, offset=16, colour="#222222"))
    drawing.dot(here, PALETTE[village.state], 24, edge="#000000", width=5.0)
    legend = [
        *_legend_of_roads(*roads, link=link is not None),
        *_legend_of_places(village, {dot.state for dot in groups}, *others),
    ]
    return drawing.finish(legend, _("Map of {0}").format(village.name))


def _draw_link(drawing: Drawing, link: Any) -> None:
    line = shapely.simplify(link, drawing.side / _FINE)
    drawing.line([line], "#FFFFFF", 17.0)
    drawing.line([line], PALETTE["missing_link"], 11.0)


def _draw_seats(drawing: Drawing, around: Surroundings) -> bool:
    """Draw the seats of towns in view; return whether there are any."""
    xy, names = around.seats
    in_view = drawing.holds(xy)
    for at, name in zip(xy[in_view], names[in_view], strict=True):
        drawing.square(at)
        drawing.name(at, _plain(name), TextStyle(size=26, offset=16))
    return bool(in_view.any())


def _draw_neighbours(drawing: Drawing, around: Surroundings, village: VillageOnMap) -> bool:
    """Draw the nearest other villages in view; return whether there are any."""
    xy, codes, names = around.villages
    here = shapely.get_coordinates(village.place)
    other = codes != village.code if village.code is not None else ~(xy == here).all(axis=1)
    near = _nearest(xy, other & drawing.holds(xy), here[0])
    for at, name in zip(xy[near], names[near], strict=True):
        drawing.dot(at, "#FFFFFF", 9, edge="#666666")
        drawing.name(at, _plain(name), TextStyle(size=22, offset=15, colour="#555555"))
    return bool(len(near))


def _plain(value: Any) -> str:
    return text_or_none(value) or ""


def _frame(place: Any, link: Any, groups: Sequence[Any]) -> tuple[NDArray[np.float64], float]:
    """Return centre and side of the square that holds the village, its groups and its missing link."""
    seen = [place, *([] if link is None else [link]), *groups]
    bounds = shapely.total_bounds(np.array(seen, dtype=object))
    need = float(max(bounds[2] - bounds[0], bounds[3] - bounds[1])) * _MARGIN
    if need <= LEAST_M:
        # the village is in the middle as far as all that must be in view allows
        middle = shapely.get_coordinates(place)[0]
        half = LEAST_M / 2 - LEAST_M * (_MARGIN - 1) / 4
        return np.clip(middle, bounds[2:] - half, bounds[:2] + half), LEAST_M
    if need > MOST_M:
        return shapely.get_coordinates(place)[0], MOST_M
    return (bounds[:2] + bounds[2:]) / 2, need


def _nearest(xy: NDArray[np.float64], who: NDArray[np.bool_], here: NDArray[np.float64]) -> NDArray[np.int64]:
    far = np.hypot(*(xy - here).T) if len(xy) else np.empty(0)
    order = np.argsort(far, kind="stable")
    return order[who[order]][:_NEIGHBOURS]


def _draw_roads(drawing: Drawing, around: Surroundings) -> tuple[list[int], bool]:
    """Draw boundary and roads; return the kinds that are in view, and whether the boundary is."""
    box = drawing.box()
    border = _clip(around.border[np.sort(around.border_tree.query(shapely.box(*box)))], box, drawing.side)
    if border:
        drawing.line(border, PALETTE["boundary"], *_BORDER)
    inside = np.sort(around.tree.query(shapely.box(*box)))
    used = []
    for kind, (colour, _label, width, dash) in enumerate(ROAD_STYLES):
        lines = _clip(around.roads[inside[around.kind[inside] == kind]], box, drawing.side)
        if len(lines):
            used.append(kind)
            drawing.line(lines, PALETTE[colour], width, dash)
    return used, bool(border)


def _clip(lines: Sequence[Any] | NDArray[np.object_], box: tuple[float, ...], side: float) -> list[Any]:
    """Return the parts of lines inside a box, no finer than can be seen."""
    simple = shapely.simplify(np.asarray(lines, dtype=object), side / _FINE, preserve_topology=False)
    parts = shapely.get_parts(shapely.clip_by_rect(simple, *box))
    return [part for part in parts if shapely.get_num_coordinates(part) > 1]


def _legend_of_roads(used: Sequence[int], border: bool, *, link: bool) -> list[Entry]:
    """Return the entries of the lines in view."""
    entries: list[Entry] = [
        ("line", _(ROAD_STYLES[k][1]), PALETTE[ROAD_STYLES[k][0]], *ROAD_STYLES[k][2:]) for k in reversed(used)
    ]
    if link:
        entries.insert(0, ("line", _("Missing link"), PALETTE["missing_link"], 11.0, ""))
    if border:
        entries.append(("line", _("County boundary"), PALETTE["boundary"], *_BORDER))
    return entries


def _legend_of_places(village: VillageOnMap, known: set[str], seats: bool, neighbours: bool) -> list[Entry]:
    """Return the entries of the places in view: this village, its groups by verdict, seats and other villages."""
    entries: list[Entry] = [("dot", _("This village"), PALETTE[village.state], 14.0, "")]
    labels = {"met": N_("Group, met"), "missed": N_("Group, missed"), "unknown": N_("Group, unknown")}
    entries += [("dot", _(labels[s]), PALETTE[s], 11.0, "") for s in labels if s in known]
    if known - set(labels):
        entries.append(("dot", _("Group, not required"), "#FFFFFF", 11.0, ""))
    if seats:
        entries.append(("square", _("Seat of a town"), "#222222", 0.0, ""))
    if neighbours:
        entries.append(("dot", _("Other village"), "#FFFFFF", 9.0, ""))
    return entries

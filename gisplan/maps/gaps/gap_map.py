"""The gap map: where the gaps are, why, and what is near them, in one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gisplan.base.crs import find_degrees
from gisplan.base.language import _, fill, language
from gisplan.base.values import text_or_none
from gisplan.county.class_surfaces import format_class_surfaces
from gisplan.county.code_lists import SEALED_SURFACES
from gisplan.county.county import County
from gisplan.county.towns import find_towns
from gisplan.gaps import Gaps
from gisplan.gaps.roads.doubtful_roads import find_islands
from gisplan.maps.gaps.labels import ROADS, WORDS
from gisplan.maps.gaps.ledger_works import DeskMap, describe_ledger_works
from gisplan.maps.gaps.overlays import PROGRESS, WORKS, describe_overlays
from gisplan.maps.gaps.village_panels import describe_criteria, describe_settlements, list_settlements
from gisplan.maps.shared.county_data import describe_map_inputs, find_bounds, place_seats
from gisplan.maps.shared.encoding import Texts, pack_areas, pack_lines, pack_points
from gisplan.maps.shared.ground import describe_ground, warn_of_ground
from gisplan.maps.shared.html_page import MapPage, describe_colours, make_page
from gisplan.maps.shared.labels import translate_words
from gisplan.wording.assumed import format_assumed, format_assumed_verdict
from gisplan.wording.headline import count_reasons, format_headline
from gisplan.wording.names import SECTORS, name_criterion, name_source
from gisplan.wording.palette import FADED
from gisplan.wording.replaced import list_replaced_values
from gisplan.wording.sentences import explain_settlements
from gisplan.wording.unknown import format_unknown_advice
from gisplan.wording.verdicts import (
    MARKS,
    NEAR_MISS_REASONS,
    format_county_summary,
    format_settings,
)
from gisplan.wording.works import list_credits, list_shifts, list_time_doubts

if TYPE_CHECKING:
    import folium

__all__ = ["draw_gap_map", "make_gap_map"]

_NAMES = {"zh": "zh-CN"}
_SCRIPT = "gaps/gap_map.mjs"


def make_gap_map(
    gaps: Gaps,
    *,
    language: str = "en",
    settlements: pd.DataFrame | None = None,
    desk: DeskMap | None = None,
) -> bytes:
    """Make the gap map: one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    gaps : Gaps
    language : str
        "en" or "zh".
    settlements : DataFrame, optional
        What `explain_settlements` returns, where it is known already.
    desk : DeskMap, optional
        The works and links of the desk on which the page stands.

    Returns
    -------
    bytes
        The page, in UTF-8.
    """
    data = describe_map(gaps, language=language, settlements=settlements)
    return make_page(_describe_page(gaps, data if desk is None else _add_desk(gaps.county, data, desk)))


def draw_gap_map(gaps: Gaps, *, language: str = "en", criterion: str | None = None) -> folium.Map:
    """Draw the gap map as a folium map, to be shown in a notebook.

    Parameters
    ----------
    gaps : Gaps
    language : str
        "en" or "zh".
    criterion : str, optional
        The id of the criterion that is chosen at first; without it, the villages' own verdict.

    Returns
    -------
    folium.Map
        With everything inlined: it needs no network.
    """
    from gisplan.maps.shared.folium_map import draw_map  # importing folium takes longer than judging a county

    return draw_map(_describe_page(gaps, describe_map(gaps, language=language, criterion=criterion)))


def _add_desk(county: County, data: dict[str, Any], desk: DeskMap) -> dict[str, Any]:
    """Add what a desk has; its works stand in the place of those of the county, which do not change on the page."""
    shown = describe_ledger_works(county, desk, find_degrees(county.crs))
    overlays = {name: overlay for name, overlay in data["overlays"].items() if name not in WORKS}
    return {**data, **shown, "overlays": {**shown["overlays"], **overlays}}


def _describe_page(gaps: Gaps, data: dict[str, Any]) -> MapPage:
    title = f"{gaps.county.name} · {gaps.standard.id}"
    return MapPage("gaps", title, _SCRIPT, ("shared/page.css",), "showGaps", data)


def describe_map(
    gaps: Gaps, *, language: str, criterion: str | None = None, settlements: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Everything the page shows, as plain data; places in WGS 84."""
    settlements = explain_settlements(gaps) if settlements is None else settlements
    county, towns, texts = gaps.county, find_towns(gaps.county), Texts()
    to_degrees = find_degrees(county.crs)
    listed = list_settlements(gaps)
    criteria = describe_criteria(gaps, listed)
    return {
        "lang": _NAMES.get(language, language),
        "words": translate_words({**WORDS, **PROGRESS}),
        "marks": {**MARKS, "met_if_assumed": MARKS["unknown"] + MARKS["met"]},
        **describe_colours(),
        "faded": FADED,
        **_head(gaps),
        "bounds": find_bounds(county, to_degrees),
        "sectors": [{"id": id, "label": _(text)} for id, text in {**SECTORS, "several": WORDS["several"]}.items()],
        "criteria": criteria,
        "exits": any(c.criterion.role == "exit" for c in gaps.criteria),
        "reasons": _reasons(gaps, criteria),
        "first": _first(gaps, criteria, criterion),
        "settlements": describe_settlements(gaps, settlements, listed, towns, to_degrees, texts),
        "towns": {"name": towns.names, "areas": pack_areas(towns.areas, to_degrees, joined=True)},
        "outline": pack_lines(towns.outline, to_degrees),
        "road_kinds": [{**kind, "label": _(str(kind["label"]))} for kind in ROADS],
        "roads": _roads(gaps, to_degrees),
        "critical": pack_lines(np.asarray(gaps.critical_edges.geometry.array, dtype=object), to_degrees),
        "islands": _islands(gaps, to_degrees),
        "links": _links(gaps, criteria, to_degrees),
        "near": _near(gaps, to_degrees),
        "seats": place_seats(county, towns, to_degrees),
        "ground": describe_ground(county, to_degrees),
        "overlays": describe_overlays(gaps, to_degrees, texts),
        "texts": texts.listed,
    }


def _head(gaps: Gaps) -> dict[str, Any]:
    """What the page says of itself: whose verdicts, by what, from what."""
    county, standard = gaps.county, gaps.standard
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    return {
        "title": county.name,
        "state": gaps.state,
        "subtitle": " · ".join((county.code, standard.id, as_of)),
        "credits": list_credits(county, on_map=True),
        "headline": format_headline(gaps, translate=_),
        "answer": format_county_summary(gaps, translate=_),
        "warnings": _warnings(gaps),
        "settings": format_settings(gaps, translate=_),
        "standard": standard.title_zh if language() == "zh" and standard.title_zh else standard.title,
        "source": name_source(standard),
        "inputs": describe_map_inputs(county),
    }


def _reasons(gaps: Gaps, criteria: list[dict[str, Any]]) -> list[dict[str, int]]:
    """What the villages judged for exit fall short of: the criterion's place among those shown, how many villages."""
    places = {c["id"]: i for i, c in enumerate(criteria)}
    return [
        {"criterion": places[reason.criterion], "villages": reason.villages}
        for reason in count_reasons(gaps)
        if reason.criterion in places
    ]


def _first(gaps: Gaps, criteria: list[dict[str, Any]], criterion: str | None) -> int:
    """Return what is shown at first: the criterion chosen, the villages' own verdict (-1), or the first criterion.

    The last where nobody can be judged by one of the exit criteria: every village would be missed or unknown.
    """
    if criterion is not None:
        return next((i for i, c in enumerate(criteria) if c["id"] == criterion), -1)  # one without data is left out
    silent = any(c.criterion.role == "exit" and c.nobody_judged for c in gaps.criteria)
    return 0 if silent and criteria else -1


def _warnings(gaps: Gaps) -> list[str]:
    """What must be seen at a glance: rows set aside, invented rows, a trusted register."""
    county, lines = gaps.county, []
    shown = county.orientation
    if aside := len(county.quarantine) + (0 if shown is None else shown.set_aside):
        lines.append(fill(_("{0} row(s) were set aside when read."), aside))
    if any((frame["origin"] == "synthetic").any() for frame in _frames(gaps)):
        lines.append(_("This map contains invented (synthetic) rows."))
    lines += warn_of_ground(county)
    silent = [c.criterion.id for c in gaps.criteria if c.nobody_judged and c.resolved_reach is None]
    if silent:
        names = ", ".join(name_criterion(id, translate=_) for id in silent)
        lines.append(_("Not judged, because the data are missing in the county's files: {0}.").format(names))
    texts = (form(gaps, translate=_) for form in (format_assumed, format_assumed_verdict, format_unknown_advice))
    lines += filter(None, texts)
    if line := format_class_surfaces(county, translate=_):
        lines.append(line)
    if gaps.settings.trust_registered:
        lines.append(_("Where no surface was surveyed, the registered surface is used."))
    replaced = list_replaced_values(county, gaps.standard)
    return [*lines, *replaced, *list_shifts(county), *list_time_doubts(county)]


def _frames(gaps: Gaps) -> Iterator[pd.DataFrame]:
    """Every layer of the county that says where its rows come from."""
    for frame in vars(gaps.county).values():
        if isinstance(frame, pd.DataFrame) and "origin" in frame:
            yield frame


def _roads(gaps: Gaps, to_degrees: Transformer) -> dict[str, Any]:
    survey = gaps.survey
    return {
        **pack_lines(survey.geometry, to_degrees),
        "kind": "".join(str(kind) for kind in _kinds(gaps).tolist()),
        "code": [str(s) for s in survey.segment],
        "name": [text_or_none(n) for n in survey.roads["name"]] if "name" in survey.roads else [],
        "class": [text_or_none(c) for c in survey.roads["class"]],
        "surface": [None if s != s else int(s) for s in survey.surface],
    }


def _kinds(gaps: Gaps) -> NDArray[np.int64]:
    """The kind of each road, as the first criterion sees it: the place in `ROADS`."""
    survey, resolved_reach = gaps.survey, gaps.resolved_reach
    surfaces = tuple(SEALED_SURFACES) if resolved_reach is None else resolved_reach.surfaces
    sealed, maybe = survey.sealed(surfaces), survey.maybe_sealed(surfaces)
    reach = np.zeros(len(survey.segment), dtype=bool)
    if resolved_reach is not None:
        reach[gaps.reach.loc[gaps.reach["criterion"] == resolved_reach.criterion.id, "road"]] = True
    conditions = [survey.is_trunk & sealed, reach, sealed, maybe]
    return np.select(conditions, [4, 3, 2, 1], default=0)


def _links(gaps: Gaps, criteria: list[dict[str, Any]], to_degrees: Transformer) -> list[dict[str, Any]]:
    """The missing links of each criterion, by its place among those that are shown."""
    links, places = gaps.missing_links, {c["id"]: i for i, c in enumerate(criteria)}
    packed = []
    for id in dict.fromkeys(links["criterion"]):
        lines = np.asarray(links.geometry.array, dtype=object)[(links["criterion"] == id).to_numpy(dtype=bool)]
        packed.append({"criterion": places[id], "count": len(lines), "lines": pack_lines(lines, to_degrees)})
    return packed


def _islands(gaps: Gaps, to_degrees: Transformer) -> dict[str, Any]:
    """The roads on networks that touch no trunk road."""
    return pack_lines(gaps.survey.geometry[find_islands(gaps.survey).road], to_degrees)


def _near(gaps: Gaps, to_degrees: Transformer) -> list[dict[str, Any]]:
    near = gaps.near_misses
    x, y = pack_points(shapely.get_x(near.geometry.array), shapely.get_y(near.geometry.array), to_degrees)
    reason = near["reason"].map(lambda code: _(NEAR_MISS_REASONS[code]))
    columns = (near["segment"], near["near"], near["gap_m"], reason, near["verdicts"], near["people"])
    return [
        {"x": a, "y": b, "segment": str(s), "near": str(n), "gap": round(g, 1), "why": w, "verdicts": v, "people": p}
        for a, b, s, n, g, w, v, p in zip(x, y, *columns, strict=True)
    ]

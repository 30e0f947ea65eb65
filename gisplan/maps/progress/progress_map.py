"""The works' page: how far each work was on any day, on a map, in figures, and against the plan; one offline file."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.crs import find_degrees
from gisplan.base.language import _
from gisplan.county.code_lists import NOT_BUILT, SEALED_SURFACES
from gisplan.county.county import County
from gisplan.county.towns import find_towns
from gisplan.gaps.settings import resolve_settings
from gisplan.ledger.events.labels import format_as_of, format_store, list_time_doubts
from gisplan.ledger.progress.progress import Progress
from gisplan.maps.progress.labels import PROGRESS_ROADS, PROGRESS_WORDS
from gisplan.maps.progress.panel_data import Villages, describe_kind
from gisplan.maps.shared.county_data import describe_map_inputs, find_bounds, place_seats
from gisplan.maps.shared.encoding import Texts, pack_areas, pack_lines
from gisplan.maps.shared.ground import describe_ground, warn_of_ground
from gisplan.maps.shared.html_page import MapPage, describe_colours, make_page
from gisplan.maps.shared.labels import translate_words
from gisplan.wording.palette import FADED
from gisplan.wording.works import list_credits, list_shifts

__all__ = ["describe_progress", "make_progress_page"]

_NAMES = {"zh": "zh-CN"}
_SCRIPT = "progress/progress_map.mjs"
_STYLES = ("shared/page.css", "plan/plan_map.css", "progress/progress_map.css")
_FIRST = "water"  # whose page it is: the water bureau's


def make_progress_page(progress: Progress, *, language: str = "en") -> bytes:
    """The progress of the works as one HTML page, in UTF-8, that loads nothing from anywhere."""
    title = f"{progress.county.name} · {progress.state.on.isoformat()}"
    data = describe_progress(progress, language=language)
    return make_page(MapPage("progress", title, _SCRIPT, _STYLES, "showProgress", data))


def describe_progress(progress: Progress, *, language: str) -> dict[str, Any]:
    """Everything the page shows, as plain data; places in WGS 84, days counted from 1970-01-01."""
    county = progress.county
    towns, texts = find_towns(county), Texts()
    to_degrees = find_degrees(county.crs)
    villages = Villages(county)
    listed = sorted(progress.kinds, key=lambda figures: figures.kind.name != _FIRST)
    kinds = [describe_kind(progress, figures, villages, to_degrees, texts) for figures in listed]
    return {
        "lang": _NAMES.get(language, language),
        "words": translate_words(PROGRESS_WORDS),
        **describe_colours(),
        "faded": FADED,
        **_head(progress),
        "bounds": find_bounds(county, to_degrees),
        "towns": {"name": towns.names, "areas": pack_areas(towns.areas, to_degrees, joined=True)},
        "outline": pack_lines(towns.outline, to_degrees),
        "ground": describe_ground(county, to_degrees),
        "seats": place_seats(county, towns, to_degrees),
        "road_kinds": [{**kind, "label": _(str(kind["label"]))} for kind in PROGRESS_ROADS],
        "roads": [pack_lines(lines, to_degrees) for lines in _sealed_roads(county)],
        "villages": villages.describe(to_degrees, texts),
        "kinds": kinds,
        "texts": texts.listed,
    }


def _head(progress: Progress) -> dict[str, Any]:
    """What the page says of itself: whose works, as of when, by what."""
    county, state = progress.county, progress.state
    invented = [_("This page contains invented (synthetic) rows.")] if _is_invented(progress) else []
    return {
        "title": county.name,
        "code": county.code,
        "known": format_as_of(state),
        "credits": list_credits(county, on_map=True),
        "store": format_store(state),
        "on": int(np.datetime64(state.on, "D").astype(np.int64)),
        "warnings": [*invented, *warn_of_ground(county), *list_shifts(county), *list_time_doubts(state)],
        "inputs": describe_map_inputs(county),
    }


def _is_invented(progress: Progress) -> bool:
    """Whether anything that the page shows says of itself that it was made up."""
    county = progress.county
    frames = [frame for frame in (county.villages, county.roads) if "origin" in frame]
    invented = any((frame["origin"] == "synthetic").any() for frame in frames)
    return invented or any(work.values.get("origin") == "synthetic" for work in progress.state.works)


def _sealed_roads(county: County) -> list[NDArray[np.object_]]:
    """The lines that lie quietly under the works: sealed roads, and trunk roads."""
    roads, settings = county.roads, resolve_settings(county)
    surface = roads["surface"]
    if settings.trust_registered:
        surface = surface.where(surface.notna(), roads["registered_surface"])
    built = ~roads["status"].isin(NOT_BUILT).to_numpy(dtype=bool)
    sealed = built & surface.isin(SEALED_SURFACES).to_numpy(dtype=bool)
    trunk = roads["class"].isin(settings.trunk_classes).to_numpy(dtype=bool)
    lines = np.asarray(roads.geometry.array, dtype=object)
    drawn = ~shapely.is_missing(lines) & ~shapely.is_empty(lines)
    return [lines[sealed & ~trunk & drawn], lines[sealed & trunk & drawn]]

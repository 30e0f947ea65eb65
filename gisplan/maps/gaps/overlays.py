"""What lies on the ground beside the settlements: works, power lines, coverage areas, candidates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gisplan.base.language import N_, _
from gisplan.base.values import text_or_none
from gisplan.county.county import County
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.gaps import MILESTONE_LABELS, Gaps
from gisplan.gaps.criteria.milestone import MilestoneCriterion
from gisplan.gaps.works import Works, take_works
from gisplan.maps.shared.encoding import Texts, pack_areas, pack_lines, pack_pairs, pack_points
from gisplan.standards import Target

__all__ = ["PROGRESS", "WORKS", "describe_overlays"]

PROGRESS = {
    "late": N_("late"),
    "not_started": N_("not started"),
    "under_way": N_("under way"),
    "done": N_("done"),
}
_ASKED = {"road_works": "built", "water_projects": "main_done"}
WORKS = tuple(_ASKED)
"""The layers of works."""

_PROGRAMMES = {
    "resurfacing": N_("resurfacing"),
    "group_road": N_("group roads"),
    "group_roads": N_("group roads"),
    "poor": N_("poor villages"),
    "non_poor": N_("non-poor villages"),
    "township": N_("townships"),
}
_KINDS = {
    "dtmb": N_("digital television (DTMB)"),
    "fm": N_("radio (FM)"),
    **{code: kind.english for code, kind in FACILITY_KINDS.items()},
}
_FEW = 50  # facilities that are shown at first


def describe_overlays(gaps: Gaps, to_degrees: Transformer, texts: Texts) -> dict[str, Any]:
    """Each layer that the county has: `road_works, water_projects, power_lines, coverage, candidates, facilities`.

    Each has `code`, `name`, `details` (labels and values, as places in `texts`), and lines, areas or points.
    """
    county = gaps.county
    found = {layer: _works(gaps, layer, to_degrees, texts) for layer in _ASKED}
    found["power_lines"] = _lines(county.power_lines, to_degrees, texts)
    found["candidates"] = _lines(county.candidates, to_degrees, texts)
    found["facilities"] = _facilities(county.facilities, to_degrees, texts)
    if county.coverage is not None and len(county.coverage):
        shapes = np.asarray(county.coverage.geometry.array, dtype=object)
        found["coverage"] = {**_describe_rows(county.coverage, texts), "areas": pack_areas(shapes, to_degrees)}
    return {layer: overlay for layer, overlay in found.items() if overlay is not None}


def _lines(frame: gpd.GeoDataFrame | None, to_degrees: Transformer, texts: Texts) -> dict[str, Any] | None:
    if frame is None or not len(frame):
        return None
    shapes = np.asarray(frame.geometry.array, dtype=object)
    return {**_describe_rows(frame, texts), "lines": pack_lines(shapes, to_degrees, of=np.arange(len(frame)))}


def _facilities(frame: gpd.GeoDataFrame | None, to_degrees: Transformer, texts: Texts) -> dict[str, Any] | None:
    """The facilities as points, each with the place of its kind in the table of kinds; the last has none."""
    if frame is None or not len(frame):
        return None
    x, y = pack_points(frame.geometry.x, frame.geometry.y, to_degrees)
    known = list(FACILITY_KINDS)
    place = frame["kind"].map(known.index, na_action="ignore").fillna(len(known)).astype(int)
    labels = [*(_(kind.english) for kind in FACILITY_KINDS.values()), _("no kind given")]
    kinds = {"kind": "".join(map(str, place)), "kinds": labels, "few": len(frame) <= _FEW}
    return {**_describe_rows(frame, texts), **kinds, "x": x, "y": y}


def _describe_rows(frame: pd.DataFrame, texts: Texts) -> dict[str, Any]:
    """Codes, names and details of lines and areas; a kind or programme goes by its name where it has one."""
    labels = {"kind": _("Kind"), "programme": _("Programme"), "km": _("Length")}
    details, blank = [], [None] * len(frame)
    for row in frame.to_dict("records"):
        pairs = [(labels[name], _word(name, row[name])) for name in labels if name in row]
        details.append(pack_pairs(pairs, texts))
    columns = {name: [text_or_none(v) for v in frame[name]] if name in frame else blank for name in ("code", "name")}
    return {**columns, "details": details}


def _word(name: str, value: Any) -> str | None:
    text = text_or_none(value)
    if text is None:
        return None
    if name in ("km", "done_km"):
        return _("{0} km").format(f"{float(value):g}")
    known = _KINDS if name == "kind" else _PROGRAMMES
    return _(known[text]) if text in known else text


def _works(gaps: Gaps, layer: str, to_degrees: Transformer, texts: Texts) -> dict[str, Any] | None:
    """Listed works with how far each is; on its own place, else its segments, else at its villages."""
    works = take_works(gaps.county, layer)
    if works is None or not len(works.frame):
        return None
    frame = works.frame
    milestone, due = _ask(gaps, layer)
    lines, whose = _draw(gaps, works)
    x, y = _stand(gaps.county, works, np.unique(whose))
    east, north = pack_points(x, y, to_degrees)
    words = {key: _(text) for key, text in MILESTONE_LABELS.items()}
    return {
        "code": [text_or_none(code) for code in frame["code"]],
        "name": [text_or_none(name) for name in frame["name"]],
        "progress": progress_of(works, milestone, due),
        "details": [
            pack_pairs(_work_details(row, status, day, words[milestone], words), texts)
            for row, status, day in zip(frame.to_dict("records"), works.status(), works.due(due).tolist(), strict=True)
        ],
        "villages": [[str(code) for code in codes] if isinstance(codes, tuple) else [] for codes in frame["villages"]],
        "lines": pack_lines(lines, to_degrees, of=whose),
        "x": east,
        "y": north,
    }


def _ask(gaps: Gaps, layer: str) -> tuple[str, date | None]:
    """The milestone that the standard asks of a layer's works, and by when where their rows do not say."""
    criteria = [c for c in gaps.standard.criteria if isinstance(c, MilestoneCriterion)]
    both: list[Target | MilestoneCriterion] = [*gaps.standard.targets, *criteria]
    found = [(one.milestone, one.due) for one in both if one.layer == layer and one.milestone == _ASKED[layer]]
    return found[0] if found else (_ASKED[layer], None)


def progress_of(works: Works, milestone: str, due: date | None) -> list[str]:
    """How far each work is: `done` where the milestone is reached; `late` where it was due and is not."""
    reached = works.reached(milestone, by=works.as_of)[0]
    started = works.reached("started", by=works.as_of)[0]
    late = works.is_due(due) & works.due(due).notna().to_numpy(dtype=bool) & ~reached
    return list(np.select([reached, late, started], ["done", "late", "under_way"], default="not_started").tolist())


def _work_details(
    row: dict[str, Any], status: str | None, due: Any, asked: str, words: Mapping[str, str]
) -> list[tuple[str, str | None]]:
    days = [(words[name], _day(row[name])) for name in MILESTONE_LABELS if name in row]
    people = text_or_none(row["people"])
    return [
        (_("Programme"), _word("programme", row["programme"]) or _word("category", row["category"])),
        (_("Status"), words.get(status, status) if status else None),
        (_("Required"), asked),
        (_("Due"), _day(due)),
        (_("Length"), _word("km", row["km"])),
        (_("Of which done"), _word("done_km", row["done_km"])),
        (_("People"), f"{float(people):,.0f}".replace(",", "\u202f") if people else None),
        *days,
    ]


def _day(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(pd.Timestamp(value).date())


def _draw(gaps: Gaps, works: Works) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """The works' own lines, else those of their segments; and whose each is."""
    shapes = np.asarray(works.frame["geometry"].array, dtype=object)
    own = np.flatnonzero(np.isin(shapely.get_type_id(shapes), (1, 5)))
    work, segment = works.segments()
    survey = gaps.survey
    roads = pd.DataFrame({"segment": survey.segment, "road": np.arange(len(survey.segment))})
    named = pd.DataFrame({"work": work, "segment": segment}).merge(roads, on="segment")
    named = named[~named["work"].isin(own)]
    lines = np.concatenate([shapes[own], survey.geometry[named["road"].to_numpy(dtype=np.int64)]])
    return lines, np.concatenate([own, named["work"].to_numpy(dtype=np.int64)]).astype(np.int64)


def _stand(county: County, works: Works, drawn: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the works that are not drawn as lines stand: their own point, else their first village's."""
    shapes = np.asarray(works.frame["geometry"].array, dtype=object)
    places = county.villages.drop_duplicates("code").set_index("code").geometry
    work, village = works.pairs()
    first = pd.DataFrame({"work": work, "village": village}).drop_duplicates("work")
    homes = np.full(len(shapes), None, dtype=object)
    homes[first["work"].to_numpy(dtype=np.int64)] = first["village"].map(places).to_numpy(dtype=object)
    points = shapes.copy()
    elsewhere = shapely.get_type_id(shapes) != 0
    points[elsewhere] = homes[elsewhere]
    points[(shapely.get_type_id(points) != 0) | np.isin(np.arange(len(points)), drawn)] = None
    return shapely.get_x(points), shapely.get_y(points)

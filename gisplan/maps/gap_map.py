"""The gap map: where the gaps are, why, and what is near them, in one file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import folium
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gisplan.base.language import N_, _
from gisplan.county.schema import SEALED_SURFACES
from gisplan.gaps import Gaps
from gisplan.maps.offline import inline_page, make_base_map, render_page
from gisplan.maps.palette import PALETTE
from gisplan.maps.prose import MARKS, STATES, explain_verdict, name_criterion, state_settings

__all__ = ["draw_gap_map", "make_gap_map"]

_VERTICES = 150_000  # lines are simplified, by doubling from a metre, until no more are left
_NAMES = {"zh": "zh-CN"}

WORDS = {
    **STATES,
    "village": N_("Villages"),
    "group": N_("Groups"),
    "boundary": N_("Boundary"),
    "critical": N_("Edges on which access hangs"),
    "links": N_("Missing links"),
    "near": N_("Near misses"),
    "near_other": N_("Other near misses"),
    "near_one": N_("Near miss"),
    "kind": N_("Kind"),
    "code": N_("Code"),
    "town": N_("Town"),
    "home": N_("Village"),
    "one_village": N_("Village"),
    "one_group": N_("Group"),
    "people": N_("People"),
    "households": N_("Households"),
    "groups": N_("Groups of the village"),
    "end_of": N_("End of"),
    "beside": N_("Near"),
    "gap": N_("Gap"),
    "would_turn": N_("Verdicts that joining it would turn to met"),
    "look": N_("Do these roads meet on the ground? If so, join them in the road layer."),
    "surface": N_("Road"),
    "surface_code": N_("Surface code"),
    "class": N_("Class"),
    "search": N_("Search by name or code"),
    "nothing_found": N_("Nothing found"),
    "only_gaps": N_("Only gaps"),
    "read": N_("What was read"),
    "close": N_("Close"),
    "fold": N_("Show or hide the panel"),
}
ROADS = (
    {"colour": "unsealed", "label": N_("Unsealed road"), "weight": 1.4, "dash": "5 4"},
    {"colour": "unknown_surface", "label": N_("Road of unknown surface"), "weight": 2, "dash": "1 4"},
    {"colour": "sealed", "label": N_("Sealed, but not joined to the reach"), "weight": 2, "dash": "8 4"},
    {"colour": "reach", "label": N_("Sealed and joined to the reach"), "weight": 2, "dash": None},
    {"colour": "trunk", "label": N_("Trunk road"), "weight": 3.2, "dash": None},
)


def make_gap_map(gaps: Gaps, *, language: str = "en") -> bytes:
    """The map as one HTML page, in UTF-8, that loads nothing from anywhere."""
    return render_page(draw_gap_map(gaps, language=language))


def draw_gap_map(gaps: Gaps, *, language: str = "en") -> folium.Map:
    """The map as a folium map, to be shown in a notebook."""
    base = make_base_map("gaps", title=f"{gaps.county.name} · {gaps.standard.id}")
    inline_page(base, "gap_map.js", "gap_map.css", "showGaps", describe_map(gaps, language=language))
    return base


def describe_map(gaps: Gaps, *, language: str) -> dict[str, Any]:
    """Everything the page shows, as plain data; places in WGS 84."""
    county = gaps.county
    to_degrees = Transformer.from_crs(county.crs, "EPSG:4326", always_xy=True)
    roads, boundary = gaps.survey.geometry, []
    if county.boundary is not None:
        boundary = list(shapely.get_parts(shapely.boundary(np.asarray(county.boundary.geometry.array))))
    near = gaps.near_misses
    links = shapely.get_parts(np.asarray(gaps.missing_links.geometry.array))
    seats = county.seats
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    return {
        "lang": _NAMES.get(language, language),
        "words": {key: _(text) for key, text in WORDS.items()},
        "marks": MARKS,
        "palette": dict(PALETTE),
        "title": county.name,
        "state": gaps.state,
        "subtitle": f"{county.code} · {gaps.standard.id} · {as_of}",
        "warnings": _warnings(gaps),
        "settings": state_settings(gaps, translate=_),
        "inputs": [_input(item) for item in county.inputs],
        "bounds": _bounds(gaps, to_degrees),
        "boundary": _pack(np.array(boundary, dtype=object), to_degrees),
        "road_kinds": [{**kind, "label": _(str(kind["label"]))} for kind in ROADS],
        "roads": {
            **_pack(roads, to_degrees),
            "kind": _kinds(gaps).tolist(),
            "code": [str(s) for s in gaps.survey.segment],
            "class": [None if c != c or c is None else str(c) for c in gaps.survey.roads["class"]],
            "surface": [None if s != s else int(s) for s in gaps.survey.surface],
        },
        "critical": _pack(np.asarray(gaps.critical_edges.geometry.array), to_degrees),
        "links": _pack(links, to_degrees),
        "link_count": len(gaps.missing_links),
        "near": _near(near, to_degrees),
        "settlements": _settlements(gaps, to_degrees),
        "seats": [] if seats is None else _points(seats["name"], seats.geometry, to_degrees),
    }


def _warnings(gaps: Gaps) -> list[str]:
    """What must be seen at a glance: rows set aside, invented rows, a trusted register."""
    county, lines = gaps.county, []
    if aside := len(county.quarantine):
        lines.append(_("{0} row(s) were set aside when read.").format(aside))
    frames = [f for f in (county.villages, county.groups, county.roads) if f is not None and "origin" in f]
    if any((f["origin"] == "synthetic").any() for f in frames):
        lines.append(_("This map holds invented (synthetic) rows."))
    silent = [c.criterion.id for c in gaps.criteria if c.nobody_judged and c.question is None]
    if silent:
        names = ", ".join(name_criterion(id, translate=_) for id in silent)
        lines.append(_("Not judged, as the county's files do not tell: {0}.").format(names))
    if gaps.settings.trust_registered:
        lines.append(_("Where no surface was surveyed, the registered one is trusted."))
    return lines


def _input(item: Any) -> dict[str, str]:
    counts = _("{0} rows, {1} accepted, {2} set aside").format(item.rows, item.accepted, item.quarantined)
    return {"layer": item.layer, "path": item.path, "sha256": item.sha256, "counts": counts}


def _kinds(gaps: Gaps) -> NDArray[np.int64]:
    """The kind of each road, as the first criterion sees it: the place in `ROADS`."""
    survey, question = gaps.survey, gaps.question
    surfaces = tuple(SEALED_SURFACES) if question is None else question.criterion.surfaces
    sealed, maybe = survey.sealed(surfaces), survey.maybe_sealed(surfaces)
    reach = np.zeros(len(survey.segment), dtype=bool)
    if question is not None:
        reach[gaps.reach.loc[gaps.reach["criterion"] == question.criterion.id, "road"]] = True
    conditions = [survey.is_root & sealed, reach, sealed, maybe]
    return np.select(conditions, [4, 3, 2, 1], default=0)


def _settlements(gaps: Gaps, to_degrees: Transformer) -> list[dict[str, Any]]:
    """One entry a settlement, with its verdicts; the worst of them colours it."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    homes = dict(zip(gaps.county.villages["code"], gaps.county.villages["name"], strict=True))
    silent = {c.criterion.id for c in gaps.criteria if c.nobody_judged and c.question is None}
    told = gaps.settlements[~gaps.settlements["criterion"].isin(silent)]  # said once, not at every dot
    for row in told.to_dict("records"):
        place = row["geometry"]
        x, y = to_degrees.transform(place.x, place.y) if place is not None else (None, None)
        entry = found.setdefault(
            (row["settlement"], int(row["row"])),
            {
                "kind": row["settlement"],
                "code": _text(row["code"]),
                "name": _text(row["name"]),
                "town": _text(row["town"]),
                "village": _text(row["village"]),
                "home": homes.get(row["village"]),
                "people": _count(row["people"]),
                "households": _count(row["households"]),
                "x": None if x is None else round(x, 6),
                "y": None if y is None else round(y, 6),
                "state": "met",
                "verdicts": [],
            },
        )
        label = name_criterion(row["criterion"], translate=_)
        why = explain_verdict(gaps, row, translate=_)[1]
        entry["verdicts"].append({"label": label, "state": row["state"], "why": why, "evidence": _evidence(row)})
        entry["state"] = max(entry["state"], row["state"], key=("met", "unknown", "missed").index)
    return list(found.values())


def _evidence(row: dict[str, Any]) -> list[tuple[str, str]]:
    """What the verdict rests on, as labels and values."""
    metres: Callable[[float], str] = lambda m: f"{m:,.0f} m".replace(",", "\u202f")  # noqa: E731
    pairs = []
    if row["distance_m"] == row["distance_m"]:
        pairs.append((_("To the reach"), metres(row["distance_m"])))
    if row["state"] == "missed" and not row["cut_off"]:
        pairs += [(_("To seal"), metres(row["unsealed_m"])), (_("Off the network"), metres(row["off_network_m"]))]
    pairs.append((_("Segments"), ", ".join(row["segments"])))
    pairs.append((_("Would be decided by"), ", ".join(row["deciding_segments"])))
    pairs.append((_("Nearest road ends"), "; ".join(f"{a} – {b} ({gap:.1f} m)" for a, b, gap in row["near_ends"])))
    if _text(row["hangs_on"]):
        pairs.append((_("Hangs on one edge"), str(row["hangs_on"])))
    return [(label, value) for label, value in pairs if value]


def _near(near: Any, to_degrees: Transformer) -> list[dict[str, Any]]:
    rows = _points(near["segment"], near.geometry, to_degrees)
    more = zip(rows, near["near"], near["gap_m"], near["verdicts"], near["people"], strict=True)
    return [
        {"x": r["x"], "y": r["y"], "segment": r["name"], "near": str(n), "gap": round(g, 1), "verdicts": v, "people": p}
        for r, n, g, v, p in more
    ]


def _points(names: Any, geometry: Any, to_degrees: Transformer) -> list[dict[str, Any]]:
    x, y = to_degrees.transform(geometry.x.to_numpy(), geometry.y.to_numpy())
    return [{"name": _text(n), "x": round(a, 6), "y": round(b, 6)} for n, a, b in zip(names, x, y, strict=True)]


def _bounds(gaps: Gaps, to_degrees: Transformer) -> list[list[float]]:
    """South-west and north-east corner of the county: its boundary, else its settlements and roads."""
    county = gaps.county
    frames = [county.boundary] if county.boundary is not None else [county.villages, county.roads]
    total = np.array([frame.total_bounds for frame in frames])
    low, high = total[:, :2].min(axis=0), total[:, 2:].max(axis=0)
    west, south, east, north = to_degrees.transform_bounds(*low, *high)
    return [[round(south, 6), round(west, 6)], [round(north, 6), round(east, 6)]]


def _pack(lines: NDArray[np.object_], to_degrees: Transformer) -> dict[str, list[int]]:
    """Lines as differences of millionths of a degree, and how many vertices each has."""
    if not len(lines):
        return {"xy": [], "n": []}
    simple, tolerance = lines, 0.5
    while shapely.get_num_coordinates(simple).sum() > _VERTICES or tolerance == 0.5:
        tolerance *= 2
        simple = shapely.simplify(lines, tolerance, preserve_topology=False)
        if tolerance > 1000:
            break
    xy = shapely.get_coordinates(simple)
    degrees = np.stack(to_degrees.transform(xy[:, 0], xy[:, 1]), axis=1)
    whole = np.round(degrees * 1e6).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return {"xy": steps.ravel().tolist(), "n": shapely.get_num_coordinates(simple).tolist()}


def _text(value: Any) -> str | None:
    return None if value is None or value != value else str(value)


def _count(value: float) -> int | None:
    return None if value != value else round(value)

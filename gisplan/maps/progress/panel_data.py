"""What the works' page gets of each kind: its works with their days and villages, people served, the forecast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gisplan.base.language import _
from gisplan.base.values import count_or_none, text_or_none
from gisplan.county.county import County
from gisplan.ledger.events.labels import KIND_LABELS, field_label, format_value, group_label
from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import LISTED, PLACE, Kind
from gisplan.ledger.progress.counts import Count, Group
from gisplan.ledger.progress.curve import Dates
from gisplan.ledger.progress.forecast import Forecast
from gisplan.ledger.progress.progress import KindProgress, Progress
from gisplan.maps.progress.labels import STATUS_WORDS
from gisplan.maps.progress.places import place_works
from gisplan.maps.shared.encoding import Texts, pack_lines, pack_pairs, pack_points
from gisplan.wording.palette import name_milestone_colour
from gisplan.wording.works import format_forecast, format_forecast_day

__all__ = ["Villages", "count_days", "describe_kind"]

_SHOWN_ELSEWHERE = {"name", "town", "contractor", "villages", "people", LISTED, PLACE}


class Villages:
    """The villages that works name, each once and known by its place in the list."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._place: dict[str, int] = {}

    def add(self, code: str) -> int:
        """The place of a village."""
        return self._place.setdefault(code, len(self._place))

    def describe(self, to_degrees: Transformer, texts: Texts) -> dict[str, Any]:
        """Their codes, names, towns, people and places; those that the county does not know have a code only."""
        frame = self._county.villages.drop_duplicates("code").set_index("code")
        rows = frame.reindex(list(self._place))
        points = np.asarray(rows.geometry.array, dtype=object)
        x, y = pack_points(shapely.get_x(points), shapely.get_y(points), to_degrees)
        return {
            "code": [texts.add(code) for code in self._place],
            **{name: [texts.add(text_or_none(v)) for v in rows[name]] for name in ("name", "town")},
            "people": [count_or_none(v) for v in rows["population"]],
            "x": x,
            "y": y,
        }


def describe_kind(
    progress: Progress, figures: KindProgress, villages: Villages, to_degrees: Transformer, texts: Texts
) -> dict[str, Any]:
    """Return everything about one kind; milestones and works are referred to by their place in the lists."""
    kind = figures.kind
    at = {milestone: place for place, milestone in enumerate(kind.milestones)}
    return {
        "id": kind.name,
        "label": _(KIND_LABELS[kind.name]),
        "group": kind.group,
        "milestones": [
            {"id": name, "label": field_label(name), "colour": name_milestone_colour(place, len(kind.milestones))}
            for place, name in enumerate(kind.milestones)
        ],
        **{name: at[of] for name, of in (("finish", kind.finish), ("served", kind.served), ("accepted", "accepted"))},
        "started": at["started"],
        "first": _first_day(figures.passed, progress.state.on),
        "works": _describe_works(progress, figures, villages, to_degrees, texts),
        "people": _describe_people(figures.total),
        "groups": _describe_groups(figures.programmes, texts, named=True),
        "towns": _describe_groups(figures.towns, texts),
        "forecast": _describe_forecast(figures.forecast),
    }


def count_days(days: Sequence[date | None] | NDArray[np.datetime64]) -> list[int | None]:
    """Days since 1970-01-01; None where there is none."""
    known = np.array(days, dtype="datetime64[D]")
    return [None if none else int(day) for day, none in zip(known.astype(np.int64), np.isnat(known), strict=True)]


def _describe_works(
    progress: Progress, figures: KindProgress, villages: Villages, to_degrees: Transformer, texts: Texts
) -> dict[str, Any]:
    """The works; `own` days are those that were recorded, `passed` may be known from a later milestone or a status."""
    kind, works = figures.kind, figures.works
    places = place_works(progress.county, kind, works, progress.state)
    x, y = pack_points(shapely.get_x(places.point), shapely.get_y(places.point), to_degrees)
    own = [count_days([work.values.get(name) for work in works]) for name in kind.milestones]
    groups = [work.values.get(kind.group) for work in works]
    return {
        "code": [texts.add(work.code) for work in works],
        "name": [texts.add(work.name) for work in works],
        "town": [texts.add(work.values.get("town")) for work in works],
        "group": [texts.add(None if name is None else group_label(name)) for name in groups],
        "contractor": [texts.add(work.values.get("contractor")) for work in works],
        **{
            name: [work.values.get(field) for work in works]
            for name, field in (("done_km", kind.length[0]), ("km", kind.length[1]), ("budget", "budget_wan"))
        },
        "reported": count_days([work.reported for work in works]),
        "people": [count_or_none(work.values.get("people")) for work in works],
        "villages": [[villages.add(code) for code in work.values.get("villages") or ()] for work in works],
        "passed": [count_days(row) for row in figures.passed],
        "undated": [np.flatnonzero(row).tolist() for row in figures.undated],
        "own": own,
        "due": [count_days(row) for row in figures.due],
        "details": [pack_pairs(_list_values(kind, work), texts) for work in works],
        "by": places.by,
        "x": x,
        "y": y,
        "lines": pack_lines(places.lines, to_degrees, of=places.whose),
    }


def _list_values(kind: Kind, work: WorkState) -> list[tuple[str, str | None]]:
    """The values of a work that the page shows nowhere else."""
    shown_elsewhere = {*_SHOWN_ELSEWHERE, kind.group, *kind.milestones, *map(kind.due, kind.milestones)}
    fields = [name for name in kind.fields if name in work.values and name not in shown_elsewhere]
    return [(field_label(name), _format_value(name, work.values[name])) for name in fields]


def _format_value(name: str, value: Any) -> str:
    if name == "status" and value in STATUS_WORDS:
        return _(STATUS_WORDS[value])
    if isinstance(value, tuple):
        return _(", ").join(value)
    return value if isinstance(value, str) else format_value(value)


def _describe_people(count: Count) -> dict[str, Any]:
    """The people whom all works, and those that serve people, are for: the least and the most."""
    return {name: _range(getattr(count, name)) for name in ("people", "served")}


def _range(people: tuple[float, float] | None) -> list[float | None] | None:
    """The least and the most; a most without an end is None."""
    return None if people is None else [v if np.isfinite(v) else None for v in people]


def _describe_groups(groups: Sequence[Group], texts: Texts, *, named: bool = False) -> list[dict[str, Any]]:
    """The programmes or towns, by the places of their names, in the order of the list."""
    names = [group_label(g.name) if named and g.name is not None else g.name for g in groups]
    return [{"name": texts.add(name), **_describe_people(g.count)} for name, g in zip(names, groups, strict=True)]


def _describe_forecast(forecast: Forecast | None) -> dict[str, Any]:
    """The forecast in words, and its days for the curve."""
    days = [None] * 3 if forecast is None else [forecast.early, forecast.middle, forecast.late]
    spread = dict(zip(("early", "middle", "late"), count_days(days), strict=True))
    return {**spread, "text": format_forecast(forecast), "short": format_forecast_day(forecast)}


def _first_day(passed: Dates, on: date) -> int:
    """The day on which the first work passed its first milestone; `on` itself where none did."""
    known = passed[~np.isnat(passed)]
    return int((known.min() if len(known) else np.datetime64(on, "D")).astype(np.int64))

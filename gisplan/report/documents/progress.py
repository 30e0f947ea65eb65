"""The progress as a JSON document: schema gisplan.progress/1, the same bytes for the same store, event and days."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from importlib import resources
from importlib.metadata import version
from typing import Any

import numpy as np

from gisplan.ledger.events.state import State
from gisplan.ledger.progress.counts import Count, Group
from gisplan.ledger.progress.curve import Curve
from gisplan.ledger.progress.forecast import Forecast
from gisplan.ledger.progress.progress import KindProgress, Progress
from gisplan.report.documents.county_rows import input_to_dict

__all__ = ["PROGRESS_SCHEMA", "make_progress_document", "read_progress_schema"]

PROGRESS_SCHEMA = "gisplan.progress/1"


def read_progress_schema() -> dict[str, Any]:
    """Read the JSON Schema of the document."""
    text = (resources.files(__package__) / "progress.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def make_progress_document(progress: Progress) -> dict[str, Any]:
    """Make the document of a progress; it holds no text in any language.

    Parameters
    ----------
    progress : Progress
        The figures.

    Returns
    -------
    dict
        Keeps to the schema that `read_progress_schema` returns.
    """
    state = progress.state
    days = {"on": state.on.isoformat(), "known_at": state.known_at.isoformat() if state.known_at else None}
    store = {"store": state.store, "last_event": state.last_event}
    county = {"code": progress.county.code, "name": progress.county.name}
    return {
        "schema": PROGRESS_SCHEMA,
        "gisplan": version("gisplan"),
        "county": county,
        "ledger": {**store, **days, **_doubts_to_dict(state)},
        "inputs": [input_to_dict(item) for item in progress.county.inputs if item.layer == "villages"],
        "kinds": [_kind_to_dict(kind) for kind in progress.kinds],
    }


def _doubts_to_dict(state: State) -> dict[str, Any]:
    """Return what is doubtful about the times of the records; empty where nothing is."""
    behind = state.clock is not None and state.clock.is_behind
    doubts = {"clock_behind": behind, "records": list(state.doubtful)}
    return {"doubts": doubts} if behind or state.doubtful else {}


def _kind_to_dict(kind_progress: KindProgress) -> dict[str, Any]:
    names = kind_progress.kind.milestones
    return {
        "kind": kind_progress.kind.name,
        "finish": kind_progress.kind.finish,
        "serves_from": kind_progress.kind.served,
        "total": _count_to_dict(kind_progress.total),
        "grouped_by": kind_progress.kind.group,
        "groups": _groups_to_dict(kind_progress.programmes),
        "towns": _groups_to_dict(kind_progress.towns),
        "curve": _curve_to_dict(kind_progress.curve),
        "months": [
            {"end": month.end.isoformat(), "due": month.due, "passed": dict(zip(names, month.passed, strict=True))}
            for month in kind_progress.months
        ],
        "forecast": _forecast_to_dict(kind_progress.forecast),
        "late": [
            {
                "code": late.work.code,
                "milestones": list(late.milestones),
                "due": late.due.isoformat(),
                "days": late.days,
            }
            for late in kind_progress.late
        ],
        "waiting": [_plain(asdict(village)) for village in kind_progress.waiting],
        "works": [_work_to_dict(kind_progress, i) for i in range(len(kind_progress.works))],
    }


def _work_to_dict(kind_progress: KindProgress, i: int) -> dict[str, Any]:
    """Return by when a work had passed each milestone, and when each was due."""
    work, names = kind_progress.works[i], kind_progress.kind.milestones
    days = {name: _plain(passed) for name, passed in zip(names, kind_progress.passed[:, i].astype(object), strict=True)}
    due = {name: _plain(day) for name, day in zip(names, kind_progress.due[:, i].astype(object), strict=True)}
    head = {"code": work.code, "name": work.name, "town": work.values.get("town"), "version": work.version}
    undated = [name for name, is_undated in zip(names, kind_progress.undated[:, i].tolist(), strict=True) if is_undated]
    return {**head, "passed": _without_none(days), "undated": undated, "due": _without_none(due)}


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _groups_to_dict(groups: Sequence[Group]) -> list[dict[str, Any]]:
    return [{"name": group.name, **_count_to_dict(group.count)} for group in groups]


def _count_to_dict(count: Count) -> dict[str, Any]:
    document: dict[str, Any] = _plain(asdict(count))
    return document


def _curve_to_dict(curve: Curve) -> dict[str, Any]:
    lines = {
        name: [[day.isoformat(), count] for day, count in line]
        for name, line in (("planned", curve.planned), ("finished", curve.finished))
    }
    return {**lines, "before": curve.before, "undated": curve.undated, "last_due": _plain(curve.last_due)}


def _forecast_to_dict(forecast: Forecast | None) -> dict[str, Any] | None:
    return None if forecast is None else {name: _plain(value) for name, value in asdict(forecast).items()}


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it; an infinite upper bound is null."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if not np.isfinite(value) else int(value) if value.is_integer() else value
    return value

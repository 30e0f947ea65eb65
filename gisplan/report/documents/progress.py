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

from gisplan.ledger.progress.counts import Count, Group
from gisplan.ledger.progress.curve import Curve
from gisplan.ledger.progress.forecast import Forecast
from gisplan.ledger.progress.progress import KindProgress, Progress

__all__ = ["PROGRESS_SCHEMA", "make_progress_document", "read_progress_schema"]

PROGRESS_SCHEMA = "gisplan.progress/1"


def read_progress_schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    text = (resources.files(__package__) / "progress.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def make_progress_document(progress: Progress) -> dict[str, Any]:
    """Everything that the report tells, as plain data; in no language."""
    state = progress.state
    days = {"on": state.on.isoformat(), "known_at": state.known_at.isoformat() if state.known_at else None}
    store = {"store": state.store, "last_event": state.last_event}
    county = {"code": progress.county.code, "name": progress.county.name}
    return {
        "schema": PROGRESS_SCHEMA,
        "gisplan": version("gisplan"),
        "county": county,
        "ledger": {**store, **days},
        "inputs": [_plain(vars(item)) for item in progress.county.inputs if item.layer == "villages"],
        "kinds": [_tell_kind(kind) for kind in progress.kinds],
    }


def _tell_kind(of: KindProgress) -> dict[str, Any]:
    names = of.kind.milestones
    return {
        "kind": of.kind.name,
        "finish": of.kind.finish,
        "serves_from": of.kind.served,
        "total": _tell_count(of.total),
        "grouped_by": of.kind.group,
        "groups": _tell_groups(of.programmes),
        "towns": _tell_groups(of.towns),
        "curve": _tell_curve(of.curve),
        "months": [
            {"end": month.end.isoformat(), "due": month.due, "passed": dict(zip(names, month.passed, strict=True))}
            for month in of.months
        ],
        "forecast": _tell_forecast(of.forecast),
        "late": [
            {
                "code": late.work.code,
                "milestones": list(late.milestones),
                "due": late.due.isoformat(),
                "days": late.days,
            }
            for late in of.late
        ],
        "waiting": [_plain(asdict(village)) for village in of.waiting],
        "works": [_work_to_dict(of, i) for i in range(len(of.works))],
    }


def _work_to_dict(of: KindProgress, i: int) -> dict[str, Any]:
    """By when a work had passed each milestone, and when each was due."""
    work, names = of.works[i], of.kind.milestones
    days = {name: _plain(passed) for name, passed in zip(names, of.passed[:, i].astype(object), strict=True)}
    due = {name: _plain(day) for name, day in zip(names, of.due[:, i].astype(object), strict=True)}
    head = {"code": work.code, "name": work.name, "town": work.values.get("town"), "version": work.version}
    undated = [name for name, said in zip(names, of.undated[:, i].tolist(), strict=True) if said]
    return {**head, "passed": _known(days), "undated": undated, "due": _known(due)}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _tell_groups(groups: Sequence[Group]) -> list[dict[str, Any]]:
    return [{"name": group.name, **_tell_count(group.count)} for group in groups]


def _tell_count(count: Count) -> dict[str, Any]:
    told: dict[str, Any] = _plain(asdict(count))
    return told


def _tell_curve(curve: Curve) -> dict[str, Any]:
    lines = {
        name: [[day.isoformat(), count] for day, count in line]
        for name, line in (("planned", curve.planned), ("finished", curve.finished))
    }
    return {**lines, "before": curve.before, "undated": curve.undated, "last_due": _plain(curve.last_due)}


def _tell_forecast(forecast: Forecast | None) -> dict[str, Any] | None:
    return None if forecast is None else {name: _plain(value) for name, value in asdict(forecast).items()}


def _plain(value: Any) -> Any:
    """A value as JSON has it; what may be none or all of the people is null."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if not np.isfinite(value) else int(value) if value.is_integer() else value
    return value

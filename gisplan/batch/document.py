"""The document of a run: its options, the sums over all counties, and a row for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from importlib.metadata import version
from typing import Any

from gisplan.batch.options import RunOptions

__all__ = ["COUNTY_STATES", "RUN_SCHEMA", "make_run_document", "read_run_schema"]

RUN_SCHEMA = "gisplan.run/1"
COUNTY_STATES = ("met", "missed", "unknown", "refused", "failed")
_COUNTED = ("villages", "judged_for_exit", "exit_met", "exit_missed", "exit_unknown")
_LEFT_OUT = ("schema", "inputs", "files", "key", "by_scope")  # they stand in the county's own row

Row = Mapping[str, Any]


def read_run_schema() -> dict[str, Any]:
    """Read the JSON Schema of the document."""
    text = (resources.files(__package__) / "run.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def make_run_document(options: RunOptions, rows: Sequence[Row]) -> dict[str, Any]:
    """Make the document of a run; the same rows give the same document, whoever made them and in which order.

    Parameters
    ----------
    options : RunOptions
    rows : sequence of mapping
        A row for each county.

    Returns
    -------
    dict
        As run.schema.json describes it.
    """
    rows = sorted(rows, key=lambda row: row["code"])
    provinces = sorted({row["province"] for row in rows})
    return {
        "schema": RUN_SCHEMA,
        "gisplan": version("gisplan"),
        "options": options.to_dict(),
        "state": _join_states(row["state"] for row in rows),
        **_sum_rows(rows),
        "criteria": _sum_criteria(rows),
        "provinces": [
            {"province": name, **_sum_rows([row for row in rows if row["province"] == name])} for name in provinces
        ],
        "counties": [{name: value for name, value in row.items() if name not in _LEFT_OUT} for row in rows],
    }


def _join_states(states: Iterable[str]) -> str:
    """Missed where a county is missed; met only where all are met; what could not be judged is unknown."""
    found = set(states)
    return "missed" if "missed" in found else "met" if found == {"met"} else "unknown"


def _sum_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """Count the counties by state, and sum their villages; counties that were not judged add nothing."""
    counties = {state: sum(row["state"] == state for row in rows) for state in COUNTY_STATES}
    villages = {name: sum(row["villages"][name] for row in rows if "villages" in row) for name in _COUNTED}
    return {"counties_by_state": {"all": len(rows), **counties}, "villages": villages}


def _sum_criteria(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Sum the settlements of each criterion over the counties that are judged by it."""
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        for one in row.get("criteria", ()):
            key = (one["id"], one["settlement"])
            sum_ = sums.setdefault(key, dict.fromkeys(("counties", "met", "missed", "unknown", "people_missed"), 0))
            sum_["counties"] += 1
            for name in ("met", "missed", "unknown"):
                sum_[name] += one[name]
            sum_["people_missed"] += one["people_missed"] or 0
    return [{"id": id, "settlement": settlement, **sums[id, settlement]} for id, settlement in sorted(sums)]

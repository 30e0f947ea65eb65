"""Scenarios side by side as a JSON document: schema gisplan.scenario-comparison/1."""

from __future__ import annotations

import json
from importlib import resources
from importlib.metadata import version
from typing import Any

from gisplan.plan.scenario.comparison import ScenarioComparison
from gisplan.report.documents.scenario import figures_to_dict, to_plain

__all__ = ["SCENARIO_COMPARISON_SCHEMA", "make_scenario_comparison", "read_scenario_comparison_schema"]

SCENARIO_COMPARISON_SCHEMA = "gisplan.scenario-comparison/1"


def read_scenario_comparison_schema() -> dict[str, Any]:
    """Read the JSON Schema of the document."""
    text = (resources.files(__package__) / "scenario_comparison.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def make_scenario_comparison(compared: ScenarioComparison) -> dict[str, Any]:
    """Make the document of scenarios side by side.

    Parameters
    ----------
    compared : ScenarioComparison

    Returns
    -------
    dict
        As `read_scenario_comparison_schema` describes it; lists have a value for each scenario, in order.
    """
    county = compared.figures[0].proposal.problem.county
    frame = compared.differences
    stretches = compared.stretches
    places = range(len(compared.names))
    return {
        "schema": SCENARIO_COMPARISON_SCHEMA,
        "gisplan": version("gisplan"),
        "county": {"code": county.code, "name": county.name},
        "scenarios": [
            {"name": name, **figures_to_dict(figures)}
            for name, figures in zip(compared.names, compared.figures, strict=True)
        ],
        "verdicts": [
            {
                "criterion": row["criterion"],
                "settlement": row["settlement"],
                **{state: [int(row[f"{state}_{at}"]) for at in places] for state in ("met", "missed", "unknown")},
            }
            for row in compared.verdicts.to_dict("records")
        ],
        "served_differently": [
            {
                **{
                    name: to_plain(row[name])
                    for name in ("kind", "code", "name", "village", "town", "people", "households")
                },
                "served": [bool(row[f"served_{place}"]) for place in places],
            }
            for row in frame.to_dict("records")
        ],
        "stretches": [
            {
                **{name: to_plain(row[name]) for name in ("segment", "from_m", "to_m", "km")},
                "built": [bool(row[f"built_{place}"]) for place in places],
            }
            for row in stretches.to_dict("records")
        ],
    }

"""Scenarios side by side as a JSON document: schema gisplan.scenario-comparison/1."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from gisplan.plan.scenario.comparison import ScenarioComparison
from gisplan.report.documents.scenario import figures_to_dict, to_plain

__all__ = ["SCENARIO_COMPARISON_SCHEMA", "make_scenario_comparison"]

SCENARIO_COMPARISON_SCHEMA = "gisplan.scenario-comparison/1"

_SETTLEMENT = ("kind", "code", "name", "village", "town", "people", "households")


def make_scenario_comparison(compared: ScenarioComparison) -> dict[str, Any]:
    """Make the document of scenarios side by side."""
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

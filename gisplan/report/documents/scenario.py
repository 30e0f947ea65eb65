"""What a scenario costs and serves as a JSON document: schema gisplan.scenario-figures/1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.values import number_or_none
from gisplan.plan.scenario.figures import Figures
from gisplan.plan.scenario.scenario import Edit, Scenario, Stretch

__all__ = ["SCENARIO_FIGURES_SCHEMA", "figures_to_dict", "make_scenario_document", "to_plain"]

SCENARIO_FIGURES_SCHEMA = "gisplan.scenario-figures/1"


def make_scenario_document(
    scenario: Scenario, figures: Figures, *, changed_files: tuple[str, ...] = (), kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Make the document of a scenario on its county.

    Parameters
    ----------
    scenario : Scenario
    figures : Figures
    changed_files : tuple of str
        The county's files that have changed since the scenario was saved.
    kept : mapping, optional
        Its number, version and times in the store.
    """
    county = figures.proposal.problem.county
    return {
        "schema": SCENARIO_FIGURES_SCHEMA,
        "gisplan": version("gisplan"),
        "county": {"code": county.code, "name": county.name},
        "name": scenario.name,
        "author": scenario.author,
        "day": scenario.day,
        "standard": scenario.standard,
        "prize": scenario.prize,
        "build_to": scenario.build_to,
        "whole_segments": scenario.whole_segments,
        "stored": dict(kept) if kept else None,
        "budgets": [asdict(budget) for budget in scenario.budgets],
        "edits": len(scenario.edits),
        "roads": [road.code for road in scenario.roads],
        "plan": _plan_to_dict(scenario),
        **figures_to_dict(figures),
        "changed_files": list(changed_files),
        "unmatched": [_unmatched_to_dict(item) for item in figures.proposal.unmatched],
        "notes": scenario.notes,
    }


def figures_to_dict(figures: Figures) -> dict[str, Any]:
    """Return the amounts and whom a proposal serves: kilometres to the millimetre, money to the fen."""
    frame = figures.proposal.problem.demand.frame
    newly = np.flatnonzero(figures.newly_served)
    built = figures.proposal.built
    return {
        "cost_unit": figures.proposal.problem.rules.cost,
        "totals": _rows(figures.sum_by())[0],
        "by_programme": _rows(figures.sum_by("programme")),
        "by_programme_and_year": _rows(figures.sum_by("programme", "year")),
        "by_town": _rows(figures.sum_by("town")),
        "newly_served": asdict(figures.totals),
        "served": [
            {"settlement": str(kind), "code": str(code), "name": None if pd.isna(name) else str(name)}
            for kind, code, name in frame.loc[newly, ["kind", "code", "name"]].itertuples(index=False)
        ],
        "stretches_not_connected": int((built & ~figures.connected).sum()),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): to_plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def to_plain(value: Any) -> Any:
    """Return a cell of a table as a JSON value: a text, a number to six digits behind the point, or null."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, str):
        return value
    return number_or_none(round(float(value), 6)) if isinstance(value, float) else int(value)


def _plan_to_dict(scenario: Scenario) -> dict[str, Any] | None:
    plan = scenario.plan
    if plan is None:
        return None
    names = ("value", "bound", "unit", "proven")
    years = None if plan.years is None else asdict(plan.years)
    since = len(scenario.edits) - plan.edits
    return {name: getattr(plan, name) for name in names} | {"years": years, "edits_since": since}


def _unmatched_to_dict(item: Edit | Stretch) -> dict[str, Any]:
    action = item.action if isinstance(item, Edit) else "plan"
    return {"segment": item.segment, "from_m": item.from_m, "to_m": item.to_m, "action": action}

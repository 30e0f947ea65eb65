"""A scenario and its changes as plain JSON values: schema gisplan.scenario/1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gisplan.plan.scenario.changes import Adopted, Change, Configured, Drawn, Edited, Solved, Undone
from gisplan.plan.scenario.scenario import Budget, DrawnRoad, Edit, Scenario, SolvedPlan, Stretch, YearSplit

__all__ = ["SCENARIO_SCHEMA", "change_to_dict", "dict_to_change", "dict_to_scenario", "scenario_to_dict"]

SCENARIO_SCHEMA = "gisplan.scenario/1"


def scenario_to_dict(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as a document; the same scenario is the same document."""
    return {
        "schema": SCENARIO_SCHEMA,
        "name": scenario.name,
        "author": scenario.author,
        "day": scenario.day,
        "county": scenario.county,
        "standard": scenario.standard,
        "inputs": dict(sorted(scenario.inputs.items())),
        "prize": scenario.prize,
        "build_to": scenario.build_to,
        "whole_segments": scenario.whole_segments,
        "budgets": [asdict(budget) for budget in scenario.budgets],
        "roads": [_road_to_dict(road) for road in scenario.roads],
        "edits": [_without_empty(asdict(edit)) for edit in scenario.edits],
        "plan": _plan_to_dict(scenario.plan),
        "notes": scenario.notes,
        "view": dict(sorted(scenario.view.items())),
        "archived": scenario.archived,
        "adopted": list(scenario.adopted),
    }


def dict_to_scenario(document: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a document without faults: see `find_scenario_faults`."""
    plain = ("name", "county", "standard", "author", "day", "inputs", "prize", "build_to", "whole_segments", "notes")
    return Scenario(
        **{name: document[name] for name in (*plain, "view", "archived") if name in document},
        budgets=tuple(Budget(**row) for row in document.get("budgets", ())),
        roads=tuple(_dict_to_road(row) for row in document.get("roads", ())),
        edits=tuple(_dict_to_edit(row) for row in document.get("edits", ())),
        plan=_dict_to_plan(document.get("plan")),
        adopted=tuple(document.get("adopted", ())),
    )


def change_to_dict(change: Change) -> dict[str, Any]:
    """Return a change as a JSON object with one key, which says what it is."""
    if isinstance(change, Edited):
        return {"edits": [_without_empty(asdict(edit)) for edit in change.edits]}
    if isinstance(change, Drawn):
        return {"roads": [_road_to_dict(road) for road in change.roads]}
    if isinstance(change, Solved):
        return {"plan": _plan_to_dict(change.plan)}
    if isinstance(change, Adopted):
        return {"adopted": list(change.works)}
    if isinstance(change, Undone):
        return {"undo": change.change}
    values = dict(change.values)
    if "budgets" in values:
        values["budgets"] = [asdict(budget) for budget in values["budgets"]]
    return {"set": values}


def dict_to_change(value: Mapping[str, Any]) -> Change:
    """Return the change of an object without faults: see `find_change_faults`."""
    kind, content = next(iter(value.items()))
    if kind == "edits":
        return Edited(tuple(_dict_to_edit(row) for row in content))
    if kind == "roads":
        return Drawn(tuple(_dict_to_road(row) for row in content))
    if kind == "plan":
        return Solved(_dict_to_plan(content))
    if kind == "adopted":
        return Adopted(tuple(content))
    if kind == "undo":
        return Undone(int(content))
    values = dict(content)
    if "budgets" in values:
        values["budgets"] = tuple(Budget(**row) for row in values["budgets"])
    return Configured(values)


def _without_empty(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}


def _dict_to_edit(row: Mapping[str, Any]) -> Edit:
    return Edit(**{**row, "programme": row.get("programme") or ""})


def _road_to_dict(road: DrawnRoad) -> dict[str, Any]:
    return {"code": road.code, "name": road.name, "points": [list(point) for point in road.points]}


def _dict_to_road(row: Mapping[str, Any]) -> DrawnRoad:
    points = tuple((float(x), float(y)) for x, y in row["points"])
    return DrawnRoad(row["code"], points, row.get("name") or "")


def _plan_to_dict(plan: SolvedPlan | None) -> dict[str, Any] | None:
    return None if plan is None else {**asdict(plan), "stretches": [asdict(row) for row in plan.stretches]}


def _dict_to_plan(row: Mapping[str, Any] | None) -> SolvedPlan | None:
    if row is None:
        return None
    years = row.get("years")
    parts = {
        "stretches": tuple(
            Stretch(**{**stretch, "programme": stretch.get("programme") or ""}) for stretch in row["stretches"]
        ),
        "years": None if years is None else YearSplit(**years),
    }
    return SolvedPlan(**{**row, **parts})

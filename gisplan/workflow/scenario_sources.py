"""Scenarios that nobody made: the county as it is today, and the county's own list of road works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.plan.scenario.scenario import Edit, Scenario
from gisplan.workflow.plan_options import ROAD_WORKS, list_programme_ids
from gisplan.workflow.scenario_steps import resolve_named_standard

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = ["ROAD_WORKS", "TODAY", "make_list_scenario", "make_today"]

TODAY = "today"
"""The word for the county as it is; `ROAD_WORKS` is that for its list."""


def make_today(county: County, standard: str) -> Scenario:
    """Return the scenario in which nothing is built."""
    return Scenario(_("today"), county.code, standard)


def make_list_scenario(county: County, standard: str) -> Scenario:
    """Return the scenario that builds the county's own list: each segment in the year in which its work is due.

    Raises
    ------
    PlanError
        The county has no road works that name segments.
    """
    works = None if county.works is None else pd.DataFrame(county.works)
    roads = works[works["kind"] == "road"] if works is not None and len(works) else None
    if roads is None or not len(roads):
        raise PlanError(_("The county has no layer road_works: add it to gisplan.toml."))
    ids = list_programme_ids(county, resolve_named_standard(county, standard))
    due = pd.to_datetime(roads["due"], errors="coerce").dt.year
    rows = roads[["segments", "programme"]].assign(due=due).explode("segments").dropna(subset="segments")
    edits = tuple(
        Edit(
            str(row.segments),
            "in",
            programme=ids.get(row.programme, _text(row.programme)),
            year=None if pd.isna(row.due) else int(row.due),
        )
        for row in rows.itertuples()
    )
    return Scenario(_("the county's list"), county.code, standard, edits=edits)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

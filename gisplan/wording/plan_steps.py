"""What the steps of a plan are called: their roads, their towns, and whom they newly serve."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gisplan.base.values import is_missing
from gisplan.plan import PlanResult

__all__ = ["name_settlements", "name_step_roads", "name_step_towns"]


def name_step_roads(planned: PlanResult) -> dict[int, list[str]]:
    """Return the names of the roads that each step builds, or their codes where they have none, each once.

    Parameters
    ----------
    planned : PlanResult
    """
    built = _list_built(planned)
    road = built["name"].where(built["name"].notna() & (built["name"] != ""), built["segment"])
    return _group_by_step(road, built["step"])


def name_step_towns(planned: PlanResult) -> dict[int, list[str]]:
    """Return the towns in which each step builds, each once; "" where no town is known.

    Parameters
    ----------
    planned : PlanResult
    """
    built = _list_built(planned)
    return _group_by_step(built["town"].fillna(""), built["step"])


def name_settlements(planned: PlanResult) -> dict[Any, str]:
    """Return the name of each settlement by its code; a group's with its village's before it.

    Parameters
    ----------
    planned : PlanResult
    """
    table = planned.settlements
    names = {
        code: "" if is_missing(name) else str(name) for code, name in zip(table["code"], table["name"], strict=True)
    }
    named = {}
    for code, village in zip(table["code"], table["village"], strict=True):
        parts = ("" if is_missing(village) else names.get(village, ""), names[code])
        named[code] = (parts[1] if parts[1].startswith(parts[0]) else "".join(parts)) or str(code)
    return named


def _list_built(planned: PlanResult) -> pd.DataFrame:
    return pd.DataFrame(planned.units[planned.units["step"].notna()])


def _group_by_step(names: pd.Series[Any], step: pd.Series[Any]) -> dict[int, list[str]]:
    return {int(k): list(dict.fromkeys(map(str, own))) for k, own in names.groupby(step.astype("int64"))}

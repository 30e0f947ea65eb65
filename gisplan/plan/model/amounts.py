"""The amounts that a plan is made with: budgets in whole numbers of the cost's unit, and the time limit."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.steiner import deadline_after

__all__ = ["COST_SCALE", "deadline_of", "explain_budgets", "read_budgets"]

COST_SCALE = {"km": 1_000_000, "yuan": 100}
"""How many of the whole numbers in which costs are compared make one of each unit: millimetres, fen."""

_MOST_PARTS = 2**62


def explain_budgets(budgets: object, programmes: Sequence[str]) -> str:
    """Return what to give instead of budgets that name no programme."""
    message = _("Budgets: {0} does not say which programme: give budgets={1}. The programmes are: {2}.")
    return message.format(reprlib.repr(budgets), {programmes[-1]: 8.0}, ", ".join(programmes))


def read_budgets(budgets: Mapping[str, float | None], unit: str) -> dict[str, int | None]:
    """Convert budgets to parts of the cost's unit, rounded down; None stays unlimited.

    Parameters
    ----------
    budgets : mapping of programme to float or None
    unit : str
        "km" or "yuan".

    Raises
    ------
    PlanError
        A budget is negative, no number, or too large to be counted in parts.
    """
    wrong = [name for name, most in budgets.items() if most is not None and not (np.isfinite(most) and most >= 0)]
    if wrong:
        fault = _("The budget of {0} is {1}: give a number of at least 0.")
        raise PlanError("\n".join(fault.format(name, budgets[name]) for name in wrong))
    scale = COST_SCALE[unit]
    large = [name for name, most in budgets.items() if most is not None and most * scale >= _MOST_PARTS]
    if large:
        fault = _("The budget of {0} is {1}: that is too large to be counted. For no limit, name the programme alone.")
        raise PlanError("\n".join(fault.format(name, budgets[name]) for name in large))
    return {name: None if most is None else int(np.floor(most * scale + 1e-6)) for name, most in budgets.items()}


def deadline_of(seconds: Any) -> float:
    """Return the deadline of a plan that is begun now; refuse what is no time limit."""
    if seconds is None or (isinstance(seconds, int | float) and seconds >= 0):
        return deadline_after(seconds)
    raise PlanError(_("The time limit is {0}: give seconds, at least 0.").format(seconds))

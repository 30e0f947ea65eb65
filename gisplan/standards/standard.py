"""Standards: what ought to be there, as data. A standard is criteria and targets with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Criterion", "Standard", "Target"]


@dataclass(frozen=True)
class Criterion:
    """What one settlement is asked for.

    Attributes
    ----------
    id, kind : str
    settlement : str
        "village" or "group".
    role : str
        "exit" decides, "plan" is reported against the plan, "report" is only a figure.
    unit, threshold
        For `reach`: how far, in metres, the settlement may stand from the reach.
    surfaces : tuple of int
        The surface codes (K5104) that count as sealed.
    reach_to : str
        "trunk", "seat", "both", or "any": any sealed road will do.
    measure : str
        "straight", or "network": along roads of any surface, and straight to the nearest of them.
    fixed : bool
        The distance and `reach_to` belong to the definition: no county file changes them.
    min_households : float or None
        The criterion applies to settlements with at least so many households.
    """

    id: str
    kind: str
    settlement: str
    role: str
    unit: str
    threshold: float
    source: str
    surfaces: tuple[int, ...]
    reach_to: str = "trunk"
    measure: str = "straight"
    fixed: bool = False
    min_households: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Target:
    """What the county as a whole is asked for: at least `threshold` per cent of what a criterion counts are met.

    `of` is what is counted: "settlements", or the "people" in them. A target of the role "report"
    has no threshold: it is only a figure.
    """

    id: str
    criterion: str
    role: str
    unit: str
    source: str
    threshold: float | None = None
    of: str = "settlements"
    due: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Standard:
    """Criteria and targets, with the title and source of the whole."""

    id: str
    title: str
    source: str
    criteria: tuple[Criterion, ...]
    targets: tuple[Target, ...] = ()
    title_zh: str = ""
    note: str = ""

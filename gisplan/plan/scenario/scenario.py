"""A scenario as a value: what somebody proposes to build, what it may cost, and the plan that was solved from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ACTIONS", "Budget", "DrawnRoad", "Edit", "Scenario", "SolvedPlan", "Stretch", "YearSplit"]

ACTIONS = ("in", "out", "done", "free")
"""What an edit does to a stretch: build it, do not build it, count it as sealed already, or leave it to the plan."""


@dataclass(frozen=True)
class Edit:
    """A stretch of a segment that somebody put into the proposal, or out of it.

    Parameters
    ----------
    segment : str
    action : str
        One of `ACTIONS`. A later edit of the same stretch replaces an earlier one. What is in, out or done is kept when
        the rest is solved.
    from_m, to_m : float or None
        Chainage along the segment as drawn; None for its beginning and its end.
    programme : str
        The programme that pays for what is in; "" for the first that may build it.
    year : int or None
        In which it is to be built; None where that is left to the plan.
    surface : int or None
        The surface that it gets; None for the first of those that count as sealed.
    """

    segment: str
    action: str
    from_m: float | None = None
    to_m: float | None = None
    programme: str = ""
    year: int | None = None
    surface: int | None = None


@dataclass(frozen=True)
class DrawnRoad:
    """A new alignment that was drawn in the scenario; it may be built like the county's own candidates.

    Parameters
    ----------
    code : str
        Its segment, by which edits name it.
    points : tuple of (longitude, latitude)
        Two at least, in degrees of WGS 84.
    name : str
    """

    code: str
    points: tuple[tuple[float, float], ...]
    name: str = ""


@dataclass(frozen=True)
class Budget:
    """What a programme may spend, in all or in one year.

    Parameters
    ----------
    programme : str
    amount : float or None
        In the unit of the rules' costs, km or yuan; None is unlimited.
    year : int or None
        None: for all years together.
    """

    programme: str
    amount: float | None = None
    year: int | None = None


@dataclass(frozen=True)
class Stretch:
    """A stretch that a plan builds.

    Parameters
    ----------
    segment : str
    from_m, to_m : float
    programme : str
    year : int or None
        None where the plan has no years.
    """

    segment: str
    from_m: float
    to_m: float
    programme: str
    year: int | None = None


@dataclass(frozen=True)
class YearSplit:
    """How good the split of a plan over years is.

    Parameters
    ----------
    value, bound : float
        The prize times years served, and the most that any split of the plan can reach.
    proven : bool
        Whether no split is better.
    """

    value: float
    bound: float
    proven: bool


@dataclass(frozen=True)
class SolvedPlan:
    """A plan that was solved from a scenario.

    Parameters
    ----------
    stretches : tuple of Stretch
    value, bound : float
        What it serves newly and the most that any plan can; without budgets its cost and the least that is possible.
    unit : str
        Of both: a prize, "km" or "yuan".
    proven : bool
        Whether no plan is better.
    edits : int
        How many edits of the scenario it was solved with.
    years : YearSplit or None
        How good the split over years is; None where no budget names a year.
    """

    stretches: tuple[Stretch, ...]
    value: float
    bound: float
    unit: str
    proven: bool
    edits: int = 0
    years: YearSplit | None = None


@dataclass(frozen=True)
class Scenario:
    """What somebody proposes to build.

    Parameters
    ----------
    name : str
    county : str
        The code of the county.
    standard : str
        The id of the standard by which it plans.
    author : str
    day : str
        On which it was begun, ISO 8601.
    inputs : mapping of path to sha256
        The files of the county when it was last solved or saved.
    prize : str
        The objective: see `gisplan.plan.PRIZES`.
    build_to, whole_segments
        How far roads are built, and whether in whole segments: see `gisplan.plan.make_plan`.
    budgets : tuple of Budget
        None: everything that can be served is, at least cost.
    roads : tuple of DrawnRoad
        New alignments that were drawn.
    edits : tuple of Edit
        In the order in which they were made.
    plan : SolvedPlan or None
        What was solved last; edits go before it.
    notes : str
    view : mapping
        What the map shows: its centre, zoom and theme.
    archived : bool
        Put away: it is kept, and no longer listed among those that are worked on.
    adopted : tuple of str
        The codes of the road works that the county made of it; none where it was not adopted.
    """

    name: str
    county: str
    standard: str
    author: str = ""
    day: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    prize: str = "people"
    build_to: str = "rule"
    whole_segments: bool = False
    budgets: tuple[Budget, ...] = ()
    roads: tuple[DrawnRoad, ...] = ()
    edits: tuple[Edit, ...] = ()
    plan: SolvedPlan | None = None
    notes: str = ""
    view: Mapping[str, Any] = field(default_factory=dict)
    archived: bool = False
    adopted: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have budgets, ascending."""
        return tuple(sorted({budget.year for budget in self.budgets if budget.year is not None}))

    def total_budgets(self) -> dict[str, float | None]:
        """Return what each programme may spend in all: its total where one is given, else the sum of its years."""
        totals = {b.programme: b.amount for b in self.budgets if b.year is None}
        for programme in dict.fromkeys(b.programme for b in self.budgets):
            amounts = [b.amount for b in self.budgets if b.programme == programme and b.year is not None]
            known = [amount for amount in amounts if amount is not None]
            if programme not in totals:
                totals[programme] = sum(known) if len(known) == len(amounts) else None
        return totals

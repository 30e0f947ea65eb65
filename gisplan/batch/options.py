"""What a run does with each county."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["ACTIONS", "RunOptions"]

ACTIONS = ("gaps", "verify", "plan")
"""What a run may do: verdicts with their layers and near misses; the exit verdict; verdicts and a plan."""


@dataclass(frozen=True)
class RunOptions:
    """What is done with each county, the same for all.

    Parameters
    ----------
    do : {"gaps", "verify", "plan"}
        `verify` writes no layers, so it takes the least time.
    standard : str, optional
        A packaged id or the path of a standard file, for counties for which the list names none; without it each
        county's own.
    scope, reading, accept_assumed
        As `gisplan.find_gaps` takes them.
    budgets : tuple of str
        Of a plan: texts such as "group_roads=12", the same for each county.
    prize : str
        Of a plan: what to serve the most of.
    time_limit_s : float, optional
        Of a plan: for each county. Where it ends the search, the plan depends on the computer's speed.
    maps : bool
        Whether each county gets its own gap map, or the map of its plan.
    language : str
        The language of the maps; documents and the dataset are in English.
    allow_outside : bool
        Whether county files may name files outside their folder.
    """

    do: str = "gaps"
    standard: str | None = None
    scope: str = "exit"
    reading: str | None = None
    accept_assumed: bool = False
    budgets: tuple[str, ...] = ()
    prize: str = "people"
    time_limit_s: float | None = None
    maps: bool = False
    language: str = "en"
    allow_outside: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the options as a document has them."""
        return asdict(self) | {"budgets": list(self.budgets)}

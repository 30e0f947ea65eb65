"""What follows from a county alone is found once for each county, however many criteria ask for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from gisplan.county.county import County

__all__ = ["once_per_county"]

_Arguments = ParamSpec("_Arguments")
_Found = TypeVar("_Found")


def once_per_county(
    find: Callable[Concatenate[County, _Arguments], _Found],
) -> Callable[Concatenate[County, _Arguments], _Found]:
    """Keep what a function returns with the county that it is given.

    Parameters
    ----------
    find : callable
        A function of a county and of further arguments by place, which can be hashed.

    Returns
    -------
    callable
        Returns the same value for the same county object; no caller changes it. `find_gaps` begins with a new object.
    """

    @wraps(find)
    def find_once(county: County, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Found:
        known: dict[Any, Any] = vars(county).setdefault("_found", {})
        key = (find.__module__, find.__qualname__, arguments, *named.items())
        if key not in known:
            known[key] = find(county, *arguments, **named)
        found: _Found = known[key]
        return found

    return find_once

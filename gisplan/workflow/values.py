"""What every value of gisplan can do: be shown on a map, and be written as its command writes it."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from gisplan.base.display import register_view

if TYPE_CHECKING:
    import folium

    from gisplan.gaps import Gaps
    from gisplan.ledger.progress import Progress
    from gisplan.maps.shared.page import Page
    from gisplan.plan import PlanResult

__all__ = ["explore", "plot", "write"]

_FILES = {
    "Gaps": "gisplan.workflow.gaps_files",
    "PlanResult": "gisplan.workflow.plan_steps",
    "Progress": "gisplan.workflow.ledger_files",
}
"""By the value's name, so that verdicts load neither the planner nor the ledger."""


@overload
def explore(value: Gaps, criterion: str | None = None) -> folium.Map: ...
@overload
def explore(value: PlanResult | Progress) -> Page: ...
def explore(value: Any, *options: Any, **named: Any) -> Any:
    """Show verdicts, a plan or the progress of works on a map, in a notebook; the map needs no network.

    Parameters
    ----------
    value : Gaps, PlanResult or Progress
    *options, **named
        For verdicts `criterion`: the id of the criterion that is chosen at first.

    Returns
    -------
    folium.Map or Page
        What a notebook shows.
    """
    return _files_of(value).explore(value, *options, **named)


def plot(value: Gaps, criterion: str | None = None, **options: Any) -> Any:
    """Plot verdicts by place: see `Gaps.plot`."""
    return _files_of(value).plot(value, criterion, **options)


def write(value: Any, folder: str | os.PathLike[str], **options: Any) -> tuple[Path, ...]:
    """Write everything that the value's command writes, each file whole or not at all.

    Parameters
    ----------
    value : Gaps, PlanResult or Progress
    folder : path
        Made where it is not there.
    **options
        For verdicts `formats, names, charts`; for all `progress`: see `gisplan.workflow.gaps_files.write`.

    Returns
    -------
    tuple of Path
        The files, in the order in which they were written.

    Raises
    ------
    WriteError
        A file could not be written; those before it are whole, what stood at its place is untouched.
    """
    written: tuple[Path, ...] = _files_of(value).write(value, folder, **options)
    return written


def _files_of(value: object) -> Any:
    return import_module(_FILES[type(value).__name__])


for _name in _FILES:
    register_view(_name, "explore", explore)
register_view("Gaps", "plot", plot)

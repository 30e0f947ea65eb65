"""What every value of gisplan can do: be shown on a map, and be written as its command writes it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from gisplan.workflow import gaps_files, plan_files

if TYPE_CHECKING:
    import folium

    from gisplan.gaps import Gaps
    from gisplan.plan import Planned

__all__ = ["explore", "write"]


@overload
def explore(value: Gaps) -> folium.Map: ...
@overload
def explore(value: Planned) -> plan_files.Page: ...
def explore(value: Any) -> Any:
    """Show verdicts or a plan on a map, in a notebook; the map needs no network."""
    return plan_files.explore(value) if _is_plan(value) else gaps_files.explore(value)


def write(value: Any, folder: str | os.PathLike[str], **options: Any) -> tuple[Path, ...]:
    """Write everything that the value's command writes, each file whole or not at all.

    Parameters
    ----------
    value : Gaps or Planned
    folder : path
        Made where it is not there.
    options
        For verdicts `formats, names, charts`; for both `progress`: see `gisplan.workflow.gaps_files.write`.

    Raises
    ------
    WriteError
        A file could not be written; those before it are whole, what stood at its place is untouched.
    """
    written: tuple[Path, ...] = (plan_files if _is_plan(value) else gaps_files).write(value, folder, **options)
    return written


def _is_plan(value: object) -> bool:
    """By its name, so that verdicts need not load the planner."""
    return type(value).__name__ == "Planned"

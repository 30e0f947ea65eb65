"""The sentences about values of the standard that the county file replaces by others."""

from __future__ import annotations

from collections.abc import Callable

from gisplan.base.display import visible
from gisplan.base.language import N_, _
from gisplan.county.county import County
from gisplan.gaps import ResolvedReach
from gisplan.io.faults.catalogue import explain_fault
from gisplan.io.replaced_values import find_replaced_values
from gisplan.standards import Standard

__all__ = ["add_own_distance", "list_replaced_values"]

Translate = Callable[[str], str]


def list_replaced_values(county: County, standard: Standard) -> list[str]:
    """List what the county file replaces of the standard, with the file, the line and what to do, in sentences.

    Parameters
    ----------
    county : County
    standard : Standard
        By which it is judged.
    """
    faults = find_replaced_values(county.settings, county.setting_places, standard)
    return [visible(" ".join(explain_fault(fault, translate=_))) for fault in faults]


def add_own_distance(text: str, reach: ResolvedReach | None, *, translate: Translate = str) -> str:
    """Add the standard's own distance to what a criterion requires, where the county file replaces it by another.

    Parameters
    ----------
    text : str
        What it requires.
    reach : ResolvedReach or None
        None for a criterion of another kind.
    translate : callable, optional
        Gives the English template in another language.
    """
    if reach is None or reach.own_reach_m is None:
        return text
    return translate(N_("{0} (by the county file; the standard has {1:.10g} m)")).format(text, reach.own_reach_m)

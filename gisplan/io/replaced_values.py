"""Say where a county file replaces what a standard says, and refuse where the standard is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gisplan.base.faults import Fault
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.gaps.settings import Replaced, Settings
from gisplan.io.faults.catalogue import make_fault
from gisplan.standards import Standard

__all__ = ["find_refused_values", "find_replaced_values"]

_FILE = "gisplan.toml"

Places = Mapping[str, tuple[str, int | None]]


def find_replaced_values(settings: Mapping[str, Any], places: Places, standard: Standard) -> tuple[Fault, ...]:
    """Return a warning for each value of a standard that the county file replaces by another.

    Parameters
    ----------
    settings : mapping
        The keys of ``[network]`` that the county file gives.
    places : mapping of str to (str, int or None)
        The county file and the line of each.
    standard : Standard
        By which the county is judged.

    Returns
    -------
    tuple of Fault
    """
    criteria = [c for c in standard.criteria if isinstance(c, ReachCriterion) and not c.fixed]
    return _make_faults("value-replaced", criteria, settings, places, standard)


def find_refused_values(settings: Mapping[str, Any], places: Places, standard: Standard) -> tuple[Fault, ...]:
    """Return an error for each value that contradicts the county's own standard, all of whose distances are fixed.

    Parameters
    ----------
    settings : mapping
        The keys of ``[network]`` that the county file gives.
    places : mapping of str to (str, int or None)
        The county file and the line of each.
    standard : Standard
        The one that the county file names.

    Returns
    -------
    tuple of Fault
    """
    criteria = [c for c in standard.criteria if isinstance(c, ReachCriterion)]
    if not all(c.fixed for c in criteria):
        return ()
    return _make_faults("value-fixed", criteria, settings, places, standard)


def _make_faults(
    code: str, criteria: list[ReachCriterion], settings: Mapping[str, Any], places: Places, standard: Standard
) -> tuple[Fault, ...]:
    """Return a fault for each value that differs, with the criteria for which it does."""
    given = Settings(reach_m=settings.get("reach_m"), reach_to=settings.get("reach_to"))
    differing: dict[Replaced, list[str]] = {}
    for criterion in criteria:
        for value in criterion.find_differing(given):
            differing.setdefault(value, []).append(criterion.id)
    return tuple(_make_fault(code, value, ids, places, standard) for value, ids in differing.items())


def _make_fault(code: str, value: Replaced, criteria: list[str], places: Places, standard: Standard) -> Fault:
    file, line = places.get(value.key, (_FILE, None))
    return make_fault(
        code,
        file=file,
        row=line,
        field=value.key,
        value=_show(value.county_file),
        own=_show(value.standard),
        standard=standard.id,
        criteria=", ".join(criteria),
    )


def _show(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"

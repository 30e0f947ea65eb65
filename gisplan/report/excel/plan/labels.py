"""What the sheets of a plan call surfaces, and what a programme may build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gisplan.base.language import _
from gisplan.base.values import number_or_none
from gisplan.county.code_lists import SURFACES
from gisplan.standards import Programme

__all__ = ["format_programme", "name_surface", "name_surfaces", "name_unit_surface"]


def name_surface(code: Any) -> str:
    """Name a surface code (K5104); one that nobody surveyed is unknown."""
    number = number_or_none(code)
    return _("unknown") if number is None else _(SURFACES[int(number)].english) if number in SURFACES else str(number)


def name_unit_surface(row: Mapping[str, Any]) -> str | None:
    """Name the present surface of a unit; None for a new alignment, which has none."""
    return None if row["candidate"] else name_surface(row["surface"])


def name_surfaces(codes: Iterable[int]) -> str:
    """Name surfaces, each once, with their codes."""
    names: dict[str, list[str]] = {}
    for code in codes:
        names.setdefault(name_surface(code), []).append(str(code))
    return ", ".join(f"{name} ({', '.join(numbers)})" for name, numbers in names.items())


def format_programme(programme: Programme) -> str:
    """Return what a programme may build, in words."""
    conditions = []
    if programme.registered:
        conditions.append(_("registered as {0}").format(name_surfaces(programme.registered)))
    if programme.surveyed:
        conditions.append(_("found on site as {0}").format(name_surfaces(programme.surveyed)))
    if programme.classes:
        conditions.append(_("of class {0}").format(", ".join(programme.classes)))
    if programme.serves_households is not None:
        conditions.append(_("serving a group of {0:g} households or more").format(programme.serves_households))
    if programme.unknown:
        conditions.append(_("roads of unknown surface too"))
    return "; ".join(conditions) or _("any unsealed road whose surface is known")

"""What the sheets of a plan call surfaces, programmes, costs and prizes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gisplan.base.language import _, language
from gisplan.base.values import number_or_none
from gisplan.county.code_lists import SURFACES
from gisplan.plan import COST_SCALE, PRIZE_SCALE, PlanningProblem
from gisplan.report.excel.sheet_layout import Column
from gisplan.standards import Programme
from gisplan.wording.plans import UNIT_LABELS, name_prize, name_programme

__all__ = [
    "cost_column",
    "cost_kind",
    "cost_of",
    "format_programme",
    "name_surface",
    "name_surfaces",
    "prize_of",
    "prize_unit",
    "programme_names",
]


def name_surface(code: Any) -> str:
    """A surface code (K5104) in words; one that nobody surveyed is unknown."""
    number = number_or_none(code)
    return _("unknown") if number is None else _(SURFACES[int(number)].english) if number in SURFACES else str(number)


def name_surfaces(codes: Iterable[int]) -> str:
    """Surfaces in words, each once, with their codes."""
    names: dict[str, list[str]] = {}
    for code in codes:
        names.setdefault(name_surface(code), []).append(str(code))
    return ", ".join(f"{name} ({', '.join(numbers)})" for name, numbers in names.items())


def programme_names(problem: PlanningProblem) -> dict[str, str]:
    """What each programme is called, by its id."""
    return {p.id: name_programme(p, language(), translate=_) for p in problem.programmes}


def format_programme(programme: Programme) -> str:
    """What a programme may build, in words."""
    told = []
    if programme.registered:
        told.append(_("registered as {0}").format(name_surfaces(programme.registered)))
    if programme.surveyed:
        told.append(_("found on site as {0}").format(name_surfaces(programme.surveyed)))
    if programme.classes:
        told.append(_("of class {0}").format(", ".join(programme.classes)))
    if programme.serves_households is not None:
        told.append(_("serving a group of {0:g} households or more").format(programme.serves_households))
    if programme.unknown:
        told.append(_("roads of unknown surface too"))
    return "; ".join(told) or _("any unsealed road whose surface is known")


def prize_unit(problem: PlanningProblem, prize: str) -> str:
    """What the prize is counted in; weighted where villages that exit this year count for more."""
    name = name_prize(prize, translate=_)
    return name if problem.rules.exit_weight == 1.0 else _("{0}, weighted").format(name)


def prize_of(thousandths: int) -> float | int | None:
    """A prize in ones."""
    return number_or_none(round(int(thousandths) / PRIZE_SCALE, 3))


def cost_of(problem: PlanningProblem, parts: int | None) -> float | int | None:
    """A cost in its unit, kilometres to the millimetre; None stays None."""
    return None if parts is None else number_or_none(round(int(parts) / COST_SCALE[problem.rules.cost], 6))


def cost_kind(problem: PlanningProblem) -> str:
    """How costs are shown."""
    return "km" if problem.rules.cost == "km" else "count"


def cost_column(problem: PlanningProblem, told: str) -> Column:
    """A column of costs; `told` has a place for their unit."""
    return Column(told.format(_(UNIT_LABELS[problem.rules.cost])), cost_kind(problem))

"""Budgets of a scenario as a form has them: a text a programme, in all or by year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gisplan.base.errors import DeskError
from gisplan.base.language import _
from gisplan.plan.scenario.scenario import Budget

if TYPE_CHECKING:
    from gisplan.standards import Programme
    from gisplan.web.settings import DeskSettings

__all__ = ["Rules", "format_budgets", "read_budgets", "read_rules"]

_DIGITS = 6  # behind the point: millimetres of a kilometre
_NUMBER = rf"[0-9]{{1,12}}(?:\.[0-9]{{1,{_DIGITS}}})?"
_UNLIMITED = ("unlimited", "不限", "无限")
_PART = re.compile(rf"(?:(?P<year>[0-9]{{4}})\s*[:：]\s*)?(?P<amount>{_NUMBER}|{'|'.join(_UNLIMITED)})")


@dataclass(frozen=True)
class Rules:
    """By what scenarios of the county plan: its code, its standard, the unit of costs, and each programme's name."""

    county: str
    standard: str
    unit: str
    programmes: Mapping[str, str]


def read_rules(settings: DeskSettings, language: str) -> Rules:
    """Read the rules by which the county plans, of its county file and its standard.

    Raises
    ------
    DeskError
        The county file names no standard.
    """
    from gisplan.io.child.toml_files import read_county_file
    from gisplan.io.inputs.standard_file import read_standard
    from gisplan.standards import GENERAL

    file = read_county_file(settings.county)
    if not file.standard:
        raise DeskError(_('The county file names no standard: add standard = "…" to [county] of gisplan.toml.'))
    standard = read_standard(file.standard, folder=str(file.folder))
    names = {one.id: _name(one, language) for one in standard.plan.programmes}
    names.setdefault(GENERAL, _("any road"))
    return Rules(file.code, str(file.standard), str(file.plan.get("cost", standard.plan.cost)), names)


def _name(programme: Programme, language: str) -> str:
    title = programme.title_zh if language == "zh" and programme.title_zh else programme.title
    return title or programme.id


def read_budgets(given: Iterable[tuple[str, str]], programmes: Iterable[str]) -> tuple[Budget, ...]:
    """Read budgets such as "20", "unlimited", or "2019: 10; 2020: 12.5", of a text for each programme.

    Raises
    ------
    DeskError
        A programme or an amount is none; the message names each, in a line.
    """
    known, budgets, faults = set(programmes), [], []
    for programme, text in given:
        parts = [part.strip() for part in re.split(r"[;；,，\n]", text) if part.strip()]
        found = [_PART.fullmatch(part) for part in parts]
        if parts and programme not in known:
            faults.append(
                _("There is no programme {0}; there are: {1}.").format(ascii(programme)[:60], ", ".join(sorted(known)))
            )
        elif not all(found):
            message = _("Budget of {0}: give a number, in all or by year, such as {1}.")
            faults.append(message.format(programme, "20; 2019: 10; 2020: 12.5"))
        else:
            budgets += [_make_budget(programme, one) for one in found if one is not None]
    if faults:
        raise DeskError("\n".join(faults))
    return tuple(budgets)


def _make_budget(programme: str, found: re.Match[str]) -> Budget:
    amount = None if found["amount"] in _UNLIMITED else float(found["amount"])
    return Budget(programme, amount, int(found["year"]) if found["year"] else None)


def format_budgets(budgets: Sequence[Budget]) -> dict[str, str]:
    """Return budgets as `read_budgets` reads them, by programme."""
    texts: dict[str, list[str]] = {}
    for one in budgets:
        amount = _("unlimited") if one.amount is None else f"{one.amount:.{_DIGITS}f}".rstrip("0").rstrip(".")
        texts.setdefault(one.programme, []).append(amount if one.year is None else f"{one.year}: {amount}")
    return {programme: "; ".join(parts) for programme, parts in texts.items()}

"""Scenarios side by side as a workbook: what each costs and serves, whom one serves and another does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

import pandas as pd

from gisplan.base.language import N_, _, join_label
from gisplan.base.values import is_missing
from gisplan.plan.scenario.comparison import ScenarioComparison
from gisplan.report.excel.context import open_workbook
from gisplan.report.excel.paper import LIST
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet, tabulate
from gisplan.wording.names import name_criterion
from gisplan.wording.plans import UNIT_LABELS, name_budget

__all__ = ["make_comparison_workbook"]

_TOTALS = (
    ("km", N_("km"), 2),
    ("cost", N_("cost ({0})"), 2),
    ("yuan", N_("yuan"), 0),
    ("km_unpriced", N_("km without a price"), 2),
    ("villages", N_("villages newly served"), 0),
    ("groups", N_("groups newly served"), 0),
    ("people", N_("people newly served"), 0),
    ("households", N_("households newly served"), 0),
)
_KINDS = {"village": N_("village"), "group": N_("group")}
Record = dict[str, Any]


def make_comparison_workbook(compared: ScenarioComparison) -> bytes:
    """Make the workbook of scenarios side by side, in the user's language; the same input gives the same bytes.

    Parameters
    ----------
    compared : ScenarioComparison

    Returns
    -------
    bytes
    """
    problem = compared.figures[0].proposal.problem
    file = BytesIO()
    book = open_workbook(file, problem.county, problem.standard.id)
    lines = [f"{problem.county.name} ({problem.county.code})", " · ".join(compared.names)]
    for sheet in (
        _list_totals(compared, lines),
        _list_amounts(compared, lines, "programme", _("programmes"), _("By programme")),
        _list_amounts(compared, lines, "year", _("years"), _("By year")),
        _list_towns(compared, lines),
        _list_verdicts(compared, lines),
        _list_differences(compared, lines),
        _list_stretches(compared, lines),
    ):
        add_sheet(book, sheet)
    book.close()
    return file.getvalue()


def _list_totals(compared: ScenarioComparison, lines: Sequence[str]) -> Sheet:
    unit = _(UNIT_LABELS[compared.figures[0].proposal.problem.rules.cost])
    rows = [
        [_(label).format(unit), *(_round(value, digits) for value in compared.totals[name])]
        for name, label, digits in _TOTALS
    ]
    columns = [Column(_("what")), *(Column(name, "number") for name in compared.names)]
    return Sheet(_("summary"), _("Scenarios side by side"), lines, columns, rows, frozen=1)


def _list_amounts(compared: ScenarioComparison, lines: Sequence[str], by: str, name: str, title: str) -> Sheet:
    problem = compared.figures[0].proposal.problem
    unit = _(UNIT_LABELS[problem.rules.cost])
    names = {one.id: name_budget(one) for one in problem.programmes}

    def label(row: Record) -> str:
        value = row[by]
        if is_missing(value) or value == "":
            return _("not given")
        return names.get(value, str(value)) if by == "programme" else str(int(value))

    columns = [Column(_(by), value=label)]
    columns += _for_each(
        compared,
        (("km", N_("km"), _take_rounded("km", 2)), ("cost", _("cost ({0})").format(unit), _take_rounded("cost", 2))),
    )
    return _make_sheet(name, title, lines, columns, compared.amounts_by(by))


def _list_towns(compared: ScenarioComparison, lines: Sequence[str]) -> Sheet:
    built = compared.amounts_by("town").set_index("town")
    frame = compared.served_by_town.set_index("town").join(built, how="outer").fillna(0.0).reset_index()
    columns = [Column(_("town"), value=lambda row: _("not given") if is_missing(row["town"]) else row["town"])]
    parts = [("km", N_("km"), _take_rounded("km", 2))]
    parts += [(name, label, _take_rounded(name, 0)) for name, label in (
        ("villages", N_("villages")), ("groups", N_("groups")), ("people", N_("people"))
    )]  # fmt: skip
    return _make_sheet(_("towns"), _("By town"), lines, [*columns, *_for_each(compared, parts)], frame)


def _list_verdicts(compared: ScenarioComparison, lines: Sequence[str]) -> Sheet:
    columns = [
        Column(_("criterion"), value=lambda row: name_criterion(row["criterion"], translate=_)),
        Column(_("settlement"), value=lambda row: _(_KINDS[row["settlement"]])),
    ]
    states = (("met", N_("met")), ("missed", N_("missed")), ("unknown", N_("unknown")))
    parts = [(name, label, _take_rounded(name, 0)) for name, label in states]
    title = _("Verdicts after each scenario, on the plan's own surfaces")
    return _make_sheet(_("criteria"), title, lines, [*columns, *_for_each(compared, parts)], compared.verdicts)


def _list_differences(compared: ScenarioComparison, lines: Sequence[str]) -> Sheet:
    columns = [
        Column(_("kind"), value=lambda row: _(_KINDS[row["kind"]])),
        *(Column(label, value=_take_text(name)) for name, label in (
            ("code", _("code")), ("name", _("name")), ("village", _("village")), ("town", _("town"))
        )),
        Column(_("people"), "count", lambda row: None if is_missing(row["people"]) else int(row["people"])),
    ]  # fmt: skip
    columns += _for_each(compared, (("served", N_("served"), _take_flag("served")),))
    title = _("Served by one and not by another")
    return _make_sheet(_("served"), title, lines, columns, compared.differences)


def _list_stretches(compared: ScenarioComparison, lines: Sequence[str]) -> Sheet:
    columns = [
        Column(_("segment"), value=_take_text("segment")),
        Column(_("from (m)"), "number", lambda row: row["from_m"]),
        Column(_("to (m)"), "number", lambda row: row["to_m"]),
        Column(_("km"), "number", lambda row: _round(row["km"], 3)),
        *_for_each(compared, (("built", N_("built"), _take_flag("built")),)),
    ]
    return _make_sheet(_("stretches"), _("What each builds"), lines, columns, compared.stretches)


def _for_each(
    compared: ScenarioComparison, parts: Iterable[tuple[str, str, Callable[[int], Callable[[Record], Any]]]]
) -> list[Column]:
    """Make some columns for each scenario, headed by its name."""
    return [
        Column(join_label(name, _(label)), "text" if part in ("served", "built") else "number", take(place))
        for place, name in enumerate(compared.names)
        for part, label, take in parts
    ]


def _take_rounded(name: str, digits: int) -> Callable[[int], Callable[[Record], Any]]:
    return lambda place: lambda row: _round(row[f"{name}_{place}"], digits)


def _take_flag(name: str) -> Callable[[int], Callable[[Record], Any]]:
    return lambda place: lambda row: _("yes") if row[f"{name}_{place}"] else "–"


def _take_text(name: str) -> Callable[[Record], Any]:
    return lambda row: None if is_missing(row[name]) else str(row[name])


def _round(value: Any, digits: int) -> float | int | None:
    """Return a number with so many decimals; None where it is missing."""
    if is_missing(value):
        return None
    return round(float(value), digits) if digits else round(float(value))


def _make_sheet(name: str, title: str, lines: Sequence[str], columns: Sequence[Column], frame: pd.DataFrame) -> Sheet:
    rows = tabulate(columns, frame.to_dict("records"))
    return Sheet(name, title, lines, columns, rows, frozen=1, paper=LIST)

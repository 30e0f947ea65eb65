"""What all sheets of a plan's workbook share: built once, and handed to each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gisplan.base.language import _, language
from gisplan.base.values import number_or_none
from gisplan.plan import COST_SCALE, PRIZE_SCALE, Plan, PlanningProblem, PlanResult
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.sheet_layout import Column
from gisplan.wording.plans import UNIT_LABELS, format_list_comparison, name_prize, name_programme

__all__ = ["PlanContext"]


@dataclass(frozen=True)
class PlanContext:
    """What the sheets of a plan's workbook have in common.

    Attributes
    ----------
    result : PlanResult
    county : WorkbookContext
        Of the verdicts before the plan: it makes the sheets under the county's head.
    programme_names : mapping
        The name of each programme, by its id.
    prize_unit, cost_unit : str
        In which units the sheets count what is served and what is spent.
    cost_kind : str
        How the sheets show costs: a kind of `Column`.
    list_summary : str or None
        How good the scored list is, in a sentence; None without a list.
    """

    result: PlanResult
    county: WorkbookContext
    programme_names: Mapping[str, str]
    prize_unit: str
    cost_unit: str
    cost_kind: str
    list_summary: str | None

    @classmethod
    def of_result(cls, result: PlanResult) -> PlanContext:
        """Build the context of a plan in the user's language."""
        plan, problem = result.plan, result.plan.problem
        names = {p.id: name_programme(p, language(), translate=_) for p in problem.programmes}
        return cls(
            result=result,
            county=WorkbookContext.of_gaps(result.before),
            programme_names=names,
            prize_unit=_name_prize_unit(problem, plan.prize),
            cost_unit=_(UNIT_LABELS[problem.rules.cost]),
            cost_kind="km" if problem.rules.cost == "km" else "count",
            list_summary=None if result.score is None else format_list_comparison(plan, result.score),
        )

    @property
    def plan(self) -> Plan:
        """The plan itself."""
        return self.result.plan

    @property
    def problem(self) -> PlanningProblem:
        """The problem that the plan solves."""
        return self.result.plan.problem

    @property
    def has_prices(self) -> bool:
        """Whether costs are yuan, so that they have columns beside those of kilometres."""
        return self.problem.rules.cost != "km"

    def cost(self, parts: int | None) -> float | int | None:
        """Return a cost in its unit, kilometres to the millimetre; None stays None."""
        return None if parts is None else number_or_none(round(int(parts) / COST_SCALE[self.problem.rules.cost], 6))

    def prize(self, thousandths: int) -> float | int | None:
        """Return a prize in ones."""
        return number_or_none(round(int(thousandths) / PRIZE_SCALE, 3))

    def cost_column(self, header: str, value: Callable[[Any], Any]) -> Column:
        """Return a column of costs; the header has a place for their unit."""
        return Column(header.format(self.cost_unit), self.cost_kind, value)

    def price_columns(self, header: str, value: Callable[[Any], Any]) -> list[Column]:
        """Return a column of costs where they are yuan, and none where they are the kilometres."""
        return [self.cost_column(header, value)] if self.has_prices else []

    def yuan_columns(self, header: str, value: Callable[[Any], Any]) -> list[Column]:
        """Return a column of yuan by the cost table where there is one and costs are kilometres; else none."""
        if self.has_prices or not self.problem.rules.costs:
            return []
        return [Column(header, "count", lambda row: _round_yuan(value(row)))]


def _round_yuan(yuan: Any) -> float | int | None:
    number = number_or_none(yuan)
    return None if number is None else number_or_none(round(float(number), 2))


def _name_prize_unit(problem: PlanningProblem, prize: str) -> str:
    """Name what the prize counts; weighted where villages that exit this year count for more."""
    name = name_prize(prize, translate=_)
    return name if problem.rules.exit_weight == 1.0 else _("{0}, weighted").format(name)

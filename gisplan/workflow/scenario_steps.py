"""The steps of scenarios: begin one, measure it on its county, solve it, and find it by its name, number or file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from gisplan.base.errors import LedgerError, PlanError
from gisplan.base.language import _
from gisplan.base.values import closest_names
from gisplan.io.inputs.scenario_file import SUFFIX, read_scenario
from gisplan.plan.scenario.comparison import ScenarioComparison, compare_scenarios
from gisplan.plan.scenario.figures import Figures, measure_proposal
from gisplan.plan.scenario.prepare import build_scenario_problem, solve_scenario
from gisplan.plan.scenario.replay import replay
from gisplan.plan.scenario.scenario import Budget, Scenario
from gisplan.workflow.steps import resolve_standard

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.ledger.scenarios.scenarios import Scenarios
    from gisplan.ledger.scenarios.stored import KeptScenario
    from gisplan.plan.model.planning_problem import PlanningProblem
    from gisplan.standards import Standard

__all__ = [
    "MeasuredScenario",
    "begin_scenario",
    "compare",
    "copy_scenario",
    "find_scenario",
    "find_stored_scenario",
    "hash_inputs",
    "list_changed_files",
    "measure_scenario",
    "prepare",
    "read_budget_texts",
    "resolve_named_standard",
    "solve",
]


@dataclass(frozen=True)
class MeasuredScenario:
    """A scenario on its county.

    Attributes
    ----------
    scenario : Scenario
    problem : PlanningProblem
    figures : Figures
    changed_files : tuple of str
        The county's files that are others than when the scenario was last saved or solved.
    """

    scenario: Scenario
    problem: PlanningProblem
    figures: Figures
    changed_files: tuple[str, ...]


def begin_scenario(
    county: County,
    name: str,
    *,
    standard: str | None = None,
    budgets: Sequence[Budget] = (),
    prize: str = "people",
    build_to: str = "rule",
    whole_segments: bool = False,
    author: str = "",
    day: date | None = None,
    notes: str = "",
) -> Scenario:
    """Begin a scenario of a county: nothing is built yet.

    Raises
    ------
    StandardError
        There is no such standard, or none is named.
    PlanError
        A programme does not exist, or a budget is no amount.
    """
    chosen = resolve_standard(county, standard)
    scenario = Scenario(
        name=name.strip(),
        county=county.code,
        standard=standard or str(county.standard),
        author=author,
        day=day.isoformat() if day else "",
        inputs=hash_inputs(county),
        prize=prize,
        build_to=build_to,
        whole_segments=whole_segments,
        budgets=tuple(budgets),
        notes=notes,
    )
    build_scenario_problem(county, chosen, scenario)
    return scenario


def hash_inputs(county: County) -> dict[str, str]:
    """Return the checksums of a county's files, by their paths."""
    return {item.path: item.sha256 for item in county.inputs}


def read_budget_texts(texts: Sequence[str]) -> tuple[Budget, ...]:
    """Read budgets such as "group_roads=312", "group_roads:2020=100" or "general".

    Raises
    ------
    PlanError
        With every text that is no budget.
    """
    from gisplan.workflow.plan_options import read_amount

    budgets, faults = [], []
    for text in texts:
        name, amount, is_good = read_amount(text)
        programme, _colon, year = name.partition(":")
        if not is_good or (year and not (year.isdecimal() and len(year) == 4)):
            message = _("Budget {0}: give a number of at least 0, in all or of a year, such as {1}.")
            examples = f"{programme}=201, {programme}:2020=100, {programme}=unlimited"
            faults.append(message.format(text, examples))
        else:
            budgets.append(Budget(programme, amount, int(year) if year else None))
    if faults:
        raise PlanError("\n".join(faults))
    return tuple(budgets)


def measure_scenario(county: County, scenario: Scenario) -> MeasuredScenario:
    """Find what a scenario costs and serves.

    Raises
    ------
    PlanError
        The scenario is of another county, or a programme or a drawn road is wrong.
    StandardError
        There is no standard of its name.
    """
    problem = prepare(county, scenario)
    figures = measure_proposal(replay(problem, scenario))
    return MeasuredScenario(scenario, problem, figures, list_changed_files(county, scenario))


def list_changed_files(county: County, scenario: Scenario) -> tuple[str, ...]:
    """List the county's files that are others than when a scenario was last saved or solved."""
    now = hash_inputs(county)
    differs = [path for path in {*now, *scenario.inputs} if now.get(path) != scenario.inputs.get(path)]
    return tuple(sorted(differs)) if scenario.inputs else ()


def prepare(county: County, scenario: Scenario) -> PlanningProblem:
    """Build the planning problem of a scenario of this county."""
    if scenario.county != county.code:
        message = _("The scenario {0} is of county {1}, and this is {2}: give a scenario of this county.")
        raise PlanError(message.format(scenario.name, scenario.county, county.code))
    return build_scenario_problem(county, resolve_named_standard(county, scenario.standard), scenario)


def compare(county: County, scenarios: Sequence[Scenario]) -> ScenarioComparison:
    """Compare two to four scenarios of a county.

    Raises
    ------
    PlanError
        See `measure_scenario` and `compare_scenarios`.
    """
    return compare_scenarios([(one.name, measure_scenario(county, one).figures) for one in scenarios])


def resolve_named_standard(county: County, name: str) -> Standard:
    """Read the standard of a name; the county's own name is the county's, wherever its file is."""
    return resolve_standard(county, None if name == str(county.standard) else name)


def solve(
    county: County,
    scenario: Scenario,
    *,
    time_limit_s: float | None = None,
    report_gap: Callable[[float], object] | None = None,
    report_best: Callable[[float, float], object] | None = None,
) -> Scenario:
    """Return a scenario with the best plan from it: within its budgets, keeping what was put in, out or done.

    `report_best` is called with the best value so far and its bound.

    Raises
    ------
    PlanError
        What is put in costs more than its budget, no programme may build it, or see `measure_scenario`.
    """
    problem = prepare(county, scenario)
    plan = solve_scenario(problem, scenario, time_limit_s=time_limit_s, report_gap=report_gap, report_best=report_best)
    return replace(scenario, plan=plan, inputs=hash_inputs(county))


def find_scenario(kept: Scenarios | None, text: str) -> tuple[Scenario, KeptScenario | None]:
    """Find the scenario that a text means: a file, the number of one in the store, or its name.

    Parameters
    ----------
    kept : Scenarios or None
        Those of the county's store; None where it has no store.
    text : str

    Returns
    -------
    scenario, kept
        `kept` is None for a file.

    Raises
    ------
    LedgerError
        No scenario has this name or number, or several have.
    PlanError
        The file has faults.
    """
    if text.endswith(SUFFIX):
        return read_scenario(text), None
    known = kept.list() if kept is not None else ()
    found = [one for one in known if one.scenario.name == text and not one.scenario.archived]
    found = found or [one for one in known if str(one.number) == text or one.scenario.name == text]
    if len(found) == 1:
        return found[0].scenario, found[0]
    names: Mapping[str, int] = {one.scenario.name: one.number for one in known}
    if found:
        numbers = ", ".join(str(one.number) for one in found)
        raise LedgerError(_("Several scenarios are named {0}: give a number: {1}.").format(text, numbers))
    near = ", ".join(closest_names(text, list(names), most=3, cutoff=0.5)) or ", ".join(list(names)[:5]) or "–"
    message = _("There is no scenario {0}: give the name or number of one of {1}, or a file *.scenario.json.")
    raise LedgerError(message.format(text, near))


def copy_scenario(
    kept: Scenarios, text: str, name: str, *, author: str = "", day: date | None = None, budgets: Sequence[Budget] = ()
) -> tuple[Scenario, KeptScenario | None]:
    """Return a copy of a scenario under another name, and the one of the store that it is of.

    Budgets replace those of the original; its plan stays where they are the same.
    """
    original, source = find_scenario(kept, text)
    copied = replace(original, name=name.strip(), author=author, day=day.isoformat() if day else "", archived=False)
    return (replace(copied, budgets=tuple(budgets)) if budgets else copied), source


def find_stored_scenario(kept: Scenarios, text: str) -> KeptScenario:
    """Find the scenario of the store that a text means.

    Raises
    ------
    LedgerError
        It is a file, or there is none of this name or number.
    """
    _scenario, found = find_scenario(kept, text)
    if found is None:
        message = _("{0} is a file: read it with gisplan scenario import first.")
        raise LedgerError(message.format(text))
    return found

"""Find the best plan from a scenario of the store, and record it there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gisplan.base.language import _
from gisplan.web.jobs.task import MakerResult

if TYPE_CHECKING:
    from gisplan.web.jobs.task import Task

__all__ = ["make_scenario"]

_TIME_LIMIT_S = 120  # where none is given


def make_scenario(task: Task) -> MakerResult:
    """Solve a scenario as it is now, and record the plan in its name who asked for it; there are no files.

    What others changed meanwhile stays, after the plan; a plan that somebody else recorded meanwhile does, too, and
    then this one is not recorded.
    """
    from gisplan.ledger import open_ledger
    from gisplan.ledger.scenarios.scenarios import Scenarios
    from gisplan.plan.scenario.changes import Configured, Solved
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_steps import solve

    begun = time.monotonic()
    task.expect(3)
    ledger = open_ledger(task.county, create=False)
    kept = Scenarios(ledger.engine, ledger.clock)
    found = kept.get(task.values["number"])
    task.step(_("reading the files"))
    county = read_county(task.county, orientation=False)

    def report(value: float, bound: float) -> None:
        task.add(best=round(value, 3), bound=round(bound, 3), seconds=round(time.monotonic() - begun))
        task.again(_("planning"))

    task.step(_("planning"))
    limit = task.values.get("time_limit", _TIME_LIMIT_S)
    solved = solve(county, found.scenario, time_limit_s=limit, report_best=report)
    task.step(_("recording the plan"))
    changes = (Solved(solved.plan), Configured({"inputs": dict(solved.inputs)}))
    kept.change(found.number, changes, by=task.by, seen=found.version, entry=task.entry)
    return MakerResult(ledger.id, ledger.last_event, ledger.today.isoformat(), ())

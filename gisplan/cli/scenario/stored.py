"""Find the scenario that a command means, in the county's store or in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gisplan.ledger.scenarios.scenarios import Scenarios
    from gisplan.ledger.scenarios.stored import KeptScenario
    from gisplan.plan.scenario.scenario import Scenario

__all__ = ["find_stored"]


def find_stored(county: str, text: str) -> tuple[Scenario, KeptScenario | None, Scenarios | None]:
    """Find a scenario by its file, or by its name or number in the county's ledger.

    Returns
    -------
    scenario, kept, store
        The last two are None for a file.

    Raises
    ------
    LedgerError, LedgerStoreError, PlanError
        There is none; the county has no ledger; the file has faults.
    """
    from gisplan.io.inputs.scenario_file import SUFFIX
    from gisplan.ledger import open_ledger
    from gisplan.ledger.scenarios.scenarios import Scenarios
    from gisplan.workflow.scenario_steps import find_scenario

    if text.endswith(SUFFIX):
        return (*find_scenario(None, text), None)
    ledger = open_ledger(county, create=False)
    store = Scenarios(ledger.engine, ledger.clock)
    return (*find_scenario(store, text), store)

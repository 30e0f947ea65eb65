"""Print scenarios, as text or as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan.ledger.scenarios.stored import KeptScenario
    from gisplan.workflow.scenario_steps import MeasuredScenario

__all__ = ["kept_to_dict", "print_list", "print_scenario"]


def print_scenario(measured: MeasuredScenario, kept: KeptScenario | None, *, as_json: bool) -> None:
    """Print what a scenario costs and serves."""
    if as_json:
        from gisplan.cli.ledger.table import echo_json
        from gisplan.report.documents.scenario import make_scenario_document

        stored = kept_to_dict(kept) if kept else None
        echo_json(
            make_scenario_document(
                measured.scenario, measured.figures, changed_files=measured.changed_files, kept=stored
            )
        )
        return
    from gisplan.report.terminal.scenario import show_scenario

    show_scenario(measured.scenario, measured.figures, measured.changed_files)


def print_list(kept: Sequence[KeptScenario], *, as_json: bool) -> None:
    """Print a line a scenario, or a document."""
    if as_json:
        from gisplan.cli.ledger.table import echo_json

        echo_json({"scenarios": [_one_to_dict(one) for one in kept]})
        return
    from gisplan.report.terminal.scenario import show_scenarios

    show_scenarios(kept)


def kept_to_dict(kept: KeptScenario) -> dict[str, Any]:
    """Return where a scenario is in the store."""
    return {
        "number": kept.number,
        "version": kept.version,
        "by": kept.by,
        "created": kept.created.isoformat(),
        "copy_of": kept.copy_of,
        "copy_of_change": kept.copy_of_change,
    }


def _one_to_dict(kept: KeptScenario) -> dict[str, Any]:
    scenario = kept.scenario
    plan = None if scenario.plan is None else {"value": scenario.plan.value, "unit": scenario.plan.unit}
    return {
        **kept_to_dict(kept),
        "name": scenario.name,
        "day": scenario.day,
        "edits": len(scenario.edits),
        "archived": scenario.archived,
        "plan": plan,
    }

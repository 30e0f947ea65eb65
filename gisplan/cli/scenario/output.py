"""Print scenarios, as text or as a document."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan.ledger.scenarios.adopt import AdoptionProgress
    from gisplan.ledger.scenarios.stored import KeptScenario
    from gisplan.workflow.scenario_imports import DoubtfulLine, ImportedScenario
    from gisplan.workflow.scenario_steps import MeasuredScenario

__all__ = ["kept_to_dict", "print_doubtful", "print_list", "print_scenario"]


def print_scenario(
    measured: MeasuredScenario,
    kept: KeptScenario | None,
    *,
    as_json: bool,
    adoption: AdoptionProgress | None = None,
    doubtful: Sequence[DoubtfulLine] = (),
) -> None:
    """Print what a scenario costs and serves, and how far its works are where it was adopted."""
    if as_json:
        from gisplan.cli.ledger.table import echo_json
        from gisplan.report.documents.scenario import make_scenario_document

        stored = kept_to_dict(kept) if kept else None
        document = make_scenario_document(
            measured.scenario, measured.figures, changed_files=measured.changed_files, kept=stored
        )
        left_out = [asdict(line) for line in doubtful]
        echo_json({**document, "adoption": None if adoption is None else asdict(adoption), "doubtful": left_out})
        return
    from gisplan.report.terminal.scenario import show_scenario

    show_scenario(measured.scenario, measured.figures, measured.changed_files)
    if adoption is not None:
        text = _("Its road works: {0}. Finished: {1} of {2} km. Changed since: {3}. Removed: {4}.")
        shown = (f"{adoption.km_built:.2f}", f"{adoption.km:.2f}", adoption.changed, adoption.removed)
        click.echo(text.format(adoption.works, *shown))


def print_doubtful(imported: ImportedScenario, *, as_json: bool) -> None:
    """Say which rows of a file were left out, and why; of a JSON document, on standard error only what was not read."""
    for line in () if as_json else imported.doubtful:
        click.echo(_("Row {0} was left out: {1}.").format(line.row, line.text))
    for fault in imported.faults:
        click.echo(fault, err=True)


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

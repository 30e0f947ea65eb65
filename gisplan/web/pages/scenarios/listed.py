"""The list of scenarios, and how one is begun, copied, taken from a file, and written to one."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import DeskError, LedgerError, LedgerStoreError, PlanError
from gisplan.base.language import _
from gisplan.io.inputs.scenario_file import SUFFIX, read_scenario, scenario_to_bytes
from gisplan.plan.scenario.scenario import Scenario
from gisplan.web.jobs.sources import hash_sources
from gisplan.web.pages.scenarios.describe import (
    PRIZES,
    find_page,
    find_scenario,
    may_change,
    open_scenarios,
    summarise,
)
from gisplan.web.render import file_answer, page, redirect
from gisplan.web.scenarios.budgets import Rules, format_budgets, read_budgets, read_rules
from gisplan.web.scenarios.made import read_facts

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.ledger.scenarios.stored import KeptScenario
    from gisplan.web.call import Call

__all__ = ["begin", "copy", "describe_form", "download", "read_form", "show", "upload"]

_BUDGET = "budget."
_LONGEST_NAME = 200


def show(call: Call) -> Response:
    """List the scenarios, and show how one is begun."""
    return _show(call)


def _show(call: Call, *, faults: Sequence[str] = (), status: int = 200) -> Response:
    with_archived = call.asked("archived") == "1"
    kept = open_scenarios(call).list()
    sources = hash_sources(call.desk.settings.county, call.desk.ledger) if kept else ""
    rows = [summarise(call, one, _read_facts(call, one, sources)) for one in kept[::-1]]
    values = {
        "scenarios": [row for row in rows if with_archived or not row["archived"]],
        "archived": sum(row["archived"] for row in rows),
        "with_archived": with_archived,
        "may_change": may_change(call),
        "form": describe_form(call) if may_change(call) else None,
        "faults": list(faults),
    }
    return page(call, "scenarios.html", values, status=status)


def _read_facts(call: Call, kept: KeptScenario, sources: str) -> dict[str, Any]:
    try:
        return dict(read_facts(find_page(call, kept, sources)))
    except OSError:  # it was just removed
        return {}


def describe_form(call: Call, scenario: Scenario | None = None) -> dict[str, Any]:
    """Describe the form of a scenario's settings, with what was sent, else with those of a scenario."""
    rules, body = read_rules(call.desk.settings, call.language), call.body
    budgets = format_budgets(scenario.budgets) if scenario is not None else {}
    known = dict.fromkeys([*rules.programmes, *budgets])
    prize = body.get("prize") or (scenario.prize if scenario is not None else "people")
    return {
        "name": body.get("name") or (scenario.name if scenario is not None else ""),
        "notes": body.get("notes") if body.has("notes") else (scenario.notes if scenario is not None else ""),
        "unit": rules.unit,
        "prizes": [(value, _(label), value == prize) for value, label in PRIZES.items()],
        "whole": body.get("whole") == "yes" or (scenario is not None and scenario.whole_segments),
        "to_settlement": body.get("build_to") == "settlement"
        or (scenario is not None and scenario.build_to == "settlement"),
        "programmes": [
            {
                "field": _BUDGET + id,
                "label": rules.programmes.get(id, id),
                "text": body.get(_BUDGET + id) or budgets.get(id, ""),
            }
            for id in known
        ],
    }


def read_form(call: Call, rules: Rules) -> dict[str, Any]:
    """Read the settings of a scenario from its form.

    Raises
    ------
    DeskError
        A budget or the objective is none.
    """
    body = call.body
    given = [(name.removeprefix(_BUDGET), body.get(name)) for name in body.fields if name.startswith(_BUDGET)]
    prize = body.get("prize", "people")
    if prize not in PRIZES:
        raise DeskError(_("There is no such objective."))
    return {
        "name": body.get("name").strip(),
        "prize": prize,
        "build_to": "settlement" if body.get("build_to") == "settlement" else "rule",
        "whole_segments": body.get("whole") == "yes",
        "budgets": read_budgets(given, rules.programmes),
        "notes": body.get("notes").replace("\r\n", "\n").strip(),
    }


def begin(call: Call) -> Response:
    """Begin a scenario in which nothing is built yet."""
    try:
        rules = read_rules(call.desk.settings, call.language)
        scenario = Scenario(
            county=rules.county,
            standard=rules.standard,
            author=call.signer,
            day=call.desk.ledger.today.isoformat(),
            **read_form(call, rules),
        )
        kept = open_scenarios(call).begin(scenario, by=call.signer)
    except LedgerStoreError:
        raise
    except (DeskError, LedgerError) as error:
        return _show(call, faults=str(error).split("\n"), status=422)
    return redirect(f"/scenarios/{kept.number}")


def copy(call: Call) -> Response:
    """Begin a copy of a scenario under a name of its own."""
    original, kept = find_scenario(call), open_scenarios(call)
    taken = {one.scenario.name for one in kept.list() if not one.scenario.archived}
    name = call.body.get("name").strip() or _find_free(original.scenario.name, taken)
    day = call.desk.ledger.today.isoformat()
    scenario = replace(original.scenario, name=name, author=call.signer, day=day, archived=False)
    made = kept.begin(scenario, by=call.signer, copy_of=original)
    return redirect(f"/scenarios/{made.number}")


def _find_free(name: str, taken: set[str]) -> str:
    for number in range(2, len(taken) + 3):
        free = _("{0} ({1})").format(name[: _LONGEST_NAME - 12], number)
        if free not in taken:
            return free
    return name


def download(call: Call) -> Response:
    """Answer a scenario as a file that another office opens."""
    scenario = find_scenario(call).scenario
    return file_answer(scenario_to_bytes(scenario), scenario.name[:80] + SUFFIX, "application/json")


def upload(call: Call) -> Response:
    """Take a scenario from a file; its page says what no longer fits the roads as they are now."""
    file = call.body.files.get("file")
    try:
        if file is None:
            raise DeskError(_("Choose a file, *.scenario.json."))
        scenario = _read_file(file.name, file.content)
        name = call.body.get("name").strip() or scenario.name
        kept = open_scenarios(call).begin(replace(scenario, name=name, archived=False), by=call.signer)
    except LedgerStoreError:
        raise
    except (DeskError, LedgerError, PlanError) as error:
        return _show(call, faults=str(error).split("\n"), status=422)
    return redirect(f"/scenarios/{kept.number}")


def _read_file(name: str, content: bytes) -> Scenario:
    """Read a scenario from the bytes of a file, by the process that reads files, with its limits.

    Raises
    ------
    PlanError
        It has faults.
    """
    with tempfile.TemporaryDirectory(prefix="gisplan-scenario-") as folder:
        path = Path(folder) / "sent.scenario.json"
        path.write_bytes(content)
        try:
            return read_scenario(path)
        except PlanError as error:
            raise PlanError(str(error).replace(str(path), ascii(name)[1:-1][:80])) from None

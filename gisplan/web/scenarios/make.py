"""Make the page of a scenario, or compare some: what a process of its own does, as it reads the county's layers."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import GisplanError
from gisplan.base.language import set_language, use_language

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.plan.scenario.scenario import Scenario

__all__ = ["COMPARISON", "FACTS", "FAULT", "LANGUAGES", "main"]

FACTS, FAULT, COMPARISON = "facts.json", "fault.txt", "comparison.json"
"""The files of a result: what the page is of; why it cannot be made; scenarios side by side."""

LANGUAGES = ("en", "zh")

_FEN = 2  # digits of yuan


def main(arguments: Sequence[str]) -> int:
    """Make the page of a scenario, or a comparison.

    Parameters
    ----------
    arguments : sequence of str
        "page" or "compare", the county, the folder to write to, the language of faults, and scenarios by number and
        version, such as 3@17; the environment may name the store.
    """
    task, county, place, language, *names = arguments
    folder = Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    set_language(language)
    try:
        {"page": make_page, "compare": compare}[task](county, folder, names)
    except GisplanError as error:
        (folder / FAULT).write_text(str(error), encoding="utf-8")
    return 0


def make_page(county: str, folder: Path, names: Sequence[str]) -> None:
    """Write the page of a scenario in each language, and what it is of.

    Parameters
    ----------
    county : str
        The county's folder, or its gisplan.toml.
    folder : Path
    names : sequence of str
        One scenario, by number and version; its edits are left out, the desk gives them to the page.
    """
    from gisplan.ledger import open_ledger
    from gisplan.maps.plan.scenario_map import make_scenario_map
    from gisplan.plan.scenario.as_plan import as_plan, as_plan_result
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_steps import hash_inputs, list_changed_files, prepare

    scenario = replace(_read(open_ledger(county), names[0]), edits=())
    read = read_county(county)
    plan, proposal = as_plan(prepare(read, scenario), scenario)
    result, changed = as_plan_result(plan), list_changed_files(read, scenario)
    for language in LANGUAGES:
        with use_language(language):
            page = make_scenario_map(result, scenario, proposal, language=language, changed_files=changed)
        (folder / f"{language}.html").write_bytes(page)
    yuan = result.units["yuan"][plan.built]
    facts = {
        "inputs": hash_inputs(read),
        "unmatched": len(proposal.unmatched),
        "changed_files": list(changed),
        "km": round(float(plan.problem.units.length_mm[plan.built].sum()) / 1e6, 3),
        "yuan": round(float(yuan.sum()), _FEN) if yuan.notna().any() else None,
    }
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")


def compare(county: str, folder: Path, names: Sequence[str]) -> None:
    """Write two to four scenarios side by side as a document.

    Parameters
    ----------
    county : str
    folder : Path
    names : sequence of str
        Scenarios by number and version, and `TODAY` or `ROAD_WORKS`, which are no scenarios of the store.
    """
    from gisplan.ledger import open_ledger, with_ledger_works
    from gisplan.report.documents.scenario_comparison import make_scenario_comparison
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_sources import ROAD_WORKS, TODAY, make_list_scenario, make_today
    from gisplan.workflow.scenario_steps import compare as compare_scenarios

    ledger = open_ledger(county)
    read = with_ledger_works(read_county(county, orientation=False), ledger)
    stored = {name: _read(ledger, name) for name in names if "@" in name}
    standard = next((one.standard for one in stored.values()), str(read.standard))
    made = {TODAY: make_today, ROAD_WORKS: make_list_scenario}
    chosen = [stored[name] if name in stored else made[name](read, standard) for name in names]
    document: Any = make_scenario_comparison(compare_scenarios(read, chosen))
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    (folder / COMPARISON).write_text(text, encoding="utf-8")


def _read(ledger: Ledger, name: str) -> Scenario:
    """Read a scenario of the store as it was after a change."""
    from gisplan.ledger.scenarios.scenarios import Scenarios

    number, _at, version = name.partition("@")
    return Scenarios(ledger.engine).get(int(number)).at(int(version))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

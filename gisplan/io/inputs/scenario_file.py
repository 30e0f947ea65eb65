"""Read and write scenarios as files (*.scenario.json, schema gisplan.scenario/1)."""

from __future__ import annotations

import json
import os
from importlib import resources
from importlib.metadata import version
from typing import Any

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.io.files.atomic_write import write_bytes_atomic
from gisplan.io.inputs.json_file import read_json_file
from gisplan.plan.scenario.document import SCENARIO_SCHEMA, dict_to_scenario, scenario_to_dict
from gisplan.plan.scenario.faults import find_scenario_faults
from gisplan.plan.scenario.scenario import Scenario

__all__ = ["SUFFIX", "read_scenario", "read_scenario_schema", "scenario_to_bytes", "write_scenario"]

SUFFIX = ".scenario.json"
_MOST_FAULTS = 50  # that a message lists


def read_scenario_schema() -> dict[str, Any]:
    """Read the JSON Schema of scenarios."""
    text = (resources.files(__package__) / "scenario.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def read_scenario(path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario from a file.

    Parameters
    ----------
    path : path
        A file of the schema gisplan.scenario/1.

    Raises
    ------
    PlanError
        There is no such file, it is no JSON or no scenario, or it has faults: every one with its field, value and
        remedy.
    """
    name = str(path)
    remedy = _("Give a scenario, as gisplan scenario export writes it.")
    document = read_json_file(name, "scenario", remedy).document
    if not isinstance(document, dict) or document.get("schema") != SCENARIO_SCHEMA:
        found = document.get("schema") if isinstance(document, dict) else None
        message = _("{0}: schema is {1}, and must be {2}. {3}")
        raise PlanError(message.format(name, ascii(found)[:60], SCENARIO_SCHEMA, remedy))
    faults = list(find_scenario_faults(document, name))
    if faults:
        more = [_("{0}: {1} more fault(s).").format(name, len(faults) - _MOST_FAULTS)] if faults[_MOST_FAULTS:] else []
        raise PlanError("\n".join([*faults[:_MOST_FAULTS], *more]))
    return dict_to_scenario(document)


def scenario_to_bytes(scenario: Scenario) -> bytes:
    """Return the content of a scenario's file; the same scenario is the same bytes."""
    document = {**scenario_to_dict(scenario), "gisplan": version("gisplan")}
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def write_scenario(scenario: Scenario, path: str | os.PathLike[str]) -> None:
    """Write a scenario to a file, whole or not at all.

    Raises
    ------
    WriteError
        The file cannot be written; what was there is unchanged.
    """
    write_bytes_atomic(path, scenario_to_bytes(scenario))

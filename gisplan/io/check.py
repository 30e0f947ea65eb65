"""The porch alone: everything that can be said of a county's files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from gisplan.base.faults import Fault
from gisplan.county.county import County, LayerInput
from gisplan.io.faults import explain_fault, has_errors
from gisplan.io.read import settle_reading
from gisplan.io.reading import start_reading

__all__ = ["CheckReport", "check_county", "describe_check"]

SCHEMA = "gisplan.check/1"


@dataclass(frozen=True)
class CheckReport:
    """What the porch found.

    `county` is None when a file must be refused; `faults` are all that were found, in the order of
    the county file's layers; `inputs` the files that were read.
    """

    code: str
    name: str
    county: County | None
    faults: tuple[Fault, ...]
    inputs: tuple[LayerInput, ...]

    @property
    def exit_code(self) -> int:
        """0 when nothing is set aside, 1 when rows are, 2 when a file is refused."""
        if has_errors(self.faults):
            return 2
        return 1 if any(fault.level == "Q" for fault in self.faults) else 0


def check_county(path: str | os.PathLike[str]) -> CheckReport:
    """Check a county's files and report every fault of every file.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    """
    reading = start_reading(path)
    county, faults, inputs = settle_reading(reading)
    return CheckReport(reading.county_file.code, reading.county_file.name, county, faults, inputs)


def describe_check(report: CheckReport) -> dict[str, Any]:
    """A report as the plain values of a `gisplan.check/1` document; sentences are English."""
    return {
        "schema": SCHEMA,
        "county": {"code": report.code, "name": report.name},
        "exit_code": report.exit_code,
        "inputs": [
            {
                "layer": item.layer,
                "path": item.path,
                "sha256": item.sha256,
                "rows": item.rows,
                "accepted": item.accepted,
                "quarantined": item.quarantined,
            }
            for item in report.inputs
        ],
        "faults": [_describe_fault(fault) for fault in report.faults],
    }


def _describe_fault(fault: Fault) -> dict[str, Any]:
    message, remedy = explain_fault(fault)
    return {
        "code": fault.code,
        "level": fault.level,
        "file": fault.file,
        "layer": fault.layer,
        "row": fault.row,
        "rows": fault.params.get("rows", [] if fault.row is None else [fault.row]),
        "field": fault.field,
        "value": fault.value,
        "message": message,
        "remedy": remedy,
    }

"""A check as a JSON document."""

from __future__ import annotations

from typing import Any

from gisplan.base.faults import Fault
from gisplan.county.county import LayerInput
from gisplan.io.check.report import CheckReport
from gisplan.io.check.summary import describe_summary, summarise
from gisplan.io.faults.catalogue import explain_fault

__all__ = ["SCHEMA", "describe_check"]

SCHEMA = "gisplan.check/1"


def describe_check(report: CheckReport) -> dict[str, Any]:
    """Return a report as the plain values of a `gisplan.check/1` document; sentences are English.

    Parameters
    ----------
    report : CheckReport
        The report.

    Returns
    -------
    dict
        Values for JSON. Rows are counted below the column names; `rows_above` of a file is to be added for the number
        that a spreadsheet program shows.
    """
    return {
        "schema": SCHEMA,
        "county": {"code": report.code, "name": report.name},
        "exit_code": report.exit_code,
        "summary": describe_summary(summarise(report)),
        "inputs": [_input_to_dict(item) for item in report.inputs],
        "faults": [_fault_to_dict(fault) for fault in report.faults],
    }


def _input_to_dict(item: LayerInput) -> dict[str, Any]:
    names = ("layer", "path", "sha256", "rows", "accepted", "quarantined", "left_out", "rows_above")
    return {name: getattr(item, name) for name in names}


def _fault_to_dict(fault: Fault) -> dict[str, Any]:
    message, remedy = explain_fault(fault)
    return {
        "code": fault.code,
        "level": fault.level,
        "file": fault.file,
        "layer": fault.layer,
        "row": fault.row,
        "rows": fault.list_rows(),
        "field": fault.field,
        "value": fault.value,
        "message": message,
        "remedy": remedy,
    }

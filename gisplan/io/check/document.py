"""A check as a JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gisplan.base.faults import Fault
from gisplan.county.county import LayerInput
from gisplan.io.check.exit_code import ExitReason, list_exit_reasons
from gisplan.io.check.report import CheckReport
from gisplan.io.check.summary import describe_summary, summarise
from gisplan.io.faults.shown_rows import explain_shown, with_shown_rows

__all__ = ["SCHEMA", "describe_check"]

SCHEMA = "gisplan.check/2"


def describe_check(report: CheckReport) -> dict[str, Any]:
    """Return a report as the plain values of a `gisplan.check/2` document; sentences are English.

    Parameters
    ----------
    report : CheckReport
        The report.

    Returns
    -------
    dict
        Values for JSON. Rows are numbered as the program that shows the file numbers them; less `rows_above` of its
        file, they are counted below the column names.
    """
    above = report.rows_above
    return {
        "schema": SCHEMA,
        "county": {"code": report.code, "name": report.name},
        "exit_code": report.exit_code,
        "exit_reasons": [_reason_to_dict(reason, above) for reason in list_exit_reasons(report)],
        "summary": describe_summary(summarise(report)),
        "inputs": [_input_to_dict(item) for item in report.inputs],
        "faults": [_fault_to_dict(fault, above) for fault in report.faults],
    }


def _input_to_dict(item: LayerInput) -> dict[str, Any]:
    names = ("layer", "path", "sha256", "rows", "accepted", "quarantined", "left_out", "rows_above")
    return {name: getattr(item, name) for name in names}


def _reason_to_dict(reason: ExitReason, above: Mapping[str, int]) -> dict[str, Any]:
    message = explain_shown(reason.first, above)[0]
    return {"code": reason.first.code, "layer": reason.first.layer, "count": reason.count, "first": message}


def _fault_to_dict(own: Fault, above: Mapping[str, int]) -> dict[str, Any]:
    fault = with_shown_rows(own, above)
    message, remedy = explain_shown(own, above)
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

"""Warnings of numbers that contradict other numbers of the same village or work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.values import is_missing
from gisplan.county.county import County
from gisplan.io.faults.catalogue import make_fault

__all__ = ["describe_contradictions"]


def describe_contradictions(county: County) -> Iterator[Fault]:
    """Yield a warning for each number that contradicts another one; the sum of a village's groups has one.

    Parameters
    ----------
    county : County

    Yields
    ------
    Fault
        With the file, layer, row, column and value of both.
    """
    files = {item.layer: item.path for item in county.inputs}
    found = county.contradictions
    sums = found["rule"] == "sum"
    repeated = sums & found.duplicated(["rule", "village", "column"])
    for row in found[~repeated].to_dict("records"):
        others = found[sums & (found["village"] == row["village"]) & (found["column"] == row["column"])]
        yield _describe(row, files, others["row"].tolist() if row["rule"] == "sum" else [row["row"]])


def _describe(row: dict[str, Any], files: dict[str, str], rows: list[int]) -> Fault:
    own = row["layer"] == row["other_layer"] and row["row"] == row["other_row"]
    value = row["value"] if is_missing(row["total"]) else row["total"]
    return make_fault(
        f"counts-{row['rule']}" + ("-own" if own and row["rule"] == "above" else ""),
        file=files.get(row["layer"], row["layer"]),
        layer=row["layer"],
        row=int(row["row"]),
        field=row["column"],
        value=_write(value),
        rows=[int(r) for r in rows],
        village=row["village"],
        other=row["other_layer"],
        other_file=files.get(row["other_layer"], row["other_layer"]),
        other_row=None if is_missing(row["other_row"]) else int(row["other_row"]),
        other_field=row["other_column"],
        other_value=_write(row["other_value"]),
    )


def _write(value: Any) -> str:
    """A number without needless digits; a text as it is."""
    if is_missing(value):
        return "–"
    return value if isinstance(value, str) else f"{float(value):.15g}"

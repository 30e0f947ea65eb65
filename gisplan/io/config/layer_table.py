"""One [layers.X] table of a county file: which file, which columns, which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.code_lists import ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACES
from gisplan.county.schema import LAYERS, Column
from gisplan.io.config.settings import unknown_keys, wrong_value
from gisplan.io.faults.catalogue import make_fault, nearest

__all__ = ["PLACE_COLUMNS", "UNKNOWN", "LayerTable", "check_layer_table"]

PLACE_COLUMNS = ("lon", "lat", "x", "y")
UNKNOWN = "unknown"
_KEYS = ("path", "layer", "crs", "encoding", "complete", "columns", "values")


@dataclass(frozen=True)
class LayerTable:
    """What the county file says of one layer.

    `columns` maps canonical names to the file's own, `values` a canonical column to the file's
    words and what they mean.
    """

    name: str
    path: str
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    complete: bool = True
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def check_layer_table(name: str, table: Any, *, file: str) -> tuple[LayerTable | None, list[Fault]]:
    """One layer's table, and all that is wrong with it; None where it names no file."""
    where = f"layers.{name}"
    if not isinstance(table, dict):
        return None, [wrong_value("layers", name, table, "a table", file=file)]
    faults = unknown_keys(table, _KEYS, table=where, file=file)
    for key in ("path", "layer", "crs", "encoding"):
        if key in table and not (isinstance(table[key], str) and table[key].strip()):
            faults.append(wrong_value(where, key, table[key], "a text in quotes", file=file))
    if not isinstance(table.get("complete", True), bool):
        faults.append(wrong_value(where, "complete", table["complete"], "true or false", file=file))
    columns, unfit = _check_columns(name, table.get("columns", {}), file)
    values, wrong = _check_values(name, table.get("values", {}), file)
    faults += unfit + wrong
    if "path" not in table:
        return None, [*faults, make_fault("key-missing", file=file, layer=name, field="path", table=where)]
    texts = {key: str(table[key]) if key in table else None for key in ("layer", "crs", "encoding")}
    complete = table.get("complete", True) is not False
    return LayerTable(name, str(table["path"]), complete=complete, columns=columns, values=values, **texts), faults


def _check_columns(name: str, columns: Any, file: str) -> tuple[dict[str, str], list[Fault]]:
    where = f"layers.{name}.columns"
    if not isinstance(columns, dict):
        return {}, [wrong_value(f"layers.{name}", "columns", columns, "a table", file=file)]
    known = (*LAYERS[name].names, *PLACE_COLUMNS)
    faults: list[Fault] = []
    for canonical, own in columns.items():
        if canonical not in known:
            near = nearest(canonical, known)
            faults.append(make_fault("column-unknown", file=file, layer=name, field=canonical, nearest=near))
        elif not isinstance(own, str) or not own:
            faults.append(wrong_value(where, canonical, own, "the name of a column, in quotes", file=file))
    return {key: own for key, own in columns.items() if key in known and isinstance(own, str)}, faults


def _check_values(name: str, values: Any, file: str) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
    if not isinstance(values, dict):
        return {}, [wrong_value(f"layers.{name}", "values", values, "a table", file=file)]
    faults: list[Fault] = []
    found: dict[str, dict[str, Any]] = {}
    for canonical, words in values.items():
        if canonical not in LAYERS[name].names:
            near = nearest(canonical, LAYERS[name].names)
            faults.append(make_fault("column-unknown", file=file, layer=name, field=canonical, nearest=near))
        elif not isinstance(words, dict):
            faults.append(wrong_value(f"layers.{name}.values", canonical, words, N_("a table"), file=file))
        else:
            column = LAYERS[name].column(canonical)
            faults += _check_words(column, words, f"layers.{name}.values.{canonical}", file)
            found[canonical] = dict(words)
    return found, faults


def _check_words(column: Column, words: Mapping[str, Any], where: str, file: str) -> list[Fault]:
    wanted = {
        "surface": f'a surface code ({", ".join(map(str, SURFACES))}) or "unknown"',
        "boolean": N_('true, false or "unknown"'),
        "status": ", ".join(ROAD_STATUSES),
        "rank": ", ".join(SEAT_RANKS),
        "state": ", ".join(ATTESTED_STATES),
    }.get(column.kind, N_("a text or a number"))
    return [
        wrong_value(where, word, meaning, wanted, file=file)
        for word, meaning in words.items()
        if meaning != UNKNOWN and not _is_meaning(column, meaning)
    ]


def _is_meaning(column: Column, meaning: Any) -> bool:
    if column.kind == "surface":
        return str(meaning) in {str(code) for code in SURFACES} and not isinstance(meaning, bool | float)
    if column.kind == "boolean":
        return isinstance(meaning, bool)
    if column.kind == "status":
        return meaning in ROAD_STATUSES
    if column.kind == "rank":
        return meaning in SEAT_RANKS
    if column.kind == "state":
        return meaning in ATTESTED_STATES
    if column.kind == "date":
        return isinstance(meaning, str | date)
    if column.kind in ("number", "integer", "percent"):
        return isinstance(meaning, int | float) and not isinstance(meaning, bool)
    return isinstance(meaning, str | int)

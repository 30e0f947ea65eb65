"""Check one [layers.X] table of a county file: its file, its columns and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.code_lists import ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACES
from gisplan.county.schema import LAYERS, Column
from gisplan.io.config.settings import find_unknown_keys, value_fault
from gisplan.io.faults.catalogue import make_fault, nearest

__all__ = ["PLACE_COLUMNS", "UNKNOWN", "LayerTable", "check_layer_table"]

PLACE_COLUMNS = ("lon", "lat", "x", "y")
UNKNOWN = "unknown"
_KEYS = ("path", "layer", "crs", "encoding", "complete", "columns", "values")


@dataclass(frozen=True)
class LayerTable:
    """One [layers.X] table of a county file.

    Parameters
    ----------
    name : str
        The canonical layer.
    path : str
        The file, relative to the county's folder.
    layer : str or None
        The layer or sheet in the file.
    crs, encoding : str or None
        What the county file states of the file.
    complete : bool
        Whether the layer holds all there is; False makes what it lacks unknown.
    columns : mapping of str to str
        The file's own header of each canonical column.
    values : mapping of str to mapping
        For a canonical column the file's words and what they mean.
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
    """Check the table of one layer.

    Parameters
    ----------
    name : str
        The canonical layer.
    table : Any
        What the county file has under ``[layers.NAME]``.
    file : str
        The name of the county file, for messages.

    Returns
    -------
    layer : LayerTable or None
        The table; None where it names no file.
    faults : list of Fault
        Its faults.
    """
    where = f"layers.{name}"
    if not isinstance(table, dict):
        return None, [value_fault("layers", name, table, "a table", file=file)]
    faults = find_unknown_keys(table, _KEYS, table=where, file=file)
    for key in ("path", "layer", "crs", "encoding"):
        if key in table and not (isinstance(table[key], str) and table[key].strip()):
            faults.append(value_fault(where, key, table[key], "a text in quotes", file=file))
    if not isinstance(table.get("complete", True), bool):
        faults.append(value_fault(where, "complete", table["complete"], "true or false", file=file))
    columns, column_faults = _check_columns(name, table.get("columns", {}), file)
    values, value_faults = _check_values(name, table.get("values", {}), file)
    faults += column_faults + value_faults
    if "path" not in table:
        return None, [*faults, make_fault("key-missing", file=file, layer=name, field="path", table=where)]
    texts = {key: str(table[key]) if key in table else None for key in ("layer", "crs", "encoding")}
    complete = table.get("complete", True) is not False
    return LayerTable(name, str(table["path"]), complete=complete, columns=columns, values=values, **texts), faults


def _check_columns(name: str, columns: Any, file: str) -> tuple[dict[str, str], list[Fault]]:
    where = f"layers.{name}.columns"
    if not isinstance(columns, dict):
        return {}, [value_fault(f"layers.{name}", "columns", columns, "a table", file=file)]
    known = (*LAYERS[name].names, *PLACE_COLUMNS)
    faults: list[Fault] = []
    for canonical, own in columns.items():
        if canonical not in known:
            near = nearest(canonical, known)
            faults.append(make_fault("column-unknown", file=file, layer=name, field=canonical, nearest=near))
        elif not isinstance(own, str) or not own:
            faults.append(value_fault(where, canonical, own, "the name of a column, in quotes", file=file))
    return {key: own for key, own in columns.items() if key in known and isinstance(own, str)}, faults


def _check_values(name: str, values: Any, file: str) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
    if not isinstance(values, dict):
        return {}, [value_fault(f"layers.{name}", "values", values, "a table", file=file)]
    faults: list[Fault] = []
    found: dict[str, dict[str, Any]] = {}
    for canonical, words in values.items():
        if canonical not in LAYERS[name].names:
            near = nearest(canonical, LAYERS[name].names)
            faults.append(make_fault("column-unknown", file=file, layer=name, field=canonical, nearest=near))
        elif not isinstance(words, dict):
            faults.append(value_fault(f"layers.{name}.values", canonical, words, N_("a table"), file=file))
        else:
            column = LAYERS[name].column(canonical)
            faults += _check_words(column, words, f"layers.{name}.values.{canonical}", file)
            found[canonical] = dict(words)
    return found, faults


def _check_words(column: Column, words: Mapping[str, Any], where: str, file: str) -> list[Fault]:
    expected = {
        "surface": f'a surface code ({", ".join(map(str, SURFACES))}) or "unknown"',
        "boolean": N_('true, false or "unknown"'),
        "status": ", ".join(ROAD_STATUSES),
        "rank": ", ".join(SEAT_RANKS),
        "state": ", ".join(ATTESTED_STATES),
    }.get(column.kind, N_("a text or a number"))
    return [
        value_fault(where, word, meaning, expected, file=file)
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

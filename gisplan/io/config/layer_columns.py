"""The columns and words that a layer's table in a county file names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.code_lists import AREA_KINDS, ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACE_LIST, SURFACES
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.schema import LAYERS, Column
from gisplan.io.config.keys import value_fault
from gisplan.io.faults.catalogue import make_fault, nearest

__all__ = ["PLACE_COLUMNS", "UNKNOWN", "check_columns", "check_values"]

PLACE_COLUMNS = ("lon", "lat", "x", "y", "wkt")
UNKNOWN = "unknown"


def check_columns(name: str, columns: Any, file: str) -> tuple[dict[str, str], list[Fault]]:
    """Check the columns that a layer's table names.

    Parameters
    ----------
    name : str
        The layer.
    columns : Any
        What the county file has under ``[layers.NAME.columns]``.
    file : str
        The name of the county file, for messages.

    Returns
    -------
    columns : dict of str to str
        The file's own header of each canonical column.
    faults : list of Fault
        Their faults.
    """
    where = f"layers.{name}.columns"
    if not isinstance(columns, dict):
        return {}, [value_fault(f"layers.{name}", "columns", columns, "a table", file=file)]
    known = (*LAYERS[name].names, *PLACE_COLUMNS)
    faults: list[Fault] = []
    for canonical, own in columns.items():
        if canonical not in known:
            faults.append(_unknown_column(name, canonical, known, file))
        elif not isinstance(own, str) or not own:
            faults.append(value_fault(where, canonical, own, "the name of a column, in quotes", file=file))
    return {key: own for key, own in columns.items() if key in known and isinstance(own, str)}, faults


def check_values(name: str, values: Any, file: str) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
    """Check the words that a layer's table explains.

    Parameters
    ----------
    name : str
        The layer.
    values : Any
        What the county file has under ``[layers.NAME.values]``.
    file : str
        The name of the county file, for messages.

    Returns
    -------
    values : dict of str to dict
        For a canonical column the file's words and what they mean.
    faults : list of Fault
        Their faults.
    """
    if not isinstance(values, dict):
        return {}, [value_fault(f"layers.{name}", "values", values, "a table", file=file)]
    faults: list[Fault] = []
    found: dict[str, dict[str, Any]] = {}
    for canonical, words in values.items():
        if canonical not in LAYERS[name].names:
            faults.append(_unknown_column(name, canonical, LAYERS[name].names, file))
        elif not isinstance(words, dict):
            faults.append(value_fault(f"layers.{name}.values", canonical, words, N_("a table"), file=file))
        else:
            column = LAYERS[name].column(canonical)
            faults += _check_words(column, words, f"layers.{name}.values.{canonical}", file)
            found[canonical] = {word: meaning for word, meaning in words.items() if _is_usable(column, meaning)}
    return found, faults


def _unknown_column(layer: str, name: str, known: Sequence[str], file: str) -> Fault:
    near = nearest(name, known)
    return make_fault("column-unknown", file=file, layer=layer, field=name, nearest=near, known=", ".join(known))


def _check_words(column: Column, words: Mapping[str, Any], where: str, file: str) -> list[Fault]:
    expected = {
        "surface": SURFACE_LIST,
        "boolean": N_('true, false or "unknown"'),
        "status": ", ".join(ROAD_STATUSES),
        "rank": ", ".join(SEAT_RANKS),
        "state": ", ".join(ATTESTED_STATES),
        "area": ", ".join(AREA_KINDS),
        "facility": ", ".join(FACILITY_KINDS),
        **dict.fromkeys(("number", "integer", "percent"), N_('a number such as 800, 0 if there is none, or "unknown"')),
    }.get(column.kind, N_("a text or a number"))
    return [
        value_fault(where, word, meaning, expected, file=file)
        for word, meaning in words.items()
        if not _is_usable(column, meaning)
    ]


def _is_usable(column: Column, meaning: Any) -> bool:
    """Return whether a column may hold what a word is said to mean."""
    return isinstance(meaning, str | int | float | date) and (meaning == UNKNOWN or _is_meaning(column, meaning))


def _is_meaning(column: Column, meaning: Any) -> bool:
    if column.kind == "surface":
        return str(meaning) in {str(code) for code in SURFACES} and not isinstance(meaning, bool | float)
    if column.kind == "boolean":
        return isinstance(meaning, bool)
    codes = {"status": ROAD_STATUSES, "rank": SEAT_RANKS, "state": ATTESTED_STATES, "area": AREA_KINDS}
    codes["facility"] = FACILITY_KINDS
    if column.kind in codes:
        return meaning in codes[column.kind]
    if column.kind == "date":
        return isinstance(meaning, str | date)
    if column.kind in ("number", "integer", "percent"):
        return isinstance(meaning, int | float) and not isinstance(meaning, bool)
    return isinstance(meaning, str | int)

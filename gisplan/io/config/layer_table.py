"""The tables of a county file: [network] and the like, and one of each layer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.code_lists import AREA_KINDS, ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACES
from gisplan.county.schema import LAYERS, Column
from gisplan.io.config.assumptions import check_assumptions
from gisplan.io.config.where import RowFilter, WhereError, parse_where
from gisplan.io.faults.catalogue import make_fault, nearest

__all__ = [
    "PLACE_COLUMNS",
    "SEPARATORS",
    "SHIFTS",
    "TOPOLOGIES",
    "UNKNOWN",
    "LayerTable",
    "check_layer_table",
    "check_settings",
    "find_unknown_keys",
    "value_fault",
]

# key -> the lowest and the highest value, and what to write; docs/county-file.md has the reasons
_NUMBERS = {
    "snap_m": (0.01, 100.0, N_("a number from 0.01 to 100, in metres")),
    "reach_m": (0.01, 10_000.0, N_("a number from 0.01 to 10000, in metres")),
    "near_miss_m": (0.01, 1_000.0, N_("a number from 0.01 to 1000, in metres")),
    "access_m": (0.01, 100_000.0, N_("a number from 0.01 to 100000, in metres")),
    "offroad_factor": (1.0, 1_000.0, N_("a number from 1 to 1000")),
}
SHIFTS = ("gcj02", "bd09")
"""The values of `datum`: coordinates of online maps in China."""
_REACH_TO = ("trunk", "seat", "both")
_SETTING_KEYS = (*_NUMBERS, "trunk_classes", "reach_to", "trust_registered")
_FORMER_KEYS = {"roots": "trunk_classes"}


def find_unknown_keys(given: Mapping[str, Any], known: Iterable[str], *, table: str, file: str) -> list[Fault]:
    """Return a fault for every unknown key, with the nearest known spelling."""
    names = list(known)
    return [
        make_fault(
            "key-unknown",
            field=key,
            value=str(given[key]),
            table=table,
            file=file,
            nearest=nearest(key, names),
            known=", ".join(names),
        )
        for key in given
        if key not in names
    ]


def value_fault(table: str, key: str, value: object, expected: str, *, file: str) -> Fault:
    """Return the fault of a key whose value cannot be used."""
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return make_fault("key-value", file=file, field=key, value=shown, table=table, expected=expected)


def check_settings(network: Mapping[str, Any], *, file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return the settings that [network] gives, without defaults, and their faults."""
    network, faults = _rename_former_keys(network, file=file)
    faults += find_unknown_keys(network, _SETTING_KEYS, table="network", file=file)
    settings: dict[str, Any] = {}
    for key in _SETTING_KEYS:
        if key not in network:
            continue
        expected = _expected_value(key, network[key])
        if expected is None:
            settings[key] = tuple(network[key]) if key == "trunk_classes" else network[key]
        else:
            faults.append(value_fault("network", key, network[key], expected, file=file))
    return settings, faults


def _rename_former_keys(network: Mapping[str, Any], *, file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return the table with the names of today for keys that had others; a key beside its former name stays."""
    former = {old: new for old, new in _FORMER_KEYS.items() if old in network and new not in network}
    faults = [
        make_fault("key-renamed", file=file, field=old, value=str(network[old]), table="network", other=new)
        for old, new in former.items()
    ]
    return {former.get(key, key): value for key, value in network.items()}, faults


def _expected_value(key: str, value: Any) -> str | None:
    """Return what the value should have been; None where it is right."""
    if key == "trunk_classes":
        fits = isinstance(value, list) and len(value) > 0 and all(isinstance(item, str) and item for item in value)
        return None if fits else N_('a list of road classes in quotes, such as ["G", "S"]')
    if key == "reach_to":
        return None if value in _REACH_TO else " or ".join(_REACH_TO)
    if key == "trust_registered":
        return None if isinstance(value, bool) else N_("true or false")
    lowest, highest, expected = _NUMBERS[key]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if number and lowest <= value <= highest else expected


PLACE_COLUMNS = ("lon", "lat", "x", "y")
UNKNOWN = "unknown"
_TEXTS = ("path", "layer", "crs", "encoding", "separator", "decimal")
_KEYS = (*_TEXTS, "datum", "where", "complete", "assume", "topology", "columns", "values")
SEPARATORS: Mapping[str, str] = {**{mark: mark for mark in (",", ";", "\t", "|", "，")}, "tab": "\t"}
TOPOLOGIES = ("nodes", "geometry")
"""How the roads of a layer are joined: where they share a vertex, or where they touch."""


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
    crs, encoding, separator, decimal : str or None
        What the county file states of the file.
    datum : str or None
        "gcj02" or "bd09" where its coordinates are shifted as those of online maps in China.
    where : RowFilter or None
        Which rows of the file are read; all without it.
    complete : bool
        Whether the layer holds all there is; False makes what it lacks unknown.
    assumed_surfaces : mapping of str to int
        Of roads, the surface that is assumed where there is none, by class.
    columns : mapping of str to str
        The file's own header of each canonical column.
    values : mapping of str to mapping
        For a canonical column the file's words and what they mean.
    topology : {"nodes", "geometry"} or None
        How the roads are joined; None where the file decides.
    """

    name: str
    path: str
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    datum: str | None = None
    where: RowFilter | None = None
    complete: bool = True
    assumed_surfaces: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    topology: str | None = None

    @property
    def own_columns(self) -> frozenset[str]:
        """The columns of the file that the table names."""
        named = frozenset(self.columns.values())
        return named if self.where is None else named | self.where.columns


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
    at = f"layers.{name}"
    if not isinstance(table, dict):
        return None, [value_fault("layers", name, table, "a table", file=file)]
    faults = find_unknown_keys(table, _KEYS, table=at, file=file)
    faults += _check_plain_keys(table, at, file)
    where, where_faults = _check_where(name, table.get("where"), file)
    topology = table.get("topology")
    if topology not in (None, *TOPOLOGIES) or (topology is not None and name != "roads"):
        expected = " or ".join(TOPOLOGIES) if name == "roads" else N_("left out: only roads are joined")
        faults.append(value_fault(at, "topology", topology, expected, file=file))
        topology = None
    columns, column_faults = _check_columns(name, table.get("columns", {}), file)
    values, value_faults = _check_values(name, table.get("values", {}), file)
    assumed_surfaces, assume_faults = check_assumptions(name, table.get("assume"), file=file)
    faults += where_faults + assume_faults + column_faults + value_faults
    if "path" not in table:
        return None, [*faults, make_fault("key-missing", file=file, layer=name, field="path", table=at)]
    stated: dict[str, Any] = {key: str(table[key]) if key in table else None for key in _TEXTS[1:]}
    stated["separator"] = SEPARATORS.get(stated["separator"] or "")
    stated["datum"] = next((shift for shift in SHIFTS if shift == table.get("datum")), None)
    stated |= {"where": where, "complete": table.get("complete", True) is not False, "topology": topology}
    stated |= {"assumed_surfaces": assumed_surfaces}
    return LayerTable(name, str(table["path"]), columns=columns, values=values, **stated), faults


def _check_plain_keys(table: Mapping[str, Any], at: str, file: str) -> list[Fault]:
    """Return the faults of the keys that are no tables."""
    faults: list[Fault] = []
    for key in _TEXTS:
        if key in table and not (isinstance(table[key], str) and (table[key].strip() or table[key] == "\t")):
            faults.append(value_fault(at, key, table[key], "a text in quotes", file=file))
    faults += _check_marks(table, at, file)
    if table.get("datum", SHIFTS[0]) not in SHIFTS:
        expected = " or ".join(f'"{shift}"' for shift in SHIFTS)
        faults.append(value_fault(at, "datum", table["datum"], expected, file=file))
    if not isinstance(table.get("complete", True), bool):
        faults.append(value_fault(at, "complete", table["complete"], "true or false", file=file))
    return faults


def _check_where(name: str, text: Any, file: str) -> tuple[RowFilter | None, list[Fault]]:
    """Return the condition of a layer's rows, and why it cannot be read."""
    if text is None:
        return None, []
    if not isinstance(text, str) or not text.strip():
        return None, [value_fault(f"layers.{name}", "where", text, "a text in quotes", file=file)]
    try:
        return parse_where(text), []
    except WhereError as error:
        details: dict[str, Any] = {"at": error.at, "value": error.shown, "reason": error.reason}
        return None, [make_fault("where-wrong", file=file, layer=name, field="where", **details)]


def _check_marks(table: Mapping[str, Any], where: str, file: str) -> Iterator[Fault]:
    """Find a separator or a decimal mark that is none."""
    marks: Mapping[str, tuple[Collection[str], str]] = {
        "separator": (SEPARATORS, N_('one of "," ";" "tab" "|"')),
        "decimal": (",.", N_('"," or "."')),
    }
    for key, (allowed, expected) in marks.items():
        if isinstance(table.get(key), str) and table[key] not in allowed:
            yield value_fault(where, key, table[key], expected, file=file)


def _check_columns(name: str, columns: Any, file: str) -> tuple[dict[str, str], list[Fault]]:
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


def _check_values(name: str, values: Any, file: str) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
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
        "surface": f'a surface code ({", ".join(map(str, SURFACES))}) or "unknown"',
        "boolean": N_('true, false or "unknown"'),
        "status": ", ".join(ROAD_STATUSES),
        "rank": ", ".join(SEAT_RANKS),
        "state": ", ".join(ATTESTED_STATES),
        "area": ", ".join(AREA_KINDS),
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
    if column.kind in codes:
        return meaning in codes[column.kind]
    if column.kind == "date":
        return isinstance(meaning, str | date)
    if column.kind in ("number", "integer", "percent"):
        return isinstance(meaning, int | float) and not isinstance(meaning, bool)
    return isinstance(meaning, str | int)

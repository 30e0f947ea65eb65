"""The table of a layer in a county file: its file, and how that is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gisplan.base.datum_parameters import DatumParameters
from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.config.assumptions import check_assumptions
from gisplan.io.config.datum_parameters import check_parameters
from gisplan.io.config.keys import find_unknown_keys, value_fault
from gisplan.io.config.layer_columns import check_columns, check_values
from gisplan.io.config.where import RowFilter, WhereError, parse_where
from gisplan.io.faults.catalogue import make_fault

__all__ = [
    "SEPARATORS",
    "SHIFTS",
    "TOPOLOGIES",
    "LayerTable",
    "check_layer_table",
]

SHIFTS = ("gcj02", "bd09")
"""The values of `datum`: coordinates of online maps in China."""
_TEXTS = ("path", "layer", "crs", "encoding", "separator", "decimal")
_KEYS = (*_TEXTS, "datum", "to_wgs84", "where", "complete", "assume", "topology", "columns", "values")
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
    to_wgs84 : DatumParameters or None
        The parameters from its datum to WGS 84, where it is a local one.
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
    to_wgs84: DatumParameters | None = None
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

    @property
    def class_surface_column(self) -> str:
        """The file's column that gives both the class and the surface of roads; "" where there is none."""
        surface = self.columns.get("surface", "")
        return surface if surface == self.columns.get("class") else ""


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
    where, more = _check_where(name, table.get("where"), file)
    faults += [*more, *_check_topology(name, table.get("topology"), file)]
    to_wgs84, more = check_parameters(table.get("to_wgs84"), at=f"{at}.to_wgs84", file=file, for_all=False)
    assumed_surfaces, assume_faults = check_assumptions(name, table.get("assume"), file=file)
    columns, column_faults = check_columns(name, table.get("columns", {}), file)
    values, value_faults = check_values(name, table.get("values", {}), file)
    faults += [*more, *assume_faults, *column_faults, *value_faults]
    if "path" not in table:
        return None, [*faults, make_fault("key-missing", file=file, layer=name, field="path", table=at)]
    stated: dict[str, Any] = {key: str(table[key]) if key in table else None for key in _TEXTS[1:]}
    stated["separator"] = SEPARATORS.get(stated["separator"] or "")
    stated["datum"] = next((shift for shift in SHIFTS if shift == table.get("datum")), None)
    stated["topology"] = next((way for way in TOPOLOGIES if way == table.get("topology")), None)
    stated |= {"where": where, "complete": table.get("complete", True) is not False}
    stated |= {"assumed_surfaces": assumed_surfaces, "to_wgs84": to_wgs84}
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


def _check_topology(name: str, topology: Any, file: str) -> Iterator[Fault]:
    """Find a way of joining roads that is none, or is stated of another layer."""
    if topology is not None and (name != "roads" or topology not in TOPOLOGIES):
        expected = " or ".join(TOPOLOGIES) if name == "roads" else N_("left out: only roads are joined")
        yield value_fault(f"layers.{name}", "topology", topology, expected, file=file)


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

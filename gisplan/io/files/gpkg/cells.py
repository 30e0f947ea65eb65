"""The cells of a GeoPackage's table that are of another kind than their column: GDAL would read them as 0 or null."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import NAMED, FaultContext

__all__ = ["find_lost_days", "find_wrong_cells", "quote_name"]

_SHOWN = 40
# what the GeoPackage standard says that they hold: GDAL reads the low bits of anything beyond
_WHOLE = {
    **dict.fromkeys(("INTEGER", "INT", "BOOLEAN"), (-(1 << 63), (1 << 63) - 1)),
    "MEDIUMINT": (-(1 << 31), (1 << 31) - 1),
    "SMALLINT": (-(1 << 15), (1 << 15) - 1),
    "TINYINT": (-(1 << 7), (1 << 8) - 1),
}
_NARROW = ("MEDIUMINT", "SMALLINT", "TINYINT")
_REAL = ("REAL", "DOUBLE", "FLOAT")
_DAYS = ("DATE", "DATETIME")
_FOUND = {
    "text": N_("a text"),
    "blob": N_("bytes"),
    "real": N_("a number with a fraction"),
    "integer": N_("a number"),
}


class _Column(NamedTuple):
    """A column that is looked at: which cells are wrong, as SQL says it, and what they should be."""

    name: str
    wrong: str
    expected: str


def find_wrong_cells(
    database: sqlite3.Connection,
    table: str,
    context: FaultContext,
    *,
    wanted: Collection[str] | None,
    geometry: Collection[str],
) -> list[Fault]:
    """Find the cells that are of another kind than their column, the first hundred one by one.

    Parameters
    ----------
    database : Connection
        The GeoPackage.
    table : str
        A plain table of it.
    context : FaultContext
        The file and its layer.
    wanted : collection of str or None
        The columns that are read; None reads all.
    geometry : collection of str
        The columns of geometry.

    Returns
    -------
    list of Fault
        Each with its row, in the order in which rows are read, its field and its value.
    """
    columns = list(_list_columns(database, table, wanted=wanted, geometry=geometry))
    if not columns or not _exists(database, quote_name(table), " OR ".join(column.wrong for column in columns)):
        return []
    return [fault for column in columns for fault in _name_cells(database, table, column, context)]


def _name_cells(database: sqlite3.Connection, table: str, column: _Column, context: FaultContext) -> Iterator[Fault]:
    """Name the first hundred wrong cells of a column."""
    own = quote_name(column.name)
    numbered = f"(SELECT *, row_number() OVER (ORDER BY rowid) AS gisplan_row FROM {quote_name(table)})"
    query = f"SELECT gisplan_row, typeof({own}), {own} FROM {numbered} WHERE {column.wrong} LIMIT {NAMED}"
    for row, kind, value in database.execute(query):
        details = {"row": int(row), "field": column.name, "value": _show(value), "reason": _FOUND.get(kind, "")}
        yield context.fault("cell-of-other-kind", **details, expected=column.expected)


def find_lost_days(
    database: sqlite3.Connection, table: str, field: str, is_null: Collection[bool], context: FaultContext
) -> list[Fault]:
    """Find the cells of a column of days that are not blank, although none was read from them.

    Parameters
    ----------
    database : Connection
        The GeoPackage.
    table, field : str
        The table and its column.
    is_null : collection of bool
        Whether there is no day in each row, as GDAL has read it.
    context : FaultContext
        The file and its layer.

    Returns
    -------
    list of Fault
    """
    own = quote_name(field)
    query = f"SELECT typeof({own}), {own} FROM {quote_name(table)} ORDER BY rowid"
    faults: list[Fault] = []
    for row, (null, (kind, value)) in enumerate(zip(is_null, database.execute(query), strict=False), 1):
        if null and value is not None and value != "" and len(faults) < NAMED:
            details = {"row": row, "field": field, "value": _show(value), "reason": _FOUND.get(kind, "")}
            faults.append(context.fault("cell-of-other-kind", **details, expected=N_("a date")))
    return faults


def _list_columns(
    database: sqlite3.Connection, table: str, *, wanted: Collection[str] | None, geometry: Collection[str]
) -> Iterator[_Column]:
    """List the columns of geometry and numbers; any text or bytes may stand in the others."""
    drawn = {name.casefold() for name in geometry}
    for _place, name, declared, *_rest in database.execute(f"PRAGMA table_info({quote_name(table)})"):
        own, kind = quote_name(name), str(declared).upper().split("(")[0].strip()
        if name.casefold() in drawn:
            # every geometry begins with the letters GP
            no_geometry = f"typeof({own}) NOT IN ('blob', 'null') OR substr({own}, 1, 2) <> x'4750'"
            yield _Column(name, f"({no_geometry})", N_("a geometry"))
        elif wanted is not None and name not in wanted:
            continue
        elif kind in _WHOLE:
            least, most = _WHOLE[kind]
            other = f"(typeof({own}) NOT IN ('integer', 'null') OR {own} NOT BETWEEN {least} AND {most})"
            yield _Column(name, other, f"{least} … {most}" if kind in _NARROW else N_("a whole number"))
        elif kind in _REAL:
            yield _Column(name, f"(typeof({own}) NOT IN ('real', 'integer', 'null'))", N_("a number"))


def _exists(database: sqlite3.Connection, name: str, condition: str) -> bool:
    return database.execute(f"SELECT 1 FROM {name} WHERE {condition} LIMIT 1").fetchone() is not None


def _show(value: Any) -> str:
    if isinstance(value, bytes):
        return f"0x{value[: _SHOWN // 2].hex()}" + ("…" if len(value) > _SHOWN // 2 else "")
    return str(value)[:_SHOWN]


def quote_name(name: str) -> str:
    """Return the name of a table or column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'

"""The bureaus' forms of works from forms.toml: the columns of their sheets, and their headers in an export."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.county.code_lists import ROAD_STATUSES
from gisplan.county.layer import Column, Layer
from gisplan.io.forms.form_detection import SheetForm
from gisplan.io.layers.columns import bare_word
from gisplan.ledger.kinds import DUE, LISTED, PLACE, Kind, read_kinds

__all__ = ["LON_LAT", "MARK", "STORE", "VERSION", "VILLAGES_NAMED", "Form", "FormColumn", "check_kind", "read_forms"]

VILLAGES_NAMED = "villages_named"
"""The column of the names of a work's villages; the ledger stores their codes."""

LON_LAT = "lon_lat"
"""The column of a work's coordinates in degrees: longitude, a comma, latitude."""

VERSION, STORE = "version", "store"
"""The hidden columns of an export: the version of the work, and the id of its ledger."""

MARK = "gisplan ledger"
"""The property of an exported workbook that holds the id of its ledger and the last event."""

_HIDDEN = {VERSION: "台账版本", STORE: "台账标识"}


@dataclass(frozen=True)
class FormColumn:
    """One column of a form: its field, its header, and the header over it ("" for none)."""

    field: str
    header: str
    upper: str = ""
    total: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Form:
    """The form of one kind of works.

    `words` has the bureau's word for each value of a field, and `values` the value of each word.
    """

    kind: str
    sheet: str
    title: str
    bureau: str
    units: str
    columns: tuple[FormColumn, ...]
    words: Mapping[str, Mapping[str, str]]
    values: Mapping[str, Mapping[str, str]]
    reader_form: SheetForm


def check_kind(kind: str | None) -> None:
    """Raise `LedgerError` where a kind of works does not exist; None is any kind."""
    if kind is not None and kind not in read_kinds():
        raise LedgerError(_("Unknown kind of works {0!r}. Use one of: {1}.").format(kind, ", ".join(read_kinds())))


@cache
def read_forms() -> Mapping[str, Form]:
    """Read the forms by the kind of their works."""
    text = (files("gisplan.ledger.sheets") / "forms.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    over = {upper for name in read_kinds() for _field, _header, upper in tables[name]["columns"]}
    uppers = frozenset(map(bare_word, {*tables["over"]["names"], *over})) - {""}
    return {name: _parse_form(kind, tables[name], tables["unit"], uppers) for name, kind in read_kinds().items()}


def _parse_form(kind: Kind, table: Mapping[str, Any], units: Mapping[str, str], uppers: frozenset[str]) -> Form:
    columns = _list_columns(kind, table)
    values = table.get("words", {})
    words: dict[str, Mapping[str, str]]
    words = {field: {value: word for word, value in reversed(pairs.items())} for field, pairs in values.items()}
    status_words = {code: status.chinese for code, status in ROAD_STATUSES.items()}
    words |= {
        c.field: status_words for c in columns if c.field in kind.fields and kind.fields[c.field].kind == "status"
    }
    aliases = {**_list_aliases(kind, columns, table.get("more", {})), "": (table["sheet"], *table["titles"])}
    layer = Layer(kind.layer, None, tuple(_make_columns(kind, columns, units)))
    names = (kind.name, table["sheet"], table["title"], table["bureau"], table["units"])
    return Form(*names, tuple(columns), words, values, SheetForm(kind.name, layer, aliases, values, uppers))


def _list_columns(kind: Kind, table: Mapping[str, Any]) -> list[FormColumn]:
    """List the columns of a form: its own, the due dates of the milestones, and the hidden ones."""
    totals = set(table["totals"])
    named = [FormColumn(field, header, upper, field in totals) for field, header, upper in table["columns"]]
    headers = {column.field: column.header for column in named}
    columns = [column for column in named if column.field in (*kind.fields, "code", VILLAGES_NAMED, LON_LAT)]
    columns += [FormColumn(DUE + name, f"计划{headers[name]}") for name in kind.milestones if name != kind.finish]
    return columns + [FormColumn(field, header, hidden=True) for field, header in _HIDDEN.items()]


def _list_aliases(
    kind: Kind, columns: list[FormColumn], more: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """List the headers by which each field is recognised."""
    aliases = {c.field: tuple(dict.fromkeys((bare_word(c.header), *more.get(c.field, ())))) for c in columns}
    for name in kind.milestones:
        planned = tuple(f"计划{word}" for word in aliases[name])
        aliases[kind.due(name)] = tuple(dict.fromkeys((*aliases[kind.due(name)], *planned)))
    return aliases


def _make_columns(kind: Kind, columns: list[FormColumn], units: Mapping[str, str]) -> list[Column]:
    """Make the columns for the reader; none is required, as a blank changes nothing."""
    extra = {
        "code": Column("code", "code"),
        VILLAGES_NAMED: Column(VILLAGES_NAMED),
        LON_LAT: Column(LON_LAT),
        VERSION: Column(VERSION, "integer", lowest=0.0),
        STORE: Column(STORE),
    }
    made = []
    for column in columns:
        base = extra.get(column.field) or kind.fields[column.field]
        unit = units.get(column.field, base.unit)
        made.append(replace(base, unit=unit, required=False))
    assert not {LISTED, PLACE} & {column.name for column in made}
    return made

"""The bureaus' forms of works, as forms.toml has them: what a sheet's columns are, and what an export calls them."""

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
from gisplan.io.layers.texts import bare_word
from gisplan.ledger.kinds import DUE, LISTED, PLACE, Kind, read_kinds

__all__ = ["LON_LAT", "MARK", "STORE", "VERSION", "VILLAGES_NAMED", "Form", "FormColumn", "check_kind", "read_forms"]

VILLAGES_NAMED = "villages_named"
"""The names of a work's villages; the ledger keeps their codes."""

LON_LAT = "place_told"
"""Where a work lies, in degrees: longitude, a comma, latitude."""

VERSION, STORE = "version", "store"
"""The hidden columns of an export: the version of the work that was exported, and the ledger it was of."""

MARK = "gisplan ledger"
"""The property of an exported workbook: its ledger, and the last event that is in it."""

_HIDDEN = {VERSION: "台账版本", STORE: "台账标识"}


@dataclass(frozen=True)
class FormColumn:
    """One column of a form: what the ledger keeps, its header, and the header over it ("" for none)."""

    field: str
    header: str
    upper: str = ""
    total: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Form:
    """The form of one kind of works; `told` and `meant` are the bureau's words for a field's values, and back."""

    kind: str
    sheet: str
    title: str
    bureau: str
    units: str
    columns: tuple[FormColumn, ...]
    told: Mapping[str, Mapping[str, str]]
    meant: Mapping[str, Mapping[str, str]]
    read: SheetForm


def check_kind(kind: str | None) -> None:
    """A `LedgerError` where there are no such works; None is any."""
    if kind is not None and kind not in read_kinds():
        raise LedgerError(_("Unknown kind of works {0!r}. Use one of: {1}.").format(kind, ", ".join(read_kinds())))


@cache
def read_forms() -> Mapping[str, Form]:
    """The forms by the kind of their works."""
    text = (files("gisplan.ledger.sheets") / "forms.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    over = {upper for name in read_kinds() for _field, _header, upper in tables[name]["columns"]}
    uppers = frozenset(map(bare_word, {*tables["over"]["names"], *over})) - {""}
    return {name: _read_form(kind, tables[name], tables["unit"], uppers) for name, kind in read_kinds().items()}


def _read_form(kind: Kind, table: Mapping[str, Any], units: Mapping[str, str], uppers: frozenset[str]) -> Form:
    totals = set(table["totals"])
    named = [FormColumn(field, header, upper, field in totals) for field, header, upper in table["columns"]]
    own = {column.field: column.header for column in named}
    columns = [column for column in named if column.field in (*kind.fields, "code", VILLAGES_NAMED, LON_LAT)]
    columns += [FormColumn(DUE + name, f"计划{own[name]}") for name in kind.milestones if name != kind.finish]
    columns += [FormColumn(field, header, hidden=True) for field, header in _HIDDEN.items()]
    meant = table.get("words", {})
    told: dict[str, Mapping[str, str]]
    told = {field: {ours: word for word, ours in reversed(words.items())} for field, words in meant.items()}
    told |= {
        c.field: {code: status.chinese for code, status in ROAD_STATUSES.items()}
        for c in columns
        if c.field in kind.fields and kind.fields[c.field].kind == "status"
    }
    more = table.get("more", {})
    aliases = {c.field: tuple(dict.fromkeys((bare_word(c.header), *more.get(c.field, ())))) for c in columns}
    for name in kind.milestones:
        planned = tuple(f"计划{word}" for word in aliases[name])
        aliases[kind.due(name)] = tuple(dict.fromkeys((*aliases[kind.due(name)], *planned)))
    layer = Layer(kind.layer, None, tuple(_make_columns(kind, columns, units)))
    read = SheetForm(kind.name, layer, {**aliases, "": (table["sheet"], *table["titles"])}, meant, uppers)
    names = (kind.name, table["sheet"], table["title"], table["bureau"], table["units"])
    return Form(*names, tuple(columns), told, meant, read)


def _make_columns(kind: Kind, columns: list[FormColumn], units: Mapping[str, str]) -> list[Column]:
    """The columns as the porch reads them; none must be filled in, for a blank says nothing."""
    own = {
        "code": Column("code", "code"),
        VILLAGES_NAMED: Column(VILLAGES_NAMED),
        LON_LAT: Column(LON_LAT),
        VERSION: Column(VERSION, "integer", lowest=0.0),
        STORE: Column(STORE),
    }
    made = []
    for column in columns:
        found = own.get(column.field) or kind.fields[column.field]
        unit = units.get(column.field, found.unit)
        made.append(replace(found, unit=unit, required=False))
    assert not {LISTED, PLACE} & {column.name for column in made}
    return made

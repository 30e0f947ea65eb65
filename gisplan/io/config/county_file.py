"""Read the county file, gisplan.toml, and check it against the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gisplan.base.codes import CODE_SYSTEMS
from gisplan.base.datum_parameters import DatumParameters
from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.code_lists import AREA_KINDS
from gisplan.county.orientation.layers import RELIEF
from gisplan.county.schema import LAYERS, WITHIN_PERCENT
from gisplan.io.config.datum_parameters import check_parameters
from gisplan.io.config.keys import find_unknown_keys, value_fault
from gisplan.io.config.layer_table import LayerTable, check_layer_table
from gisplan.io.config.network_settings import check_settings
from gisplan.io.config.relief_table import ReliefTable, check_relief_table
from gisplan.io.faults.catalogue import make_fault, name_hundred, nearest
from gisplan.standards.plan_rules import check_plan, list_plan_keys, make_plan_values

__all__ = ["FILE_NAME", "CountyFile", "check_document"]

FILE_NAME = "gisplan.toml"
_COUNTY_KEYS = (
    "code",
    "name",
    "crs",
    "standard",
    "as_of",
    "code_system",
    "expected_villages",
    "counts_within_percent",
    "trust_registered",
    "area_kind",
    "to_wgs84",
    "credits",
)
_MOST_CREDIT = 200  # characters of one; it stands in a line of a map
_MOST_VILLAGES = 1_000_000  # more than the whole country has
_OFFSET = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d")


@dataclass(frozen=True)
class CountyFile:
    """The content of a gisplan.toml and its faults.

    Where the file cannot be used the values are empty and `faults` holds the reason.

    Parameters
    ----------
    folder : Path
        The county's folder.
    file : str
        The name of the county file.
    code, name, crs : str
        The values of ``[county]``.
    standard : str or None
        The id or the path of the standard.
    as_of : date or None
        The date of the county's data.
    code_system : str
        ``cn-12`` or ``any``.
    expected_villages : int or None
        How many villages there should be.
    area_kind : str or None
        The kind of area of villages whose row does not give one.
    to_wgs84 : DatumParameters or None
        The parameters to WGS 84 of all layers on a local datum.
    counts_within_percent : float
        Two counts of one village in two files may differ by so much, in per cent of the larger one.
    credits : tuple of str
        Whose data they are, as every output names it.
    settings, plan, ledger : mapping
        The keys that ``[network]``, ``[plan]`` and ``[ledger]`` give.
    setting_lines : mapping of str to int
        In which lines keys of ``[network]`` are that replace what a standard says.
    layers : mapping of str to LayerTable
        The ``[layers.X]`` tables, in the order of the schema.
    relief : ReliefTable or None
        The table ``[layers.relief]``.
    faults : tuple of Fault
        Every fault of the file.
    """

    folder: Path
    file: str = FILE_NAME
    code: str = ""
    name: str = ""
    crs: str = ""
    standard: str | None = None
    as_of: date | None = None
    code_system: str = "cn-12"
    expected_villages: int | None = None
    area_kind: str | None = None
    to_wgs84: DatumParameters | None = None
    counts_within_percent: float = WITHIN_PERCENT
    credits: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    ledger: Mapping[str, str] = field(default_factory=dict)
    setting_lines: Mapping[str, int] = field(default_factory=dict)
    layers: Mapping[str, LayerTable] = field(default_factory=dict)
    relief: ReliefTable | None = None
    faults: tuple[Fault, ...] = ()


def check_document(document: Mapping[str, Any], folder: Path, file: str) -> CountyFile:
    """Check the content of a county file against the schema.

    Parameters
    ----------
    document : mapping
        The parsed file.
    folder : Path
        The county's folder.
    file : str
        The name of the file.

    Returns
    -------
    CountyFile
    """
    tables, faults = _check_tables(document, file)
    county = tables["county"]
    faults += _check_county(county, file)
    settings, setting_faults = check_settings(_network_table(tables), file=file)
    to_wgs84, datum_faults = check_parameters(county.get("to_wgs84"), at="county.to_wgs84", file=file, for_all=True)
    layers, relief, layer_faults = _check_layers(tables["layers"], file)
    plan, plan_faults = _check_plan(tables["plan"], file)
    faults += [
        *datum_faults,
        *setting_faults,
        *layer_faults,
        *plan_faults,
        *_check_ledger(tables["ledger"], file),
    ]
    return CountyFile(
        folder,
        file,
        code=str(county.get("code", "")),
        name=str(county.get("name", "")),
        crs=str(county.get("crs", "")),
        standard=county.get("standard"),
        as_of=county.get("as_of"),
        code_system=str(county.get("code_system", "cn-12")),
        expected_villages=county.get("expected_villages"),
        area_kind=county.get("area_kind"),
        to_wgs84=to_wgs84,
        counts_within_percent=county.get("counts_within_percent", WITHIN_PERCENT),
        credits=() if _check_credits(county, file) else tuple(county.get("credits", ())),
        settings=settings,
        plan=plan,
        ledger=tables["ledger"],
        layers=layers,
        relief=relief,
        faults=name_hundred(faults),
    )


def _check_tables(document: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return the tables of the document, empty where they are none, and the faults of its keys."""
    tables = {name: document.get(name, {}) for name in ("county", "layers", "network", "plan", "ledger")}
    faults = find_unknown_keys(document, tables, table="gisplan.toml", file=file)
    for name, table in tables.items():
        if not isinstance(table, dict):
            faults.append(value_fault(name, name, table, N_("a table"), file=file))
            tables[name] = {}
    return tables, faults


def _network_table(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return [network], with the one of its keys that [county] may have."""
    network = dict(tables["network"])
    if "trust_registered" in tables["county"]:
        network.setdefault("trust_registered", tables["county"]["trust_registered"])
    return network


def _check_county(county: Mapping[str, Any], file: str) -> list[Fault]:
    faults = find_unknown_keys(county, _COUNTY_KEYS, table="county", file=file)
    for key in ("code", "name", "crs"):
        if key not in county:
            faults.append(make_fault("key-missing", file=file, field=key, table="county"))
    for key in ("code", "name", "crs", "standard"):
        value = county.get(key, "x")
        if not isinstance(value, str) or not value.strip():
            faults.append(value_fault("county", key, value, N_("a text in quotes"), file=file))
    as_of = county.get("as_of")
    if "as_of" in county and type(as_of) is not date:
        faults.append(value_fault("county", "as_of", as_of, N_("a date without quotes, such as 2019-06-30"), file=file))
    system = county.get("code_system", "cn-12")
    if system not in CODE_SYSTEMS:
        faults.append(value_fault("county", "code_system", system, " or ".join(CODE_SYSTEMS), file=file))
    expected = county.get("expected_villages", 1)
    if type(expected) is not int or not 1 <= expected <= _MOST_VILLAGES:
        expected_text = N_("a whole number from 1 to 1000000")
        faults.append(value_fault("county", "expected_villages", expected, expected_text, file=file))
    if county.get("area_kind", "plain") not in AREA_KINDS:
        faults.append(value_fault("county", "area_kind", county["area_kind"], ", ".join(AREA_KINDS), file=file))
    within = county.get("counts_within_percent", WITHIN_PERCENT)
    if type(within) not in (int, float) or not 0 <= within < 100:
        expected_text = N_("a number from 0 to below 100")
        faults.append(value_fault("county", "counts_within_percent", within, expected_text, file=file))
    return [*faults, *_check_credits(county, file)]


def _check_credits(county: Mapping[str, Any], file: str) -> list[Fault]:
    """Return the fault of `credits`, if it has one: each is one line of text."""
    given = county.get("credits", [])
    fits = isinstance(given, list) and all(
        isinstance(text, str) and text.strip() and text.isprintable() and len(text) <= _MOST_CREDIT for text in given
    )
    expected = N_("a list of texts in quotes, each of up to 200 characters")
    return [] if fits else [value_fault("county", "credits", given, expected, file=file)]


def _check_plan(table: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return the values that [plan] gives and their faults."""
    faults = [
        value_fault(name, key, value, expected, file=file)
        if expected
        else find_unknown_keys({key: value}, list_plan_keys(name), table=name, file=file)[0]
        for name, key, value, expected in check_plan(table)
    ]
    return {} if faults else make_plan_values(table), faults


def _check_ledger(table: Mapping[str, Any], file: str) -> list[Fault]:
    """Return the faults of [ledger]; a URL may hold a password and is never shown."""
    faults = find_unknown_keys(table, ("url", "utc_offset", "files"), table="ledger", file=file)
    if not isinstance(table.get("url", ""), str):
        faults.append(value_fault("ledger", "url", "…", N_("a text in quotes"), file=file))
    if not isinstance(table.get("files", "x"), str) or not table.get("files", "x").strip():
        faults.append(value_fault("ledger", "files", table["files"], N_("a text in quotes"), file=file))
    offset = table.get("utc_offset", "+08:00")
    if not isinstance(offset, str) or not _OFFSET.fullmatch(offset):
        faults.append(value_fault("ledger", "utc_offset", offset, N_("hours and minutes, such as +08:00"), file=file))
    return faults


def _check_layers(
    tables: Mapping[str, Any], file: str
) -> tuple[dict[str, LayerTable], ReliefTable | None, list[Fault]]:
    """Return the tables of the layers, that of the relief, and their faults."""
    relief, faults = check_relief_table(tables[RELIEF], file=file) if RELIEF in tables else (None, [])
    found: dict[str, LayerTable] = {}
    every = (*LAYERS, RELIEF)
    for name, table in tables.items():
        if name == RELIEF:
            continue
        if name not in LAYERS:
            near, known = nearest(name, every), ", ".join(every)
            faults.append(make_fault("layer-unknown", file=file, field=name, nearest=near, known=known))
        else:
            layer, table_faults = check_layer_table(name, table, file=file)
            faults += table_faults
            if layer is not None:
                found[name] = layer
    for name, schema in LAYERS.items():
        if schema.required and name not in tables:
            faults.append(make_fault("layer-missing", file=file, layer=name))
    return {name: found[name] for name in LAYERS if name in found}, relief, faults

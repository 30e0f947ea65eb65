"""The texts of faults: what their remedies name must exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from gisplan.base.faults import Fault, FaultKind
from gisplan.base.language import _, set_language
from gisplan.cli.commands import Commands
from gisplan.cli.main import gisplan
from gisplan.io.config.county_file import _COUNTY_KEYS, check_document
from gisplan.io.config.layer_table import _KEYS
from gisplan.io.config.network_settings import _SETTING_KEYS
from gisplan.io.faults.catalogue import KINDS, OWN_FILE_KINDS, explain_fault, make_fault
from gisplan.io.faults.form_faults import FORM_KINDS
from gisplan.io.inputs.locks import read_locks
from gisplan.io.inputs.standard_file import read_standard
from gisplan.io.inputs.user_tables import _KINDS as TABLE_KINDS
from tests.conftest import ROOT

KEYS = {
    "county": set(_COUNTY_KEYS),
    "network": set(_SETTING_KEYS),
    "ledger": {"files", "url", "utc_offset"},
    "layers.{layer}": set(_KEYS),
}
TABLES = {
    *(*KEYS, "layers.{layer}.columns", "layers.{layer}.values.{field}", "layers.{layer}.to_wgs84", "layers.X"),
    "layers.{target}",
    "county.to_wgs84",
    *("layers.relief", "layers.roads", "layers.roads.assume", "layers.roads.assume.surface", "{table}", "{0}", "{1}"),
}
EXTRAS = {"charts", "osm", "postgres", "pdf", "docx", "parquet"}
EXTRA = "{value}"  # as pip names it: gisplan[osm]
OF_OTHER_PROGRAMS = {"--config", "--strategy"}  # ogr2ogr's, osmium's
OF_A_COUNTY_ALONE = (
    "key-",
    "crs-",
    "layer-missing",
    "column-unknown",
    "counts-",
    "where-",
    "standard-",
    "rotation-",
    "decimal-wrong",
)
"""Kinds of faults of a gisplan.toml itself, or of layers with places or counts."""

_TABLE = re.compile(r"(?<![\[\w])\[([^\]\s\"]+)\](?!\])")
_KEY_IN = re.compile(r"\b([a-z_]+)(?: = \S+)? (?:in|under) \[([^\]]+)\]|\[(county|network)\] ([a-z_]+)")
_NO_KEYS = {"it", "would", "file", "word", "name", "names", "this", "all", "them", "only", "kinds"}


def list_texts() -> list[str]:
    """Every text that gisplan shows, as it stands in the catalogue of translations."""
    with (ROOT / "gisplan/locale/zh/LC_MESSAGES/gisplan.po").open("rb") as stream:
        return [str(message.id) for message in read_po(stream) if message.id]


def list_options(group: Commands = gisplan) -> Iterator[str]:
    for module, function in group.functions.values():
        command = getattr(import_module(module), function)
        if isinstance(command, Commands):
            yield from list_options(command)
        for param in command.params:
            if isinstance(param, click.Option):
                yield from (*param.opts, *param.secondary_opts)


def list_remedies(kinds: dict[str, FaultKind]) -> list[tuple[str, str]]:
    return [(code, f"{kind.remedy} {kind.remedy_without}") for code, kind in kinds.items()]


@pytest.mark.parametrize("option", sorted({o for t in list_texts() for o in re.findall(r"(?<![\w-])--[a-z][\w-]*", t)}))
def test_an_option_that_a_text_names_exists(option: str) -> None:
    assert option in {*list_options(), *OF_OTHER_PROGRAMS}


def test_a_table_of_the_county_file_that_a_text_names_exists() -> None:
    found = {table for text in list_texts() for table in _TABLE.findall(text)}
    assert {"county", "layers.{layer}"} < found
    assert found <= TABLES | EXTRAS | {EXTRA}


def test_a_key_of_the_county_file_that_a_remedy_names_exists() -> None:
    checked = 0
    for code, remedy in list_remedies({**KINDS, **FORM_KINDS}):
        for key_in, table_in, table, key in _KEY_IN.findall(remedy):
            name = key_in or key
            if (table_in or table) in KEYS and name not in _NO_KEYS:
                assert name in KEYS[table_in or table], (code, remedy)
                checked += 1
    assert checked > 10


def test_the_tables_and_keys_of_this_test_are_those_that_a_county_file_may_have() -> None:
    for table in ("county", "network", "ledger"):
        document = {table: dict.fromkeys(KEYS[table], "x")}
        faults = check_document(document, Path(), "gisplan.toml").faults
        assert not [fault for fault in faults if fault.code == "key-unknown"]


def test_a_file_that_no_county_file_names_is_sent_to_no_table_of_one() -> None:
    for kinds in (OWN_FILE_KINDS, TABLE_KINDS, FORM_KINDS):
        for code, remedy in list_remedies(dict(kinds)):
            if code == "form-of-layer":  # a file that belongs to a county file
                continue
            if KINDS.get(code) is kinds[code] and (code.startswith(OF_A_COUNTY_ALONE) or is_of_places(code)):
                continue
            assert not set(_TABLE.findall(remedy)) - {EXTRA}, (code, remedy)
            assert "gisplan.toml" not in remedy or code in ("county-file-missing", "layer-unknown"), (code, remedy)


def is_of_places(code: str) -> bool:
    from gisplan.io.faults.datum_faults import DATUM_KINDS
    from gisplan.io.faults.geometry_faults import GEOMETRY_KINDS
    from gisplan.io.faults.layer_faults import LAYER_KINDS
    from gisplan.io.faults.osm_faults import OSM_KINDS
    from gisplan.io.faults.relief_faults import RELIEF_KINDS

    return code in {*GEOMETRY_KINDS, *LAYER_KINDS, *DATUM_KINDS, *OSM_KINDS, *RELIEF_KINDS}


@pytest.mark.parametrize("layer", ["locks", "standard", "county", "file3", ""])
def test_the_remedy_of_a_file_of_no_layer_names_no_layer(layer: str) -> None:
    for code in ("file-missing", "path-refused", "file-irregular", "layers-several", "encoding-ambiguous"):
        assert "[" not in explain_fault(make_fault(code, file="x.csv", layer=layer))[1]
        assert "[layers.roads]" in explain_fault(make_fault(code, file="x.csv", layer="roads"))[1]


def test_locks_and_standards_are_corrected_by_their_own_paths(tmp_path: Path) -> None:
    (tmp_path / "locks.csv").mkdir()
    for path in (tmp_path / "none.csv", tmp_path / "locks.csv"):
        assert "Correct its path" in " ".join(read_locks(path).table.faults)
    with pytest.raises(ValueError, match="Correct its path") as caught:
        read_standard("a\x07b.toml")
    assert "[" not in str(caught.value)


def test_numbers_stand_beside_chinese_without_a_blank() -> None:
    with (ROOT / "gisplan/locale/zh/LC_MESSAGES/gisplan.po").open("rb") as stream:
        texts = [str(message.string) for message in read_po(stream) if message.id]
    assert not [text for text in texts if re.search(r"第 \{|\} (?:行|处|个|段|公里)", text)]


@pytest.mark.parametrize(("count", "words"), [(1, "in 1 row, first"), (2, "in 2 rows, first")])
def test_a_counted_word_agrees_with_its_number(count: int, words: str) -> None:
    fault = make_fault("text-damaged", file="x.csv", layer="villages", row=3, field="name", value="1 rows", count=count)
    message = explain_fault(fault)[0]
    assert words in message
    assert message.endswith(": 1 rows."), "a value is shown as it is"


def test_in_chinese_layers_and_fields_have_the_names_of_bureaus_and_keys_where_they_are_written() -> None:
    """What is said of a value has no key; what is to be written in the county file has one."""
    set_language("zh")
    try:
        of_value = Fault("number-too-low", "Q", "v.csv", "villages", 3, "population", "-5", {"expected": "0"})
        assert explain_fault(of_value, translate=_)[0] == "行政村第3行（v.csv）：户籍人口 = -5小于0。"
        of_column = Fault("column-unread", "W", "r.shp", "roads", None, "segment", "编号")
        assert explain_fault(of_column, translate=_) == (
            "道路（r.shp）：没有读取“编号”一列，但它很像本图层的路段代码（segment）。",
            '如果是，请在[layers.roads.columns]中写segment = "编号"。',
        )
        of_file = Fault("number-too-long", "E", "r.shp", "roads", 2, "name", "12", {"has": 400})
        assert "：name是" in explain_fault(of_file, translate=_)[0]  # the file's own field
    finally:
        set_language(None)
    assert "population = -5" in explain_fault(of_value)[0]

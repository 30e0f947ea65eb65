"""The canonical layers, columns, codes and milestones."""

from __future__ import annotations

import subprocess
import sys

from gisplan.county.code_lists import (
    ATTESTED_STATES,
    HARDENED_SURFACES,
    ROAD_STATUSES,
    SEALED_SURFACES,
    SEAT_RANKS,
    SURFACES,
    code_by_word,
)
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.milestones import MILESTONE_TYPES, MILESTONES, WORK_MILESTONES
from gisplan.county.schema import COLUMN_NAMES, LAYERS, PARTS_OF
from gisplan.io.layers.columns import bare_word


def test_villages_and_roads_are_required() -> None:
    assert [name for name, layer in LAYERS.items() if layer.required] == ["villages", "roads"]


def test_every_layer_may_carry_origin_and_names_are_unique() -> None:
    for layer in LAYERS.values():
        assert "origin" in layer.names
        assert len(set(layer.names)) == len(layer.names)
        assert layer.code is None or layer.column(layer.code).kind == "code"


def test_every_layer_and_column_has_an_english_and_a_chinese_name() -> None:
    for layer in LAYERS.values():
        assert layer.english
        assert layer.chinese
        for column in layer.columns:
            assert column.english
            assert column.chinese


def test_a_column_has_one_english_name_in_all_layers() -> None:
    for layer in LAYERS.values():
        assert {column.name: column.english for column in layer.columns}.items() <= COLUMN_NAMES.items()


def test_synonyms_are_written_as_headers_are_compared() -> None:
    words = [word for layer in LAYERS.values() for column in layer.columns for word in column.synonyms]
    words += [word for surface in SURFACES.values() for word in surface.synonyms]
    tables = (ROAD_STATUSES, SEAT_RANKS, FACILITY_KINDS)
    words += [word for table in tables for value in table.values() for word in value.synonyms]
    assert [word for word in words if bare_word(word) != word] == []


def test_a_word_means_one_code() -> None:
    words = [word for surface in SURFACES.values() for word in surface.synonyms]
    assert len(set(words)) == len(words)
    words = [word for kind in FACILITY_KINDS.values() for word in kind.synonyms]
    assert len(set(words)) == len(words)
    for table in (ROAD_STATUSES, SEAT_RANKS, ATTESTED_STATES, FACILITY_KINDS):
        assert len(code_by_word(table.values())) == sum(2 + len(value.words) for value in table.values())
        assert [value.code for value in table.values()] == list(table)


def test_surfaces() -> None:
    assert SEALED_SURFACES < HARDENED_SURFACES < set(SURFACES)
    assert not HARDENED_SURFACES & {31, 33, 36}


def test_a_number_has_a_unit() -> None:
    for layer in LAYERS.values():
        for column in layer.columns:
            assert column.kind not in ("number", "percent") or column.unit, column


def test_milestones_are_dates_and_parts_have_the_unit_of_the_whole() -> None:
    for name, milestones in MILESTONES.items():
        assert {LAYERS[name].column(column).kind for column in milestones} == {"date"}
    for name, pairs in PARTS_OF.items():
        for part, whole in pairs:
            assert LAYERS[name].column(part).unit == LAYERS[name].column(whole).unit


def test_milestones_follow_the_order_of_their_table() -> None:
    order = list(MILESTONE_TYPES)
    for milestones in WORK_MILESTONES.values():
        assert list(milestones) == sorted(milestones, key=order.index)
    assert {code for milestones in WORK_MILESTONES.values() for code in milestones} == set(order)


def test_a_table_has_no_shape_and_a_work_may_lack_one() -> None:
    tables = {name for name, layer in LAYERS.items() if layer.shape is None}
    assert tables == {"water_supply", "power", "broadcasting", "attestations", "code_changes"}
    assert {name for name, layer in LAYERS.items() if layer.placeless} == {"road_works", "water_projects"}


def test_the_schema_costs_nothing_to_import() -> None:
    code = "import sys, gisplan.county.schema; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"

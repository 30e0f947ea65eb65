"""The canonical layers and columns."""

from __future__ import annotations

import subprocess
import sys

from gisplan.county.schema import HARDENED_SURFACES, LAYERS, MILESTONES, PARTS_OF, SEALED_SURFACES, SURFACES


def test_villages_and_roads_are_required() -> None:
    assert [name for name, layer in LAYERS.items() if layer.required] == ["villages", "roads"]


def test_every_layer_may_carry_origin_and_names_are_unique() -> None:
    for layer in LAYERS.values():
        assert "origin" in layer.names
        assert len(set(layer.names)) == len(layer.names)
        assert layer.code is None or layer.column(layer.code).kind == "code"


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


def test_a_table_has_no_shape_and_a_work_may_lack_one() -> None:
    tables = {name for name, layer in LAYERS.items() if layer.shape is None}
    assert tables == {"water_supply", "power", "broadcasting", "attestations"}
    assert {name for name, layer in LAYERS.items() if layer.placeless} == {"road_works", "water_projects"}


def test_the_schema_costs_nothing_to_import() -> None:
    code = "import sys, gisplan.county.schema; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"

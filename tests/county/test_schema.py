"""The canonical layers and columns."""

from __future__ import annotations

import subprocess
import sys

from gisplan.county.schema import HARDENED_SURFACES, LATER_LAYERS, LAYERS, SEALED_SURFACES, SURFACES


def test_villages_and_roads_are_required() -> None:
    assert [name for name, layer in LAYERS.items() if layer.required] == ["villages", "roads"]
    assert not set(LAYERS) & LATER_LAYERS


def test_every_layer_may_carry_origin_and_names_are_unique() -> None:
    for layer in LAYERS.values():
        assert "origin" in layer.names
        assert len(set(layer.names)) == len(layer.names)
        assert layer.column(layer.code).kind == "code"


def test_surfaces() -> None:
    assert SEALED_SURFACES < HARDENED_SURFACES < set(SURFACES)
    assert not HARDENED_SURFACES & {31, 33, 36}


def test_a_number_has_a_unit() -> None:
    for layer in LAYERS.values():
        for column in layer.columns:
            assert column.kind != "number" or column.unit, column


def test_the_schema_costs_nothing_to_import() -> None:
    code = "import sys, gisplan.county.schema; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"

"""Units that a bureau's form states for a whole column, and what becomes of one that the column cannot have."""

from __future__ import annotations

import pytest

from gisplan.base.arrays import fill_objects
from gisplan.county.layer import Column, Layer
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.forms.form_detection import append_units

LENGTH = Column("km", "number", unit="kilometre")
LAYER = Layer("works", None, (LENGTH,))


def sheet(*values: str) -> RawLayer:
    column = fill_objects(len(values), values=values)
    return RawLayer(("里程",), {"里程": column}, {"里程": "OFTString"}, fill_objects(len(values)), None)


@pytest.mark.parametrize(
    ("headed", "framed", "expected"),
    [
        ({"km": "米"}, (), ["3米", "4公里"]),
        ({"km": "公里"}, (), ["3", "4公里"]),
        ({}, ("米",), ["3米", "4公里"]),
        ({"km": "户"}, (), ["3户", "4公里"]),
    ],
)
def test_a_unit_is_written_behind_bare_numbers_unless_it_is_the_columns_own(
    headed: dict[str, str], framed: tuple[str, ...], expected: list[str]
) -> None:
    units = append_units(sheet("3", "4公里"), LAYER, {"km": "里程"}, headed, frozenset(framed))
    assert units.layer.columns["里程"].tolist() == expected
    assert units.ambiguous == {}


def test_a_frame_with_two_units_of_length_is_ambiguous() -> None:
    units = append_units(sheet("3"), LAYER, {"km": "里程"}, {}, frozenset({"米", "公里"}))
    assert units.ambiguous == {"km": ["公里", "米"]}

"""`[layers.roads.assume.surface]`: read, checked and counted."""

from __future__ import annotations

from typing import Any

import jsonschema
import numpy as np
import pytest

from gisplan.base.language import _, set_language
from gisplan.county.class_surfaces import format_class_surfaces
from gisplan.io import explain_fault
from gisplan.io.check.findings import list_findings
from gisplan.report import make_document, read_schema
from gisplan.wording.works import list_warnings
from gisplan.workflow import find_gaps
from tests.io.toy_county import Toy, only, road_rows

SURFACES: list[str | None] = ["12", None, "unknown", "compacted"]


def roads(surfaces: list[str | None] = SURFACES, classes: str = "XCCC") -> list[tuple[Any, dict[str, Any]]]:
    rows = zip(road_rows(), surfaces, classes, strict=True)
    return [(shape, {**own, "surface": surface, "class": name}) for (shape, own), surface, name in rows]


def test_only_roads_without_a_surface_have_an_assumed_one(toy: Toy) -> None:
    county = toy.with_layer("roads", "roads.geojson", roads(), toml="[layers.roads.assume.surface]\nC = '12'").read()
    assert county.assumed_surfaces == {"C": 12}
    assert np.isnan(county.roads["assumed_surface"]).tolist() == [True, False, False, True]
    assert county.roads["surface"].isna().tolist() == [False, True, True, True]
    filled = county.with_assumed_surfaces()
    assert filled.roads["surface"].tolist()[:3] == [12, 12, 12]
    assert filled.roads["surface"].isna().tolist() == [False, False, False, True]
    assert filled.assumed_accepted


def test_nothing_is_assumed_where_two_drawings_disagree(toy: Toy) -> None:
    rows = roads([None, "12", "12", "12"], "CCCC")
    again = (rows[0][0], {**rows[0][1], "segment": "D1", "surface": "31"})
    toml = "[layers.roads.assume.surface]\nC = 12\n"
    county = toy.with_layer("roads", "roads.geojson", [*rows, again], toml=toml).read()
    assert county.roads["surface"].isna().tolist() == [True, False, False, False]
    assert np.isnan(county.roads["assumed_surface"]).all()


def test_check_says_how_many_are_blank_and_what_is_assumed(toy: Toy) -> None:
    toy = toy.with_county('standard = "zhenba-2019"')
    blank = only(toy.with_layer("roads", "roads.geojson", roads()).check().faults, "surfaces-blank")
    assert (blank.params["count"], blank.params["total"], blank.level) == (3, 4, "W")
    assert blank.params["unknown"] > 0
    assumed = toy.with_layer("roads", "roads.geojson", roads(), toml="[layers.roads.assume.surface]\nC = 12")
    fault = only(assumed.check().faults, "surfaces-assumed")
    assert (fault.params["count"], fault.params["assumed"], fault.params["unknown"]) == (3, 2, blank.params["unknown"])
    assert fault.params["met"] + fault.params["missed"] <= fault.params["unknown"]
    assert fault.params["met"] > 0
    assert "3 of 4 roads have no surface; assumed by class: 2." in explain_fault(fault)[0]
    set_language("zh")
    assert "按等级假定2条" in explain_fault(fault, translate=_)[0]


def test_surfaces_that_are_taken_from_the_class_are_named_with_their_column(toy: Toy) -> None:
    """An answer by class counts as known, but no page may pass it for a survey."""
    rows = [(shape, {**own, "class": name}) for (shape, own), name in zip(road_rows(), "XCCD", strict=True)]
    for _shape, own in rows:
        own.pop("surface", None)
    toml = (
        '[layers.roads.columns]\nclass = "class"\nsurface = "class"\n'
        '[layers.roads.values.surface]\nX = 11\nC = 36\nD = "unknown"'
    )
    toy = toy.with_county('standard = "zhenba-2019"').with_layer("roads", "roads.geojson", rows, toml=toml)
    county = toy.read()
    assert county.roads["surface"].notna().tolist() == [True, True, True, False]
    text = (
        "The surface of the roads is taken from their class (column class), as the county file states for each class, "
        "not from a survey; roads: 3."
    )
    assert format_class_surfaces(county) == text
    assert text in [found.text for found in list_findings(toy.check())]
    assert text in list_warnings(find_gaps(county))
    document = make_document(find_gaps(county))
    jsonschema.validate(document, read_schema())
    assert document["class_surfaces"] == {"column": "class", "roads": 3}
    assert format_class_surfaces(toy.with_layer("roads", "roads.geojson", roads()).read()) is None


@pytest.mark.parametrize(
    ("toml", "code", "english"),
    [
        ("[layers.roads.assume.surface]\nC = 99", "key-value", "C = 99: it must be a surface code"),
        ("[layers.roads.assume.surface]\nC = true", "key-value", "it must be a surface code"),
        ("assume = 12", "key-value", "it must be a table"),
        ("assume.surface = 12", "key-value", "a table of a surface code for each class"),
        ("[layers.roads.assume.surfaces]\nC = 12", "key-unknown", "[layers.roads.assume] has an unknown key: surfaces"),
    ],
)
def test_an_assumption_that_cannot_be(toy: Toy, toml: str, code: str, english: str) -> None:
    fault = only(toy.with_layer("roads", "roads.geojson", roads(), toml=toml).refuse(), code)
    assert english in explain_fault(fault)[0]


def test_only_roads_may_be_assumed(toy: Toy) -> None:
    name, _toml = toy.layers["villages"]
    faults = toy.with_layer("villages", name, toml="[layers.villages.assume.surface]\nC = 12").refuse()
    assert "surfaces of roads alone" in explain_fault(only(faults, "key-value"))[0]


def test_a_class_that_no_road_has_is_named(toy: Toy) -> None:
    toml = "[layers.roads.assume.surface]\nC = 12\nXX = 31"
    fault = only(toy.with_layer("roads", "roads.geojson", roads(), toml=toml).read().faults, "class-not-in-file")
    assert (fault.value, fault.level, fault.params["has"]) == ("XX", "W", "C, X")

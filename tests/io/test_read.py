"""A county without a fault, and what its frames hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from gisplan.base.errors import CountyFileError
from gisplan.county.schema import LAYERS
from gisplan.io import finish_reading, read_county, start_reading
from gisplan.io.child.limits import ReadOptions
from tests.io.toy_county import CODES, Toy, geojson, lon_lat, road_rows, village_rows


def test_a_clean_county_has_no_faults(toy: Toy) -> None:
    county = toy.read()
    assert county.faults == ()
    assert county.villages["code"].tolist() == CODES
    assert [(item.rows, item.accepted, item.quarantined) for item in county.inputs] == [(4, 4, 0), (4, 4, 0)]
    assert len(county.quarantine) == 0
    assert county.crs.to_epsg() == 4545
    assert county.code_system == "cn-12"
    assert county.settings == {}


def test_every_frame_has_every_canonical_column_with_its_type(toy: Toy) -> None:
    county = toy.read()
    for name, frame in (("villages", county.villages), ("roads", county.roads)):
        for column in LAYERS[name].columns:
            dtype = str(frame[column.name].dtype)
            dtypes = {"number": "float64", "boolean": "boolean", "surface": "Int64", "integer": "Int64"}
            assert dtype == dtypes.get(column.kind, "object"), column.name
    assert county.roads["row"].tolist() == [1, 2, 3, 4]
    assert county.roads["part"].tolist() == [0, 0, 0, 0]
    assert county.columns["villages"] == {"code", "name", "population"}


def test_places_are_where_they_should_be(toy: Toy) -> None:
    county = toy.read()
    back = county.villages.geometry.to_crs(4490)
    assert back.x.to_numpy() == pytest.approx([lon_lat(place, 0)[0] for place in range(4)], abs=1e-9)
    assert 490_000 < county.villages.geometry.x.iloc[0] < 510_000
    assert county.roads.geometry.length.iloc[0] == pytest.approx(2302.9, abs=0.5)


def test_a_layer_may_be_missing_but_not_villages_or_roads(tmp_path: Path) -> None:
    faults = Toy(tmp_path).with_layer("villages", "v.geojson", village_rows()).refuse()
    assert [(fault.code, fault.layer) for fault in faults] == [("layer-missing", "roads")]


def test_all_faults_of_all_files_come_together(toy: Toy) -> None:
    toy = (
        toy.with_layer("villages", "villages.geojson", "not json")
        .with_layer("roads", "gone.shp")
        .with_network("snap = 3")
    )
    assert {fault.code for fault in toy.refuse()} == {"content-mismatch", "file-missing", "key-unknown"}


def test_reading_may_start_before_it_is_finished(toy: Toy) -> None:
    reading = start_reading(toy.save())
    assert len(finish_reading(reading).villages) == 4
    assert not Path(reading.process.workdir).exists()


def test_progress_names_the_layers(toy: Toy) -> None:
    seen: list[str] = []
    read_county(toy.save(), progress=seen.append)
    assert seen == ["villages", "roads"]


def test_the_error_says_every_sentence_and_what_to_do(toy: Toy) -> None:
    folder = toy.with_layer("roads", "gone.shp").save()
    with pytest.raises(CountyFileError, match=r"no file gone\.shp\. Correct path"):
        read_county(str(folder / "gisplan.toml"))


def test_one_source_column_feeds_two_canonical_ones(toy: Toy) -> None:
    rows = [
        (shape, {"kind": kind}) for (shape, _), kind in zip(road_rows(), ["国道", "便道", "国道", None], strict=True)
    ]
    toml = """[layers.roads.columns]
class = "kind"
surface = "kind"
[layers.roads.values.class]
"国道" = "G"
[layers.roads.values.surface]
"国道" = 11
"便道" = "36"
"""
    county = toy.with_layer("roads", "roads.geojson", rows, toml=toml).read()
    assert county.roads["class"].tolist() == ["G", "便道", "G", None]
    assert county.roads["surface"].tolist()[:3] == [11, 36, 11]
    assert county.roads["surface"].isna().tolist() == [False, False, False, True]
    assert county.roads["segment"].tolist() == ["1", "2", "3", "4"]
    assert county.faults == ()


def test_values_compare_as_text_and_unknown_is_silent(toy: Toy) -> None:
    rows = [(shape, {"s": place}) for place, (shape, _) in enumerate(road_rows())]
    toml = (
        '[layers.roads.columns]\nsurface = "s"\n[layers.roads.values.surface]\n0 = 12\n"1" = 31\n2 = "unknown"\n3 = 36'
    )
    county = toy.with_layer("roads", "roads.geojson", rows, toml=toml).read()
    assert county.roads["surface"].fillna(0).tolist() == [12, 31, 0, 36]
    assert county.faults == ()


def test_villages_may_be_polygons(toy: Toy) -> None:
    rows = [(shapely.buffer(shape, 0.001), properties) for shape, properties in village_rows()]
    rows[0][1].update(reach_lon=108.0005, reach_lat=32.5005)
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    assert set(shapely.get_type_id(county.villages.geometry.to_numpy())) == {0}
    assert county.villages.geometry.iloc[0].distance(county.villages.geometry.iloc[0]) == 0
    assert county.villages.to_crs(4490).geometry.x.iloc[0] == pytest.approx(108.0005, abs=1e-7)
    (warning,) = county.faults
    assert (warning.code, warning.level, warning.params["rows"]) == ("point-inside", "W", [2, 3, 4])


def test_a_reaching_point_far_from_its_village_is_quarantined(toy: Toy) -> None:
    rows = [(shapely.buffer(shape, 0.001), properties) for shape, properties in village_rows()]
    for (shape, properties), turn in zip(rows, [False, True, False, False], strict=True):
        x, y = shape.centroid.coords[0]
        properties.update(reach_lon=y if turn else x, reach_lat=x - 60 if turn else y)
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    (fault,) = county.faults
    assert (fault.code, fault.level, fault.row) == ("reach-far", "Q", 2)


def test_typed_values_of_villages(toy: Toy) -> None:
    rows = village_rows()
    words = [("是", 2018), ("no", 2019), (True, None), (0, 2020)]
    for (_, properties), (word, year) in zip(rows, words, strict=True):
        properties.update(poor_village=str(word), exit_year=year)
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    assert county.villages["poor_village"].tolist() == [True, False, True, False]
    assert county.villages["exit_year"].fillna(0).tolist() == [2018, 2019, 0, 2020]
    assert np.isnan(county.villages["households"]).all()


def test_an_incomplete_layer_is_marked_incomplete(toy: Toy) -> None:
    county = toy.with_layer("roads", "roads.geojson", road_rows(), toml="complete = false").read()
    assert county.incomplete == {"roads"}
    county = toy.with_county("expected_villages = 5").read()
    assert county.incomplete == {"villages"}
    assert [fault.code for fault in county.faults] == ["expected-villages"]


def test_layers_lie_outside_the_folder_only_where_that_is_allowed(toy: Toy) -> None:
    """A county file may come from anyone: before, any file that its reader could open was read."""
    inner = toy.folder / "inner"
    inner.mkdir()
    other = Toy(inner, layers={"villages": ("../villages.geojson", ""), "roads": ("../roads.geojson", "")})
    assert [(fault.code, fault.file) for fault in other.refuse()] == [
        ("file-outside", "../villages.geojson"),
        ("file-outside", "../roads.geojson"),
    ]
    county = read_county(other.save(), options=ReadOptions(allow_outside=True))
    assert [item.path for item in county.inputs] == ["../villages.geojson", "../roads.geojson"]


def test_a_file_is_not_changed_by_reading(toy: Toy) -> None:
    toy.save()
    before = {item.name: item.read_bytes() for item in toy.folder.iterdir()}
    toy.read()
    assert {item.name: item.read_bytes() for item in toy.folder.iterdir()} == before
    assert geojson(village_rows())["features"][0]["geometry"]["type"] == "Point"

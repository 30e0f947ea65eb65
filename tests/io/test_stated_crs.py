"""The `crs` of a layer goes before the coordinate system that its file states, and says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import explain_fault
from tests.io.toy_county import Toy, geojson, only, road_rows, village_rows

_OF_FORMATS = ["v.gpkg", "v.shp", "v.fgb", "v.parquet", "v.kml", "v.tab", "v.csv", "v.geojson"]


def village_frame(crs: Any) -> gpd.GeoDataFrame:
    rows = village_rows()
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=crs)


def write(toy: Toy, name: str, crs: int, toml: str) -> Toy:
    """Give the villages in a file of a format, whose coordinates are degrees of the CRS that it states."""
    frame = village_frame(crs)
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
        frame.to_parquet(toy.folder / name)
        return toy.with_layer("villages", name, toml=toml)
    if name.endswith(".csv"):
        frame["wkt"] = [f"SRID={crs};{shape.wkt}" for shape in frame.geometry]
        return toy.with_layer("villages", name, frame.drop(columns="geometry").to_csv(index=False), toml=toml)
    if name.endswith(".geojson"):
        named = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}
        return toy.with_layer("villages", name, {**geojson(village_rows()), "crs": named}, toml=toml)
    if name.endswith(".kml"):
        marks = "".join(
            f'<Placemark><name>{data["name"]}</name><ExtendedData><Data name="code"><value>{data["code"]}</value>'
            f"</Data></ExtendedData><Point><coordinates>{shape.x},{shape.y}</coordinates></Point></Placemark>"
            for shape, data in village_rows()
        )
        text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
        return toy.with_layer("villages", name, text, toml=toml)
    options = {"driver": "MapInfo File"} if name.endswith(".tab") else {}
    return toy.with_frame("villages", name, frame, toml=toml, **options)


def of_crs(toy: Toy) -> list[Fault]:
    return [fault for fault in toy.check().faults if fault.code in ("crs-overrides", "crs-of-file-impossible")]


@pytest.mark.parametrize("name", _OF_FORMATS)
def test_a_crs_that_contradicts_the_files_own_is_warned_of_in_every_format(toy: Toy, name: str) -> None:
    """Xi'an 80 lies some 100 m from what the files state."""
    toml = 'crs = "EPSG:4610"\n[layers.villages.to_wgs84]\ndx = 10.0\ndy = -120.0\ndz = -50.0\nsource = "office"'
    faults = of_crs(write(toy, name, 4326, toml))
    assert [(fault.code, fault.level, fault.layer, fault.file) for fault in faults] == [
        ("crs-overrides", "W", "villages", name)
    ]
    message, remedy = explain_fault(faults[0])
    assert "EPSG:4326 (WGS 84)" in message
    assert "EPSG:4610 (Xian 1980)" in message
    assert "delete crs from [layers.villages]" in remedy


@pytest.mark.parametrize("name", _OF_FORMATS)
@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4326", "GCJ-02"])
def test_degrees_of_datums_that_agree_are_no_contradiction(toy: Toy, name: str, crs: str) -> None:
    assert not of_crs(write(toy, name, 4326, f'crs = "{crs}"'))


def test_a_file_in_a_local_datum_that_is_stated_as_another(toy: Toy) -> None:
    for name in ("v.gpkg", "v.shp", "v.parquet", "v.csv"):
        fault = only(of_crs(write(toy, name, 4610, 'crs = "EPSG:4490"')), "crs-overrides")
        assert fault.value == "EPSG:4610 (Xian 1980)"
        assert not of_crs(write(toy, name, 4610, 'crs = "EPSG:4610"'))


def test_another_zone_of_the_same_datum_contradicts(toy: Toy) -> None:
    metres = village_frame(4490).to_crs(4545)
    toy = toy.with_frame("villages", "v.gpkg", metres.set_crs(4546, allow_override=True), toml='crs = "EPSG:4545"')
    assert only(of_crs(toy), "crs-overrides").value == "EPSG:4546 (CGCS2000 / 3-degree Gauss-Kruger CM 111E)"
    toy = toy.with_frame("villages", "v.shp", metres, toml='crs = "EPSG:4545"')
    assert not of_crs(toy)


@pytest.mark.parametrize(("own", "stated"), [(4326, 4545), (4545, 4490)])
def test_a_crs_that_cannot_be_true_is_named_so(toy: Toy, own: int, stated: int) -> None:
    frame = village_frame(4490).to_crs(stated).set_crs(own, allow_override=True)
    toy = toy.with_frame("villages", "v.gpkg", frame, toml=f'crs = "EPSG:{stated}"')
    assert [fault.code for fault in of_crs(toy)] == ["crs-of-file-impossible"]
    message, _remedy = explain_fault(of_crs(toy)[0])
    assert f"EPSG:{own}" in message
    assert f"EPSG:{stated}" in message
    toy.read()


def test_a_geojson_without_crs_and_a_geopackage_of_an_undefined_one_state_none(toy: Toy) -> None:
    frame = village_frame(4490).to_crs(4545)
    rows = list(zip(frame.geometry, frame.drop(columns="geometry").to_dict("records"), strict=True))
    assert not of_crs(toy.with_layer("villages", "v.geojson", rows, toml='crs = "EPSG:4545"'))
    undefined = frame.set_crs(None, allow_override=True)
    with pytest.warns(UserWarning, match="crs"):
        toy = toy.with_frame("villages", "v.gpkg", undefined, toml='crs = "EPSG:4545"')
    assert not of_crs(toy)


def test_lines_are_compared_as_points_are(toy: Toy, tmp_path: Path) -> None:
    texts = [f"SRID=4610;{shapely.to_wkt(shape)}" for shape, _ in road_rows()]
    lines = ["segment,class,surface,wkt"]
    lines += [f'{data["segment"]},C,12,"{text}"' for (_, data), text in zip(road_rows(), texts, strict=True)]
    toy = toy.with_layer("roads", "roads.csv", "\n".join(lines) + "\n", toml='crs = "EPSG:4490"')
    assert only(of_crs(toy), "crs-overrides").layer == "roads"

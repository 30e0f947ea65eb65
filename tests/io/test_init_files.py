"""What is found in a folder: encodings, layers within files, sheets, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from gisplan.base.errors import CountyFileError
from gisplan.io import check_county
from gisplan.io.init.inspection import explain_skipped
from gisplan.io.init.summary import describe_draft, format_draft
from tests.io.bureau_folder import Bureau, asked, roads, villages
from tests.io.toy_county import CODES, lon_lat


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path).put("路.geojson", roads(路面=["12"] * 4))


def test_a_shapefile_in_gbk_with_names_cut_short(bureau: Bureau) -> None:
    cut = [(shape, {"行政区划代": row["行政区划代码"], "行政村名称": row["村名"]}) for shape, row in villages()]
    bureau.put_frame("village.shp", cut, crs="EPSG:4490", encoding="gb18030")
    (bureau.folder / "village.cpg").unlink()
    written = bureau.write()
    assert written["layers"]["villages"]["encoding"] == "gb18030"
    assert written["layers"]["villages"]["columns"] == {"code": "行政区划代", "name": "行政村名称"}
    assert written["county"]["crs"] == "EPSG:4545"
    assert check_county(bureau.folder).exit_code == 0


def test_every_layer_of_a_geopackage_is_looked_at(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path).put_frame("all.gpkg", villages(), crs="EPSG:4545", layer="村")
    bureau.put_frame("all.gpkg", roads(路面=["12"] * 4), crs="EPSG:4545", layer="路")
    written = bureau.write()
    assert {name: table["layer"] for name, table in written["layers"].items()} == {"villages": "村", "roads": "路"}
    assert written["county"]["crs"] == "EPSG:4545"
    assert check_county(tmp_path).exit_code == 0


def test_a_sheet_says_its_columns_of_coordinates(bureau: Bureau) -> None:
    names = zip(CODES, "甲乙丙丁", strict=True)
    lines = [f"{code},{name},{lon_lat(at, 0)[0]},{lon_lat(at, 0)[1]}" for at, (code, name) in enumerate(names)]
    bureau.put_text("村.csv", "\r\n".join(["村代码,村名,东经,北纬", *lines, ""]), "gb18030")
    written = bureau.write()["layers"]["villages"]
    assert written["columns"] == {"code": "村代码", "name": "村名", "lon": "东经", "lat": "北纬"}
    assert (written["crs"], written["encoding"]) == ("EPSG:4326", "gb18030")
    assert check_county(bureau.folder).exit_code == 0


def test_web_mercator_is_never_worked_in(tmp_path: Path) -> None:
    draft = Bureau(tmp_path).put_frame("村.gpkg", villages(), crs="EPSG:3857").draft()
    assert draft.crs is not None
    assert draft.crs.value == "EPSG:4545"


def test_a_file_without_a_crs_gives_a_question(tmp_path: Path) -> None:
    rows = [(shape, {"code": row["行政区划代码"], "name": row["村名"]}) for shape, row in villages()]
    bureau = Bureau(tmp_path).put_frame("village.shp", rows, crs="EPSG:4490")
    (tmp_path / "village.prj").unlink()
    assert asked(bureau.draft())[:3] == ["county-crs", "layer-missing", "crs-missing"]
    assert "crs" not in bureau.write()["county"]


def test_what_cannot_be_read_is_named_with_its_reason(bureau: Bureau) -> None:
    bureau.put_text("台账.xlsx", "PK").put_text("notes.csv", "名称,备注\na,b\n").put_text("map.geojson", "no")
    bureau.put_text("readme.md", "x").put_text(".hidden.csv", "x").put_text("lost.dbf", "x").put_text("roads.dwg", "x")
    bureau.put_text("gisplan-answers.toml", "x")
    (bureau.folder / "more" / "2019").mkdir(parents=True)
    for name in ("a.csv", "2019/b.xlsx", "2019/c.doc", "2019/.d.csv"):
        (bureau.folder / "more" / name).write_text("x", encoding="utf-8")
    (bureau.folder / "empty.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    (bureau.folder / "\x1b[2J.csv").write_text("x", encoding="utf-8")
    draft = bureau.draft()
    assert {item.file: item.reason for item in draft.skipped} == {
        "台账.xlsx": "fault",
        "\x1b[2J.csv": "name",
        "more": "folder",
        ".hidden.csv": "hidden",
        "lost.dbf": "part",
        "readme.md": "format",
        "roads.dwg": "format",
        "notes.csv": "other",
        "map.geojson": "fault",
        "empty.geojson": "fault",
    }
    assert list(draft.layers) == ["roads"]
    (folder,) = [explain_skipped(item) for item in draft.skipped if item.reason == "folder"]
    assert "files in it that gisplan reads: 2." in folder
    assert f'run gisplan init "{bureau.folder / "more"}"' in folder


@pytest.mark.parametrize("name", ["relief.tif", "ASTGTMV003_N32E108_dem.TIF", "镇巴高程.tiff", "srtm_58_06.tif"])
def test_a_geotiff_named_for_heights_is_proposed_as_the_relief(bureau: Bureau, name: str) -> None:
    for file in (name, "正射影像.tif", "鼎_dem.tif", f"{Path(name).stem}.tfw", "lost.tfw"):
        bureau.put_text(file, "not looked into")
    draft = bureau.draft()
    assert {item.file: item.reason for item in draft.skipped} == {
        "正射影像.tif": "raster",
        "鼎_dem.tif": "relief",
        "lost.tfw": "part",
        **({f"{Path(name).stem}.tfw": "part"} if name.endswith(".tiff") else {}),
    }
    assert bureau.write()["layers"]["relief"] == {"path": name}
    text = "\n".join(line for _style, line in format_draft(draft))
    assert f"relief: {name}; likely (80 %)" in text
    assert describe_draft(draft)["relief"]["value"] == name


def test_no_relief_is_proposed_of_other_images(bureau: Bureau) -> None:
    bureau.put_text("modem.tif", "x").put_text("hillshade.tif", "x")
    draft = bureau.draft()
    assert draft.relief is None
    assert "relief" not in bureau.write()["layers"]
    assert [item.reason for item in draft.skipped] == ["raster", "raster"]


def test_a_folder_without_anything_is_refused(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path).put_text("roads.geojson", "x")
    with pytest.raises(CountyFileError, match=r"No file in .*\n  not used: roads.geojson: the content of roads"):
        bureau.draft()
    with pytest.raises(CountyFileError, match="There is no folder"):
        Bureau(tmp_path / "gone").draft()

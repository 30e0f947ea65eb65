"""Bad inputs 26 to 43: files, their parts, their encodings."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from gisplan.io.config.layer_table import LayerTable
from gisplan.io.files.staging import stage_source
from tests.io.toy_county import CODES, Toy, geojson, lon_lat, only, road_rows, village_rows

SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def frame_of(rows: list[tuple[Any, dict[str, Any]]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4490)


def shapefile(toy: Toy, **options: Any) -> Toy:
    return toy.with_frame("roads", "roads.shp", frame_of(road_rows()), **options)


def zipped(toy: Toy, endings: tuple[str, ...] = SIDECARS, *, extra: dict[str, bytes] | None = None) -> Toy:
    shapefile(toy)
    with zipfile.ZipFile(toy.folder / "roads.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for ending in endings:
            archive.write(toy.folder / f"roads{ending}", f"data/roads{ending}")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return toy.with_layer("roads", "roads.zip")


@pytest.mark.parametrize("name", ["roads.shp", "roads.gpkg", "roads.geojson", "roads.fgb"])
def test_all_formats_read_alike(toy: Toy, name: str) -> None:
    options = {"SPATIAL_INDEX": "NO"} if name.endswith("fgb") else {}
    county = toy.with_frame("roads", name, frame_of(road_rows()), **options).read()
    assert county.faults == ()
    assert county.roads["segment"].tolist() == ["C000", "C001", "C002", "C003"]
    assert county.roads["surface"].tolist() == [12, 12, 12, 12]
    assert county.roads["width_m"].tolist() == [4.5] * 4


def test_a_zipped_shapefile_reads_and_other_sidecars_are_left(toy: Toy) -> None:
    extra = {"data/roads.sbn": b"x", "data/roads.shp.xml": b"<x/>", "__MACOSX/._roads.shp": b"x"}
    county = zipped(toy, extra=extra).read()
    assert county.faults == ()
    assert len(county.roads) == 4
    assert county.inputs[1].sha256 == hashlib.sha256((toy.folder / "roads.zip").read_bytes()).hexdigest()


def test_the_hash_of_a_shapefile_is_over_all_its_sidecars(toy: Toy) -> None:
    toy = shapefile(toy)
    first = toy.read().inputs[1].sha256
    hashes = sorted(hashlib.sha256((toy.folder / f"roads{ending}").read_bytes()).hexdigest() for ending in SIDECARS)
    assert first == hashlib.sha256("\n".join(hashes).encode("ascii")).hexdigest()
    prj = toy.folder / "roads.prj"
    prj.write_bytes(prj.read_bytes() + b"\n")
    assert toy.read().inputs[1].sha256 != first


@pytest.mark.bad_input(26, 27, 28)
@pytest.mark.parametrize(
    ("ending", "code"), [(".shx", "shx-missing"), (".dbf", "sidecar-missing"), (".shp", "sidecar-missing")]
)
@pytest.mark.parametrize("packed", [False, True])
def test_26_27_28_a_missing_sidecar_refuses_the_file(toy: Toy, ending: str, code: str, packed: bool) -> None:
    if packed:
        toy = zipped(toy, tuple(other for other in SIDECARS if other != ending))
    else:
        toy = shapefile(toy)
        (toy.folder / f"roads{ending}").unlink()
    fault = only(toy.refuse(), code)
    assert fault.value == ending


@pytest.mark.bad_input(29, 30, 31)
@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("roads.shp", 0.97),
        ("roads.shx", 0.97),
        ("roads.dbf", 0.97),
        ("roads.gpkg", 0.5),
        ("roads.gpkg", 0.97),
        ("roads.geojson", 0.97),
        ("roads.fgb", 0.5),
        ("roads.fgb", 0.97),
    ],
)
def test_29_30_31_a_truncated_file_is_refused(toy: Toy, name: str, share: float) -> None:
    layer = "roads.shp" if name[-4:] in SIDECARS else name
    toy = toy.with_frame("roads", layer, frame_of(road_rows() * 40))
    content = (toy.folder / name).read_bytes()
    toy.write(name, content[: int(len(content) * share)])
    faults = toy.refuse()
    assert {fault.code for fault in faults} <= {"truncated", "damaged"}
    assert {fault.layer for fault in faults} == {"roads"}


@pytest.mark.bad_input(30)
def test_30_a_dbf_with_other_rows_than_shapes_is_refused(toy: Toy) -> None:
    toy = toy.with_frame("roads", "roads.shp", frame_of(road_rows()))
    frame_of(road_rows()[:3]).to_file(toy.folder / "other.shp")
    toy.write("roads.dbf", (toy.folder / "other.dbf").read_bytes())
    assert "4 shapes and 3 rows" in only(toy.refuse(), "truncated").params["reason"]


def test_a_dbf_whose_header_names_no_columns_is_refused(toy: Toy) -> None:
    """Before, its rows were read without a value, and without a word."""
    toy = shapefile(toy)
    table = bytearray((toy.folder / "roads.dbf").read_bytes())
    table[8:12] = bytes(4)
    toy.write("roads.dbf", bytes(table))
    assert "header of the .dbf has 0 bytes" in only(toy.refuse(), "truncated").params["reason"]


def test_a_geopackage_is_read_by_its_rows(toy: Toy) -> None:
    toy = toy.with_frame("roads", "roads.gpkg", frame_of(road_rows()))
    with closing(sqlite3.connect(toy.folder / "roads.gpkg")) as database, database:
        database.execute("UPDATE gpkg_ogr_contents SET feature_count = 2")
    county = toy.read()
    assert len(county.roads) == 4
    warning = only(county.faults, "rows-stated-wrong")
    assert (warning.level, warning.value, warning.params["expected"]) == ("W", "2", "4")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("CREATE VIEW roads AS SELECT * FROM other", "layer-no-table"),
        ("CREATE VIRTUAL TABLE roads USING fts5(geom)", "layer-no-table"),
        ("UPDATE gpkg_geometry_columns SET column_name = 'elsewhere'", "layer-geometry-column"),
    ],
)
def test_a_layer_of_a_geopackage_is_a_table(toy: Toy, statement: str, code: str) -> None:
    toy = toy.with_frame("roads", "roads.gpkg", frame_of(road_rows()))
    with closing(sqlite3.connect(toy.folder / "roads.gpkg")) as database, database:
        if code == "layer-no-table":
            database.execute("CREATE TABLE other AS SELECT * FROM roads")
            database.execute("DROP TABLE roads")
        database.execute(statement)
    assert only(toy.refuse(), code).layer == "roads"


def village_csv(end: str = "\n") -> str:
    rows = [f"{code},村{i},{lon_lat(i, 0)[0]},{lon_lat(i, 0)[1]}" for i, code in enumerate(CODES)]
    return "\n".join(["code,name,lon,lat", *rows]) + end


@pytest.mark.bad_input(32)
def test_32_a_csv_without_its_last_line_end_is_a_warning(toy: Toy) -> None:
    county = toy.with_layer("villages", "v.csv", village_csv(""), toml='crs = "EPSG:4490"').read()
    (fault,) = county.faults
    assert (fault.code, fault.level, fault.row) == ("csv-no-final-newline", "W", 4)
    assert fault.value is not None
    assert fault.value.startswith(f"{CODES[3]}, 村3, 108.06")


@pytest.mark.bad_input(32)
def test_32_the_last_line_is_counted_from_the_header_as_other_rows_are(toy: Toy) -> None:
    content = "村庄统计表\n\n" + village_csv("").replace("\n", "\n\n")
    county = toy.with_layer("villages", "v.csv", content, toml='crs = "EPSG:4490"').read()
    assert only(county.faults, "csv-no-final-newline").row == int(county.villages["row"].max()) == 8


@pytest.mark.bad_input(34)
def test_34_a_gbk_shapefile_without_cpg_is_detected(toy: Toy) -> None:
    toy = toy.with_frame("villages", "v.shp", frame_of(village_rows()), encoding="GBK")
    (toy.folder / "v.cpg").unlink()
    county = toy.read()
    fault = only(county.faults, "encoding-detected")
    assert (fault.level, fault.value) == ("F", "gb18030")
    assert "村" in fault.params["sample"]
    assert county.villages["name"].tolist() == ["村0", "村1", "村2", "村3"]


@pytest.mark.bad_input(34)
@pytest.mark.parametrize("stated", ["gbk", "GB2312", "gb18030", "936"])
def test_34_the_stated_encoding_is_used(toy: Toy, stated: str) -> None:
    toy = toy.with_frame("villages", "v.shp", frame_of(village_rows()), encoding="GBK")
    (toy.folder / "v.cpg").unlink()
    county = toy.with_layer("villages", "v.shp", toml=f'encoding = "{stated}"').read()
    assert county.faults == ()
    assert county.villages["name"].iloc[0] == "村0"


@pytest.mark.bad_input(34)
def test_34_column_names_in_gbk(toy: Toy) -> None:
    frame = frame_of(village_rows()).rename(columns={"name": "村名"})
    toy = toy.with_frame("villages", "v.shp", frame, encoding="GBK", toml='encoding = "gbk"\ncolumns.name = "村名"')
    (toy.folder / "v.cpg").unlink()
    assert toy.read().villages["name"].iloc[3] == "村3"


@pytest.mark.bad_input(34)
def test_34_an_encoding_that_does_not_fit_is_refused(toy: Toy) -> None:
    toy = toy.with_frame("villages", "v.shp", frame_of(village_rows()), encoding="GBK")
    toy.write("v.cpg", "UTF-8")
    assert only(toy.refuse(), "encoding-wrong").value == "UTF-8"
    toy.write("v.cpg", "klingon")
    assert only(toy.refuse(), "encoding-unknown").value == "klingon"


@pytest.mark.bad_input(34)
def test_34_a_character_cut_by_the_width_of_its_field_does_not_refuse_the_file(toy: Toy) -> None:
    rows = village_rows()
    rows[0][1]["name"] = "镇" * 84
    toy = toy.with_frame("villages", "v.shp", frame_of(rows), encoding="UTF-8")
    dbf = bytearray((toy.folder / "v.dbf").read_bytes())
    start = dbf.index("镇".encode() * 20)
    dbf[start : start + 252] = ("a" + "镇" * 84).encode()[:252]
    toy.write("v.dbf", bytes(dbf))
    (toy.folder / "v.cpg").unlink()
    county = toy.read()
    assert county.villages["name"].iloc[0] == "a" + "镇" * 83
    fault = only(county.faults, "text-cut")
    assert (fault.level, fault.row) == ("F", 1)
    assert county.villages["name"].iloc[1] == "村1"


@pytest.mark.bad_input(35)
def test_35_a_gbk_csv_is_detected(toy: Toy) -> None:
    county = toy.with_layer("villages", "v.csv", village_csv().encode("gbk"), toml='crs = "EPSG:4490"').read()
    assert only(county.faults, "encoding-detected").value == "gb18030"
    assert county.villages["name"].iloc[0] == "村0"


@pytest.mark.bad_input(36)
def test_36_a_name_cut_at_ten_bytes_is_suggested(toy: Toy) -> None:
    frame = frame_of([(shape, {"code": data["code"], "行政村": "x"}) for shape, data in village_rows()])
    toy = toy.with_frame("villages", "v.shp", frame, toml='columns.name = "行政村名称"')
    fault = only(toy.refuse(), "column-not-in-file")
    assert (fault.field, fault.value, fault.params["nearest"]) == ("name", "行政村名称", "行政村")


@pytest.mark.bad_input(37)
def test_37_a_file_of_several_layers_is_refused_and_names_them(toy: Toy) -> None:
    frame_of(road_rows()).to_file(toy.folder / "all.gpkg", layer="roads")
    toy = toy.with_frame("villages", "all.gpkg", frame_of(village_rows()), layer="villages")
    fault = only(toy.refuse(), "layers-several")
    assert fault.params["has"] == "roads, villages"
    toy = toy.with_layer("villages", "all.gpkg", toml='layer = "villages"').with_layer(
        "roads", "all.gpkg", toml='layer = "roads"'
    )
    assert toy.read().faults == ()
    assert (
        only(toy.with_layer("roads", "all.gpkg", toml='layer = "Roads"').refuse(), "layer-not-in-file").value == "Roads"
    )


@pytest.mark.bad_input(38)
@pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp", "roads.geojson"])
def test_38_an_empty_layer_is_refused(toy: Toy, name: str) -> None:
    toy = toy.with_frame("roads", name, frame_of(road_rows())[:0].set_geometry("geometry"), geometry_type="LineString")
    assert only(toy.refuse(), "layer-empty").layer == "roads"


@pytest.mark.bad_input(38)
def test_38_an_empty_csv_is_refused(toy: Toy) -> None:
    assert only(toy.with_layer("villages", "v.csv", "code,name,lon,lat\n").refuse(), "layer-empty").layer == "villages"


@pytest.mark.bad_input(39)
def test_39_a_file_too_large_is_refused_with_the_limit(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisplan.io.files.staging.MAX_BYTES", 100)
    assert {fault.params["limit"] for fault in toy.refuse()} == {100}


@pytest.mark.bad_input(43)
@pytest.mark.parametrize("name", ["roads.shp", "roads.gpkg", "roads.fgb", "roads.zip", "roads.geojson", "villages.csv"])
@pytest.mark.parametrize("content", [b"PK\x03\x04....", b"SQLite format 3\x00", b"<html>", b"\x00\x00\x27\x0a\x00"])
def test_43_content_that_is_not_what_the_name_says(tmp_path: Path, name: str, content: bytes) -> None:
    workdir = tmp_path / "workdir"
    workdir.mkdir()
    (tmp_path / name).write_bytes(content.ljust(600, b"\x01"))
    faults = stage_source(LayerTable(name.split(".")[0], name), tmp_path, workdir).faults
    honest = (name, content[:2]) in {("roads.shp", b"\x00\x00"), ("roads.gpkg", b"SQ"), ("roads.zip", b"PK")}
    # those that begin well are checked further in the reading process
    assert [(fault.code, fault.file) for fault in faults] == ([] if honest else [("content-mismatch", name)])
    assert "\x01" not in str(faults)


@pytest.mark.bad_input(43)
@pytest.mark.parametrize("ending", [".shx", ".dbf", ".prj", ".cpg"])
def test_43_every_sidecar_is_checked(toy: Toy, ending: str) -> None:
    toy = shapefile(toy)
    toy.write(f"roads{ending}", b"<OGRVRTDataSource/>" * 10)
    assert only(toy.refuse(), "content-mismatch").layer == "roads"


def test_an_unknown_format_is_refused(toy: Toy) -> None:
    assert only(toy.with_layer("roads", "roads.sas", "x").refuse(), "format-unknown").file == "roads.sas"


def test_lines_cannot_come_from_a_csv(toy: Toy) -> None:
    assert only(toy.with_layer("roads", "roads.csv", "lon,lat\n1,2\n").refuse(), "csv-geometry").layer == "roads"


def test_a_csv_without_coordinates_is_refused(toy: Toy) -> None:
    assert (
        only(toy.with_layer("villages", "v.csv", "code,name\n1,a\n").refuse(), "csv-columns").params["has"]
        == "code, name"
    )


def test_a_geojson_in_gbk_is_read(toy: Toy) -> None:
    import json

    content = json.dumps(geojson(village_rows()), ensure_ascii=False).encode("gbk")
    county = toy.with_layer("villages", "v.geojson", content).read()
    assert only(county.faults, "encoding-detected").value == "gb18030"
    assert county.villages["name"].iloc[2] == "村2"


def test_a_geopackage_that_another_program_is_writing_to_is_refused(toy: Toy) -> None:
    toy = toy.with_frame("roads", "roads.gpkg", frame_of(road_rows()))
    toy.write("roads.gpkg-wal", b"x" * 100)
    assert "another program" in only(toy.refuse(), "file-unreadable").params["reason"]


def test_a_folder_is_not_a_file(toy: Toy) -> None:
    Path(toy.folder / "roads.gpkg").mkdir()
    assert only(toy.with_layer("roads", "roads.gpkg").refuse(), "file-missing").layer == "roads"


@pytest.mark.parametrize(
    ("line", "row"), [('610728111202,"40"x', 2), ('610728111202,"40', 2), ('"610728111202"x,1', 2)]
)
def test_a_line_whose_quotes_do_not_fit_is_named(toy: Toy, line: str, row: int) -> None:
    content = f"village,households\n610728111201,40\n{line}\n"
    fault = only(toy.with_layer("power", "p.csv", content).refuse(), "csv-quotes")
    assert (fault.level, fault.file, fault.layer, fault.row) == ("E", "p.csv", "power", row)
    assert fault.value == line

"""Sheets and maps packed by gzip, and zip archives of several layers: one is named, and limits hold."""

from __future__ import annotations

import gzip
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

from gisplan.io.init.folder.listing import list_files
from tests.io.toy_county import CODES, Toy, geojson, lon_lat, only, road_rows, village_rows

CSV = "code,name,lon,lat\n" + "".join(f"{code},村{i},{lon_lat(i, 0)[0]},32.5\n" for i, code in enumerate(CODES))


def book(*titles: str) -> bytes:
    """Return a workbook with the villages in each of its sheets."""
    made, target = openpyxl.Workbook(), BytesIO()
    made.remove(made.active)
    for title in titles:
        sheet = made.create_sheet(title)
        for line in CSV.splitlines():
            sheet.append(line.split(","))
    made.save(target)
    return target.getvalue()


def shapefile(folder: Path, name: str) -> dict[str, bytes]:
    """Return the parts of a shapefile of roads."""
    frame = gpd.GeoDataFrame.from_features(geojson(road_rows())["features"], crs=4326)
    frame.to_file(folder / f"{name}.shp", encoding="utf-8")
    return {f"{name}{ending}": (folder / f"{name}{ending}").read_bytes() for ending in (".shp", ".shx", ".dbf", ".prj")}


def pack(members: dict[str, bytes | str]) -> bytes:
    """Return a zip archive."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def names(toy: Toy) -> list[str]:
    return sorted(toy.read().villages["name"])


@pytest.mark.parametrize("name", ["v.csv.gz", "v.TSV.gz", "v.xlsx.gz", "v.geojson.gz"])
def test_a_packed_file_is_read_as_the_file_in_it(toy: Toy, name: str) -> None:
    content = {
        "csv": CSV.encode("utf-16"),
        "tsv": CSV.replace(",", "\t").encode("gb18030"),
        "xlsx": book("村"),
        "geojson": (toy.folder / "villages.geojson").read_bytes(),
    }[name.lower().split(".")[1]]
    assert names(toy.with_layer("villages", name, gzip.compress(content))) == ["村0", "村1", "村2", "村3"]


def test_a_packed_file_that_is_damaged_or_another_is_refused(toy: Toy) -> None:
    whole = gzip.compress(CSV.encode())
    for content, code in (
        (whole[:-9], "truncated"),
        (whole + b"more", "truncated"),
        (CSV.encode(), "content-mismatch"),
        (gzip.compress(b"PK\x03\x04"), "content-mismatch"),
        (gzip.compress(b"<html>"), "content-mismatch"),
        (gzip.compress(bytes(50_000_000)), "content-refused"),
        (gzip.compress(whole), "content-mismatch"),
    ):
        assert only(toy.with_layer("villages", "v.csv.gz", content).refuse(), code).file == "v.csv.gz"


def test_the_size_that_a_gzip_states_is_not_believed(toy: Toy) -> None:
    whole = gzip.compress(CSV.encode())
    wrong = whole[:-4] + struct.pack("<I", 10**9)
    assert only(toy.with_layer("villages", "v.csv.gz", wrong).refuse(), "truncated").layer == "villages"


def test_the_layer_names_a_member_of_an_archive(toy: Toy) -> None:
    members = {**shapefile(toy.folder, "roads"), **shapefile(toy.folder, "旧路"), "表/村庄.csv": CSV, "说明.txt": "x"}
    toy = toy.with_layer("villages", "all.zip", pack(members)).with_layer("roads", "all.zip", toml='layer = "roads"')
    assert only(toy.refuse(), "layers-several").params["has"] == "roads.shp, 旧路.shp, 表/村庄.csv"
    for layer in ("村庄", "村庄.csv", "表/村庄", "表/村庄.csv"):
        assert names(toy.with_layer("villages", "all.zip", toml=f'layer = "{layer}"')) == ["村0", "村1", "村2", "村3"]
    fault = only(toy.with_layer("villages", "all.zip", toml='layer = "村"').refuse(), "layer-not-in-file")
    assert (fault.value, fault.params["has"]) == ("村", "roads.shp, 旧路.shp, 表/村庄.csv")


def test_two_members_of_one_name_are_named_by_their_folders(toy: Toy) -> None:
    toy = toy.with_layer(
        "villages", "all.zip", pack({"a/v.csv": CSV, "b/v.csv": "code,name\n"}), toml='layer = "v.csv"'
    )
    assert only(toy.refuse(), "layers-several").params["has"] == "a/v.csv, b/v.csv"
    assert len(names(toy.with_layer("villages", "all.zip", toml='layer = "a/v.csv"'))) == 4


def test_a_layer_in_a_member_is_named_behind_it(toy: Toy) -> None:
    members = pack({"a.xlsx": book("甲", "乙"), "v.csv": CSV})
    assert len(names(toy.with_layer("villages", "all.zip", members, toml='layer = "a.xlsx/乙"'))) == 4
    alone = pack({"a.xlsx": book("甲", "乙")})
    assert len(names(toy.with_layer("villages", "one.zip", alone, toml='layer = "乙"'))) == 4
    frame = gpd.GeoDataFrame.from_features(geojson(village_rows())["features"], crs=4326)
    for layer in ("x", "y"):
        frame.to_file(toy.folder / "v.gpkg", layer=layer)
    members = pack({"v.gpkg": (toy.folder / "v.gpkg").read_bytes(), "w.csv": CSV})
    toy = toy.with_layer("villages", "all.zip", members, toml='layer = "v.gpkg"')
    assert only(toy.refuse(), "layers-several").params["has"] == "v.gpkg/x, v.gpkg/y"
    assert len(names(toy.with_layer("villages", "all.zip", toml='layer = "v.gpkg/y"'))) == 4


def test_a_hostile_member_refuses_the_archive(toy: Toy) -> None:
    link = zipfile.ZipInfo("v.csv")
    link.external_attr = 0o120777 << 16
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    # what a link leads to is never opened: it is a table of one line, its target
    assert "root" not in str(toy.with_layer("villages", "a.zip", target.getvalue()).refuse())
    for members, code in (
        ({"v.csv": bytes(50_000_000)}, "zip-refused"),
        ({"v.csv": "<OGRVRTDataSource/>"}, "content-mismatch"),
        ({"v.csv": CSV, "V.CSV": CSV}, "zip-refused"),
        ({"inner.zip": pack({"v.csv": CSV})}, "zip-refused"),
        ({"readme.txt": "x"}, "zip-refused"),
        ({"v.dbf": b"\x03" + bytes(40)}, "sidecar-missing"),
    ):
        assert only(toy.with_layer("villages", "a.zip", pack(members)).refuse(), code).file == "a.zip"
    stated = bytearray(pack({"v.csv": CSV}))
    at = stated.rindex(b"PK\x01\x02")
    struct.pack_into("<I", stated, at + 24, 10**9)
    assert only(toy.with_layer("villages", "a.zip", bytes(stated)).refuse(), "zip-refused").layer == "villages"


def test_a_folder_with_packed_files_is_listed(tmp_path: Path) -> None:
    for name in ("v.csv.gz", "r.geojson.gz", "x.osm.gz", "x.tar.gz"):
        (tmp_path / name).write_bytes(b"x")
    listed = list_files(tmp_path)
    assert (listed.names, listed.left) == (["r.geojson.gz", "v.csv.gz", "x.osm.gz"], [("x.tar.gz", "format")])

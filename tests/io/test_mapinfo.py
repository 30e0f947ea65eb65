"""MapInfo tables, as .tab with its parts and as .mif with its .mid."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from tests.io.toy_county import Toy, only, road_rows, village_rows

Rows = list[tuple[Any, dict[str, Any]]]


def write_table(toy: Toy, name: str, rows: Rows, *, encoding: str = "gbk", charset: str = "WindowsSimpChinese") -> None:
    """Write a MapInfo table as Chinese MapInfo does: texts in an encoding, which its head states."""
    frame = gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4326)
    path = toy.folder / name
    for part in (".tab", ".dat", ".map", ".id", ".mif", ".mid"):
        path.with_suffix(part).unlink(missing_ok=True)
    frame.to_file(path, driver="MapInfo File", encoding=encoding)
    path.write_bytes(path.read_bytes().replace(b"Neutral", charset.encode()))


@pytest.mark.parametrize("ending", [".tab", ".mif"])
def test_a_county_in_mapinfo_is_the_same_county(toy: Toy, ending: str) -> None:
    before = toy.read()
    write_table(toy, f"v{ending}", village_rows())
    write_table(toy, f"r{ending}", road_rows())
    (toy.folder / f"v{ending}").rename(toy.folder / f"v{ending.upper()}")
    after = toy.with_layer("villages", f"v{ending.upper()}").with_layer("roads", f"r{ending}").read()
    assert after.faults == ()
    for layer in ("villages", "roads"):
        one, other = getattr(before, layer), getattr(after, layer)
        assert one["name"].equals(other["name"])
        assert shapely.equals_exact(one.geometry.array, other.geometry.array, 0.1).all()


@pytest.mark.parametrize("ending", [".tab", ".mif"])
def test_encodings(toy: Toy, ending: str) -> None:
    write_table(toy, f"v{ending}", village_rows(), charset="Neutral")
    toy = toy.with_layer("villages", f"v{ending}")
    county = toy.read()
    assert only(county.faults, "encoding-detected").value == "gb18030"
    assert county.villages["name"].tolist() == ["村0", "村1", "村2", "村3"]
    write_table(toy, f"v{ending}", village_rows(), encoding="utf-8", charset="UTF-8")
    assert toy.read().villages["name"].tolist() == ["村0", "村1", "村2", "村3"]
    write_table(toy, f"v{ending}", village_rows(), charset="UTF-8")
    assert only(toy.refuse(), "encoding-wrong").value == "utf-8"
    write_table(toy, f"v{ending}", village_rows(), charset="Klingon")
    assert only(toy.refuse(), "encoding-unknown").value == "Klingon"
    stated = toy.with_layer("villages", f"v{ending}", toml='encoding = "gb18030"').read()
    assert stated.villages["name"].tolist() == ["村0", "村1", "村2", "村3"]


def test_binary_numbers_are_no_text(toy: Toy) -> None:
    people = [9411, 0xC3, 0xFFFE, 0x80C3]  # as bytes, no text in any encoding
    rows = [(shape, {**data, "population": people[at]}) for at, (shape, data) in enumerate(village_rows())]
    write_table(toy, "v.tab", rows, encoding="utf-8", charset="UTF-8")
    county = toy.with_layer("villages", "v.tab").read()
    assert county.villages["population"].tolist() == people
    assert county.villages["name"].tolist() == ["村0", "村1", "村2", "村3"]


def test_columns_with_chinese_names(toy: Toy) -> None:
    write_table(toy, "v.mif", village_rows())
    text = (toy.folder / "v.mif").read_bytes().replace(b"  name ", "  村名 ".encode("gbk"))
    toy = toy.with_layer("villages", "v.mif", text, toml='[layers.villages.columns]\nname = "村名"')
    assert toy.read().villages["name"].tolist() == ["村0", "村1", "村2", "村3"]


@pytest.mark.parametrize(("name", "part"), [("v.tab", ".dat"), ("v.tab", ".map"), ("v.tab", ".id"), ("v.mif", ".mid")])
def test_a_missing_part_is_named(toy: Toy, name: str, part: str) -> None:
    write_table(toy, name, village_rows())
    (toy.folder / name).with_suffix(part).unlink()
    assert only(toy.with_layer("villages", name).refuse(), "sidecar-missing").value == part


@pytest.mark.parametrize(
    ("name", "part"), [("v.tab", ".dat"), ("v.tab", ".map"), ("v.tab", ".id"), ("v.mif", ".mid"), ("v.mif", ".mif")]
)
def test_a_truncated_part_is_refused(toy: Toy, name: str, part: str) -> None:
    write_table(toy, name, village_rows())
    path = (toy.folder / name).with_suffix(part)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    report = toy.with_layer("villages", name).check()
    assert (report.county, report.exit_code) == (None, 2)
    assert {fault.file for fault in report.faults if fault.level == "E"} == {name}


@pytest.mark.parametrize(
    "line",
    [
        'Definition Table\n  Type DBF Charset "WindowsSimpChinese"\n',
        'Definition Table\n  File "/etc/passwd"\n  Type NATIVE\n',
        'Open Table "/etc/x.tab"\nDefinition Table\n  Type NATIVE\n',
        'Definition Table\n  Type NATIVE\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n',
    ],
)
def test_a_table_that_leads_to_other_files_is_refused(toy: Toy, line: str) -> None:
    write_table(toy, "v.tab", village_rows())
    text = f"!table\n!version 300\n!charset WindowsSimpChinese\n{line}"
    toy = toy.with_layer("villages", "v.tab", text)
    assert "other files" in only(toy.refuse(), "content-refused").params["reason"]


@pytest.mark.parametrize("name", ["v.tab", "v.mif"])
@pytest.mark.parametrize(
    "content", ["<OGRVRTDataSource/>", '{"type": "FeatureCollection"}', b"PK\x03\x04", b"\x00" * 99]
)
def test_other_content_under_the_name_is_refused(toy: Toy, name: str, content: Any) -> None:
    write_table(toy, name, village_rows())
    assert only(toy.with_layer("villages", name, content).refuse(), "content-mismatch").file == name


def test_a_table_under_another_name_is_refused(toy: Toy) -> None:
    write_table(toy, "v.mif", village_rows())
    for ending in (".geojson", ".gpkg", ".fgb", ".kml"):
        toy.write(f"v{ending}", (toy.folder / "v.mif").read_bytes())
        assert only(toy.with_layer("villages", f"v{ending}").refuse(), "content-mismatch").layer == "villages"


def test_deleted_rows_are_counted(toy: Toy) -> None:
    write_table(toy, "v.tab", village_rows())
    dat = toy.folder / "v.dat"
    content = bytearray(dat.read_bytes())
    start, width = (int.from_bytes(content[at : at + 2], "little") for at in (8, 10))
    content[start + 3 * width] = ord("*")
    dat.write_bytes(content)
    places = toy.folder / "v.id"
    places.write_bytes(places.read_bytes()[:12] + bytes(4))
    county = toy.with_layer("villages", "v.tab").read()
    assert only(county.faults, "rows-deleted").params["count"] == 1
    assert len(county.villages) == 3


def test_a_map_without_a_place_on_earth_asks_for_its_crs(toy: Toy) -> None:
    write_table(toy, "r.mif", road_rows())
    path = Path(toy.folder / "r.mif")
    nowhere = b'CoordSys NonEarth Units "m" Bounds (0, 0) (1000, 1000)'
    path.write_bytes(re.sub(rb"CoordSys [^\r\n]*", nowhere, path.read_bytes()))
    toy = toy.with_layer("roads", "r.mif")
    assert only(toy.refuse(), "crs-missing").layer == "roads"
    assert toy.with_layer("roads", "r.mif", toml='crs = "EPSG:4326"').read().faults == ()

"""Files whose head says something else than their content: encodings, counts, coordinates that are no numbers."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import geopandas as gpd
import pytest

from gisplan.base.faults import Fault, describe_fault
from gisplan.io.faults.catalogue import KINDS
from tests.io.map_files import gpx
from tests.io.test_dxf import ROADS, roads
from tests.io.test_mapinfo import write_table
from tests.io.toy_county import Toy, only, village_rows
from tests.io.toy_dxf import drawing


def message_of(fault: Fault) -> str:
    return describe_fault(fault, KINDS)[0]


NAMES = ["村0", "村1", "村2", "村3"]


@pytest.mark.parametrize(
    ("ending", "encoding", "charset", "right"),
    [
        (".tab", "gbk", "WindowsLatin1", "gb18030"),
        (".mif", "gbk", "WindowsLatin1", "gb18030"),
        (".mif", "gbk", "ISO8859-1", "gb18030"),
        (".tab", "utf-8", "WindowsSimpChinese", "utf-8"),
    ],
)
def test_chinese_is_read_in_its_encoding_whatever_the_file_claims(
    toy: Toy, ending: str, encoding: str, charset: str, right: str
) -> None:
    rows = [(shape, {**data, "name": f"青水{data['name']}"}) for shape, data in village_rows()]
    write_table(toy, f"v{ending}", rows, encoding=encoding, charset=charset)
    path = toy.folder / f"v{ending}"
    path.write_bytes(path.read_bytes().replace(b'"UTF-8"', f'"{charset}"'.encode()))
    county = toy.with_layer("villages", f"v{ending}").read()
    fault = only(county.faults, "encoding-claimed")
    assert fault.value == right
    assert "青水" in message_of(fault)
    assert county.villages["name"].tolist() == [f"青水{name}" for name in NAMES]


def test_western_texts_stay_what_their_file_claims(toy: Toy) -> None:
    rows = [(shape, {**data, "name": f"São José {place}"}) for place, (shape, data) in enumerate(village_rows())]
    write_table(toy, "v.tab", rows, encoding="cp1252", charset="WindowsLatin1")
    county = toy.with_layer("villages", "v.tab").read()
    assert county.villages["name"].tolist() == [f"São José {place}" for place in range(4)]
    assert not [fault for fault in county.faults if fault.code.startswith("encoding")]


def test_a_drawing_in_utf_8_that_claims_gbk(toy: Toy) -> None:
    text = drawing(roads(), version="AC1015", page="ANSI_936")
    county = toy.with_layer("roads", "图.dxf", text.encode("utf-8"), toml=ROADS).read()
    assert only(county.faults, "encoding-claimed").value == "utf-8"
    assert len(county.roads) == 4


def test_coordinates_that_are_no_numbers_are_named_by_their_line(toy: Toy) -> None:
    """GDAL reads 108,5 as 108, and 1o8 as 1."""
    text = drawing(roads())
    value = next(v for c, v in zip(*[iter(text.splitlines())] * 2, strict=False) if c.strip() == "10")
    wrong = text.replace(value, value.replace(".", ",", 1), 1)
    fault = only(toy.with_layer("roads", "图.dxf", wrong.encode("gbk"), toml=ROADS).refuse(), "coordinate-no-number")
    assert value.replace(".", ",", 1) in message_of(fault)
    write_table(toy, "v.mif", village_rows())
    path = toy.folder / "v.mif"
    lines = path.read_bytes().decode("gbk").splitlines()
    at = next(place for place, line in enumerate(lines) if line.lower().lstrip().startswith("point"))
    lines[at] = lines[at].replace(".", ",")
    path.write_bytes("\n".join([*lines, ""]).encode("gbk"))
    fault = only(toy.with_layer("villages", "v.mif").refuse(), "coordinate-no-number")
    assert f"line {at + 1} " in message_of(fault)


def test_a_row_of_a_mid_with_other_fields_than_the_mif_has_columns(toy: Toy) -> None:
    write_table(toy, "v.mif", village_rows())
    mid = toy.folder / "v.mid"
    rows = mid.read_bytes().splitlines(keepends=True)
    for change in (lambda row: row.rstrip() + b",9\n", lambda row: row.rstrip().rpartition(b",")[0] + b"\n"):
        mid.write_bytes(b"".join([rows[0], change(rows[1]), *rows[2:]]))
        assert only(toy.with_layer("villages", "v.mif").refuse(), "mid-row-ragged").row == 2


def test_an_affine_coordinate_system_is_refused(toy: Toy) -> None:
    write_table(toy, "v.mif", village_rows())
    path = toy.folder / "v.mif"
    lines = path.read_bytes().splitlines()
    at = next(place for place, line in enumerate(lines) if line.lower().startswith(b"coordsys"))
    lines[at] += b' Affine Units "degree", 1, 0, 5, 0, 1, 5'
    path.write_bytes(b"\n".join([*lines, b""]))
    assert "affine" in message_of(only(toy.with_layer("villages", "v.mif").refuse(), "content-refused"))


def test_a_drawing_without_entities_is_damaged(toy: Toy) -> None:
    text = drawing(roads()).replace("ENTITIES", "ENTITEIS")
    fault = only(toy.with_layer("roads", "图.dxf", text.encode("gbk"), toml=ROADS).refuse(), "damaged")
    assert "ENTITIES" in message_of(fault)


def _villages() -> gpd.GeoDataFrame:
    rows = village_rows()
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4326)


@pytest.mark.parametrize("index", ["YES", "NO"])
@pytest.mark.parametrize("count", [1, 3, 7, 10**12])
def test_a_flatgeobuf_whose_count_is_wrong_is_damaged(toy: Toy, index: str, count: int) -> None:
    path = toy.folder / "v.fgb"
    _villages().to_file(path, driver="FlatGeobuf", SPATIAL_INDEX=index)
    content = path.read_bytes()
    at = content.index(struct.pack("<Q", 4))
    path.write_bytes(content[:at] + struct.pack("<Q", count) + content[at + 8 :])
    faults = toy.with_layer("villages", "v.fgb").refuse()
    assert {fault.code for fault in faults} & {"damaged", "truncated", "rows-unread"}
    assert not any("Error:" in message_of(fault) for fault in faults)


def test_a_flatgeobuf_that_does_not_know_its_count_is_read(toy: Toy) -> None:
    """Programs that write as they go put 0."""
    path = toy.folder / "v.fgb"
    _villages().to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO")
    content = path.read_bytes()
    at = content.index(struct.pack("<Q", 4))
    path.write_bytes(content[:at] + struct.pack("<Q", 0) + content[at + 8 :])
    assert len(toy.with_layer("villages", "v.fgb").read().villages) == 4


def test_a_sequence_of_features_is_no_cut_geojson(toy: Toy) -> None:
    features = json.loads(_villages().to_json())["features"]
    lines = "".join(json.dumps(feature, ensure_ascii=False) + "\n" for feature in features)
    assert only(toy.with_layer("villages", "v.geojson", lines.encode()).refuse(), "geojson-sequence")


def test_a_place_of_a_gpx_that_is_no_number_is_shown(toy: Toy) -> None:
    text = gpx(points=village_rows()).replace('lat="', 'lat="北', 1)
    county = toy.with_layer("villages", "v.gpx", text.encode(), toml='layer = "waypoints"').read()
    assert "lat='北" in message_of(only(county.faults, "geometry-unreadable"))


def test_a_geodatabase_without_one_of_its_tables_names_it(toy: Toy) -> None:
    folder: Path = toy.folder / "v.gdb"
    _villages().astype({"population": "int32"}).to_file(folder, layer="村", driver="OpenFileGDB")
    last = sorted(folder.glob("*.gdbtable"))[-1]
    last.unlink()
    assert last.name in message_of(only(toy.with_layer("villages", "v.gdb").refuse(), "truncated"))

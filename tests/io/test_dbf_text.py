"""The texts of a .dbf: names and values cut within a character, names that collide, two possible encodings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from tests.io.toy_county import Toy, only, road_rows, village_rows

FIELD = 32  # bytes that describe a column in a .dbf


def frame_of(rows: list[tuple[Any, dict[str, Any]]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4490)


def rename_column(dbf: Path, place: int, name: bytes) -> None:
    """Write other bytes as the name of a column, as a program does that cuts by bytes."""
    content = bytearray(dbf.read_bytes())
    start = FIELD * (place + 1)
    content[start : start + 11] = name[:10].ljust(11, b"\0")
    dbf.write_bytes(bytes(content))


def village_shapefile(toy: Toy, encoding: str = "UTF-8", **names: str) -> Toy:
    rows = [(shape, {"code": data["code"], "name": data["name"]}) for shape, data in village_rows()]
    toy = toy.with_frame("villages", "v.shp", frame_of(rows), encoding=encoding)
    for place, column in enumerate(("code", "name")):
        if column in names:
            rename_column(toy.folder / "v.dbf", place, names[column].encode(encoding))
    return toy


@pytest.mark.bad_input(36)
@pytest.mark.parametrize("cpg", [True, False])
@pytest.mark.parametrize(("encoding", "cut"), [("UTF-8", "行政区"), ("GB18030", "x行政区划")])
def test_36_a_name_cut_within_a_character_is_mended(toy: Toy, encoding: str, cut: str, cpg: bool) -> None:
    long = "行政区划代码" if encoding == "UTF-8" else "x行政区划代码"
    toy = village_shapefile(toy, encoding, code=long)
    if cpg:
        toy.write("v.cpg", encoding)
    else:
        (toy.folder / "v.cpg").unlink()
    county = toy.with_layer("villages", "v.shp", toml=f'columns.code = "{cut}"').read()
    fault = only(county.faults, "name-cut")
    assert (fault.level, fault.file, fault.layer, fault.field) == ("F", "v.shp", "villages", cut)
    assert county.villages["name"].tolist() == ["村0", "村1", "村2", "村3"]


@pytest.mark.bad_input(36)
def test_36_the_whole_name_is_not_in_the_file_and_its_cut_form_is_suggested(toy: Toy) -> None:
    toy = village_shapefile(toy, code="行政区划代码")
    fault = only(
        toy.with_layer("villages", "v.shp", toml='columns.code = "行政区划代码"').refuse(), "column-not-in-file"
    )
    assert (fault.file, fault.layer, fault.field, fault.value) == ("v.shp", "villages", "code", "行政区划代码")
    assert fault.params["nearest"] == "行政区"


@pytest.mark.bad_input(36)
def test_36_two_columns_of_one_cut_name_refuse_the_file_where_one_is_used(toy: Toy) -> None:
    toy = village_shapefile(toy, code="行政区划代码", name="行政区划名称")
    fault = only(toy.with_layer("villages", "v.shp", toml='columns.code = "行政区"').refuse(), "columns-collide")
    assert (fault.level, fault.file, fault.field, fault.value, fault.params["count"]) == (
        "E",
        "v.shp",
        "code",
        "行政区",
        2,
    )


@pytest.mark.bad_input(36)
def test_36_a_name_of_gisplans_own_that_was_cut_asks_to_be_mapped(toy: Toy) -> None:
    rows = [(shape, {**data, "registered": "12"}) for shape, data in road_rows()]
    toy = toy.with_frame("roads", "roads.shp", frame_of(rows))
    fault = only(toy.refuse(), "column-cut")
    assert (fault.layer, fault.field, fault.value) == ("roads", "registered_surface", "registered")
    mapped = toy.with_layer("roads", "roads.shp", toml='columns.registered_surface = "registered"').read()
    assert mapped.roads["registered_surface"].tolist() == [12] * 4
    other = toy.with_layer("roads", "roads.shp", toml='columns.surface = "registered"').read()
    assert other.roads["registered_surface"].isna().all()


@pytest.mark.bad_input(34)
def test_34_a_text_cut_before_another_text_is_mended(toy: Toy) -> None:
    """The half of a character and the next field's first letter would be one character together."""
    toy = village_shapefile(toy, "GB18030")
    content = bytearray((toy.folder / "v.dbf").read_bytes())
    width = content[FIELD + 16]
    start = content.index(b"610728111201")
    content[start : start + width] = "镇".encode("gb18030")[:1].rjust(width, b"x")
    content[start + width : start + width + 1] = b"a"
    toy.write("v.dbf", bytes(content))
    toy.write("v.cpg", "GB18030")
    county = toy.with_county('code_system = "any"').read()
    fault = only(county.faults, "text-cut")
    assert (fault.level, fault.row) == ("F", 1)
    assert set(county.villages["code"].iloc[0]) == {"x"}
    assert county.villages["name"].iloc[0].startswith("a")


@pytest.mark.bad_input(34)
@pytest.mark.parametrize("stated", ["gb18030", "utf-8"])
def test_34_a_text_that_is_valid_in_two_encodings_is_asked_about(toy: Toy, stated: str) -> None:
    rows = [(shape, {**data, "name": "牛牛"}) for shape, data in village_rows()]
    toy = toy.with_frame("villages", "v.shp", frame_of(rows), encoding="GBK")
    (toy.folder / "v.cpg").unlink()
    fault = only(toy.refuse(), "encoding-ambiguous")
    assert (fault.layer, fault.value, fault.params["other"]) == ("villages", "ţţ", "牛牛")
    county = toy.with_layer("villages", "v.shp", toml=f'encoding = "{stated}"').read()
    assert set(county.villages["name"]) == {"牛牛" if stated == "gb18030" else "ţţ"}


@pytest.mark.bad_input(34)
@pytest.mark.parametrize("word", ["Gbadébo", "Łódź", "村上"])
def test_34_accented_words_and_chinese_are_utf_8(toy: Toy, word: str) -> None:
    rows = [(shape, {**data, "name": word}) for shape, data in village_rows()]
    toy = toy.with_frame("villages", "v.shp", frame_of(rows), encoding="UTF-8")
    (toy.folder / "v.cpg").unlink()
    assert set(toy.read().villages["name"]) == {word}

"""Codes for which a database has words: ArcGIS and QGIS show the words, so they are what is read."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.coded_values import find_gdb_words
from tests.io.bad_inputs.case import frame_of
from tests.io.toy_county import Toy, only, road_rows


def element(name: str, inside: str) -> str:
    return f'<t:{name} xmlns:t="http://www.esri.com/schemas/ArcGIS/10.3">{inside}</t:{name}>'


def domain(name: str, **words: str) -> str:
    pairs = "".join(
        f"<CodedValue><Name>{word}</Name><Code>{code[1:]}</Code></CodedValue>" for code, word in words.items()
    )
    return element("GPCodedValueDomain2", f"<DomainName>{name}</DomainName><CodedValues>{pairs}</CodedValues>")


def layer(name: str, fields: dict[str, str], more: str = "") -> str:
    infos = "".join(
        f"<GPFieldInfoEx><Name>{field}</Name><DomainName>{used}</DomainName></GPFieldInfoEx>"
        for field, used in fields.items()
    )
    return element("DEFeatureClassInfo", f"<Name>{name}</Name><GPFieldInfoExs>{infos}</GPFieldInfoExs>{more}")


def test_words_of_a_geodatabase_are_found_by_domain_and_by_subtype() -> None:
    subtypes = (
        "<SubtypeFieldName>kind</SubtypeFieldName><Subtypes>"
        "<Subtype><SubtypeName>县道</SubtypeName><SubtypeCode>1</SubtypeCode><FieldInfos><SubtypeFieldInfo>"
        "<FieldName>surface</FieldName><DomainName>other</DomainName></SubtypeFieldInfo></FieldInfos></Subtype></Subtypes>"
    )
    items = [
        None,
        domain("plain", _1="水泥", _2="砂石"),
        domain("other", _2="石渣", _3="土"),
        layer("道路", {"surface": "plain", "width_m": ""}, subtypes),
        layer("别的", {"surface": "other"}),
    ]
    assert find_gdb_words(items, "道路") == {
        "surface": {"1": "水泥", "2": "砂石 / 石渣", "3": "土"},  # 2 means two things, by subtype: it is neither
        "kind": {"1": "县道"},
    }
    assert find_gdb_words(items, "没有") == {}


@pytest.mark.parametrize("text", ["<a><GPFieldInfoEx></a>", '<!DOCTYPE a [<!ENTITY b "c">]><a><GPFieldInfoEx/></a>'])
def test_a_damaged_definition_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        find_gdb_words([text], "道路")


def test_words_of_a_geopackage_are_read_and_not_its_codes(toy: Toy) -> None:
    """12 is cement concrete by gisplan's own codes, and gravel here."""
    rows = [(shape, {**data, "surface": 11 + at % 2}) for at, (shape, data) in enumerate(road_rows())]
    frame_of(rows).to_file(toy.folder / "r.gpkg", layer="r")
    with closing(sqlite3.connect(toy.folder / "r.gpkg")) as database, database:
        columns = "table_name, column_name, name, title, description, mime_type, constraint_name"
        database.execute(f"CREATE TABLE gpkg_data_columns ({columns})")
        columns = "constraint_name, constraint_type, value, min, min_is_inclusive, max, max_is_inclusive, description"
        database.execute(f"CREATE TABLE gpkg_data_column_constraints ({columns})")
        database.execute("INSERT INTO gpkg_data_columns VALUES ('r', 'surface', NULL, NULL, NULL, NULL, 'kinds')")
        words = [("kinds", "enum", "11", "沥青"), ("kinds", "enum", "12", "砂石")]
        database.executemany("INSERT INTO gpkg_data_column_constraints VALUES (?, ?, ?, 0, 0, 0, 0, ?)", words)
    toml = '[layers.roads.values.surface]\n"沥青" = 11\n"砂石" = 31'
    county = toy.with_layer("roads", "r.gpkg", toml=toml).read()
    assert county.roads["surface"].tolist() == [11, 31, 11, 31]
    fault = only(county.faults, "codes-with-words")
    assert (fault.level, fault.field, fault.value) == ("F", "surface", "11 = 沥青")
    unlisted = toy.with_layer("roads", "r.gpkg").read()
    assert unlisted.roads["surface"].isna().all(), "a code is never taken for another's of the same number"

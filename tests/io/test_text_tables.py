"""Text tables as programs write them: separators, encodings of two and four bytes, decimal commas, NUL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.io.files.delimited.separators import choose_separator
from gisplan.io.files.open_file import FileRefused
from tests.io.toy_county import CODES, Toy, faults_of, lon_lat, only

HEADER = ["code", "name", "households", "lon", "lat"]
ROWS = [[code, f"村{i}", str(20 + i), *map(str, lon_lat(i, 0))] for i, code in enumerate(CODES)]
CRS = 'crs = "EPSG:4490"'


def table(separator: str = ",", rows: list[list[str]] | None = None, *, above: str = "") -> str:
    lines = [separator.join(row) for row in [HEADER, *(ROWS if rows is None else rows)]]
    return above + "\n".join([*lines, ""])


def with_decimals(*columns: str, mark: str = ",") -> list[list[str]]:
    """The rows with a decimal comma in some columns."""
    return [
        [c.replace(".", mark) if name in columns else c for name, c in zip(HEADER, row, strict=True)] for row in ROWS
    ]


def assert_as_plain(toy: Toy, name: str, content: str | bytes, *, toml: str = "") -> None:
    """A table gives the villages that the plain one gives."""
    plain = toy.with_layer("villages", "plain.csv", table(), toml=CRS).read().villages
    found = toy.with_layer("villages", name, content, toml=f"{CRS}\n{toml}").read().villages
    assert found.drop(columns="row").equals(plain.drop(columns="row"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，"])
@pytest.mark.parametrize("above", ["", "清溪县村庄统计表（2019；一、二，三|四）\n\n"])
def test_every_usual_separator_is_found_under_a_title_too(toy: Toy, separator: str, above: str) -> None:
    assert_as_plain(toy, "v.csv", table(separator, above=above))


@pytest.mark.parametrize("name", ["v.tsv", "v.txt"])
def test_tables_of_other_endings(toy: Toy, name: str) -> None:
    assert_as_plain(toy, name, table("\t"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_an_encoding_that_the_file_marks(toy: Toy, encoding: str) -> None:
    assert_as_plain(toy, "v.txt", table("\t").encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-be"])
def test_an_encoding_that_the_county_file_states(toy: Toy, encoding: str) -> None:
    assert_as_plain(toy, "v.csv", table().encode(encoding), toml=f'encoding = "{encoding[:6]}"')


def test_excels_own_line_of_the_separator_is_read_and_is_no_row(toy: Toy) -> None:
    assert_as_plain(toy, "v.csv", "sep=;\n" + table(";"))


def test_a_table_that_two_separators_divide_alike_is_asked_about(toy: Toy) -> None:
    rows = [[code, f"村{i};x"] for i, code in enumerate(CODES)]
    text = "\n".join(["代码,名称;别名", *(",".join(row) for row in rows), ""])
    toml = 'columns = { village = "代码" }'
    toy = toy.with_layer("power", "p.csv", text)
    fault = only(toy.refuse(), "separator-unclear")
    assert (fault.value, fault.params["other"]) == (",", ";")
    # names that are looked for decide, and so does the county file
    assert not faults_of(toy.with_layer("power", "p.csv", toml=toml).check())
    assert not faults_of(toy.with_layer("power", "p.csv", toml=f'separator = ","\n{toml}').check())


def test_a_separator_that_is_none_is_refused(toy: Toy) -> None:
    fault = only(toy.with_layer("villages", "v.csv", table(), toml='separator = "x"').refuse(), "key-value")
    assert (fault.field, fault.value) == ("separator", "x")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_are_read_where_no_comma_separates(toy: Toy, separator: str) -> None:
    content = table(separator, with_decimals("lon", "lat"))
    assert_as_plain(toy, "v.csv", content)
    county = toy.with_layer("villages", "v.csv", content, toml=CRS).read()
    noted = [(fault.field, fault.value) for fault in county.faults if fault.code == "decimal-read"]
    assert noted == [("lon", "108,0"), ("lat", "32,5")]


def with_lengths(toy: Toy, *lengths: str, toml: str = "") -> Toy:
    lines = [f"GL-{i};路{i};group_roads;{length}" for i, length in enumerate(lengths)]
    return toy.with_layer("road_works", "w.csv", "\n".join(["code;name;programme;km", *lines, ""]), toml=toml)


def test_a_number_that_may_be_thousands_is_asked_about(toy: Toy) -> None:
    toy = with_lengths(toy, "1,234", "12")
    fault = only(toy.refuse(), "decimal-unclear")
    assert (fault.layer, fault.field, fault.value) == ("road_works", "km", "1,234")
    for mark, kilometres in ((",", 1.234), (".", 1234.0)):
        works = with_lengths(toy, "1,234", "12", toml=f'decimal = "{mark}"').read().works
        assert works["km"].tolist() == [kilometres, 12.0]


def test_another_number_of_the_column_decides(toy: Toy) -> None:
    assert with_lengths(toy, "1,234", "1,5").read().works["km"].tolist() == [1.234, 1.5]
    assert with_lengths(toy, "1,234", "1.5").read().works["km"].tolist() == [1234.0, 1.5]
    assert with_lengths(toy, "1.234,5", "3公里").check().county is None  # one with its unit, one without
    assert with_lengths(toy, "1.234,5公里", "3公里").read().works["km"].tolist() == [1234.5, 3.0]


def test_both_marks_in_one_column_are_asked_about(toy: Toy) -> None:
    fault = only(with_lengths(toy, "1,5", "1.5").refuse(), "decimal-mixed")
    assert {fault.value, fault.params["other"]} == {"1,5", "1.5"}
    assert only(with_lengths(toy, "1,5", toml='decimal = "."').refuse(), "decimal-wrong").value == "1,5"


def test_what_is_no_number_is_set_aside_alone(toy: Toy) -> None:
    report = with_lengths(toy, "1,5", "2,,5", "2019.6.30").check()
    assert [f.row for f in report.faults if f.code == "number-unreadable"] == [2, 3]


def test_thousands_of_people_stay_whole(toy: Toy) -> None:
    rows = [[code, "1,234"] for code in CODES]
    text = "\n".join(["village;households", *(";".join(row) for row in rows), ""])
    county = toy.with_layer("power", "p.csv", text).read()
    assert county.power["households"].tolist() == [1234] * len(CODES)


def test_lines_with_nul_refuse_the_file_and_are_named(toy: Toy) -> None:
    content = table().encode().replace("村2".encode(), b"\0\0\0")
    fault = only(toy.with_layer("villages", "v.csv", content, toml=CRS).refuse(), "nul-bytes")
    assert fault.value == "4"


cells = st.sampled_from(["a", "村1", "b 2", "一"])


@given(st.sampled_from([",", ";", "\t", "|"]), st.lists(st.tuples(cells, cells, cells), min_size=2, max_size=6))
def test_the_separator_between_plain_cells_is_found(separator: str, rows: list[tuple[str, str, str]]) -> None:
    assert choose_separator("\n".join(separator.join(row) for row in rows) + "\n") == separator


def test_several_even_separators_without_a_name_are_refused() -> None:
    with pytest.raises(FileRefused):
        choose_separator("a;b|c\n1;2|3\n")
    assert choose_separator("a;b\tc\n1;2\t3\n", usual="\t") == "\t"
    assert choose_separator("a;b|c\n1;2|3\n", known=["a"]) == ";"


def test_stray_quotes_over_two_lines_are_warned_of_with_their_line(toy: Toy) -> None:
    stray = [[cell.replace("村0", '"村0').replace("村1", '村1"') for cell in row] for row in ROWS]
    report = toy.with_layer("villages", "v.csv", table(rows=stray), toml=CRS).check()
    fault = only(report.faults, "csv-rows-joined")
    assert (fault.level, fault.params["has"]) == ("W", "2")
    assert fault.value is not None
    assert fault.value.startswith("村0,20,")
    assert report.inputs[0].rows == len(ROWS) - 1


@pytest.mark.parametrize("text", ['"村\n0"', '"村\n0，甲,乙"', '"a,b,c,d,e"'])
def test_a_text_in_quotes_with_fewer_separators_or_without_a_new_line_is_one_text(toy: Toy, text: str) -> None:
    rows = [[cell.replace("村0", text) for cell in row] for row in ROWS]
    report = toy.with_layer("villages", "v.csv", table(rows=rows), toml=CRS).check()
    assert "csv-rows-joined" not in [fault.code for fault in faults_of(report)]


def test_a_shape_over_several_lines_is_one_text(toy: Toy) -> None:
    lines = [f'{row[0]},{row[1]},20,"LINESTRING (\n{row[3]} {row[4]},\n1 1,\n2 2,\n3 3)"' for row in ROWS]
    content = "\n".join(["code,name,households,WKT", *lines, ""])
    report = toy.with_layer("villages", "v.csv", content, toml=CRS).check()
    assert "csv-rows-joined" not in [fault.code for fault in faults_of(report)]

"""`where` in a layer's table: which rows of a file are read, and that none is left out without being counted."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.arrays import fill_objects
from gisplan.base.language import _, set_language
from gisplan.io import explain_fault
from gisplan.io.config.where import Comparison, Condition, Junction, Negation, WhereError, parse_where
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.left_out_rows import keep_rows
from tests.io.sheets import workbook
from tests.io.toy_county import Toy, only, road_rows, village_rows

CONTEXT = FaultContext("roads.geojson", "roads")


def table(**columns: list[Any]) -> RawLayer:
    """Return a layer without places; a column that begins with a number is one of numbers."""
    count = len(next(iter(columns.values())))
    arrays: dict[str, Any] = {
        name: np.array(values) if isinstance(values[0], int | float) else fill_objects(count, values=values)
        for name, values in columns.items()
    }
    return RawLayer(tuple(arrays), arrays, {}, fill_objects(count), None)


def kept(where: str, **columns: Any) -> list[int]:
    """Return the numbers of the rows that are read."""
    found = keep_rows(table(**columns), parse_where(where), context=CONTEXT)
    assert found.faults == ()
    rows = found.raw.numbers.tolist() if found.raw.numbers is not None else list(range(1, found.raw.count + 1))
    assert len(rows) + found.left_out == len(next(iter(columns.values())))
    return rows


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ("kind is not null", [1, 2, 3]),
        ("kind is null", [4, 5]),
        ("kind = 'a'", [1]),
        ("kind != 'a'", [2, 3]),
        ("kind <> 'a'", [2, 3]),
        ("not kind = 'a'", [2, 3]),
        ("KIND in ('a')", None),
        ("kind IN ('a', 'b''s')", [1, 2]),
        ("kind not in ('a')", [2, 3]),
        ("kind like 'b%'", [2]),
        ("kind like '%''s'", [2]),
        ("kind like '%'", [1, 2, 3]),
        ("kind not like '%b%'", [1, 3]),
        ("lanes >= 2", [2, 3]),
        ("lanes < 2.5 or kind is null", [1, 2, 4, 5]),
        ("lanes = 1 and kind = 'a' or lanes = 3", [1, 3]),
        ("lanes = 1 and (kind = 'a' or lanes = 3)", [1]),
        ("not (lanes = 1 or lanes = 2)", [3]),
        ("lanes in (1, 3) and number = 10", [1]),
        ("number > -10.5", [1, 2, 4, 5]),
    ],
)
def test_the_rows_for_which_a_condition_holds(where: str, rows: list[int] | None) -> None:
    columns = {
        "kind": ["a", "b's", "路", None, " "],
        "lanes": ["1", "２", " 3", None, ""],
        "number": [10.0, 0.0, float("nan"), 3.0, -10.0],
    }
    if rows is None:
        found = keep_rows(table(**columns), parse_where(where), context=CONTEXT)
        fault = only(found.faults, "where-column")
        assert (fault.value, fault.params["nearest"], fault.params["at"]) == ("KIND", "kind", 1)
    else:
        assert kept(where, **columns) == rows


def test_names_that_are_no_words_stand_in_double_quotes() -> None:
    columns = {"路线 编码": ["C001", "Y002"], "等级": ["四级", "等外"], 'a "b"': ["1", "1"], "and": ["1", "2"]}
    assert kept("\"路线 编码\" like 'C%' and 等级 = '四级'", **columns) == [1]
    assert kept('"a ""b""" = 1 and "and" = 2', **columns) == [2]


@pytest.mark.parametrize(
    ("where", "at", "reason"),
    [
        ("", 1, "ends"),
        ("kind = ", 8, "ends"),
        ("kind = 'a", 8, "not closed"),
        ("kind = a", 8, "single quotes"),
        ("kind = null", 8, "is null"),
        ("kind is 'a'", 9, "is null"),
        ("kind ＝ 'a'", 6, "no meaning"),
        ("kind = 'a'; drop table x", 11, "no meaning"),
        ("kind = 'a' b", 12, "and, or"),
        ("kind = __import__('os')", 8, "single quotes"),
        ("(kind = 'a'", 12, "ends"),
        ("(kind = 'a' kind", 13, "closing"),
        ("kind in 'a'", 9, "opening"),
        ("kind in ()", 10, "single quotes"),
        ("kind in ('a', 1)", 15, "texts alone or numbers alone"),
        ("kind like 1", 11, "single quotes"),
        ("kind < 'a'", 8, "no order"),
        ("kind not = 'a'", 10, "comparison"),
        ("'a' = kind", 1, "column"),
        ("lanes = 12a", 9, "no meaning"),
        ("(" * 22 + "a = 1" + ")" * 22, 22, "20"),
        ("not " * 5000 + "a = 1", 4001, "4000"),
        ("not " * 100 + "a = 1", 85, "20"),
    ],
)
def test_a_condition_that_cannot_be_read_names_the_place(where: str, at: int, reason: str) -> None:
    with pytest.raises(WhereError) as caught:
        parse_where(where)
    assert caught.value.at == at
    assert reason in caught.value.reason


@given(st.text(max_size=60) | st.text("ab ='\"()<>!,notinlke%1", max_size=60))
def test_any_text_is_read_or_refused(where: str) -> None:
    try:
        place, columns = 1, parse_where(where).columns
    except WhereError as error:
        place, columns = error.at, frozenset({"none"})
    assert 1 <= place <= len(where) + 1
    assert columns


TEXTS = ("a", "b", "ab", "")
NAMES = ("kind", "lanes", "width")
texts = st.sampled_from(TEXTS)
comparisons = st.one_of(
    st.builds(lambda v: Comparison("kind", 1, "=", (v,)), texts),
    st.builds(lambda v: Comparison("kind", 1, "in", tuple(v)), st.lists(texts, min_size=1, max_size=3)),
    st.builds(lambda v: Comparison("kind", 1, "like", (v,)), st.sampled_from(["a%", "%b", "%a%b%", "%", "a"])),
    st.builds(lambda name: Comparison(name, 1, "null"), st.sampled_from(NAMES)),
    st.builds(
        lambda name, op, v: Comparison(name, 1, op, (v,)),
        st.sampled_from(["lanes", "width"]),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.sampled_from([0, 1, 2, 1.5]),
    ),
)


def join(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Negation, inner) | st.builds(Junction, st.sampled_from(["and", "or"]), parts)


conditions: st.SearchStrategy[Condition] = st.recursive(comparisons, join, max_leaves=8)


def write(condition: Condition) -> str:
    """Return a condition as it is written."""
    if isinstance(condition, Negation):
        return f"not ({write(condition.part)})"
    if isinstance(condition, Junction):
        return f" {condition.operator} ".join(f"({write(part)})" for part in condition.parts)
    values = [f"'{v}'" if isinstance(v, str) else str(v) for v in condition.values]
    if condition.operator == "null":
        return f"{condition.column} is null"
    if condition.operator == "in":
        return f"{condition.column} in ({', '.join(values)})"
    return f'"{condition.column}" {condition.operator} {values[0]}'


def evaluate(condition: Condition, row: dict[str, Any]) -> bool | None:
    """Return whether a condition holds for one row, by the rules of SQL; None where it is unknown."""
    if isinstance(condition, Negation):
        inner = evaluate(condition.part, row)
        return None if inner is None else not inner
    if isinstance(condition, Junction):
        found = [evaluate(part, row) for part in condition.parts]
        decisive = condition.operator == "or"
        return decisive if decisive in found else None if None in found else not decisive
    cell = row[condition.column]
    if condition.operator == "null":
        return cell in (None, "") or cell != cell
    if cell in (None, "") or cell != cell:
        return None
    value = condition.values[0]
    if condition.operator == "like":
        import fnmatch

        return fnmatch.fnmatchcase(cell, str(value).replace("%", "*"))
    if condition.column == "lanes":
        cell = float(cell)
    if condition.operator == "in":
        return cell in condition.values
    outcomes = {"=": cell == value, "!=": cell != value}
    if not isinstance(value, str):
        outcomes |= {"<": cell < value, "<=": cell <= value, ">": cell > value, ">=": cell >= value}
    return outcomes[condition.operator]


@given(
    conditions,
    st.lists(
        st.tuples(
            st.sampled_from([None, *TEXTS]),
            st.sampled_from([None, "", "0", "1", "2", "1.5"]),
            st.sampled_from([float("nan"), 0.0, 1.0, 1.5, 2.0]),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_the_rows_are_those_of_a_plain_evaluation(condition: Condition, rows: list[tuple[Any, ...]]) -> None:
    columns = {name: [row[place] for row in rows] for place, name in enumerate(NAMES)}
    expected = [at for at, row in enumerate(rows, 1) if evaluate(condition, dict(zip(NAMES, row, strict=True)))]
    where = parse_where(write(condition))
    found = keep_rows(table(**columns), where, context=CONTEXT)
    if not expected:
        assert only(found.faults, "where-nothing").params["count"] == len(rows)
        return
    numbers = found.raw.numbers if found.left_out else np.arange(1, len(rows) + 1)
    assert numbers is not None
    assert numbers.tolist() == expected
    assert found.left_out == len(rows) - len(expected)


def with_column(name: str, values: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    """Return the toy's roads with one more column."""
    return [(shape, {**own, name: value}) for (shape, own), value in zip(road_rows(), values, strict=True)]


def test_a_text_where_a_number_is_compared_sets_its_row_aside(toy: Toy) -> None:
    rows = with_column("lanes", ["2", "two", "1", None])
    report = toy.with_layer("roads", "roads.geojson", rows, toml="where = \"lanes >= 2 or segment = 'C002'\"").check()
    fault = only(report.faults, "where-unread")
    assert (fault.row, fault.value, fault.params["column"], fault.level) == (2, "two", "lanes", "Q")
    item = next(item for item in report.inputs if item.layer == "roads")
    assert (item.rows, item.accepted, item.quarantined, item.left_out) == (4, 2, 1, 1)
    assert report.county is not None
    assert report.county.roads["row"].tolist() == [1, 3]


def test_what_is_left_out_is_counted_and_numbers_are_those_of_the_file(toy: Toy) -> None:
    rows = with_column("fclass", list("wrrr"))
    toy = toy.with_layer("roads", "roads.geojson", rows, toml="where = \"fclass = 'r'\"")
    county = toy.read()
    assert county.roads["row"].tolist() == [2, 3, 4]
    item = county.inputs[1]
    assert (item.rows, item.accepted, item.quarantined, item.left_out) == (4, 3, 0, 1)


def test_a_row_that_is_left_out_has_no_faults(toy: Toy) -> None:
    rows = village_rows()
    rows[2][1]["population"] = "viele"
    rows[2] = (None, rows[2][1])
    assert toy.with_layer("villages", "villages.geojson", rows).check().exit_code == 1
    assert toy.with_layer("villages", "villages.geojson", rows, toml="where = \"name != '村2'\"").check().exit_code == 0


def test_the_column_need_not_be_one_of_the_layer_in_any_format(toy: Toy) -> None:
    header = ["编码", "村名", "经 度", "lat", "状态"]
    cells = [
        [p["code"], p["name"], str(s.x), str(s.y), "撤并" if at == 1 else "在册"]
        for at, (s, p) in enumerate(village_rows())
    ]
    columns = "columns = { code = '编码', name = '村名', lon = '经 度', lat = 'lat' }\ncrs = 'EPSG:4490'\n"
    where = columns + "where = '''状态 = '在册' '''"
    text = "\n".join(",".join(row) for row in [header, *cells]) + "\n"
    for name, content in {"v.csv": text.encode(), "v.xlsx": workbook(header, *cells)}.items():
        county = toy.with_layer("villages", name, content, toml=where).read()
        assert county.villages["row"].tolist() == [1, 3, 4]
        assert county.inputs[0].left_out == 1


@pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp", "roads.fgb"])
def test_numbers_and_texts_of_a_layer_of_lines(toy: Toy, name: str) -> None:
    rows = road_rows()
    columns = {"lanes": [1, 2, 2, 3], "kind": ["a", "b", None, "b"]}
    frame = gpd.GeoDataFrame([own for _shape, own in rows], geometry=[shape for shape, _own in rows], crs="EPSG:4326")
    toy = toy.with_frame("roads", name, frame.assign(**columns), toml='where = "lanes >= 2 and kind is not null"')
    county = toy.read()
    assert sorted(county.roads["segment"]) == ["C001", "C003"]
    assert (county.inputs[1].rows, county.inputs[1].left_out) == (4, 2)


def test_a_ragged_row_is_set_aside_not_left_out(toy: Toy) -> None:
    lines = ["code,name,lon,lat,kind", *(f"{p['code']},{p['name']},{s.x},{s.y},a" for s, p in village_rows()[:3])]
    s, p = village_rows()[3]
    lines.append(f"{p['code']},村,3,{s.x},{s.y},a")
    toml = "where = \"kind = 'a'\"\ncrs = 'EPSG:4490'"
    report = toy.with_layer("villages", "v.csv", "\n".join(lines) + "\n", toml=toml).check()
    assert only(report.faults, "row-ragged").row == 4
    assert report.inputs[0].left_out == 0


@pytest.mark.parametrize(
    ("toml", "code", "english"),
    [
        ('where = "surface = "', "where-wrong", "[layers.roads] where, character 11 (…): the condition ends"),
        ("where = \"surfaces = '12'\"", "where-column", "where names the column surfaces (character 1)"),
        ("where = \"width_m = '4'\"", "where-kind", "where compares width_m (character 1) with a text"),
        ("where = \"surface = '99'\"", "where-nothing", "where leaves out all 4 rows"),
        ("where = 3", "key-value", "it must be a text in quotes"),
    ],
)
def test_a_condition_that_cannot_be_applied_refuses_the_file(toy: Toy, toml: str, code: str, english: str) -> None:
    fault = only(toy.with_layer("roads", "roads.geojson", road_rows(), toml=toml).refuse(), code)
    assert english in explain_fault(fault)[0]
    set_language("zh")
    assert explain_fault(fault, translate=_)[0] != explain_fault(fault)[0]


@pytest.mark.parametrize("operator", ["<", "=", "in"])
def test_a_number_of_too_many_digits_is_refused(operator: str) -> None:
    digits = "9" * 400
    with pytest.raises(WhereError, match="too many digits"):
        parse_where(f"n {operator} ({digits})" if operator == "in" else f"n {operator} {digits}")


@pytest.mark.parametrize("values", [[1, 2], [1.5, 2.5], ["1", "9" * 5000]])
@pytest.mark.parametrize("where", ["n < 1{zeros}", "n in (1{zeros}, 2)", "n != 1{zeros}.5"])
def test_every_other_number_is_compared_with_every_column(values: list[Any], where: str) -> None:
    condition = parse_where("n is not null or " + where.format(zeros="0" * 300))
    assert keep_rows(table(n=values), condition, context=CONTEXT).raw.count == 2

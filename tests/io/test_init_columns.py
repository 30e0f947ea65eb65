"""No column is left out in silence: each is used, not needed, or asked about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.io.init import CountyFileDraft, describe_draft
from gisplan.io.init.asking.answers import parse_answer
from gisplan.io.init.asking.column_uses import ColumnUse, list_column_uses
from gisplan.io.init.county_file_text import format_county_file
from gisplan.io.init.layers import recognise_layers
from gisplan.io.init.values import interpret_words
from tests.io.bureau_folder import Rows, asked, draft_rows, other_questions, roads, villages
from tests.io.toy_county import CODES


def draft_of(village: dict[str, list[Any]] | None = None, **road: list[Any]) -> CountyFileDraft:
    columns = {"行政等级": ["X"] * 4, "路面类型": ["水泥"] * 4, **road}
    return draft_rows(Path("folder"), {"村.geojson": villages(**(village or {})), "路.geojson": roads(**columns)})


def use_of(draft: CountyFileDraft, layer: str, header: str) -> ColumnUse:
    return next(use for use in draft.uses[layer] if use.header == header)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), max_size=5, unique=True))
def test_every_column_is_used_not_needed_or_asked_about(names: list[str]) -> None:
    draft = draft_of(**{name: ["a", "b", "c", "d"] for name in names if name not in ("行政等级", "路面类型")})
    listed = [use.header for use in draft.uses["roads"]]
    assert sorted(listed) == sorted({name for name in draft.layers["roads"].source.raw.fields if name})
    document = describe_draft(draft)
    assert [use["column"] for file in document["files"] for use in file["columns"]][-len(listed) :] == listed


def test_roads_that_are_only_planned_are_asked_about_and_not_counted() -> None:
    draft = draft_of(状态=["已建", "规划", "已建", "在建"])
    assert asked(draft) == ["words-likely"]
    other, item = other_questions(draft)[0].items
    assert (item.at, item.key, item.likely) == ("layers.roads.values.status", "规划", "not_started")
    assert (other.key, other.likely) == ("在建", "under_way")
    assert "在建 (under_way), 规划 (not_started)?" in other_questions(draft)[0].message.text()
    assert [choice.value for choice in item.choices] == ["not_started", "under_way", "built", "accepted", "unknown"]
    assert '"规划" = "not_started"' in format_county_file(draft)
    assert '"在建" = "under_way"' in format_county_file(draft)


def test_words_that_take_roads_away_are_asked_about_apart_from_those_that_nobody_knows() -> None:
    draft = draft_of(状态=["完工", "未开工", "甲", "在建"])
    assert asked(draft) == ["words-likely", "words"]
    assert [[item.key for item in question.items] for question in other_questions(draft)[:2]] == [
        ["在建", "未开工"],
        ["甲"],
    ]


def test_under_construction_alone_is_asked_about_in_a_column_of_any_name() -> None:
    assert asked(draft_of(备注=["无", "在建", "无", "无"])) == ["column-words"]


def test_a_column_of_any_name_with_roads_that_are_not_built_is_asked_about() -> None:
    draft = draft_of(备注=["无", "规划", "无", "无"])
    assert asked(draft) == ["column-words"]
    use = use_of(draft, "roads", "备注")
    assert (use.use, use.canonical) == ("asked", ("status",))


@pytest.mark.parametrize("name", ["规划公路.geojson", "拟建道路.geojson", "planned_roads.geojson"])
def test_a_file_of_planned_roads_is_not_the_roads(name: str) -> None:
    drawn = roads(路面类型=["水泥"] * 4, 行政等级=["X"] * 4)
    draft = draft_rows(Path("folder"), {"村.geojson": villages(), "公路.geojson": drawn, name: drawn})
    assert draft.layers["roads"].source.file == "公路.geojson"
    assert draft.layers["roads"].rivals == ()
    assert draft.layers["candidates"].source.file == name


def test_words_of_a_status_that_nobody_knows_are_asked_about() -> None:
    draft = draft_of(状态=["甲", "乙", "丙", "丁"])
    assert asked(draft) == ["column-words"]
    assert use_of(draft, "roads", "状态").use == "asked"


@pytest.mark.parametrize(
    ("header", "values", "code"),
    [
        ("人口(公里)", ["0.1", "0.2", "0.3", "0.4"], "column-unit"),
        ("总人口", ["1100人", "约2200", "0.3万", "80"], "column-unread"),
        ("人口", ["1100人", "2200", "0.3万人", "约80"], "column-unread"),
        ("坐标系", ["GCJ-02"] * 4, "datum-column"),
        # no datum is right for all rows, so none is proposed: the conditions for the rows of each are
        ("坐标系", ["GCJ-02", "GCJ-02", "WGS84", "WGS84"], "datum-mixed"),
    ],
)
def test_doubtful_columns_of_villages_are_asked_about(header: str, values: list[str], code: str) -> None:
    rows = [(shape, {"村代码": row["行政区划代码"], "村名": row["村名"]}) for shape, row in villages()]
    named: Rows = [(shape, {**row, header: values[at]}) for at, (shape, row) in enumerate(rows)]
    draft = draft_rows(Path("folder"), {"村.geojson": named, "路.geojson": roads(路面=["12"] * 4, 行政等级=["X"] * 4)})
    assert asked(draft) == [code]
    assert use_of(draft, "villages", header).use == "asked"
    assert draft.layers["villages"].header_of("population") is None


@pytest.mark.parametrize(
    ("header", "values", "likely"),
    [
        ("人口", ["1100人", "2200", "0.3万人", "无"], {"0.3万人": 3000, "无": "unknown"}),
        ("总户数", ["0.08万", "900", "——", "/"], {"0.08万": 800}),
    ],
)
def test_what_says_a_number_is_proposed_as_it_and_what_says_none_is_asked_about(
    header: str, values: list[str], likely: dict[str, object]
) -> None:
    named = [(shape, {"村代码": row["行政区划代码"], "村名": row["村名"]}) for shape, row in villages()]
    rows: Rows = [(shape, {**row, header: values[at]}) for at, (shape, row) in enumerate(named)]
    draft = draft_rows(Path("folder"), {"村.geojson": rows, "路.geojson": roads(路面=["12"] * 4, 行政等级=["X"] * 4)})
    items = [item for question in other_questions(draft) for item in question.items]
    assert {item.key: item.likely for item in items} == likely
    answers = ("1000人" if header == "人口" else "1000户", "0.08万", "1,200", "0", "约900", "3%")
    assert [parse_answer(items[0], text) for text in answers] == [1000, 800, 1200, 0, None, None]


def test_of_shares_the_one_in_another_form_is_asked_about() -> None:
    named = {"村代码": [*CODES], "供水保证率": ["95%", "0.9", "90%", "——"], "安全饮水户": ["9"] * 4}
    raw = replace(draft_rows(Path("folder"), {"村.geojson": villages(**named)}).layers["villages"].source, shape=None)
    sheet = replace(raw, file="饮水.csv", is_sheet=True)
    layers, _ = recognise_layers([sheet])
    assert layers["water_supply"].header_of("guarantee") == "供水保证率"
    (word,) = interpret_words(layers["water_supply"])["guarantee"]
    assert (word.word, word.meaning, word.unresolved) == ("0.9", 90, True)
    uses = {use.header: use.doubt for use in list_column_uses(layers["water_supply"], {})}
    assert uses["安全饮水户"] == "column-otherwise"
    other = replace(sheet, raw=replace(sheet.raw, fields=("甲",), columns={"甲": sheet.raw.columns["村名"]}))
    assert [(item.reason, item.rival, item.columns) for item in recognise_layers([other])[1]] == [
        ("columns", "water_supply", "甲")
    ]


@pytest.mark.parametrize("header", ["户籍人口（万人）", "人口(万人)", "总人口万人"])
def test_people_in_the_unit_of_the_header_are_used_without_a_question_about_their_numbers(header: str) -> None:
    values = ["0.0435", "0.1", "0.0899", None]
    named = [(shape, {"村代码": row["行政区划代码"], "村名": row["村名"]}) for shape, row in villages()]
    rows: Rows = [(shape, {**row, header: values[at]}) for at, (shape, row) in enumerate(named)]
    draft = draft_rows(Path("folder"), {"村.geojson": rows, "路.geojson": roads(路面=["12"] * 4, 行政等级=["X"] * 4)})
    assert asked(draft) == []
    assert draft.layers["villages"].header_of("population") == header


def test_a_second_surface_is_asked_about_and_a_planned_one_is_not_needed() -> None:
    draft = draft_of(实测路面=["砂石"] * 4, 拟建路面类型=["水泥"] * 4)
    assert asked(draft) == ["surface-second"]
    (item,) = other_questions(draft)[0].items
    assert [choice.value for choice in item.choices] == ["路面类型", "实测路面"]
    assert use_of(draft, "roads", "拟建路面类型").use == "not needed"


def test_one_bad_or_repeated_row_hides_no_column() -> None:
    drawn = [(shapely.affinity.translate(shape, at / 1e3), {}) for at in range(5) for shape, _ in roads(a=[1] * 4)]
    segments = [*(f"C{at}" for at in range(19)), "C0"]
    widths = [*["4.5"] * 19, "?"]
    rows: Rows = [
        (shape, {"路段代码": segments[at], "路面宽": widths[at], "行政等级": "X", "路面类型": "12"})
        for at, (shape, _) in enumerate(drawn)
    ]
    draft = draft_rows(Path("folder"), {"村.geojson": villages(), "路.geojson": rows})
    assert draft.layers["roads"].header_of("segment") == "路段代码"
    assert draft.layers["roads"].header_of("width_m") == "路面宽"
    assert asked(draft) == ["words"]  # the "?" among the widths


def test_the_lines_of_openstreetmap_are_filtered_and_their_source_is_named() -> None:
    lines = roads(
        osm_id=["1", "2", "3", "4"], highway=["primary", None, "track", "proposed"],
        waterway=[None, "river", None, None], surface=["asphalt", None, "unpaved", "asphalt"], other_tags=[None] * 4,
    )  # fmt: skip
    rows = [(shape, {"code": f"h{at}", "name": f"n{at}"}) for at, (shape, _) in enumerate(villages())]
    draft = draft_rows(Path("folder"), {"lines.geojson": lines, "村.geojson": rows})
    # a road that is only proposed is none, as a river is none
    assert "where = \"highway in ('motorway', " in format_county_file(draft)
    assert draft.layers["roads"].source.raw.count == 2
    assert draft.roads is not None
    assert draft.roads.trunk_classes == ("primary",)
    assert [source.id for source in draft.sources] == ["osm-gdal"]
    assert draft.standard.value == "sdg-9.1.1"


@pytest.mark.parametrize(
    ("code", "standard"),
    [("610728111201", "shaanxi-577-2017"), ("520123111201", "sdg-9.1.1")],
)
def test_the_standard_of_shaanxi_is_proposed_in_shaanxi_alone(code: str, standard: str) -> None:
    rows = [(shape, {"村代码": f"{code[:-1]}{at}", "村名": f"{at}村"}) for at, (shape, _) in enumerate(villages())]
    draft = draft_rows(Path("folder"), {"村.geojson": rows})
    assert draft.standard.value == standard
    (question,) = [question for question in draft.questions if question.code == "standard"]
    assert question.items[0].likely == standard


def test_the_standard_of_pmgsy_is_proposed_for_its_columns() -> None:
    rows = [
        (shape, {"HAB_ID": f"{at}", "HAB_NAME": f"n{at}", "BLOCK_ID": "1"}) for at, (shape, _) in enumerate(villages())
    ]
    draft = draft_rows(Path("folder"), {"hab.geojson": rows})
    assert draft.standard.value == "pmgsy"
    assert draft.layers["villages"].header_of("code") == "HAB_ID"

"""Which layer each file is, and which column is which."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
import shapely.affinity

from gisplan.io.init import CountyFileDraft
from tests.io.bureau_folder import Rows, asked, draft_rows, other_questions, roads, villages
from tests.io.toy_county import CODES, lon_lat, village_rows

SQUARE = shapely.box(*lon_lat(-1, -1), *lon_lat(5, 1))


def draft_of(**files: Rows) -> CountyFileDraft:
    """A folder with villages, roads and more; a name's underscore is the dot of its ending."""
    usual = {"村": villages(), "公路": roads(路面类型=["水泥"] * 4)}
    return draft_rows(Path("folder"), {f"{name}.geojson": rows for name, rows in {**usual, **files}.items() if rows})


def unresolved(draft: CountyFileDraft) -> list[str]:
    return asked(draft)


def columns(draft: CountyFileDraft, layer: str) -> dict[str, str]:
    return {match.canonical: match.header for match in draft.layers[layer].matches}


def test_files_are_recognised_by_their_chinese_names_and_columns() -> None:
    groups = [
        (shapely.Point(lon_lat(at, 0.1)), {"组代码": f"{code}001", "村代码": code, "组名": "1组", "户数": 9})
        for at, code in enumerate(CODES)
    ]
    seats: Rows = [(shapely.Point(lon_lat(0, 0)), {"代码": "610728111", "乡镇": "一里镇"})]
    draft = draft_of(村民小组=groups, 乡镇驻地=seats, 县界=[(SQUARE, {"代码": "610728", "名称": "镇巴县"})])
    assert {name: layer.source.file for name, layer in draft.layers.items()} == {
        "villages": "村.geojson",
        "groups": "村民小组.geojson",
        "roads": "公路.geojson",
        "seats": "乡镇驻地.geojson",
        "boundary": "县界.geojson",
    }
    assert (draft.code.value, draft.name.value, draft.code_system.value) == ("610728", "镇巴县", "cn-12")
    assert columns(draft, "groups") == {"code": "组代码", "village": "村代码", "name": "组名", "households": "户数"}
    assert unresolved(draft) == ["trunk-classes-none"]


def test_names_without_meaning_are_recognised_by_content() -> None:
    named = [(shape, {"f1": row["行政区划代码"], "f2": row["村名"], "f3": "x"}) for shape, row in villages()]
    grouped = [(shape, {"a": f"{code}002", "b": code}) for (shape, _), code in zip(named, CODES, strict=True)]
    drawn = roads(k=["水泥", "沥青", "砂石路", "土路"])
    draft = draft_rows(Path("folder"), {"a.gpkg": named, "b.gpkg": grouped, "c.gpkg": drawn})
    assert columns(draft, "villages") == {"code": "f1", "name": "f2"}
    assert columns(draft, "groups") == {"code": "a", "village": "b"}
    assert columns(draft, "roads") == {"surface": "k"}
    assert {word.word: word.meaning for word in draft.words["roads"]["surface"]} == {
        "土路": 36,
        "水泥": 12,
        "沥青": 11,
        "砂石路": 31,
    }


def test_polygons_are_villages_where_nothing_else_is() -> None:
    drawn = [(shapely.buffer(shape, 0.005), row) for shape, row in villages()]
    assert draft_of(村=[], 村界=drawn).layers["villages"].source.file == "村界.geojson"
    draft = draft_of(村界=drawn)
    assert draft.layers["villages"].source.file == "村.geojson"
    assert draft.layers["boundary"].source.file == "村界.geojson"


def test_other_layers_are_skipped_by_name() -> None:
    rows = [(shape, {"名称": "x"}) for shape, _ in village_rows()]
    draft = draft_of(学校=rows, powerlines=roads(x=["a"] * 4), 铁路=roads(x=["a"] * 4), points=rows)
    assert draft.layers["power_lines"].source.file == "powerlines.geojson"  # every layer is recognised now
    assert {item.file: item.reason for item in draft.skipped} == {
        "学校.geojson": "facilities",
        "铁路.geojson": "other",
        "points.geojson": "other",
    }


def test_two_files_for_one_layer_give_a_question() -> None:
    draft = draft_of(道路=roads(路段代码=["1", "2", "3", "4"], 路面类型=["水泥"] * 4))
    assert draft.layers["roads"].source.file == "道路.geojson"
    assert other_questions(draft)[0].code == "rival"
    assert "公路.geojson" in other_questions(draft)[0].message.text()
    assert [item.reason for item in draft.skipped] == ["rival"]


def test_a_missing_layer_gives_a_question() -> None:
    assert unresolved(draft_of(村=[])) == ["layer-missing"]  # without villages the standard takes any road


def test_ids_that_repeat_are_no_segments() -> None:
    draft = draft_of(公路=roads(路段代码=["1", "1", "2", "3"], OBJECTID=["1", "2", "3", "4"]))
    assert draft.layers["roads"].header_of("segment") == "OBJECTID"
    assert draft_of(公路=roads(路段代码=["1", "1", "2", "3"])).layers["roads"].header_of("segment") is None
    assert draft_of(公路=roads(路段代码=[1.0, 2.0, 3.0, 4.0])).layers["roads"].header_of("segment") is None


def test_a_planned_surface_is_no_surface() -> None:
    draft = draft_of(公路=roads(拟建路面类型=["水泥"] * 4, 原路面类型=["沥青"] * 4))
    assert draft.layers["roads"].header_of("surface") is None
    assert "surface-none" in unresolved(draft)


def test_lengths_in_metres_are_no_kilometres() -> None:
    assert draft_of(公路=roads(长度=[2.5] * 4)).layers["roads"].header_of("length_km") == "长度"
    assert draft_of(公路=roads(长度=[2500.0] * 4)).layers["roads"].header_of("length_km") is None


def test_yes_no_and_years_confirm_a_name_and_their_lack_denies_it() -> None:
    layer = draft_of(村=villages(是否贫困村=["是", "否", "是", "是"], 退出年度=[2017, 2018, 2019, 2019])).layers[
        "villages"
    ]
    assert (layer.header_of("poor_village"), layer.header_of("exit_year")) == ("是否贫困村", "退出年度")
    layer = draft_of(村=villages(是否贫困村=["甲", "乙", "丙", "丁"], 退出年度=[1, 2, 3, 4])).layers["villages"]
    assert (layer.header_of("poor_village"), layer.header_of("exit_year")) == (None, None)
    assert draft_of(村=villages(非贫困村=["是"] * 4)).layers["villages"].header_of("poor_village") is None


@pytest.mark.parametrize(
    ("east", "codes", "crs"),
    [(0.0, True, "EPSG:4545"), (-18.0, True, "EPSG:4539"), (0.0, False, "EPSG:32649"), (-100.0, False, "EPSG:32632")],
)
def test_the_zone_is_the_nearest(east: float, codes: bool, crs: str) -> None:
    rows = [
        (shapely.affinity.translate(shape, east + 0.02), {"code": CODES[at] if codes else f"h{at}", "name": f"n{at}"})
        for at, (shape, _) in enumerate(village_rows())
    ]
    draft = draft_rows(Path("folder"), {"hab.gpkg": rows})
    assert draft.crs is not None
    assert draft.crs.value == crs


def test_required_columns_that_are_not_recognised_give_questions() -> None:
    rows: Rows = [(shape, {"v": 1.5, "w": 2.5}) for shape, _ in village_rows()]
    assert unresolved(draft_of(村=rows)).count("column-missing") == 2
    rows = [(shape, {"v": at, "w": f"w{at}"}) for at, (shape, _) in enumerate(village_rows())]
    draft = draft_of(村=rows)
    assert unresolved(draft).count("column-guess") == 2
    assert columns(draft, "villages") == {"code": "v", "name": "w"}


def test_people_with_words_give_a_question() -> None:
    draft = draft_of(村=villages(户籍人口=["1100人", "约2200", "0.3万", "约80"]))
    assert draft.layers["villages"].header_of("population") is None
    (question,) = [item for item in draft.questions if item.code == "column-unread"]
    assert (
        "Is 户籍人口 in 村.geojson the population of the villages? Values such as 0.3万, 约2200"
        in question.message.text()
    )
    assert "column-unread" not in unresolved(draft_of(村=villages(户籍人口=["1100人", "2200人", "30人", "80人"])))


def test_of_the_lists_of_two_years_the_later_is_proposed_and_the_other_is_no_other_layer() -> None:
    towns = [(shape, {**row, "序号": at, "乡镇": f"{at}镇"}) for at, (shape, row) in enumerate(villages())]
    draft = draft_of(村=[], 乡镇村情表2018=towns, 乡镇村情表2019=towns)
    assert set(draft.layers) == {"villages", "roads"}
    (rival,) = [question for question in draft.questions if question.code == "rival"]
    (item,) = rival.items
    assert item.likely == draft.layers["villages"].source.file == "乡镇村情表2019.geojson"
    assert item.evidence is not None
    assert "2019" in item.evidence.text()

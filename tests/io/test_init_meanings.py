"""What words mean: nothing is sealed by guess, and unrecognised words give questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gisplan.county.code_lists import SEALED_SURFACES, SURFACE_LIST, SURFACES
from gisplan.county.schema import LAYERS
from gisplan.io import check_county
from gisplan.io.init import CountyFileDraft
from gisplan.io.init.column_profile import ColumnProfile, unreadable_words
from gisplan.io.init.vocabulary import class_letter, highest_classes, is_track, surface_code
from gisplan.io.layers.values import _YES_NO
from tests.io.bureau_folder import Bureau, asked, draft_rows, other_questions, roads, villages


def draft_of(**columns: list[object]) -> CountyFileDraft:
    return draft_rows(Path("folder"), {"村.geojson": villages(), "路.geojson": roads(**columns)})


def meanings(draft: CountyFileDraft, canonical: str) -> dict[str, object]:
    return {word.word: word.meaning for word in draft.words["roads"].get(canonical, ())}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *(("水泥", 12), ("水泥混凝土路面", 12), ("沥青", 11), ("沥青混凝土", 11), ("砂石路", 31), ("泥结碎石", 31)),
        *(("土路", 36), ("无路面", 36), ("石板", 32), ("Asphalt", 11), ("CC Road", 12), ("unpaved", 36)),
        ("不详", "unknown"),
    ],
)
def test_known_words(word: str, code: int | str) -> None:
    assert surface_code(word) == code


@pytest.mark.parametrize(
    "word",
    ["非水泥", "未硬化", "水泥/砂石", "拟建水泥", "沥青已损毁", "油返砂", "硬化", "paved", "no asphalt", "NH", ""],
)
def test_nothing_is_sealed_that_only_sounds_like_it(word: str) -> None:
    assert surface_code(word) not in SEALED_SURFACES


def test_surface_codes_need_no_list() -> None:
    draft = draft_of(路面类型=["12", "31", "36", "11"], 路线等级=["G", "X", "C", "C"])
    assert draft.words["roads"] == {}
    assert asked(draft) == []


def test_a_rival_set_of_codes_is_in_doubt_as_a_whole() -> None:
    draft = draft_of(路面类型=["12", "31", "41", "90"])
    assert set(meanings(draft, "surface").values()) == {"unknown"}
    assert other_questions(draft)[0].code == "surface-words"


def test_a_few_strange_numbers_leave_the_other_codes_what_they_are() -> None:
    codes = ["12"] * 20 + ["31.0"] * 20 + ["0"] * 9 + ["121"]
    lines = [(road, {"路面类型": code}) for (road, _), code in zip(roads() * 13, codes, strict=False)]
    draft = draft_rows(Path("folder"), {"村.geojson": villages(), "路.geojson": lines})
    assert meanings(draft, "surface") == {"12": 12, "31.0": 31, "0": "unknown", "121": "unknown"}
    assert "mean? 0 (9), 121 (1)." in other_questions(draft)[0].message.text()


def test_unknown_surface_words_give_questions_and_stay_unknown() -> None:
    draft = draft_of(路面类型=["水泥", "12", "硬化", "硬化"], 行政等级=["省道", "村道", "村道", "Y"])
    assert meanings(draft, "surface") == {"硬化": "unknown", "12": 12, "水泥": 12}
    assert asked(draft) == ["surface-words"]
    question = other_questions(draft)[0]
    assert "硬化 (2)" in question.message.text()
    assert meanings(draft, "class") == {"村道": "C", "省道": "S"}
    assert draft.roads is not None
    assert draft.roads.trunk_classes == ("S",)


def test_without_a_surface_the_class_gives_a_question_and_only_tracks_are_known() -> None:
    draft = draft_of(RoadCatego=["NH", "RR(TRACK)", "SH", "RR(VR)"])
    assert meanings(draft, "surface") == dict.fromkeys(["NH", "RR(TRACK)", "SH", "RR(VR)"], "unknown")
    (question,) = [question for question in draft.questions if question.code == "surface-classes"]
    assert "RR(TRACK) (1)" in question.message.text(str)
    likely = {item.key: item.likely for item in question.items}
    assert likely == {"NH": "unknown", "RR(TRACK)": 36, "SH": "unknown", "RR(VR)": "unknown"}  # Enter takes earth
    assert asked(draft) == ["surface-classes", "trunk-classes"]
    assert draft.roads is not None
    assert draft.roads.trunk_classes == ("NH",)


def test_routes_give_the_class_where_a_technical_grade_does_not(tmp_path: Path) -> None:
    routes = ["G210610728", "X001610728", "C001610728", "C002610728"]
    draft = draft_of(路线编码=routes, 技术等级=["30", "24", "30", "30"], 路面类型=["12"] * 4)
    assert draft.layers["roads"].header_of("class") == "路线编码"
    assert meanings(draft, "class") == {"G210610728": "G", "X001610728": "X"}
    assert draft.roads is not None
    assert draft.roads.trunk_classes == ("G", "X")
    assert asked(draft) == []


def test_words_of_a_column_of_gisplans_own_name_never_quarantine_rows(tmp_path: Path) -> None:
    columns = {"status": ["已完工", "在建", "?", "built"], "bridge": ["yes", "no", "maybe", "viaduct"]}
    bureau = Bureau(tmp_path).put("村.geojson", villages())
    written = bureau.put("路.geojson", roads(surface=["12"] * 4, level=["0", "1", "up", "2"], **columns)).write()
    values = written["layers"]["roads"]["values"]
    # 在建 is understood in every file, but it takes a road away: it is asked about, so that nobody overlooks it
    assert values["status"] == {"?": "unknown", "已完工": "built", "在建": "under_way"}
    assert values["bridge"] == {"maybe": "unknown", "viaduct": True}
    assert values["level"] == {"up": "unknown"}
    assert check_county(tmp_path).exit_code == 0


def test_classes_by_their_height() -> None:
    assert highest_classes(["RR(VR)", "MDR", "SH", "NH"]) == ["NH"]
    assert highest_classes(["residential", "secondary", "primary_link", "primary"]) == ["primary_link", "primary"]
    assert highest_classes(["a", "b"]) == []
    assert [class_letter(word) for word in ("国道", "y", "通组路", "MDR")] == ["G", "Y", "W", None]
    assert [is_track(word) for word in ("RR(TRACK)", "机耕路", "tracked vehicles", "NH")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("layer", "canonical", "words", "expected"),
    [
        ("water_supply", "quality_ok", ["合格", "不合格", "达标", "未达标"], [True, False, True, False]),
        ("power", "three_phase", ["通", "未通", "已通", "没有"], [True, False, True, False]),
        ("villages", "poor_village", ["有", "无", "达标", "通"], [True, False, None, None]),  # up to which standard?
    ],
)
def test_words_that_mean_one_thing_in_a_column_of_yes_and_no_need_no_answer(
    layer: str, canonical: str, words: list[str], expected: list[bool | None]
) -> None:
    column = LAYERS[layer].column(canonical)
    profile = ColumnProfile("甲", "OFTString", np.array(words, dtype=object))
    unread = unreadable_words(profile, column)
    assert [word for word, meaning in zip(words, expected, strict=True) if meaning is None] == unread
    assert {word: {**_YES_NO, **column.own_words}[word] for word in words if word not in unread} == {
        word: meaning for word, meaning in zip(words, expected, strict=True) if meaning is not None
    }


def test_each_surface_has_a_name_of_its_own_and_stands_in_the_list_of_what_may_be_written() -> None:
    names = {code: surface.english for code, surface in SURFACES.items()}
    assert len(set(names.values())) == len(names)
    assert (
        ", ".join(f"{code} {surface.english}" for code, surface in SURFACES.items()) + ', or "unknown"' == SURFACE_LIST
    )

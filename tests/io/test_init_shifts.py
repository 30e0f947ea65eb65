"""Shifted coordinates are asked about in a first county file, and an answer converts them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import shapely

from gisplan.io import read_county
from gisplan.io.config.where import parse_where
from gisplan.io.init import draft_survey, survey_folder, write_draft
from gisplan.io.init.county_file_text import format_county_file
from gisplan.io.init.messages import Question
from tests.io.bureau_folder import Bureau, asked
from tests.io.test_gcj02 import places, roads, shifted
from tests.io.test_gcj02 import villages as village_rows
from tests.io.toy_county import CODES

DATUM = ("layers.villages", "datum")


def question_of(folder: Path, code: str) -> Question:
    (question,) = [question for question in draft_survey(survey_folder(folder)).questions if question.code == code]
    return question


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_villages_left_shifted_are_asked_about_and_an_answer_moves_them(tmp_path: Path, datum: str) -> None:
    Bureau(tmp_path).put("villages.geojson", village_rows(shifted(places(), datum))).put(
        "roads.geojson", roads(places())
    )
    (item,) = question_of(tmp_path, "shifted").items
    assert (item.at, item.key, item.likely) == (*DATUM, datum)
    survey = survey_folder(tmp_path)
    assert "shifted" not in asked(draft_survey(survey, {DATUM: ""}))
    answered = draft_survey(survey, {DATUM: datum}, {DATUM: "from an online map"})
    assert answered.find_unused_answers() == []
    write_draft(answered)
    assert f'datum = "{datum}"  # answered; from an online map' in answered.path.read_text(encoding="utf-8")
    county = read_county(tmp_path)
    near = shapely.distance(county.villages.geometry.to_numpy()[0], county.roads.geometry.union_all())
    assert near < 1.0


def test_without_an_answer_nothing_is_moved(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path).put("villages.geojson", village_rows(shifted(places())))
    document = bureau.put("roads.geojson", roads(places())).write()
    assert "datum" not in document["layers"]["villages"]
    assert '# datum = "gcj02"' in (tmp_path / "gisplan.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "likely"),
    [
        (["GCJ-02"] * 4, "gcj02"),
        (["百度坐标系"] * 4, "bd09"),
        (["WGS84", "CGCS2000"] * 2, ""),
        (["GCJ-02", "WGS84"] * 2, None),
    ],
)
def test_a_column_of_datums_is_asked_about(tmp_path: Path, words: list[str], likely: str | None) -> None:
    rows = "".join(f"{code},村{at},108.{at},32.5,{words[at]}\n" for at, code in enumerate(CODES))
    Bureau(tmp_path).put_text("村.csv", "村代码,村名,经度,纬度,坐标系\n" + rows)
    question = question_of(tmp_path, "datum-mixed" if likely is None else "datum-column")
    if likely is None:
        assert question.items == ()  # rows of two kinds: the file itself must be changed, or rows of one kind left out
        text = format_county_file(draft_survey(survey_folder(tmp_path)))
        lines = [line.removeprefix("# ") for line in text.splitlines() if line.startswith(("# where =", "# datum ="))]
        assert lines == [
            "where = \"坐标系 in ('WGS84')\"",
            "where = \"坐标系 in ('GCJ-02')\"",
            'datum = "gcj02"',
        ]
        for line in lines[:2]:
            parse_where(tomllib.loads(line)["where"])
        return
    (item,) = question.items
    assert (item.at, item.key, item.likely) == (*DATUM, likely)
    assert [choice.value for choice in item.choices] == ["gcj02", "bd09", ""]

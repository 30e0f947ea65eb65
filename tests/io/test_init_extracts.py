"""An extract of OpenStreetMap becomes a county without a hand-written line; what it cannot say is asked or named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gisplan.base.errors import CountyFileError
from gisplan.io import check_county, read_county
from gisplan.io.init import CountyFileDraft, describe_draft, draft_county_file, draft_survey, survey_folder, write_draft
from gisplan.io.init.county_file_text import format_county_file
from tests.io.bureau_folder import Bureau, asked, other_questions, villages
from tests.io.toy_osm import COUNTY, PLACES, SEALED, VILLAGES, osm_text, write_osm

CORNERS = {21: (-1, -1), 22: (3, -1), 23: (3, 1), 24: (-1, 1)}
AREA = {"type": "boundary", "boundary": "administrative", "admin_level": "6", "name": "Vall"}
RING = {91: ([21, 22, 23, 24, 21], {})}


def extract(path: Path, *, cut: bool = False) -> Path:
    """A small extract, whose second area lacks a way where it is cut."""
    relations = {1: ([91], AREA), **({2: ([999], {**AREA, "name": "Veïna"})} if cut else {})}
    text = osm_text({**COUNTY, **RING}, places={**PLACES, **CORNERS}, tags=VILLAGES, relations=relations)
    return write_osm(path, text)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_of(draft: CountyFileDraft) -> dict[str, str]:
    return {name: layer.source.title for name, layer in draft.layers.items()}


@pytest.mark.parametrize("name", ["vall.osm", "vall.osm.gz", "vall.osm.pbf"])
def test_an_extract_alone_becomes_a_county_in_a_folder_of_its_name(here: Path, name: str) -> None:
    extract(here / name)
    draft = draft_county_file(name)
    assert asked(draft) == []  # the standard takes any road, so the trunk roads are not asked
    assert (draft.standard.value, draft.prefix) == ("sdg-9.1.1", "")
    write_draft(draft)
    assert sorted(path.name for path in (here / "vall").iterdir()) == ["gisplan.toml", name]
    county = read_county(here / "vall")
    assert county.name == "Vall"
    assert county.villages["name"].tolist() == ["Alt", "Baix"]
    assert county.roads["class"].tolist() == ["primary", "primary", "tertiary"]
    assert "nodes" in county.roads.columns
    assert check_county(here / "vall").exit_code == 0
    missing = {item["layer"] for item in describe_draft(draft)["missing"]}
    assert {"power", "water_supply", "broadcasting", "road_works", "groups"} <= missing


OF_A_DAY = {
    "osm": ("<osm ", '<osm timestamp="2024-03-01T20:21:02Z" '),
    "overpass": ('"toy">', '"Overpass"><note>x</note><meta osm_base="2024-03-01T20:21:02Z"/>'),
}


@pytest.mark.parametrize(("plain", "stated"), OF_A_DAY.values(), ids=OF_A_DAY)
def test_the_day_of_an_extract_is_proposed_as_that_of_the_data(here: Path, plain: str, stated: str) -> None:
    write_osm(here / "vall.osm.gz", osm_text(COUNTY, tags=VILLAGES).replace(plain, stated))
    survey = survey_folder("vall.osm.gz")
    draft = draft_survey(survey)
    assert asked(draft) == ["day-extract"]
    assert (
        "vall.osm.gz says that its data of OpenStreetMap are of 2024-03-01." in other_questions(draft)[0].message.text()
    )
    assert "\nas_of = 2024-03-01  # the day of the data of OpenStreetMap" in format_county_file(draft)
    answered = draft_survey(survey, {("county", "as_of"): "2024-02-29"})
    assert (asked(answered), str(answered.as_of)) == ([], "2024-02-29")


@pytest.mark.parametrize("text", ["2024-13-01T00:00:00Z", "today", ""])
def test_a_day_that_is_none_is_not_proposed(here: Path, text: str) -> None:
    write_osm(here / "vall.osm", osm_text(COUNTY, tags=VILLAGES).replace("<osm ", f'<osm timestamp="{text}" '))
    assert draft_county_file("vall.osm").as_of is None


def test_an_extract_in_a_folder_gives_what_no_other_file_does(tmp_path: Path) -> None:
    extract(tmp_path / "vall.osm")
    bureau = Bureau(tmp_path).put("村.geojson", villages())
    draft = bureau.draft()
    assert files_of(draft) == {
        "villages": "村.geojson",
        "roads": "vall.osm (roads)",
        "boundary": "vall.osm (boundary)",
    }
    assert asked(draft) == ["rival", "trunk-classes"]
    answers = {("layers.villages", "path"): "vall.osm (villages)"}
    chosen = draft_survey(survey_folder(tmp_path), answers)
    assert chosen.layers["villages"].source.title == "vall.osm (villages)"
    assert chosen.find_unused_answers() == []


def test_a_boundary_of_cut_areas_waits_for_an_answer(here: Path) -> None:
    extract(here / "vall.osm", cut=True)
    draft = draft_county_file("vall.osm")
    assert "boundary" not in draft.layers
    assert [item.layer for item in draft.skipped if item.fault and item.fault.code == "osm-areas-incomplete"] == [
        "boundary"
    ]
    (question,) = [question for question in draft.questions if question.code == "boundary-cut"]
    assert uncomment(format_county_file(draft))["layers"]["boundary"] == {"path": "vall.osm"}
    assert [choice.value for choice in question.items[0].choices] == ["", "vall.osm (boundary)"]
    survey = survey_folder("vall.osm")
    for answer, layers in (("", False), ("vall.osm (boundary)", True)):
        answered = draft_survey(survey, {("layers.boundary", "path"): answer})
        assert ("boundary" in answered.layers) is layers
        assert "boundary-cut" not in asked(answered)
        assert answered.find_unused_answers() == []


def uncomment(text: str) -> dict[str, Any]:
    """Return a county file of which the lines that are only commented out count."""
    lines = [re.sub(r'^# (?=\[layers\.\S+\]$|"\w+" = |path = )', "", line) for line in text.splitlines()]
    return tomllib.loads("\n".join(lines))


def test_roads_without_a_surface_are_asked_about_by_their_class(here: Path) -> None:
    ways = {**COUNTY, 14: ([2, 6], {"highway": "residential"}), 15: ([2, 7], {"highway": "residential", **SEALED})}
    write_osm(here / "vall.osm", osm_text(ways, tags=VILLAGES))
    survey = survey_folder("vall.osm")
    (question,) = [question for question in draft_survey(survey).questions if question.code == "surface-blank"]
    (item,) = question.items
    assert (item.at, item.key, item.likely) == ("layers.roads.assume.surface", "residential", "unknown")
    assert item.evidence is not None
    assert item.evidence.params == {"blank": 1, "rows": 2}
    opened = uncomment(format_county_file(draft_survey(survey)))
    assert opened["layers"]["roads"]["assume"]["surface"] == {"residential": "unknown"}
    answered = draft_survey(survey, {(item.at, item.key): 12})
    assert "surface-blank" not in asked(answered)
    assert answered.find_unused_answers() == []
    write_draft(answered)
    assert read_county(here / "vall").assumed_surfaces == {"residential": 12}


def test_neither_a_file_of_several_parts_nor_another_file_there_is_taken(here: Path) -> None:
    (here / "roads.shp").write_bytes(b"")
    with pytest.raises(CountyFileError, match="several parts"):
        survey_folder("roads.shp")
    extract(here / "vall.osm")
    (here / "vall").mkdir()
    (here / "vall" / "vall.osm").write_text("another", encoding="utf-8")
    with pytest.raises(CountyFileError, match="never overwritten"):
        write_draft(draft_county_file("vall.osm"))
    assert (here / "vall" / "vall.osm").read_text(encoding="utf-8") == "another"
    assert not (here / "vall" / "gisplan.toml").exists()


def test_an_extract_that_cannot_be_read_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "bad.osm").write_text("<osm><node", encoding="utf-8")
    draft = Bureau(tmp_path).put("村.geojson", villages()).draft()
    (skipped,) = draft.skipped
    assert (skipped.file, skipped.layer) == ("bad.osm", None)
    assert skipped.fault is not None
    assert skipped.fault.code == "osm-unreadable"

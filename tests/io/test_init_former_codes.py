"""Tables that name villages by codes which are not in the register: pairs are proposed, asked for and followed."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gisplan.base.errors import CountyFileError
from gisplan.cli.init import init
from gisplan.io import check_county, read_county
from gisplan.io.init import CountyFileDraft, draft_survey, survey_folder, write_draft
from gisplan.io.init.asking.former_codes import PROPOSED_NAME
from gisplan.io.init.messages import Question
from gisplan.workflow import find_gaps
from tests.io.bureau_folder import VILLAGES, Bureau, asked, roads, villages
from tests.io.toy_county import CODES

PATH = ("layers.code_changes", "path")
FORMER = [f"61072899900{at}" for at in range(1, 5)]
TOWNS = ["一镇", "一镇", "二镇", "二镇"]
_DOUBTS = ["known", "exponent", "float", "short", "unnamed", "twins", "both-codes", "own-code", "two-names"]
_DOUBTS += ["other-name", "blank"]


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    drawn = roads(路面类型=["水泥"] * 4, 行政等级=["X"] * 4)
    return Bureau(tmp_path).put("村.geojson", villages(乡镇=TOWNS)).put("路.geojson", drawn)


def with_power(bureau: Bureau, codes: Sequence[str], names: Sequence[str] = VILLAGES, *towns: str) -> Bureau:
    """A table of power: one row for each code, the village's name and, where they are given, its town."""
    header = "村代码,村名,镇办,总户,通电户" if towns else "村代码,村名,总户,通电户"
    middle = [f"{name},{town}" for name, town in zip(names, towns, strict=True)] if towns else names
    rows = [f"{code},{text},40,{40 - at}" for at, (code, text) in enumerate(zip(codes, middle, strict=True))]
    return bureau.put_text("电力.csv", "\n".join([header, *rows, ""]))


def pairs_of(draft: CountyFileDraft) -> dict[str, str]:
    return {pair.old: pair.new for pair in draft.former.found.pairs} if draft.former is not None else {}


def question_of(draft: CountyFileDraft) -> Question:
    (question,) = [question for question in draft.questions if question.code == "former-codes"]
    return question


def accept(bureau: Bureau) -> CountyFileDraft:
    draft = draft_survey(survey_folder(bureau.folder), {PATH: PROPOSED_NAME})
    write_draft(draft)
    return draft


def run(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(init, [str(item) for item in arguments], input=typed, catch_exceptions=False)


def test_an_answer_writes_the_pairs_and_the_rows_belong_to_the_villages_of_today(bureau: Bureau) -> None:
    with_power(bureau, [*FORMER[:2], *CODES[2:]], VILLAGES, *TOWNS)
    draft = accept(bureau)
    assert draft.find_unused_answers() == []
    content = (bureau.folder / PROPOSED_NAME).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(content.splitlines()))
    assert [list(row.values()) for row in rows] == [
        [FORMER[0], CODES[0], "", VILLAGES[0], TOWNS[0], "电力.csv"],
        [FORMER[1], CODES[1], "", VILLAGES[1], TOWNS[1], "电力.csv"],
    ]
    report = check_county(bureau.folder)
    assert [fault.code for fault in report.faults if fault.layer == "power"] == ["codes-followed"]
    county = read_county(bureau.folder)
    assert county.power is not None
    assert list(county.power["village"]) == CODES
    found = find_gaps(bureau.folder).settlements
    verdicts = found[found["criterion"] == "power_households"].set_index("code")["state"]
    assert verdicts[CODES].tolist() == ["met", "missed", "missed", "missed"]


def test_without_an_answer_nothing_is_followed_and_the_lines_are_comments(bureau: Bureau) -> None:
    document = with_power(bureau, [*FORMER[:2], *CODES[2:]]).write()
    assert "code_changes" not in document["layers"]
    assert not (bureau.folder / PROPOSED_NAME).exists()
    text = (bureau.folder / "gisplan.toml").read_text(encoding="utf-8")
    assert f'# [layers.code_changes]\n# path = "{PROPOSED_NAME}"\n\n[network]' in text
    assert text.replace("\n# ", " ").index(f"{FORMER[0]} → {CODES[0]}") < text.index("# [layers.code_changes]")
    report = check_county(bureau.folder)
    assert [fault.value for fault in report.faults if fault.level == "Q"] == FORMER[:2]


def test_the_question_shows_the_files_and_examples_and_enter_takes_the_pairs(bureau: Bureau) -> None:
    draft = with_power(bureau, FORMER).draft()
    (item,) = question_of(draft).items
    assert ((item.at, item.key), item.likely) == (PATH, PROPOSED_NAME)
    text = question_of(draft).message.text()
    assert "村.geojson does not have 4 village codes of other files: 电力.csv (4). 4 of them stand" in text
    assert f"{FORMER[2]} → {CODES[2]} (三里村) …" in text
    assert item.evidence is None


def test_where_a_merger_is_likely_enter_leaves_the_codes_alone(bureau: Bureau) -> None:
    """A fifth village is in no register: it was perhaps merged into one of the others."""
    draft = with_power(bureau, [*FORMER, "610728999009"], [*VILLAGES, "旧村"]).draft()
    (item,) = question_of(draft).items
    assert pairs_of(draft) == dict(zip(FORMER, CODES, strict=True))
    assert item.likely == ""
    assert item.evidence is not None
    assert item.evidence.text().startswith("codes without such a name: 1;")


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (CODES, VILLAGES),
        ([f"{code[:6]}E+06" for code in FORMER], VILLAGES),
        ([f"{code}.0" for code in FORMER], VILLAGES),
        ([code[:-1] for code in FORMER], VILLAGES),
        (FORMER, ["甲村", "乙村", "丙村", "丁村"]),
        (FORMER[:2], ["一里村", "一里村"]),
        ([FORMER[0], CODES[0]], ["一里村", "一里村"]),
        ([FORMER[0], CODES[0]], ["一里村", "别村"]),
        ([FORMER[0], FORMER[0]], ["一里村", "二里村"]),
        ([FORMER[0], FORMER[0]], ["一里村", "别村"]),
        (FORMER, [""] * 4),
    ],
    ids=[
        "known",
        "exponent",
        "float",
        "short",
        "unnamed",
        "twins",
        "both-codes",
        "own-code",
        "two-names",
        "other-name",
        "blank",
    ],
)
def test_doubtful_codes_are_in_no_pair(bureau: Bureau, codes: list[str], names: list[str]) -> None:
    with_power(bureau, codes, names)
    draft = bureau.draft()
    assert (pairs_of(draft), "former-codes" in asked(draft)) == ({}, False)


def test_names_that_stand_twice_are_matched_by_the_town(bureau: Bureau) -> None:
    rows = villages(乡镇=TOWNS)
    rows[2][1]["村名"] = VILLAGES[0]
    bureau.put("村.geojson", rows)
    assert FORMER[0] not in pairs_of(with_power(bureau, FORMER).draft())
    names = [VILLAGES[0], VILLAGES[1], VILLAGES[0], VILLAGES[3]]
    assert pairs_of(with_power(bureau, FORMER, names, *TOWNS).draft()) == dict(zip(FORMER, CODES, strict=True))


def test_a_village_of_the_same_name_in_another_town_is_another_village(bureau: Bureau) -> None:
    towns = ["一镇", "二镇", "二镇", "二镇"]
    assert set(pairs_of(with_power(bureau, FORMER, VILLAGES, *towns).draft())) == {FORMER[0], *FORMER[2:]}


def test_works_and_groups_name_villages_too(bureau: Bureau) -> None:
    header, several = "工程编码,工程名称,受益人,村名,受益村代码", f"{VILLAGES[0]}、{VILLAGES[1]}"
    works = [f"S1,甲工程,9,{several},{FORMER[0]}、{FORMER[1]}", f"S2,乙工程,9,多村,{FORMER[2]}、{FORMER[3]}"]
    bureau.put_text("饮水工程.csv", "\n".join([header, *works, ""]))
    points = villages(组代码=[f"{code}01" for code in FORMER], 组名=["一组"] * 4, 村代码=FORMER)
    for at, (_shape, row) in enumerate(points):
        del row["行政区划代码"]
        row["组代码"] = f"{FORMER[at]}001"
    bureau.put("组.geojson", points)
    draft = bureau.draft()
    assert {"water_projects", "groups"} <= set(draft.layers)
    assert draft.former is not None
    assert dict(draft.former.found.unknown) == {"组.geojson": 4, "饮水工程.csv": 4}
    assert pairs_of(draft) == dict(zip(FORMER, CODES, strict=True))
    accept(bureau)
    found = read_county(bureau.folder).works
    assert found is not None
    assert found["villages"].tolist() == [(CODES[0], CODES[1]), (CODES[2], CODES[3])]


def test_a_file_of_that_name_is_kept(bureau: Bureau, tmp_path: Path) -> None:
    with_power(bureau, FORMER)
    county = tmp_path / "county"
    county.mkdir()
    kept = f"old,new,day\n{FORMER[0]},{CODES[0]},\n"
    (county / PROPOSED_NAME).write_text(kept, encoding="utf-8")
    draft = draft_survey(survey_folder(bureau.folder, county), {PATH: PROPOSED_NAME})
    write_draft(draft)
    assert (county / PROPOSED_NAME).read_text(encoding="utf-8") == kept
    text = (county / "gisplan.toml").read_text(encoding="utf-8")
    assert "a file of this name was there already and is kept" in text
    assert tomllib.loads(text)["layers"]["code_changes"] == {"path": PROPOSED_NAME}


def test_a_file_that_comes_meanwhile_is_not_overwritten(bureau: Bureau) -> None:
    draft = draft_survey(survey_folder(with_power(bureau, FORMER).folder), {PATH: PROPOSED_NAME})
    (bureau.folder / PROPOSED_NAME).write_text("mine", encoding="utf-8")
    with pytest.raises(CountyFileError, match="exists already and is never overwritten"):
        write_draft(draft)
    assert (bureau.folder / PROPOSED_NAME).read_text(encoding="utf-8") == "mine"
    assert not (bureau.folder / "gisplan.toml").exists()


@pytest.mark.parametrize("attack", ["=1+1", "@x", 'a","b', "甲\n乙"])
def test_a_name_is_inert_in_the_table(bureau: Bureau, attack: str) -> None:
    rows = villages()
    rows[0][1]["村名"] = attack
    bureau.put("村.geojson", rows)
    bureau.put_text("电力.csv", f'村代码,村名,总户,通电户\n{FORMER[0]},"{attack.replace(chr(34), chr(34) * 2)}",4,4\n')
    assert pairs_of(accept(bureau)) == {FORMER[0]: CODES[0]}
    (row,) = csv.DictReader((bureau.folder / PROPOSED_NAME).read_text(encoding="utf-8-sig").splitlines())
    assert not row["name"].startswith(("=", "@"))
    assert (row["old"], row["new"]) == (FORMER[0], CODES[0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pairs_are_asked_for_recorded_and_replayed(
    bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    with_power(bureau, FORMER)
    monkeypatch.setattr("gisplan.cli.init.is_terminal", lambda: True)
    result = run(bureau.folder, "-o", tmp_path / "first", "--lang", language, typed="\n\n\n")
    assert PROPOSED_NAME in result.output
    assert ("look through the pairs" in result.output) == (language == "en")
    answers = tmp_path / "first" / "gisplan-answers.toml"
    again = run(bureau.folder, "-o", tmp_path / "again", "--answers", answers, "--lang", language, typed="")
    assert again.exit_code == 0
    for name in ("gisplan.toml", PROPOSED_NAME):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_the_document_lists_all_pairs(bureau: Bureau) -> None:
    document = json.loads(run(with_power(bureau, FORMER).folder, "--json").output)
    listed = document["code_changes"]
    assert (listed["path"], listed["written"], listed["left"]) == (PROPOSED_NAME, False, 0)
    assert [(pair["old"], pair["new"], pair["name"]) for pair in listed["pairs"]] == list(
        zip(FORMER, CODES, VILLAGES, strict=True)
    )


def test_once_it_is_there_the_file_is_recognised_and_nothing_is_proposed(bureau: Bureau) -> None:
    with_power(bureau, FORMER)
    accept(bureau)
    (bureau.folder / "gisplan.toml").unlink()
    draft = bureau.draft()
    assert (asked(draft), draft.former) == ([], None)
    assert draft.layers["code_changes"].source.file == PROPOSED_NAME

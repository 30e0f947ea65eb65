"""The text of a drafted county file: inert, whole, reproducible, never over another."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.errors import CountyFileError
from gisplan.io import check_county
from gisplan.io.init import describe_draft, draft_county_file, write_draft
from gisplan.io.init.county_file_text import format_county_file
from gisplan.io.init.summary import format_draft
from gisplan.io.init.writing.toml_items import quote
from tests.attacks import ATTACKS
from tests.io.bureau_folder import Bureau, draft_rows, roads, villages

NASTY = (
    *ATTACKS,
    'a"\n[county]\nname = "x',
    "]\r\n#",
    "\u202eabc\u2028",
    '"""',
    "'''",
    "\\u0041",
    "{0}{file}",
    "[red]x[/red]",
)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_quoted_on_one_line(text: str) -> None:
    line = f"{quote(text)} = {quote(text)}  # x"
    assert len(line.splitlines()) == 1
    assert tomllib.loads(line) == {text: text}


@pytest.mark.parametrize("attack", NASTY)
def test_an_attack_in_a_name_or_a_word_is_inert(attack: str) -> None:
    rows = [(shape, {attack: row["行政区划代码"], f"{attack} ": row["村名"]}) for shape, row in villages()]
    drawn = roads(surface=[attack, "水泥", attack, f"{attack}2"], **{"class": [attack] * 4})
    draft = draft_rows(Path("folder"), {"村.gpkg": rows, "路.gpkg": drawn})
    text = format_county_file(draft)
    assert all(line.isprintable() for line in text.split("\n"))
    written = tomllib.loads(text)
    assert set(written) == {"county", "layers", "network"}
    assert written["layers"]["villages"]["columns"] == {"code": attack, "name": f"{attack} "}
    words = written["layers"]["roads"]["values"]["surface"]
    assert words.pop("水泥") == 12
    assert len(words) == 2
    assert set(words.values()) == {"unknown"}
    assert all(line.isprintable() for _style, line in format_draft(draft))


def test_a_county_of_attacks_is_checked_without_a_fault(tmp_path: Path) -> None:
    """The words are in the file as they will be read."""
    drawn = [road for attack in NASTY for road in roads(surface=[attack] * 4, status=[attack] * 4)]
    drawn = [(shapely.affinity.translate(shape, at / 1e4), row) for at, (shape, row) in enumerate(drawn)]
    rows = [(shape, {"\x1b[2J'": row["行政区划代码"], '"\n': row["村名"]}) for shape, row in villages()]
    Bureau(tmp_path).put("村.geojson", rows).put("路.geojson", drawn).write()
    report = check_county(tmp_path)
    assert report.exit_code == 0, report.faults
    assert [fault.code for fault in report.faults if fault.code == "surface-unlisted"] == []


@pytest.mark.parametrize("attack", NASTY)
def test_an_attack_in_a_file_name_is_inert(attack: str) -> None:
    draft = draft_rows(Path("folder"), {f"村{attack}": villages(), f"{attack}路": roads(路面=["12"] * 4)})
    assert all(line.isprintable() for _style, line in format_draft(draft))
    written = tomllib.loads(format_county_file(draft))
    assert {table["path"] for table in written.get("layers", {}).values()} <= {f"村{attack}", f"{attack}路"}


def test_the_same_files_give_the_same_bytes() -> None:
    files = {"村.gpkg": villages(), "路.gpkg": roads(路面=["水泥", "?", "!", "12"], 路线等级=["a", "b", "c", "d"])}
    draft, again = draft_rows(Path("folder"), files), draft_rows(Path("folder"), dict(reversed(files.items())))
    assert format_county_file(draft) == format_county_file(again)
    assert describe_draft(draft) == describe_draft(again)


def test_an_existing_file_is_never_overwritten(tmp_path: Path, qingxi: Path) -> None:
    late = replace(draft_county_file(qingxi, tmp_path), path=tmp_path / "gisplan.toml")
    (tmp_path / "gisplan.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(CountyFileError, match="never overwritten"):
        write_draft(late)
    with pytest.raises(CountyFileError, match="never overwritten"):
        draft_county_file(qingxi, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["gisplan.toml"]
    assert (tmp_path / "gisplan.toml").read_text(encoding="utf-8") == "mine"


def test_a_folder_cannot_be_made_in_a_file(tmp_path: Path, qingxi: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CountyFileError, match="not a folder"):
        draft_county_file(qingxi, tmp_path / "file")


def test_a_draft_without_villages_names_them_first_and_sends_nobody_to_check(tmp_path: Path) -> None:
    draft = draft_rows(tmp_path, {"路.geojson": roads(路面=["12"] * 4, 行政等级=["X"] * 4)})
    lines = [text for _style, text in format_draft(draft)]
    assert lines[1].startswith("Not found: villages.")
    assert not any(line.startswith("Next:") for line in lines)
    whole = draft_rows(tmp_path, {"路.geojson": roads(路面=["12"] * 4, 行政等级=["X"] * 4), "村.geojson": villages()})
    assert [text for _style, text in format_draft(whole)][-1].startswith("Next: gisplan check")

"""Which counties a list names, and every fault of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gisplan.base.errors import RunError
from gisplan.batch import list_counties


def make_county(folder: Path, code: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "gisplan.toml").write_text(f'[county]\ncode = "{code}"\n', encoding="utf-8")
    return folder


def test_a_folder_and_a_pattern_list_the_same(tmp_path: Path) -> None:
    for code in ("610729", "610728", "kargil"):
        make_county(tmp_path / f"county-{code}", code)
    (tmp_path / "notes").mkdir()
    by_folder = list_counties(str(tmp_path))
    assert [(one.code, one.province, one.shown_path) for one in by_folder] == [
        ("610728", "61", "county-610728"),
        ("610729", "61", "county-610729"),
        ("kargil", "none", "county-kargil"),
    ]
    assert [one.code for one in list_counties(str(tmp_path / "county-*"))] == [one.code for one in by_folder]
    assert [one.code for one in list_counties(str(tmp_path / "county-kargil"))] == ["kargil"]


def test_a_table_names_code_path_standard_and_province(tmp_path: Path) -> None:
    make_county(tmp_path / "a", "610728")
    (tmp_path / "own.toml").write_text("", encoding="utf-8")
    table = tmp_path / "list.csv"
    table.write_text("代码,路径,标准,省\n610728,a,own.toml,陕西\n610729,b,zhenba-2019,\n", encoding="utf-8-sig")
    first, second = list_counties(str(table))
    assert (first.code, first.standard, first.province) == ("610728", str(tmp_path / "own.toml"), "陕西")
    assert Path(first.path) == tmp_path / "a"
    assert (second.standard, second.province) == ("zhenba-2019", "61")


def test_every_fault_of_a_list_is_named_at_once(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("code,path\n../up,a\nCON,b\n610728,c\n610728,d\n", encoding="utf-8")
    with pytest.raises(RunError) as refused:
        list_counties(str(table))
    message = str(refused.value)
    assert all(part in message for part in ("../up", "CON", "610728", "c, d"))


@pytest.mark.parametrize("source", ["", "nothing", "empty"])
def test_where_there_is_no_county_it_says_what_to_give(tmp_path: Path, source: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RunError, match=r"gisplan\.toml"):
        list_counties(str(tmp_path / source))


def test_a_table_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("name,place\na,b\n", encoding="utf-8")
    with pytest.raises(RunError, match="code"):
        list_counties(str(table))

"""The page on bringing one's own data shows what the commands print, and both languages say the same."""

from __future__ import annotations

import re
import runpy
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gisplan.base.language import _, set_language
from gisplan.io.config.county_file import check_document
from gisplan.io.faults.catalogue import KINDS

PAGES = {"en": "own-data.md", "zh": "own-data.zh.md"}
each_language = pytest.mark.parametrize("language", PAGES)


@pytest.fixture(scope="module")
def script(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "docs" / "write_own_data.py"))


def read(root: Path, language: str) -> str:
    return (root / "docs" / PAGES[language]).read_text(encoding="utf-8")


@each_language
def test_the_page_shows_what_is_printed(root: Path, language: str, script: dict[str, Any], tmp_path: Path) -> None:
    compare(list_blocks(root, language), script["run_steps"](tmp_path, language))


@each_language
def test_the_page_shows_what_is_printed_of_an_extract(
    root: Path, language: str, script: dict[str, Any], tmp_path: Path, shared_data: Path
) -> None:
    shutil.copy(shared_data / "andorra" / "andorra.osm.pbf", tmp_path)
    printed = script["run_commands"](script["OSM_STEPS"], tmp_path, language)
    compare(list_blocks(root, language), printed)


def list_blocks(root: Path, language: str) -> dict[str, str]:
    """Return the output that the page shows, by its command."""
    blocks = re.findall(r"<!-- output of: (.*?) -->\n```\n(.*?)```", read(root, language), flags=re.DOTALL)
    return dict(blocks)


def compare(blocks: dict[str, str], printed: dict[str, str]) -> None:
    """Compare what the page shows of each command with what it prints."""
    for command, text in printed.items():
        lines = iter(line.rstrip().replace("\\", "/") for line in text.splitlines())
        for line in blocks.get(command, "...").splitlines():
            assert line == "..." or line in lines, f"{command}: not printed, or not in this order: {line}"
    assert set(blocks) & set(printed)


def list_toml(page: str) -> list[str]:
    """Return the examples without their comments and the words of the source."""
    blocks = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    plain = [re.sub(r"(?m) *# .*$", "", block) for block in blocks]
    return [re.sub(r'(?<=source = ").*(?=")', "…", block) for block in plain]


def test_both_languages_have_the_same_examples_and_parts(root: Path) -> None:
    english, chinese = (read(root, language) for language in PAGES)
    assert list_toml(english) == list_toml(chinese)
    for part in (r"^#+ ", r"^\|", r"^!\[", r"^```\n"):
        assert len(re.findall(part, english, flags=re.MULTILINE)) == len(re.findall(part, chinese, flags=re.MULTILINE))


def test_the_examples_are_understood(root: Path) -> None:
    for block in list_toml(read(root, "en")):
        document = {"county": {"code": "610728", "name": "X", "crs": "EPSG:4545"}, **tomllib.loads(block)}
        document["layers"] = {name: {"path": "a.csv", **table} for name, table in document["layers"].items()}
        faults = check_document(document, root, "gisplan.toml").faults
        assert {fault.code for fault in faults} <= {"layer-missing"}, block


@each_language
def test_the_commonest_faults_are_worded_as_check_words_them(root: Path, language: str) -> None:
    table = read(root, language).split("\n|---|---|---|\n")[1]
    shown = [row.split("|")[1].strip() for row in table.split("\n\n")[0].splitlines()]
    set_language(language)
    try:
        messages = [_(kind.message) for kind in KINDS.values()]
    finally:
        set_language(None)
    assert len(shown) == 20
    assert [text for text in shown if not any(text in message for message in messages)] == []

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

LANGUAGES = ("en", "zh")
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def script(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "docs" / "write_own_data.py"))


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "own-data.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "docs" / "translated_pages.py"))


@pytest.fixture(scope="module")
def blocks(pages: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The output that the page shows in each language, by its command."""
    return pages["list_outputs"]("own-data")


@each_language
def test_the_page_shows_what_is_printed(
    blocks: dict[str, dict[str, str]], language: str, script: dict[str, Any], tmp_path: Path
) -> None:
    compare(blocks[language], script["run_steps"](tmp_path, language))


@each_language
def test_the_page_shows_what_is_printed_of_an_extract(
    blocks: dict[str, dict[str, str]], language: str, script: dict[str, Any], tmp_path: Path, shared_data: Path
) -> None:
    shutil.copy(shared_data / "andorra" / "andorra.osm.pbf", tmp_path)
    printed = script["run_commands"](script["OSM_STEPS"], tmp_path, language)
    compare(blocks[language], printed)


def compare(blocks: dict[str, str], printed: dict[str, str]) -> None:
    """Compare what the page shows of each command with what it prints."""
    for command, text in printed.items():
        lines = iter(line.rstrip().replace("\\", "/") for line in text.splitlines())
        for line in blocks.get(command, "...").splitlines():
            assert line == "..." or line in lines, f"{command}: not printed, or not in this order: {line}"
    assert set(blocks) & set(printed)


def test_both_languages_show_the_same_commands(blocks: dict[str, dict[str, str]]) -> None:
    assert list(blocks["en"]) == list(blocks["zh"])


def test_the_examples_are_understood(root: Path, page: str) -> None:
    for block in re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL):
        document = {"county": {"code": "610728", "name": "X", "crs": "EPSG:4545"}, **tomllib.loads(block)}
        document["layers"] = {name: {"path": "a.csv", **table} for name, table in document["layers"].items()}
        faults = check_document(document, root, "gisplan.toml").faults
        assert {fault.code for fault in faults} <= {"layer-missing"}, block


@each_language
def test_the_commonest_faults_are_worded_as_check_words_them(page: str, language: str, pages: dict[str, Any]) -> None:
    table = page.split("\n|---|---|---|\n")[1]
    shown = [row.split("|")[1].strip() for row in table.split("\n\n")[0].splitlines()]
    if language == "zh":
        translations = pages["list_translations"](pages["read_catalogue"]())
        shown = [translations[text] for text in shown]
    set_language(language)
    try:
        messages = [_(kind.message) for kind in KINDS.values()]
    finally:
        set_language(None)
    assert len(shown) == 20
    assert [text for text in shown if not any(text in message for message in messages)] == []

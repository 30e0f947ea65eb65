"""The pages that a bureau reads are in Chinese: no message is behind, and what is shown in Chinese fits the English."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def script(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "docs" / "write_translations.py"))


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "docs" / "translated_pages.py"))


def test_no_complete_page_is_behind(script: dict[str, Any], pages: dict[str, Any]) -> None:
    translations = pages["list_translations"](pages["read_catalogue"]())
    missing = script["find_missing"](script["extract_messages"](), translations)
    behind = {page: missing[page] for page in pages["COMPLETE"] if page in missing}
    assert behind == {}, "run python docs/write_translations.py, and fill in docs/locale/zh_CN/LC_MESSAGES/docs.po"


@pytest.mark.parametrize("part", [r"\]\(([^)]*)\)", r"`([^`]*)`", r"(\*\*)"], ids=["links", "code", "strong words"])
def test_a_translation_has_the_links_and_the_code_of_its_message(pages: dict[str, Any], part: str) -> None:
    for message, chinese in pages["list_translations"](pages["read_catalogue"]()).items():
        absent = Counter(re.findall(part, message)) - Counter(re.findall(part, chinese))
        assert not absent, f"{message}\n{chinese}"


def test_examples_are_changed_in_their_comments_alone(pages: dict[str, Any]) -> None:
    source = "# head\n\n```toml\nx = 1    # metres\n# whole\n```\n\n<!-- output of: a -->\n```\nsaid # not\n```\n"
    assert list(pages["find_comments"](source)) == ["metres", "whole"]
    done = pages["translate_blocks"](source, {"a": "说\n"}, {"metres": "米", "head": "错"})
    assert done == "# head\n\n```toml\nx = 1    # 米\n# whole\n```\n\n```\n说\n```\n"


def test_a_changed_message_keeps_its_former_chinese_as_doubtful(script: dict[str, Any], pages: dict[str, Any]) -> None:
    catalogue = script["Catalog"](locale="zh_CN")
    catalogue.add("Open the map with a double click.", "双击打开地图。")
    messages = {"Open the map with a double click, offline.": {"page"}}
    script["update_catalogue"](catalogue, messages, {})
    assert pages["list_translations"](catalogue) == {}
    assert [message.string for message in catalogue if message.id] == ["双击打开地图。"]
    assert script["find_missing"](messages, {}) == {"page": list(messages)}
    script["update_catalogue"](catalogue, messages, {next(iter(messages)): "双击打开地图，不必联网。"})
    assert set(pages["list_translations"](catalogue).values()) == {"双击打开地图，不必联网。"}


def test_every_output_in_chinese_is_on_its_page(root: Path, pages: dict[str, Any]) -> None:
    for page, outputs in pages["read_outputs"]().items():
        source = (root / "docs" / f"{page}.md").read_text(encoding="utf-8")
        assert set(outputs) <= set(pages["find_outputs"](source)), page


def test_no_output_stays_in_english_on_a_complete_page(root: Path, pages: dict[str, Any]) -> None:
    chinese = pages["read_outputs"]()
    for page in pages["COMPLETE"]:
        english = pages["find_outputs"]((root / "docs" / f"{page}.md").read_text(encoding="utf-8"))
        assert set(english) == set(chinese.get(page, {})), page

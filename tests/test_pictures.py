"""Every picture of the docs is made by a command, is shown somewhere, and in the language of its page."""

import re
import runpy
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def made(root: Path) -> set[str]:
    """The pictures that the two commands write."""
    pages = runpy.run_path(str(root / "docs" / "write_pictures.py"))
    own_data = runpy.run_path(str(root / "docs" / "write_own_data.py"))
    names = [*pages["SHOWN"], *own_data["NAMES"]]
    return {f"{name}{ending}.png" for name in names for ending in pages["LANGUAGES"].values()}


def shown(path: Path) -> set[str]:
    return set(re.findall(r"pictures/([\w.-]+\.png)", path.read_text(encoding="utf-8")))


def test_every_picture_is_made_by_a_command(root: Path, made: set[str]) -> None:
    assert {path.name for path in (root / "docs" / "pictures").glob("*.png")} == made


def test_no_picture_is_older_than_the_page_it_shows(root: Path) -> None:
    tools = runpy.run_path(str(root / "docs" / "browser_pictures.py"))
    today = {name: tools["hash_sources"](name) for name in tools["SOURCES"]}
    older = sorted(name for name, made in tools["read_hashes"]().items() if made != today.get(name))
    assert set(today) == set(tools["read_hashes"]())
    assert older == [], "run python docs/write_all.py --pictures, and look at docs/pictures"


def test_one_command_makes_everything(root: Path) -> None:
    everything = runpy.run_path(str(root / "docs" / "write_all.py"))
    named = [*everything["TEXTS"], *everything["PICTURES"], *everything["BY_HAND"]]
    assert sorted(named) == sorted(path.name for path in (root / "docs").glob("write_*.py"))


def test_a_page_shows_pictures_that_exist_in_its_own_language(root: Path, made: set[str]) -> None:
    pages = [*root.glob("*.md"), *(root / "docs").glob("*.md")]
    assert any(shown(page) for page in pages)
    for page in pages:
        assert shown(page) <= made, page.name
        chinese = page.name.endswith(".zh.md")
        assert all(name.endswith(".zh.png") == chinese for name in shown(page)), page.name

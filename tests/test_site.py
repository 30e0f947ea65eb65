"""The site of the docs: it builds without a warning, in both languages, and asks for nothing outside of its folder."""

import json
import pkgutil
import re
import runpy
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from posixpath import join

import pytest
from sphinx.util.inventory import InventoryFile

import gisplan

PACKAGES = ["gisplan", *(f"gisplan.{module.name}" for module in pkgutil.iter_modules(gisplan.__path__))]
DESCRIBED_ELSEWHERE = {"Tree"}  # of gisplan.plan: it is one of gisplan.steiner


def build(root: Path, place: Path, language: str) -> None:
    """Build the site; every warning is an error."""
    words = [
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-D",
        f"language={language}",
        "-d",
        str(place / ".read"),
    ]
    command = [sys.executable, "-m", "sphinx", *words, str(root / "docs"), str(place)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in both languages, the Chinese one in its folder zh."""
    place = tmp_path_factory.mktemp("site")
    build(root, place, "en")
    build(root, place / "zh", "zh_CN")
    return place


def test_every_page_of_the_docs_is_on_it(root: Path, site: Path) -> None:
    pages = {path.relative_to(root / "docs").with_suffix(".html") for path in (root / "docs").rglob("*.md")}
    assert {page for page in pages if not (site / page).exists()} == set()


def test_it_reads_offline(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]*\bsrc="([^"]+)"|<link[^>]*\bhref="([^"]+)"', text)
        outside = [url for pair in loaded for url in pair if re.match(r"(?:https?:)?//", url)]
        assert outside == [], page.name


def test_links_between_pages_lead_to_files(site: Path) -> None:
    links = 0
    for page in site.rglob("*.html"):
        for link in re.findall(r'<a [^>]*\bhref="([^"#?]+)', page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", link):
                links += 1
                assert (page.parent / link).exists(), f"{page.name}: {link}"
    assert links


def test_every_public_name_is_on_it(site: Path) -> None:
    with (site / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", join)
    described = {name for kind in inventory for name in inventory[kind]}
    for package in PACKAGES:
        names = getattr(import_module(package), "__all__", ())
        missing = {name for name in names if not name.startswith("__") and f"{package}.{name}" not in described}
        assert missing - DESCRIBED_ELSEWHERE == set(), package


def test_generated_pages_are_in_the_language_of_the_site(site: Path) -> None:
    text = (site / "zh" / "commands.html").read_text(encoding="utf-8")
    assert "<h1>命令" in text
    assert "文字的语言。" in text
    assert re.search(
        r'id="surface-codes-k5104">\s*<h2>路面', (site / "zh" / "columns.html").read_text(encoding="utf-8")
    )


def test_pages_outputs_and_pictures_are_in_chinese(site: Path) -> None:
    text = (site / "zh" / "own-data.html").read_text(encoding="utf-8")
    assert '<html class="no-js" lang="zh-CN"' in text
    assert "<h1>使用本地数据" in text
    assert "下一步：gisplan check zhenba" in text
    assert "# 百万分率" in text
    assert 'src="_images/own-map.zh.png"' in text


def test_pages_in_english_say_so_on_the_chinese_site(site: Path) -> None:
    marked = {
        str(page.relative_to(site / "zh").with_suffix(""))
        for page in (site / "zh").rglob("*.html")
        if "本页只有英文。" in page.read_text(encoding="utf-8")
    }
    assert marked >= {"documents", "python", "python/gaps", "decisions/index", "project/readme", "project/changelog"}
    assert marked.isdisjoint({"index", "project/readme.zh", "faults", "bad-inputs", "glossary"})


@pytest.mark.parametrize("name", ["index", "python/gaps", "search"])
def test_each_page_leads_to_itself_in_the_other_language(site: Path, name: str) -> None:
    back = re.compile(r'<p class="sidebar-language">\s*<a href="([^"]+)"')
    english, chinese = site / f"{name}.html", site / "zh" / f"{name}.html"
    for page, other in ((english, chinese), (chinese, english)):
        link = back.search(page.read_text(encoding="utf-8"))
        assert link
        assert (page.parent / link[1]).resolve() == other.resolve()


def test_chinese_words_are_indexed_by_pairs_of_characters(root: Path, site: Path) -> None:
    search = runpy.run_path(str(root / "docs" / "chinese_search.py"))["PairSearch"]({})
    assert search.split("连通硬化路网 gisplan.toml") == [
        *"连通硬化路网",
        "连通",
        "通硬",
        "硬化",
        "化路",
        "路网",
        "gisplan",
        "toml",
    ]
    index = (site / "zh" / "searchindex.js").read_text(encoding="utf-8")
    assert f"{json.dumps('坐标')}:" in index


def test_captions_have_a_level_and_what_scrolls_is_reached_by_the_keyboard(site: Path) -> None:
    """What axe-core calls a serious fault: site.js gives the focus to what is wider than the page."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert re.search(r'role="heading"(?! aria-level="\d")', text) is None, page.name
        assert "site.js" in text, page.name

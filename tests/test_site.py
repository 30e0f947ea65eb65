"""The site of the docs: it builds without a warning, in both languages, and asks for nothing outside of its folder."""

import pkgutil
import re
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


def build(root: Path, folder: Path, language: str) -> Path:
    """Build the site; every warning is an error."""
    place = folder / language
    words = [
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-D",
        f"language={language}",
        "-d",
        str(folder / f"{language}-read"),
    ]
    command = [sys.executable, "-m", "sphinx", *words, str(root / "docs"), str(place)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return place


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(root, tmp_path_factory.mktemp("site"), "en")


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


def test_generated_pages_are_in_the_language_of_the_site(root: Path, tmp_path: Path) -> None:
    chinese = build(root, tmp_path, "zh_CN") / "commands.html"
    text = chinese.read_text(encoding="utf-8")
    assert "<h1>命令" in text
    assert "文字的语言。" in text

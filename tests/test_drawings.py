"""The drawings of the rules show what gisplan says today, and each is on the page of verdicts."""

import re
import runpy
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def drawings(root: Path) -> dict[str, str]:
    before = list(sys.path)
    try:
        return dict(runpy.run_path(str(root / "docs" / "write_drawings.py"))["list_drawings"]())
    finally:
        sys.path[:] = before


def test_a_drawing_is_what_is_drawn_today(root: Path, drawings: dict[str, str]) -> None:
    folder = root / "docs" / "drawings"
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    stale = {name for name in {*kept, *drawings} if kept.get(name) != drawings.get(name)}
    assert stale == set(), "run python docs/write_drawings.py"


def test_every_drawing_is_on_the_page(root: Path, drawings: dict[str, str]) -> None:
    page = (root / "docs" / "verdicts.md").read_text(encoding="utf-8")
    shown = re.findall(r"\]\(drawings/([\w-]+)\.svg\)", page)
    assert sorted(f"{name}{ending}.svg" for name in shown for ending in ("", ".zh")) == sorted(drawings)


def test_a_drawing_is_a_picture_alone(drawings: dict[str, str]) -> None:
    for name, text in drawings.items():
        tags = {element.tag.split("}")[1] for element in ET.fromstring(text).iter()}
        assert tags <= {"svg", "title", "style", "rect", "circle", "polygon", "polyline", "text"}, name
        assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), name

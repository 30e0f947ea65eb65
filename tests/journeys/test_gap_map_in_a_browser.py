"""The gap map as a person uses it."""

from pathlib import Path

import pytest

from gisplan.gaps import Gaps
from gisplan.maps import make_gap_map
from gisplan.workflow import judge
from tests.attacks import ATTACKS
from tests.journeys.browser import open_page

OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.gp-name')].map((n) => n.getBoundingClientRect());
  return boxes.filter((a, i) => boxes.some((b, k) => k > i &&
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
}"""


@pytest.fixture(scope="module")
def page_file(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "map.html"
    path.write_bytes(make_gap_map(judge(qingxi)))
    return path


def test_a_search_opens_a_sheet_that_says_why(page_file: Path) -> None:
    with open_page(page_file) as page:
        page.fill("input[type=search]", "610728902202005")
        page.click(".gp-results button")
        sheet = page.inner_text(".gp-sheet")
        assert "5组" in sheet
        assert "missed" in sheet
        assert "to seal" in sheet.lower()
        page.click(".gp-close")
        assert not page.is_visible(".gp-sheet")


def test_only_gaps_leaves_out_what_is_met_and_the_legend_switches_layers(page_file: Path) -> None:
    with open_page(page_file) as page:
        met = page.locator(".gp-legend label", has_text="met").filter(has_not_text="missed")
        before = [box.is_checked() for box in met.locator("input").all()]
        page.check(".gp-only input")
        after = [box.is_checked() for box in met.locator("input").all()]
        assert before == [True, True]
        assert after == [False, False]
        page.uncheck(".gp-only input")
        assert [box.is_checked() for box in met.locator("input").all()] == before


def test_names_never_cover_each_other(ladakh: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(make_gap_map(judge(ladakh)))
    with open_page(path) as page:
        for zoom in (0, 2, 4):
            page.evaluate(f"void map_gaps.setZoom(map_gaps.getZoom() + {min(zoom, 2)}, {{animate: false}})")
            page.wait_for_timeout(300)
            assert page.evaluate("document.querySelectorAll('.gp-name').length") > 0
            assert page.evaluate(OVERLAPS) == 0


def test_a_sheet_fits_a_phone(page_file: Path) -> None:
    with open_page(page_file, width=390, height=780) as page:
        page.click(".gp-fold")
        page.fill("input[type=search]", "清溪")
        page.click(".gp-results button")
        box = page.locator(".gp-sheet").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_attacks_are_shown_and_never_run(attacked: Gaps, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(make_gap_map(attacked))
    with open_page(path) as page:
        assert page.inner_text(".gp-panel h1") == ATTACKS[1]
        for attack in ATTACKS:
            page.fill("input[type=search]", attack)
            page.click(".gp-results button")
            assert page.inner_text(".gp-sheet h2") == attack
        page.evaluate("void map_gaps.setZoom(16, {animate: false})")
        shown = set(page.evaluate("[...document.querySelectorAll('.gp-name')].map((n) => n.textContent)"))
        assert shown

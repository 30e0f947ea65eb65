"""Every page by axe-core, light and dark, in English on a desk and in Chinese on a phone: no serious fault.

Texts have at least 12 pixels, and what is pressed 24, on a phone 44.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.progress import make_progress
from gisplan.maps.gaps.gap_map import make_gap_map
from gisplan.maps.plan.plan_map import make_plan_map
from gisplan.maps.progress.progress_map import make_progress_page
from gisplan.report.village_dossier.dossier import make_dossier
from gisplan.workflow import judge, make_plan
from tests.conftest import ROOT
from tests.journeys.browser import FLAGS

AXE = ROOT / "tests" / "maps" / "page" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"en": (1440, 900), "zh": (390, 844)}
SMALLEST_TEXT, TARGET, TOUCHED = 12, 24, 44  # pixels
ON = date(2019, 6, 30)

UNFOLD = """() => {
  for (const fold of document.querySelectorAll(".gp-folded")) fold.classList.remove("gp-folded");
  for (const more of document.querySelectorAll("details")) more.open = true;
}"""
# What opens the details beside the map: of a town, of a village, of a work.
OPEN = {
    "gaps": "() => document.querySelector('.gp-towns .gp-row').click()",
    "plan": """() => {
      const { x, y } = JSON.parse(document.getElementById("data").textContent).settlements;
      map_plan.fire("click", { latlng: L.latLng(y[0] / 1e6, x[0] / 1e6) });
    }""",
    "works": "() => document.querySelector('.gp-work-table .gp-link').click()",
}
RUN_AXE = """async (rules) => {
  const found = await axe.run(document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) });
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => [one.id, one.help, ...one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160))].join(" | "));
}"""
MEASURE = """([text, target]) => {
  const faults = [];
  const isSeen = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(node).visibility !== "hidden";
  };
  const say = (node, what) => faults.push(what + " " + node.outerHTML.slice(0, 120));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || node.closest("script, style, title") || !isSeen(node)) continue;
    const svg = node.ownerSVGElement;
    const scale = svg ? Math.abs(svg.getScreenCTM().a) : 1;
    const size = parseFloat(getComputedStyle(node).fontSize) * scale;
    if (size < text - 0.01) say(node, size.toFixed(1) + " px");
  }
  for (const node of document.querySelectorAll("button, select, summary, input, .leaflet-bar a")) {
    const pressed = node.closest("label") || node;
    if (!isSeen(pressed) || pressed.disabled) continue;
    const { width, height } = pressed.getBoundingClientRect();
    if (Math.min(width, height) < target - 0.5) say(pressed, Math.round(width) + " x " + Math.round(height));
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser_path is None:
        pytest.skip("no Chromium is installed here: pages cannot be looked at")
    if not AXE.exists():
        pytest.skip("axe-core is not installed here, for want of Node.js: npm ci --prefix tests/maps/page")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        browser.close()


def make_works(gaps: Gaps) -> State:
    """A late work, a finished one and one that is due, by two contractors."""
    codes = gaps.county.villages["code"].tolist()
    values: list[dict[str, Any]] = [
        {"due": date(2019, 5, 1), "started": date(2019, 2, 3), "contractor": "甲公司", "programme": "resurfacing"},
        {"due": date(2019, 6, 1), "started": date(2019, 2, 3), "built": date(2019, 5, 20), "contractor": "乙公司"},
        {"due": date(2019, 7, 9), "programme": "group_roads"},
    ]
    works = []
    for place, some in enumerate(values):
        known = {"name": f"W{place}", "listed": True, "villages": (codes[place],), "town": f"T{place}", **some}
        works.append(WorkState(place + 1, "road", f"W{place}", 1, known, dict.fromkeys(known, 1), None, ON))
    return State("store-1", gaps.county.code, 7, ON, None, tuple(works))


@pytest.fixture(scope="module")
def gaps(qingxi: Path) -> Gaps:
    return judge(qingxi)


@pytest.fixture(scope="module", params=SIZES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pages(language: str, gaps: Gaps, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of a small county in one language."""
    set_language(language)
    dossier = dict(make_dossier(gaps))
    village = next(name for name in sorted(dossier) if name.startswith("village-"))
    planned = make_plan(gaps.county, budgets=("general=8",))
    made = {
        "gaps": make_gap_map(gaps, language=language),
        "plan": make_plan_map(planned, language=language),
        "works": make_progress_page(make_progress(make_works(gaps), gaps.county), language=language),
        "dossier": dossier[village],
        "index": dossier["index.html"],
    }
    set_language(None)
    folder = tmp_path_factory.mktemp(language)
    return {name: _save(folder / f"{name}.html", content) for name, content in made.items()}


def _save(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["gaps", "plan", "works", "dossier", "index"])
def test_no_serious_fault_is_found(browser: Browser, pages: dict[str, Path], language: str, name: str) -> None:
    width, height = SIZES[language]
    phone = width < 500
    page = browser.new_page(
        viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone, color_scheme="light"
    )
    page.goto(pages[name].as_uri())
    if name in OPEN:
        page.evaluate(UNFOLD)
        page.evaluate(OPEN[name])
        assert page.locator(".gp-details.gp-open").count() == 1
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = page.evaluate(RUN_AXE, None)
    if name in OPEN:
        faults += page.evaluate(MEASURE, [SMALLEST_TEXT, TOUCHED if phone else TARGET])
        faults += [f"dark: {fault}" for fault in _look_in_the_dark(page)]
    page.close()
    assert not faults, "\n".join(faults)


def _look_in_the_dark(page: Page) -> list[str]:
    """The same page in the dark scheme, which it follows without being opened again."""
    ground = "getComputedStyle(document.querySelector('.gp-panel')).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))")
    assert page.evaluate(ground) != light
    return list(page.evaluate(RUN_AXE, ["color-contrast"]))


def test_a_fault_is_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><p style='color:#aaa'>pale</p><img src=x></main>")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert [fault.split(" | ")[0] for fault in page.evaluate(RUN_AXE, None)] == ["color-contrast", "image-alt"]
    page.close()

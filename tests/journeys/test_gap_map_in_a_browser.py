"""The gap map as a person uses it."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from gisplan.gaps import Gaps
from gisplan.maps import make_gap_map
from gisplan.wording.palette import PALETTE
from gisplan.workflow import judge
from tests.attacks import ATTACKS
from tests.journeys.browser import open_page, wait_until

SLOW = 3  # several tests share a machine's cores
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.gp-name')].map((n) => n.getBoundingClientRect());
  return boxes.filter((a, i) => boxes.some((b, k) => k > i &&
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
}"""
INKED = """(colour) => {
  let count = 0;
  const asked = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  for (const canvas of document.querySelectorAll('.leaflet-overlay-pane canvas')) {
    const copy = document.createElement('canvas');
    copy.width = canvas.width; copy.height = canvas.height;
    const pen = copy.getContext('2d', {willReadFrequently: true});
    pen.drawImage(canvas, 0, 0);
    const dots = pen.getImageData(0, 0, copy.width, copy.height).data;
    for (let i = 0; i < dots.length; i += 4) {
      if (dots[i + 3] === 255 && asked.every((c, k) => Math.abs(dots[i + k] - c) < 4)) count++;
    }
  }
  return count;
}"""


def save(gaps: Gaps, folder: Path) -> Path:
    path = folder / "map.html"
    path.write_bytes(make_gap_map(gaps))
    return path


@pytest.fixture(scope="module")
def page_file(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(judge(qingxi), tmp_path_factory.mktemp("map"))


@pytest.fixture(scope="module")
def zhenba(root: Path) -> Gaps:
    return judge(root / "layers" / "zhenba")


@pytest.fixture(scope="module")
def zhenba_file(zhenba: Gaps, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(zhenba, tmp_path_factory.mktemp("zhenba"))


def unfold(page: Page) -> None:
    page.locator(".gp-choice").evaluate("(e) => { e.open = true; }")


def choose(page: Page, label: str) -> None:
    unfold(page)
    page.locator(".gp-criterion", has_text=label).locator("input").check()


def find(page: Page, text: str) -> None:
    page.fill("input[type=search]", text)
    page.click(".gp-results button")


def legend(page: Page, *, others: bool = False) -> dict[str, int]:
    """What the legend counts, by state: of the villages judged for exit, and of the others too where asked."""
    rows = page.locator(".gp-legend label").all()
    result = [(row.locator("span").inner_text(), row.locator("b").inner_text()) for row in rows]
    parts = {name: [int(re.sub(r"\D", "", part)) for part in count.split("(")] for name, count in result}
    return {name: sum(counts) if others else counts[0] for name, counts in parts.items()}


def test_it_opens_with_its_finding_and_one_theme(zhenba_file: Path) -> None:
    with open_page(zhenba_file) as page:
        finding = "36 of 93 villages judged for exit fall short; 4 more cannot be judged for want of data."
        assert page.inner_text(".gp-headline") == finding
        controls = page.locator("button, input, summary, select, a[href]").all()
        assert sum(control.is_visible() for control in controls) <= 26
        assert page.locator(".gp-ramp").count() == 0, "towns are quiet"
        assert {"古路村", "王家河村"} <= set(page.locator(".gp-name").all_inner_texts())
        page.click(".gp-reason:has-text('Safe drinking water')")
        assert page.inner_text(".gp-legend h2") == "Safe drinking water for every household"
        assert legend(page)["missed"] == 24, "as the button says"
        page.click(".gp-reason:has-text('Safe drinking water')")
        assert page.inner_text(".gp-legend h2") == "The village's verdict"
        page.click(".gp-measure")
        page.mouse.click(600, 300)
        page.mouse.click(700, 300)
        assert page.inner_text(".gp-measured").endswith(" km")
        assert not page.is_visible(".gp-details"), "while one measures a click selects nothing"
        page.keyboard.press("Backspace")
        assert not page.inner_text(".gp-measured").endswith(" km")
        page.keyboard.press("Escape")
        assert not page.is_visible(".gp-measured")
        assert "OpenStreetMap" in page.inner_text(".gp-credits")


def test_a_search_opens_a_sheet_that_says_why(page_file: Path) -> None:
    with open_page(page_file) as page:
        find(page, "610728902202005")
        sheet = page.inner_text(".gp-details")
        assert "5组" in sheet
        assert "missed" in sheet
        assert "to seal" in sheet.lower()
        page.click(".gp-close")
        assert not page.is_visible(".gp-details")


def test_enter_takes_what_the_search_found_first(page_file: Path) -> None:
    with open_page(page_file) as page:
        page.fill("input[type=search]", "610728902202005")
        page.press("input[type=search]", "Enter")
        assert "5组" in page.inner_text(".gp-details")


def test_the_villages_own_verdict_is_shown_first_and_the_switch_shows_any_criterion(
    zhenba: Gaps, zhenba_file: Path
) -> None:
    deciding = zhenba.villages[zhenba.villages["judged_for_exit"]]["state"].value_counts()
    with open_page(zhenba_file) as page:
        assert legend(page) == {state: deciding[state] for state in ("missed", "unknown", "met")}
        assert page.locator(".gp-criterion").count() == len(zhenba.criteria) + 1
        for label, id in (("Safe drinking water", "water_safe"), ("Hardened road to the group", "group_road")):
            choose(page, label)
            count = next(c for c in zhenba.criteria if c.criterion.id == id)
            shown = legend(page, others=True)
            assert [shown[s] for s in ("met", "missed", "unknown")] == [count.met, count.missed, count.unknown]
            assert label in page.inner_text(".gp-legend h2")


def test_the_switch_colours_points_and_towns_anew(zhenba_file: Path) -> None:
    with open_page(zhenba_file) as page:
        unfold(page)
        page.check(".gp-layer:has-text('Share missed, shown by town') input")
        choose(page, "Power in every household")
        few = page.evaluate(INKED, PALETTE["missed"])
        ramp = page.inner_text(".gp-ramp")
        choose(page, "Hardened road to every group")
        assert page.evaluate(INKED, PALETTE["missed"]) > 10 * few
        assert page.inner_text(".gp-ramp") != ramp


def test_the_switch_is_used_with_the_keys(zhenba_file: Path) -> None:
    with open_page(zhenba_file) as page:
        unfold(page)
        page.focus(".gp-criterion input:checked")
        before = page.inner_text(".gp-legend h2")
        page.keyboard.press("ArrowDown")
        assert page.inner_text(".gp-legend h2") != before
        find(page, "仁和村")
        page.keyboard.press("Escape")
        assert not page.is_visible(".gp-details")


def test_a_sheet_holds_every_criterion_of_its_village(zhenba: Gaps, zhenba_file: Path) -> None:
    row = zhenba.settlements[zhenba.settlements["second_visit"]].iloc[0]
    with open_page(zhenba_file) as page:
        find(page, row["code"])
        sheet = page.inner_text(".gp-details")
        listed = int((zhenba.settlements["code"] == row["code"]).sum())
        assert page.locator(".gp-verdict").count() == listed
        for part in ("Required", "Found on site", row["attested"].document, "Revisit", row["name"]):
            assert part in sheet
        groups = zhenba.settlements.query("village == @row.code and settlement == 'group'")["code"].nunique()
        assert page.locator(".gp-details .gp-row").count() == groups


def test_a_click_opens_what_lies_there(zhenba: Gaps, zhenba_file: Path) -> None:
    place = zhenba.county.villages.to_crs("EPSG:4326").query("code == '610728111209'").geometry.iloc[0]
    with open_page(zhenba_file) as page:
        page.evaluate(f"void map_gaps.setView([{place.y}, {place.x}], 14, {{animate: false}})")
        page.mouse.click(640, 400)
        assert "仁和村" in page.inner_text(".gp-details h2")
        page.click(".gp-close")
        page.evaluate(f"void map_gaps.setView([{place.y}, {place.x}], 10.5, {{animate: false}})")
        page.mouse.click(640, 430)
        assert page.inner_text(".gp-details h2") == "青水镇", "of the whole county a click means the town, not a road"
        assert page.locator(".gp-details tr").count() == len(zhenba.criteria) + 2
        assert "town=" in page.evaluate("location.hash")


def test_what_is_shown_stands_in_a_table_and_is_saved(zhenba: Gaps, zhenba_file: Path) -> None:
    with open_page(zhenba_file) as page:
        page.click(".gp-opener:has-text('Table')")
        rows = page.locator(".gp-sheet tbody tr")
        assert rows.count() == len(zhenba.villages)
        assert "蒿坪村" in rows.first.inner_text(), "judged for exit and missed, most people first"
        page.click(".gp-sort:has-text('People')")
        assert page.locator(".gp-sheet [aria-sort=descending]").inner_text().startswith("People")
        most = zhenba.villages.sort_values("people", ascending=False)["name"].iloc[0]
        assert most in rows.first.inner_text()
        assert not page.is_visible(".gp-details"), "the map does not get the click"
        with page.expect_download() as table:
            page.click("text=Save as CSV")
        with table.value.path().open(encoding="utf-8-sig", newline="") as file:
            saved = list(csv.DictReader(file))
        assert all(row["Village"] for row in saved)
        assert {row["Code"]: row["Verdict"] for row in saved} == dict(
            zip(zhenba.villages["code"], zhenba.villages["state"], strict=True)
        )
        with page.expect_download() as picture:
            page.click("text=Save as picture")
        assert picture.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_link_shares_place_theme_and_selection(zhenba_file: Path) -> None:
    with open_page(zhenba_file) as page:
        page.click(".gp-reason:has-text('Safe drinking water')")
        find(page, "仁和村")
        link = page.evaluate("location.hash")
        view = page.evaluate("[map_gaps.getZoom(), map_gaps.getCenter().lat]")
        page.evaluate("location.hash = '#theme=sealed_road&town=' + encodeURIComponent('青水镇')")
        wait_until(page, "document.querySelector('.gp-details h2').textContent === '青水镇'")
        page.evaluate("(link) => { location.hash = link; }", link)
        wait_until(page, "document.querySelector('.gp-details h2').textContent === '仁和村'")
        assert page.inner_text(".gp-legend h2") == "Safe drinking water for every household"
        assert page.evaluate("[map_gaps.getZoom(), map_gaps.getCenter().lat]") == pytest.approx(view, abs=1e-5)
        page.evaluate("location.hash = '#at=<b>,1&theme=%&town=gone'")


def test_paper_has_the_whole_legend_beside_and_every_warning_below_the_map(zhenba_file: Path) -> None:
    box = "(name) => ['top', 'bottom'].map((side) => document.querySelector(name).getBoundingClientRect()[side])"
    with open_page(zhenba_file) as page:
        warnings = page.locator(".gp-panel .gp-warn").all_inner_texts()
        page.evaluate("void window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert page.locator(".gp-paper-notes .gp-warn").all_inner_texts() == warnings != []
        _top, end_of_map = page.evaluate(box, ".leaflet-container")
        _top, end_of_legend = page.evaluate(box, ".gp-panel .gp-legend .gp-around")
        top_of_notes, end_of_notes = page.evaluate(box, ".gp-paper-notes")
        assert end_of_legend < end_of_map <= top_of_notes < end_of_notes
        page.emulate_media(media="screen")
        page.evaluate("void window.dispatchEvent(new Event('afterprint'))")
        assert page.locator(".gp-paper-notes, .gp-panel .gp-legend").count() == 0
        assert len(re.findall(rb"/Type */Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_only_gaps_leaves_out_what_is_met(page_file: Path) -> None:
    with open_page(page_file) as page:
        choose(page, "Hardened road to the group")
        met = page.locator(".gp-legend label", has_text="met").filter(has_not_text="missed").locator("input")
        blue = page.evaluate(INKED, PALETTE["met"])
        assert met.is_checked()
        page.check(".gp-only input")
        assert not met.is_checked()
        assert page.evaluate(INKED, PALETTE["met"]) < blue / 10
        assert page.evaluate(INKED, PALETTE["missed"]) > 0
        page.uncheck(".gp-only input")
        assert met.is_checked()
        assert page.evaluate(INKED, PALETTE["met"]) == blue


def test_optional_layers_are_off_until_they_are_asked_for(zhenba_file: Path) -> None:
    with open_page(zhenba_file) as page:
        unfold(page)
        for label, colour in (("Power lines", "power_line"), ("Water projects · late", "missed")):
            box = page.locator(".gp-layer", has_text=label).locator("input")
            assert not box.is_checked()
            before = page.evaluate(INKED, PALETTE[colour])
            box.check()
            assert page.evaluate(INKED, PALETTE[colour]) > before
        find(page, "SL2019-001")
        assert page.inner_text("[role=status]") == "Water projects 1"
        assert "main works done" in page.inner_text(".gp-details")


def test_a_county_without_towns_has_a_table_of_none_and_points(ladakh: Path, tmp_path: Path) -> None:
    with open_page(save(judge(ladakh), tmp_path)) as page:
        unfold(page)
        assert page.locator(".gp-group h2").first.inner_text() == "Roads"
        assert page.locator(".gp-group h2", has_text="Water").count() == 0
        assert page.locator(".gp-ramp").count() == 0
        assert page.evaluate(INKED, PALETTE["met"]) > 0


def test_names_never_cover_each_other(ladakh: Path, tmp_path: Path) -> None:
    with open_page(save(judge(ladakh), tmp_path)) as page:
        for zoom in (0, 2, 4):
            page.evaluate(f"void map_gaps.setZoom(map_gaps.getZoom() + {min(zoom, 2)}, {{animate: false}})")
            page.wait_for_timeout(300)
            assert page.evaluate("document.querySelectorAll('.gp-name').length") > 0
            assert page.evaluate(OVERLAPS) == 0


def test_a_sheet_fits_a_phone(zhenba_file: Path) -> None:
    with open_page(zhenba_file, width=390, height=780) as page:
        page.click(".gp-fold")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        find(page, "仁和村")
        box = page.locator(".gp-details").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert not page.is_visible("input[type=search]"), "the panel makes room for the map"


def test_it_is_ready_in_two_seconds_and_pans_without_stutter(zhenba_file: Path) -> None:
    with open_page(zhenba_file) as page:
        ready = page.evaluate("performance.now()")
        paint = page.evaluate(
            """() => { const from = performance.now(); map_gaps.panBy([200, 100], {animate: false});
            return performance.now() - from; }"""
        )
    assert ready < 2000 * SLOW
    assert paint < 50 * SLOW


def test_attacks_are_shown_and_never_run(attacked: Gaps, tmp_path: Path) -> None:
    with open_page(save(attacked, tmp_path)) as page:
        assert page.inner_text(".gp-panel h1") == ATTACKS[1]
        for attack in ATTACKS:
            find(page, attack)
            assert page.inner_text(".gp-details h2") == attack
        page.evaluate("void map_gaps.setZoom(16, {animate: false})")
        shown = set(page.evaluate("[...document.querySelectorAll('.gp-name')].map((n) => n.textContent)"))
        assert shown


def spoil(folder: Path) -> None:
    """Put an attack into every text of the sectors' files that a page shows."""
    spoilt = {"road_works": ("name", "programme"), "water_projects": ("name",), "attestations": ("by", "document")}
    for layer, columns in spoilt.items():
        path = folder / f"{layer}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for i, row in enumerate(rows):
            row |= {column: ATTACKS[i % len(ATTACKS)] for column in columns}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    for layer in ("boundary", "power_lines", "coverage", "villages"):
        path = folder / f"{layer}.geojson"
        document = json.loads(path.read_text(encoding="utf-8"))
        for i, feature in enumerate(document["features"]):
            columns = ("town",) if layer == "villages" else ("name", "kind")
            feature["properties"] |= {column: ATTACKS[i % len(ATTACKS)] for column in columns}
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    villages = json.loads((folder / "villages.geojson").read_text(encoding="utf-8"))
    for i, feature in enumerate(villages["features"]):
        feature["properties"] = {"code": f"F{i}", "name": ATTACKS[i % len(ATTACKS)], "kind": "学校"}
    (folder / "facilities.geojson").write_text(json.dumps(villages, ensure_ascii=False), encoding="utf-8")
    county = (folder / "gisplan.toml").read_text(encoding="utf-8")
    table = '\n[layers.facilities]\npath = "facilities.geojson"\n'
    (folder / "gisplan.toml").write_text(county + table, encoding="utf-8")


def test_attacks_in_towns_works_and_findings_are_shown_and_never_run(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(root / "layers" / "zhenba", folder, ignore=shutil.ignore_patterns("bureau", "sources"))
    spoil(folder)
    gaps = judge(folder)
    with open_page(save(gaps, tmp_path)) as page:
        for attack in ATTACKS:
            page.fill("input[type=search]", attack)
            rows = page.locator(".gp-results button").all()
            next(row for row in rows if row.inner_text().strip().startswith(f"{attack} · ")).click()
            assert page.inner_text(".gp-details h2") == attack
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        for box in page.locator(".gp-layer input").all():
            box.check()
        result = gaps.settlements[gaps.settlements["attested"].notna()].iloc[0]
        find(page, result["code"])
        assert result["attested"].document in page.inner_text(".gp-details")

"""Every page of the desk, in both languages, on a desk and on a phone, light and dark: it fits, and is whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gisplan.ledger import Change, Ledger, open_ledger
from tests.journeys.browser import wait_until
from tests.journeys.test_accessible_pages import AXE, MEASURE, RUN_AXE, SMALLEST_TEXT, TARGET, TOUCHED
from tests.journeys.whole_desk import MEASURE_LINKS, make_county, post, sign_in, take_picture, watch
from tests.ledger.photos import make_photo
from tests.web.test_serve import served

SIZES = {1440: 900, 390: 844}
PHONE = 390  # pixels; narrower pages are on one
PHOTO = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": make_photo(size=(640, 480))}


@pytest.fixture(scope="module")
def county(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_county(qingxi, tmp_path_factory.mktemp("screens") / "county")


@pytest.fixture(scope="module")
def ledger(county: Path) -> Ledger:
    return open_ledger(county)


@pytest.fixture(scope="module")
def address(county: Path, browser: Browser) -> Iterator[str]:
    """The desk with a photo, comments and a report."""
    with served(county) as (found, _process):
        watched = watch(browser, found)
        page = watched.page
        sign_in(page, found, "管")
        page.goto(found + "works/1")
        page.set_input_files("#milestone-form input[name=photo]", PHOTO)
        page.click("button[value='started:yesterday']")
        page.wait_for_selector(".done")
        page.fill("#comment-form textarea", "管材已到，周三进场。")
        page.click("#comment-form .primary")
        page.wait_for_selector("#comment-list li")
        page.goto(found + "reports/new?kind=progress&on=2026-11-30")
        page.click("main .primary")
        page.wait_for_selector("#files", timeout=60_000)
        watched.context.close()
        yield found


def find_faults(page: Page, name: str, *, phone: bool) -> list[str]:
    """What is wrong with a page as it stands, at both widths; all faults of access at its own."""
    page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    target = TOUCHED if phone else TARGET
    found = page.evaluate(MEASURE, [SMALLEST_TEXT, target]) + page.evaluate(MEASURE_LINKS, target)
    if re.search(r"\bNone\b|\{\d?\}", page.inner_text("body")):
        found.append("a text is not filled in")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found += page.evaluate(RUN_AXE, None)
    if phone:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {fault}" for fault in page.evaluate(RUN_AXE, ["color-contrast"])]
    own = page.viewport_size or {"width": PHONE, "height": 844}
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if seen[0] > seen[1]:
            found.append(f"wider than the screen: {seen}")
        take_picture(page, f"{name}-{page.evaluate('document.documentElement.lang')}-{width}")
    page.set_viewport_size(own)
    page.emulate_media(color_scheme="light")
    return [f"{name}: {fault}" for fault in found]


def visit(path: str) -> Callable[[Page, str], None]:
    return lambda page, address: page.goto(address + path) and None


def open_map(page: Page, address: str) -> None:
    """Wait for the map, which a process makes meanwhile; its page opens itself anew."""
    page.goto(address + "map")
    page.frame_locator("iframe").locator(".leaflet-container").wait_for(timeout=120_000)


def conflict(page: Page, address: str) -> None:
    page.goto(address + "works/2")
    mine = {"new.people": "140", "was.people": "101", "new.done_km": "1.5", "was.done_km": ""}
    post(page, "/works/2", {"seen": "1", "note": "电话核实", **mine})
    page.wait_for_selector("#conflict")


def break_rule(page: Page, address: str) -> None:
    page.goto(address + "works/3")
    post(page, "/works/3", {"seen": page.input_value("[name=seen] >> nth=0"), "milestone": "tested:today"})
    page.wait_for_selector("[name=override]")


def enter_faults(page: Page, address: str) -> None:
    page.goto(address + "works/3")
    post(page, "/works/3", {"seen": page.input_value("[name=seen] >> nth=0"), "new.people": "-5", "was.people": ""})
    page.wait_for_selector("main .notice.bad")


def refuse_many(page: Page, address: str) -> None:
    page.goto(address + "works")
    works = [("work", "2:1"), ("work", page.get_attribute("[data-choice='3']", "value") or "")]
    post(page, "/works/bulk", [("milestone", "started"), ("day", "2026-11-29"), *works])
    page.wait_for_selector("main .notice.bad")


def fail_sign_in(page: Page, address: str) -> None:
    page.goto(address + "sign-in")
    post(page, "/sign-in", {"name": "王", "password": "x"})


def fail_report(page: Page, address: str) -> None:
    page.goto(address + "reports/new?kind=plan")
    post(page, "/reports", {"kind": "plan", "budgets": "很多=x"})


# What is looked at, as an administrator: a name, and how one gets there.
PAGES: dict[str, Callable[[Page, str], None]] = {
    "today": visit(""),
    "village": visit("villages/610728901201"),
    "works": visit("works"),
    "works-none": visit("works?q=zzz"),
    "work": visit("works/1"),
    "work-road": visit("works/13"),
    "conflict": conflict,
    "rule": break_rule,
    "faults": enter_faults,
    "bulk": refuse_many,
    "sheets": visit("sheets"),
    "reports": visit("reports"),
    "report-form": visit("reports/new?kind=plan"),
    "report-form-gaps": visit("reports/new?kind=gaps"),
    "report-refused": fail_report,
    "report": visit("reports/1"),
    "people": visit("people"),
    "person": visit("people/1"),
    "password": visit("password"),
    "unsent": visit("unsent"),
    "none": visit("nothing"),
    "map": open_map,
    "village-judged": visit("villages/610728901201"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_fits_and_is_whole(browser: Browser, address: str, ledger: Ledger, language: str) -> None:
    """In English with a mouse, in Chinese on a phone; at both widths."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed here, for want of Node.js: npm ci --prefix tests/maps/page")
    phone = language == "zh"
    width = PHONE if phone else 1440
    size, locale = {"width": width, "height": SIZES[width]}, "zh-CN" if phone else "en-US"
    watched = watch(browser, address, viewport=size, is_mobile=phone, has_touch=phone, locale=locale)
    page, found = watched.page, []
    if "started" not in ledger.work("YS-002").values:
        for name, value in (("people", "99"), ("started", "2026-11-30")):
            ledger.record([Change("YS-002", name, value, ledger.work("YS-002").version)], by="李")
    for name, go in {"sign-in": visit("sign-in"), "sign-in-failed": fail_sign_in}.items():
        go(page, address)
        found += find_faults(page, name, phone=phone)
    sign_in(page, address, "管")
    for name, go in PAGES.items():
        go(page, address)
        found += find_faults(page, name, phone=phone)
    watched.context.close()
    assert watched.faults == []
    assert not found, "\n".join(found)


def test_what_is_kept_on_a_phone_fits_too(browser: Browser, address: str) -> None:
    size = {"width": PHONE, "height": SIZES[PHONE]}
    watched = watch(browser, address, viewport=size, is_mobile=True, has_touch=True, locale="zh-CN")
    page, found = watched.page, []
    sign_in(page, address, "王")
    page.goto(address + "unsent")
    wait_until(page, "document.getElementById('works-kept').textContent !== ''")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    watched.context.set_offline(True)
    for name in ("works", "works/1", "map"):
        page.goto(address + name)
        page.wait_for_selector("#kept")
        found += find_faults(page, f"kept-{name.replace('/', '-')}", phone=True)
    watched.context.close()
    assert [fault for fault in watched.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []
    assert not found, "\n".join(found)

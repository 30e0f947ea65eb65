"""What is done at the desk every day: find works, record many, download, ask for reports, and decide a conflict."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from gisplan.ledger import Change, Ledger, open_ledger
from tests.journeys.browser import wait_until
from tests.journeys.whole_desk import Watched, make_county, sign_in, watch
from tests.ledger.photos import make_photo
from tests.web.conftest import PASSWORD
from tests.web.test_serve import served

PHOTO = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": make_photo(size=(640, 480))}
WITHIN_MS = 2500  # that news take: two seconds, and what the browser needs to draw them
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "zh-CN"}


@pytest.fixture(scope="module")
def county(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_county(qingxi, tmp_path_factory.mktemp("days") / "county")


@pytest.fixture(scope="module")
def ledger(county: Path) -> Ledger:
    return open_ledger(county)


@pytest.fixture(scope="module")
def address(county: Path) -> Iterator[str]:
    with served(county, "--workers", "1") as (found, _process):
        yield found


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """An administrator with a mouse."""
    found = watch(browser, address, viewport={"width": 1440, "height": 900}, locale="en-US")
    sign_in(found.page, address, "管")
    yield found
    found.context.close()
    assert [fault for fault in found.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []


def names(page: Page) -> list[str]:
    return page.locator("#works tbody th a").all_inner_texts()


def choose(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.select_option(f".filters [name={name}]", value)
    with page.expect_navigation():
        page.click(".filters button")


def test_works_are_found_filtered_and_sorted(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address + "works")
    page.wait_for_selector("text=青杠梁村")  # the names of villages are read
    for text, expected in (
        ("月亮岩", ["月亮岩村饮水安全巩固提升工程"]),
        ("ys-005", ["泉水湾村饮水安全巩固提升工程"]),
        ("松林镇 茶园", ["茶园村饮水安全巩固提升工程"]),
        ("qgl", ["青杠梁村饮水安全巩固提升工程"]),
        ("qingganglia", ["青杠梁村饮水安全巩固提升工程"]),
        ("dhbcys", ["大河坝村饮水安全巩固提升工程"]),
        ("zzz", []),
    ):
        page.fill("input[name=q]", text)
        page.press("input[name=q]", "Enter")
        page.wait_for_load_state()
        assert names(page) == expected, text
    page.goto(address + "works")
    choose(page, kind="water", town="石湾镇", sort="name")
    assert names(page) == sorted(f"{village}饮水安全巩固提升工程" for village in ("石湾村", "青杠梁村", "大河坝村"))
    assert "kind=water" in page.url, "a list can be sent as a link"
    page.click("text=Show all works")
    choose(page, stage="late", sort="due")
    days = page.locator("#works td[data-label=Due] .day").all_inner_texts()
    assert days == sorted(days)
    assert len(days) > 5
    choose(page, stage="all", sort="code")
    codes = [text.split(" ")[0] for text in page.locator("#works .row-more:first-of-type").all_inner_texts()]
    assert codes == sorted(codes)


def test_many_works_are_recorded_together_or_not_at_all(watched: Watched, address: str, ledger: Ledger) -> None:
    page = watched.page
    page.goto(address + "works?sort=code&kind=water")
    for number in (2, 3, 4):
        page.check(f"[data-choice='{number}']")
    page.click("#bulk summary")
    page.select_option("#bulk [name=milestone]", "approved")
    page.fill("#bulk [name=day]", "2026-11-02")
    page.fill("#bulk [name=note]", "镇水发〔2026〕11号")
    ledger.record([Change("YS-003", "people", 7, ledger.work("YS-003").version)], by="李")
    page.click("#bulk .primary")
    page.wait_for_selector("h1:has-text('Nothing is recorded yet')")
    assert "李 recorded" in page.inner_text("main")
    assert "approved" not in ledger.work("YS-002").values
    page.click("text=Record for the other 2")
    page.wait_for_selector("#works")
    assert page.url == address + "works?kind=water&sort=code", "back at the same list"
    for code, reached in (("YS-002", True), ("YS-003", False), ("YS-004", True)):
        assert ("approved" in ledger.work(code).values) == reached, code
    assert ledger.history("YS-004")[-1].note == "镇水发〔2026〕11号"


def test_lists_are_downloaded_as_they_are_shown(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address + "works?q=石湾镇&sort=code")
    shown = names(page)
    files = {}
    for text in ("form of the bureau (.xlsx)", "CSV", "GeoJSON"):
        with page.expect_download() as saving:
            page.click(f".downloads >> text='{text}'")
        files[text] = (saving.value.suggested_filename, Path(saving.value.path()).read_bytes())
    assert [name.rpartition(".")[2] for name, _content in files.values()] == ["xlsx", "csv", "geojson"]
    rows = list(csv.DictReader(io.StringIO(files["CSV"][1].decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == shown
    sheet = openpyxl.load_workbook(io.BytesIO(files["form of the bureau (.xlsx)"][1])).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert [text for text in texts if text in shown] == shown


def test_a_report_is_asked_for_watched_cancelled_and_downloaded(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address + "reports")
    page.click("text=Exit dossier")
    page.click("text=Make the report")
    page.wait_for_selector("h1:has-text('Exit dossier')")
    first = page.url
    page.goto(address + "reports")
    page.click("text=Progress of the works")
    page.click("text=end of last month")
    page.click("text=Make the report")
    page.wait_for_selector("h1:has-text('Progress of the works')")
    second = page.url
    page.goto(first)
    page.click("text=Cancel")
    page.wait_for_selector(".job.cancelled", timeout=60_000)
    assert "cancelled by 管" in page.inner_text("main")
    page.goto(second)
    page.evaluate("window.notOpenedAnew = true")
    page.wait_for_selector("text=progress.html", timeout=60_000)
    assert page.evaluate("window.notOpenedAnew"), "it appears by itself"
    with page.expect_download() as saving:
        page.click("li:has-text('progress.xlsx') >> text=Download")
    assert openpyxl.load_workbook(io.BytesIO(Path(saving.value.path()).read_bytes())).sheetnames
    with page.context.expect_page() as opening:
        page.click("li:has-text('progress.html') >> text=Open")
    opening.value.wait_for_selector("body[data-ready], .gp-panel", timeout=20_000)
    page.goto(address + "reports")
    assert page.locator(".job.done").count() == 1
    assert page.locator(".job.cancelled").count() == 1


def test_two_see_each_other_and_decide_field_by_field(
    watched: Watched, browser: Browser, address: str, ledger: Ledger
) -> None:
    other = watch(browser, address, viewport={"width": 1440, "height": 900}, locale="en-US")
    sign_in(other.page, address, "王")
    mine, theirs = watched.page, other.page
    for page in (mine, theirs):
        page.goto(address + "works/6")
        page.click("#value-form summary")
        page.wait_for_timeout(300)
    theirs.click("[name='new.people']")
    begun = time.monotonic()
    mine.wait_for_selector("#editing:not([hidden])", timeout=WITHIN_MS)
    seen_s = time.monotonic() - begun
    assert "王" in mine.inner_text("#editing")
    for name, value in (("people", "11"), ("km", "3.5"), ("caretaker", "老李")):
        theirs.fill(f"[name='new.{name}']", value)
    for name, value in (("people", "22"), ("km", "4.5"), ("done_km", "1")):
        mine.fill(f"[name='new.{name}']", value)
    theirs.click("#value-form .primary")
    theirs.wait_for_selector(".done")
    begun = time.monotonic()
    mine.wait_for_selector("#news:not([hidden])", timeout=WITHIN_MS)
    assert max(seen_s, time.monotonic() - begun) < WITHIN_MS / 1000
    assert mine.input_value("[name='new.people']") == "22", "news touch nothing that is typed"
    mine.click("#value-form .primary")
    mine.wait_for_selector("#conflict")
    clashes = {text.split(" ")[0] for text in mine.locator("legend:has(.late)").all_inner_texts()}
    assert clashes == {"people", "length"}
    assert mine.locator(".clash").count() == 3
    assert "老李" in mine.inner_text("section.card"), "what else was changed"
    assert mine.is_checked("[name='choice.done_km'][value=mine]"), "nobody else changed it"
    mine.click("#conflict .primary")
    assert mine.locator("#conflict").count() == 1, "nothing is sent before all is chosen"
    mine.check("[name='choice.people'][value=mine]")
    mine.check("[name='choice.km'][value=now]")
    mine.click("#conflict .primary")
    mine.wait_for_selector(".done")
    values = ledger.work("YS-006").values
    assert [values[name] for name in ("people", "km", "caretaker", "done_km")] == [22, 3.5, "老李", 1]
    other.context.close()
    assert other.faults == []


def test_drafts_of_all_forms_outlive_the_session_and_the_page(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address + "works/7")
    page.click("#value-form summary")
    page.fill("[name='new.people']", "77")
    page.fill("#comment-form textarea", "等管材")
    page.fill("#milestone-form [name=note]", "电话核实")
    watched.context.clear_cookies()
    page.goto(address + "works/7")
    assert "sign-in" in page.url
    page.close()
    page = watched.context.new_page()
    page.goto(address + "sign-in?next=/works/7")
    page.fill("input[name=name]", "管")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("[data-draft-note]:not([hidden])")
    assert page.input_value("[name='new.people']") == "77"
    assert page.is_visible("[name='new.people']"), "the part that has it is open"
    assert page.input_value("#comment-form textarea") == "等管材"
    assert page.input_value("#milestone-form [name=note]") == "电话核实"
    page.click("#comment-form .primary")
    page.wait_for_selector("#comment-list >> text=等管材")
    assert page.input_value("[name='new.people']") == "77"
    assert page.input_value("#comment-form textarea") == ""


@pytest.mark.parametrize("order", ["photo first", "photo afterwards"])
def test_a_newcomer_records_a_milestone_with_a_photo(
    browser: Browser, address: str, ledger: Ledger, order: str
) -> None:
    """Sign in, the list, search, the work, and two taps more: whichever comes first, both are recorded."""
    found = watch(browser, address, **PHONE)
    page, code = found.page, "YS-001"
    begun, clicks = time.monotonic(), 0
    page.goto(address)
    page.fill("input[name=name]", "王")
    page.fill("input[name=password]", PASSWORD)
    for press in ("main button", ".nav >> text=工程列表"):
        page.click(press)
        clicks += 1
    page.fill("input[name=q]", "qx")
    page.press("input[name=q]", "Enter")
    page.click("#works >> text=清溪村饮水安全巩固提升工程")
    clicks += 1
    milestone = "approved" if order == "photo first" else "tendered"
    if order == "photo first":
        page.set_input_files("#milestone-form [name=photo]", PHOTO)
        clicks += 1
    page.click(f"button[value='{milestone}:today']")
    clicks += 1
    page.wait_for_selector(".done")
    if order == "photo afterwards":
        page.set_input_files("#photo-form input[type=file]", PHOTO)
        clicks += 1
        page.wait_for_selector("#comment-list li")
    assert page.locator("#file-list img").count() >= 1
    wait_until(page, "document.getElementById('queue-strip').hidden")
    assert clicks == 5
    assert time.monotonic() - begun < 60
    event = next(event for event in reversed(ledger.history(code)) if event.field == milestone)
    photos = event.attachments if order == "photo first" else ledger.comments(code)[-1].attachments
    assert [file.name for file in photos] == ["IMG_1.jpg"]
    found.context.close()
    assert found.faults == []

"""The desk on a phone in a valley: entries and photos without a network, each sent once, under its own account."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from gisplan.ledger import Change, Ledger, add_work, open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from tests.journeys.browser import wait_until, wait_until_sent
from tests.journeys.test_the_desk_in_a_browser import sign_in
from tests.ledger.photos import make_photo
from tests.web.conftest import COUNTY, PASSWORD, ROOT_COMMAND
from tests.web.served import free_port

PHOTO = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": make_photo()}
WORKS = 10


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county with a work for each test, and two accounts."""
    folder = tmp_path_factory.mktemp("offline")
    (folder / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    ledger = open_ledger(folder)
    plan = {"category": "poor", "people": 120, "due": "2019-06-30", "km": 5.5, "town": "青水镇"}
    works = [add_work("water", f"W{n}", {**plan, "name": f"古路村饮水工程{n}"}) for n in range(1, WORKS + 1)]
    ledger.record([change for work in works for change in work], by="王")
    accounts = Accounts(ledger.engine)
    for name in ("王", "李"):
        accounts.add(name, PASSWORD, role="planner")
    return folder


@pytest.fixture(scope="module")
def serve(county: Path) -> Iterator[Callable[[], str]]:
    """Start the desk, or start it anew at the same address."""
    port = free_port()
    running: list[subprocess.Popen[str]] = []

    def start() -> str:
        stop()
        command = [*ROOT_COMMAND, "serve", str(county), "--no-browser", "--json", "--port", str(port)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8"))
        assert running[0].stdout is not None
        return str(json.loads(running[0].stdout.readline())["address"])

    def stop() -> None:
        while running:
            process = running.pop()
            process.kill()
            process.communicate()

    yield start
    stop()


@pytest.fixture(scope="module")
def address(serve: Callable[[], str]) -> str:
    return serve()


@pytest.fixture
def ledger(county: Path) -> Ledger:
    return open_ledger(county)


def open_phone(browser: Browser, address: str, faults: list[str]) -> Page:
    """Open the desk on a phone, and wait until it keeps the works."""
    screen = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    page = sign_in(browser, address, "王", faults, **screen)
    page.goto(address + "unsent")
    wait_until(page, "document.getElementById('works-kept').textContent !== ''")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return page


def unsent(page: Page) -> str:
    page.wait_for_selector("#queue-strip:not([hidden])")
    return page.inner_text("#queue-strip span")


def test_a_milestone_and_a_photo_wait_for_the_network(
    browser: Browser, address: str, ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.context.set_offline(True)
    page.goto(address + "works")
    page.fill("#kept-list input", "工程1")
    page.click("#kept-list a")
    assert page.inner_text("#kept-work h1") == "古路村饮水工程1"
    page.set_input_files("#kept-work input[name=photo] >> nth=0", PHOTO)
    page.click("#kept-work button[value='started:yesterday']")
    page.wait_for_selector(".unsent-entry")
    assert "Entries not sent yet: 1" in unsent(page)
    page.click("#kept-work summary >> text=Plan")
    page.fill("#kept-work input[name='new.people']", "131")
    page.click("#kept-work form.card .primary")
    page.wait_for_selector(".unsent-entry >> nth=1")
    page.reload()
    assert "Entries not sent yet: 2" in unsent(page)
    assert page.locator("#kept-work [data-waits]:not([hidden])").count() == 1
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector(".unsent-entry", state="detached")
    events = ledger.history("W1")[-2:]
    assert [(event.field, event.new, event.by) for event in events][1] == ("people", "131", "王")
    assert [file.name for file in events[0].attachments] == ["IMG_1.jpg"]


def test_an_entry_whose_answer_is_lost_counts_once(
    browser: Browser, address: str, ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.goto(address + "works/2")
    lost: list[Request] = []

    def lose(route: Route) -> None:
        route.fetch()  # the desk has it
        lost.append(route.request)
        route.abort()

    page.context.route("**/api/works/2", lose, times=1)
    page.click("button[value='started:today']")
    page.wait_for_selector("text=it may be recorded already")
    assert lost
    page.reload()
    wait_until_sent(page)
    assert [event.field for event in ledger.history("W2")].count("started") == 1


def test_a_session_that_ends_and_a_desk_that_starts_anew_lose_nothing(
    browser: Browser, address: str, serve: Callable[[], str], ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.goto(address + "works/3")
    page.fill("#milestone-form [name=note]", "雨后")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.click("button[value='started:today']")
    page.wait_for_selector(".unsent-entry")
    page.wait_for_selector("#queue-strip:has-text('Sign in to send them.')")
    page.click("#queue-strip a")
    assert "/sign-in?next=/unsent" in page.url
    assert not page.is_visible("#queue-strip")
    serve()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # as they came
    page.goto(address + "unsent")
    wait_until_sent(page)
    last = ledger.history("W3")[-1]
    assert (last.field, last.note) == ("started", "雨后")


def test_another_account_on_the_device_neither_sees_nor_sends(
    browser: Browser, address: str, ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.context.set_offline(True)
    page.goto(address + "works/4")
    page.click("#kept-work button[value='started:today']")
    page.wait_for_selector(".unsent-entry")
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.goto(address + "sign-in")
    for name, shown in (("李", 0), ("王", 1)):
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", PASSWORD)
        if shown:
            page.context.route("**/api/works/*", lambda route: route.abort())
        page.click("main button")
        page.wait_for_selector("nav")
        page.goto(address + "unsent")
        wait_until(page, "document.getElementById('works-kept').textContent !== ''")
        assert page.locator(".unsent-entry").count() == shown
        assert page.evaluate("caches.keys().then((all) => all.filter((one) => one.includes('kept')).length)") == 1
        if not shown:
            page.click(".who summary")
            page.click(".who-list form button")
            page.wait_for_selector("input[name=password]")
    assert "started" not in ledger.work("W4").values
    page.click(".who summary")
    page.click(".who-list form button")
    page.wait_for_selector("#leave >> text=Entries not sent yet: 1")
    page.click("#leave button >> text=Remove them and sign out")
    page.wait_for_selector("input[name=password]")
    left = "caches.keys().then((all) => all.filter((one) => one.includes('kept')).length + localStorage.length)"
    assert page.evaluate(left) <= 1  # the lease of the stream
    page.goto(address + "sign-in")
    page.context.set_offline(True)
    page.goto(address + "works/4")
    assert "nothing is kept on this device" in page.inner_text("body")


def test_a_conflict_after_the_valley_is_decided_field_by_field(
    browser: Browser, address: str, ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.context.set_offline(True)
    page.goto(address + "works/5")
    page.set_input_files("#kept-work input[name=photo] >> nth=0", PHOTO)
    page.click("#kept-work button[value='started:today']")
    page.wait_for_selector(".unsent-entry")
    page.fill("#kept-work textarea[name=text]", "路断了")
    page.click("#kept-work form[data-queue=comment] .primary")
    page.wait_for_selector(".unsent-entry >> nth=1")
    ledger.record([Change("W5", "started", "2019-06-02", ledger.work("W5").version)], by="李")
    page.context.set_offline(False)
    page.goto(address + "unsent")
    page.wait_for_selector("text=Someone else changed this work first")
    assert "Entries to be decided: 1" in unsent(page)
    assert "in the ledger: 2019-06-02" in page.inner_text(".unsent-entry")
    assert "recorded by 李" in page.inner_text(".unsent-entry")
    page.click("text=Compare and decide")
    page.wait_for_selector("#conflict")
    page.check("input[name='choice.started'][value=mine]")
    page.click("#conflict .primary")
    page.wait_for_selector("#work")
    wait_until_sent(page)
    last = ledger.history("W5")[-1]
    assert (last.by, [file.name for file in last.attachments]) == ("王", ["IMG_1.jpg"])
    assert [comment.text for comment in ledger.comments("W5")] == ["路断了"]


def test_a_broken_rule_is_shown_and_an_entry_is_taken_back(
    browser: Browser, address: str, ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.goto(address + "works/6")
    page.click("button[value='tested:today']")
    page.wait_for_selector(".unsent-entry form")
    page.fill(".unsent-entry input", "补录")
    page.click("text=Record with this reason")
    page.wait_for_selector(".done")
    assert ledger.history("W6")[-1].override == "补录"
    page.goto(address + "works/7")
    page.click("button[value='tested:today']")
    page.wait_for_selector(".unsent-entry form")
    page.click("text=Take it back")
    page.wait_for_selector(".unsent-entry", state="detached")
    assert "tested" not in ledger.work("W7").values
    wait_until(page, "document.getElementById('queue-strip').hidden")


def test_what_was_sent_later_is_shown_without_opening_the_page_anew(
    browser: Browser, address: str, ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.goto(address + "works/8")
    page.context.set_offline(True)
    page.set_input_files("#comment-form input[name=photo]", PHOTO)
    page.fill("#comment-form textarea", "还没写完")
    page.click("button[value='started:today']")
    page.wait_for_selector(".unsent-entry")
    page.fill("#value-form [name='new.done_km']", "1.25")
    page.evaluate("window.notOpenedAnew = true")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#milestone-started.passed")
    wait_until(page, "document.querySelector('#unsent-list').children.length === 0")
    started = str(ledger.work("W8").values["started"])
    assert started in page.inner_text("#milestone-started")
    assert started in page.inner_text("#events li >> nth=0")
    assert page.is_hidden("#news")
    assert page.input_value("#value-form [name='new.done_km']") == "1.25"
    assert page.input_value("#comment-form textarea") == "还没写完"
    assert page.evaluate("document.querySelector('#comment-form [name=photo]').files.length") == 1
    assert page.evaluate("window.notOpenedAnew")
    page.click("#value-form .primary")
    page.wait_for_selector(".done")
    assert ledger.work("W8").values["done_km"] == 1.25
    assert page.input_value("#comment-form textarea") == "还没写完", "the draft outlives the page"


def test_a_kept_page_shows_what_was_sent_from_it(
    browser: Browser, address: str, ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.context.set_offline(True)
    page.goto(address + "works/9")
    page.set_input_files("#kept-work [data-queue=comment] input[name=photo]", PHOTO)
    page.click("#kept-work button[value='started:today']")
    page.wait_for_selector("#kept-work [data-waits]:not([hidden])")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector(".unsent-entry", state="detached")
    page.wait_for_selector("#kept-work [data-waits]:not([hidden])", state="detached")
    assert str(ledger.work("W9").values["started"]) in page.inner_text("#kept-work .milestone:has-text('started')")
    assert "passed, no date" in page.inner_text("#kept-work .milestone:has-text('approved')")
    assert page.evaluate("document.querySelector('#kept-work [data-queue=comment] [name=photo]').files.length") == 1


def test_lists_show_what_was_sent_while_they_were_open(
    browser: Browser, address: str, ledger: Ledger, faults: list[str]
) -> None:
    page = open_phone(browser, address, faults)
    page.goto(address + "works/10")
    listed = page.context.new_page()
    listed.goto(address + "works?sort=code")
    listed.check("[data-choice='1']")
    page.context.set_offline(True)
    page.click("button[value='started:today']")
    page.wait_for_selector(".unsent-entry")
    listed.wait_for_selector("#queue-strip:not([hidden])")
    page.context.set_offline(False)
    wait_until(listed, "document.querySelector(\"tr[data-work='10'] .stage\") !== null")
    assert listed.is_checked("[data-choice='1']")
    assert "started" in ledger.work("W10").values

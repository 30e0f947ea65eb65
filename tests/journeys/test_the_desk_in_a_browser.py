"""The desk in a real browser: two who change one work, what is typed and not lost, news, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from gisplan.ledger import Change, add_work, open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from tests.attacks import ATTACKS
from tests.journeys.browser import wait_until_sent
from tests.web.conftest import COUNTY, PASSWORD
from tests.web.served import served


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county with works, one of them of an attack in every text, and two accounts."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    ledger = open_ledger(folder)
    plan = {"category": "poor", "people": 120, "due": "2019-06-30", "km": 5.5}
    texts = dict.fromkeys(("town", "source", "note", "caretaker"), ATTACKS[0])
    works = [add_work("water", f"W{n}", {**plan, "name": f"古路村饮水工程{n}", "town": "青水镇"}) for n in range(1, 5)]
    works.append(add_work("water", ATTACKS[7], {**plan, **texts, "name": ATTACKS[1]}))
    ledger.record([change for work in works for change in work], by=ATTACKS[0], note=ATTACKS[2])
    accounts = Accounts(ledger.engine)
    for name, role in (("王", "planner"), ("管", "admin")):
        accounts.add(name, PASSWORD, role=role)
    return folder


@pytest.fixture(scope="module")
def address(county: Path) -> Iterator[str]:
    """The desk, as a process of its own."""
    with served(county) as (address, _process):
        yield address


def sign_in(browser: Browser, address: str, name: str, faults: list[str], **options: Any) -> Page:
    context: BrowserContext = browser.new_context(**options)
    page = context.new_page()
    page.on("dialog", lambda d: (faults.append(f"dialog {d.message}"), d.dismiss()))
    page.on("pageerror", lambda e: faults.append(f"script error {e}"))
    page.on("console", lambda m: faults.append(f"console {m.text}") if "Security" in m.text else None)
    page.on("request", lambda r: None if r.url.startswith((address, "data:")) else faults.append(r.url))
    page.goto(address)
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("nav")
    return page


def test_two_browsers_change_one_work(browser: Browser, address: str, county: Path, faults: list[str]) -> None:
    first, second = (sign_in(browser, address, name, faults) for name in ("王", "管"))
    for page in (first, second):
        page.goto(address + "works?q=glc")
        page.click("text=古路村饮水工程1")
    second.click("#value-form summary")
    second.fill("input[name='new.people']", "140")
    first.click("button[value='started:today']")
    assert first.inner_text(".done").startswith("Recorded: started")
    second.wait_for_selector("#news:not([hidden])", timeout=4000)
    assert "王" in second.inner_text("#news")
    second.click("#value-form .actions button")
    second.wait_for_selector("#conflict")
    assert second.inner_text("h1") == "Someone else changed this work first"
    assert "started" in second.inner_text("main")
    second.check("input[name='choice.people'][value=mine]")
    second.click("#conflict button")
    second.wait_for_selector("#work")
    work = open_ledger(county).work("W1")
    assert (work.values["people"], "started" in work.values) == (140, True)
    first.click(".done button")
    assert first.inner_text("h1") == "Someone else changed this work first"


def test_what_is_typed_outlives_the_page_and_the_session(browser: Browser, address: str, faults: list[str]) -> None:
    page = sign_in(browser, address, "王", faults)
    page.goto(address + "works/2")
    page.fill("input[name='new.done_km']", "3.25")
    page.close()
    page = page.context.new_page()
    page.goto(address + "works/2")
    page.wait_for_selector("[data-draft-note]:not([hidden])")
    assert page.input_value("input[name='new.done_km']") == "3.25"
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.click("#value-form .actions button")
    page.wait_for_selector(".unsent-entry")
    page.wait_for_selector("#queue-strip:has-text('Sign in to send them.')")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # as they came
    page.goto(address + "works/2")
    wait_until_sent(page)
    page.goto(address + "works/2")
    assert page.is_hidden("[data-draft-note]")
    assert page.input_value("input[name='new.done_km']") == "3.25"


def test_a_list_marks_what_others_record(browser: Browser, address: str, county: Path, faults: list[str]) -> None:
    page = sign_in(browser, address, "王", faults)
    page.goto(address + "works")
    page.wait_for_timeout(300)
    ledger = open_ledger(county)
    ledger.record([Change("W3", "people", 99, ledger.work("W3").version)], by="李")
    page.wait_for_selector("tr.changed", timeout=4000)
    assert "李" in page.inner_text("#news")


def test_a_work_is_recorded_without_scripts(browser: Browser, address: str, county: Path, faults: list[str]) -> None:
    page = sign_in(browser, address, "王", faults, java_script_enabled=False)
    page.goto(address + "works/4")
    page.click("button[value='started:yesterday']")
    assert "started" in page.inner_text(".done")
    assert "started" in open_ledger(county).work("W4").values

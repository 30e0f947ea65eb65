"""The year of Zhenba's water projects, recorded by two clerks at the desk: the ledger says what twelve sheets say."""

from __future__ import annotations

import html
import re
import shutil
import socket
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pandas as pd
import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright
from starlette.testclient import TestClient

from benchmarks.county.water_year import MonthSheet, finish_projects, water_year
from gisplan.county.county import County
from gisplan.ledger import Ledger, State, open_ledger, read_kinds
from gisplan.ledger.progress import make_progress
from gisplan.ledger.sheets import VillageIndex, import_book
from gisplan.ledger.sheets.compare_row import Difference
from gisplan.web.app import make_app
from gisplan.web.desk.desk import Desk, open_desk
from gisplan.web.desk.made_pages import MadePages
from gisplan.web.security.attempts import Attempts
from gisplan.web.settings import DeskSettings
from gisplan.workflow import read_county
from tests.journeys.browser import FLAGS
from tests.ledger.conftest import Clock
from tests.web.conftest import PASSWORD
from tests.web.served import free_port

IN_CHROMIUM = 6  # entries of December that are made in a real browser


class NoPages(MadePages):
    """No map, and no process that makes one."""

    def start(self) -> None:
        """Make nothing."""


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(root / "layers" / "zhenba", tmp_path_factory.mktemp("year") / "zhenba"))


@pytest.fixture(scope="module")
def zhenba(folder: Path) -> County:
    return read_county(folder)


@pytest.fixture(scope="module")
def sheets(folder: Path, zhenba: County) -> list[MonthSheet]:
    table = pd.read_csv(folder / "water_projects.csv", dtype={"villages": str, "shared_with": str})
    projects = finish_projects(table, np.random.default_rng(2019), as_of=date(2019, 6, 30))
    villages = pd.DataFrame(zhenba.villages[["code", "name", "town"]])
    return list(water_year(projects, villages, np.random.default_rng(7), year=2019, county="镇巴县"))


@dataclass
class BySheets:
    """The ledger into which each sheet was imported on its morning, and what each of them changed."""

    ledger: Ledger
    months: list[list[Difference]] = field(default_factory=list)


@pytest.fixture(scope="module")
def by_sheets(
    folder: Path, zhenba: County, sheets: list[MonthSheet], tmp_path_factory: pytest.TempPathFactory
) -> BySheets:
    other = Path(shutil.copytree(folder, tmp_path_factory.mktemp("sheets") / "zhenba"))
    clock, villages = Clock(), VillageIndex.from_frame(zhenba.villages)
    done = BySheets(open_ledger(other, clock=clock))
    for sheet in sheets:
        clock.set(sheet.received.isoformat())
        path = other / f"{sheet.end:%Y-%m}.xlsx"
        path.write_bytes(sheet.content)
        result = import_book(done.ledger, path, by="王", villages=villages, received=sheet.received)
        done.months.append([one for one in result.comparison.differences if not one.new_work])
    return done


@contextmanager
def serve(desk: Desk) -> Iterator[str]:
    """The same desk behind a real server, for a real browser."""
    with socket.create_server((desk.settings.host, desk.settings.port)) as listening:
        server = uvicorn.Server(uvicorn.Config(make_app(desk), log_config=None, lifespan="off"))
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield desk.settings.address
        desk.hub.close()
        server.should_exit = True
        thread.join(10)


@dataclass
class Clerk:
    """A clerk with a browser, who reads pages and sends the forms that stand in them."""

    desk: Desk
    name: str
    entries: int = 0

    def __post_init__(self) -> None:
        address = self.desk.settings.address.rstrip("/")
        headers = {"origin": address, "accept-language": "en"}
        self.client = TestClient(make_app(self.desk), base_url=address, headers=headers)

    def sign_in(self) -> None:
        answer = self.client.post("/sign-in", data={"name": self.name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    def send(self, path: str, page: str, form: str, **fields: Any) -> str:
        """Send a form of a page with what it holds; return the page that follows."""
        hidden = hidden_fields(page, form)
        answer = self.client.post(path, data={**hidden, **fields})
        assert answer.status_code == 200, re.sub(r"<[^>]+>", " ", answer.text)[:2000]
        self.entries += 1
        return str(answer.text)

    def upload(self, name: str, content: bytes) -> None:
        """Compare a workbook with the ledger, and take it."""
        page = self.client.get("/sheets").text
        token = hidden_fields(page, "enctype=")["form_token"]
        compared = self.client.post("/sheets", data={"form_token": token}, files={"sheet": (name, content)}).text
        assert "What it changes" in compared
        taken = self.send("/sheets/take", compared, 'action="/sheets/take"')
        assert "Recorded:" in taken

    def enter(self, number: int, differences: Sequence[Difference]) -> None:
        """Record what is new of a work, a milestone at a time as its page has buttons, then its values."""
        path = f"/works/{number}"
        page = self.client.get(path).text
        milestones = read_kinds()["water"].milestones
        order = {name: place for place, name in enumerate(milestones)}
        for one in sorted(differences, key=lambda one: (one.old is None, order.get(one.field, 99))):
            if one.field in order:
                day = {f"day.{one.field}": str(one.new or "")}
                button = f"{one.field}:other" if one.new is not None else f"{one.field}:"
                page = self.send(path, page, 'id="milestone-form"', milestone=button, **day)
            else:
                page = self.send(path, page, 'id="value-form"', **{f"new.{one.field}": str(one.new)})

    def enter_together(self, milestone: str, day: date, numbers: Sequence[int]) -> None:
        """Mark works in the list, and record one milestone of all of them."""
        versions: dict[int, str] = {}
        page, asked = "", 1
        while not versions.keys() >= set(numbers):
            page = self.client.get(f"/works?kind=water&sort=code&page={asked}").text
            found = dict(re.findall(r'name="work" value="(\d+):(\d+)"', page))
            versions |= {int(number): version for number, version in found.items()}
            asked += 1
        works = [f"{number}:{versions[number]}" for number in numbers]
        self.send("/works/bulk", page, 'id="bulk"', milestone=milestone, day=str(day), work=works)


def hidden_fields(page: str, form: str) -> dict[str, str]:
    """The hidden fields of a form, which is found by a text of its tag."""
    [found] = [one for one in re.findall(r"<form.*?</form>", page, re.S) if form in one.split(">", 1)[0]]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found)
    return {name: html.unescape(value) for name, value in pairs}


def play_month(owner: dict[str, Clerk], numbers: dict[str, int], news: list[Difference]) -> None:
    """Record the news of a month: what many works reached on one day together, all else on each work's page."""
    fresh: dict[tuple[str, str, date], list[str]] = defaultdict(list)
    single: dict[str, list[Difference]] = defaultdict(list)
    for one in news:
        single[one.code].append(one)
    for code, listed in list(single.items()):
        if len(listed) == 1 and listed[0].old is None and isinstance(listed[0].new, date):
            fresh[owner[code].name, listed[0].field, listed[0].new].append(code)
    for (_name, milestone, day), codes in fresh.items():
        if len(codes) > 1:
            owner[codes[0]].enter_together(milestone, day, [numbers[code] for code in codes])
            for code in codes:
                del single[code]
    for code, listed in single.items():
        owner[code].enter(numbers[code], listed)


def play_in_chromium(desk: Desk, name: str, news: Sequence[tuple[int, Difference]]) -> None:
    """Make some entries by hand: sign in, find the work, choose the day, press the button."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed here: pages cannot be looked at")
    with serve(desk) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page.goto(address)
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        for number, one in news:
            enter_by_hand(page, f"{address}works/{number}", one)
        browser.close()


def enter_by_hand(page: Page, address: str, one: Difference) -> None:
    page.goto(address)
    if one.field not in read_kinds()["water"].milestones:
        page.fill(f"[name='new.{one.field}']", str(one.new))
        page.click("#value-form .actions button")
    else:
        line = page.locator("li.milestone", has=page.locator(f"[name='day.{one.field}']"))
        line.locator("summary").click()
        line.locator("input[type=date]").fill(str(one.new))
        line.locator(f"button[value='{one.field}:other']").click()
    page.wait_for_selector(".done")


def list_works(state: State) -> list[tuple[Any, ...]]:
    """What the ledger says of each work: all of its values, and how far it is."""
    return sorted((work.code, sorted(work.values.items(), key=str), work.reached) for work in state.works)


@pytest.fixture(scope="module")
def played(folder: Path, sheets: list[MonthSheet], by_sheets: BySheets) -> Desk:
    """The desk after a year: January's sheet was uploaded, all that followed was entered by two clerks."""
    clock = Clock()
    clock.set(sheets[0].received.isoformat())
    open_ledger(folder, clock=clock)
    desk = open_desk(DeskSettings(folder, port=free_port()), clock=clock)
    desk.pages, desk.attempts = NoPages(desk.settings, desk.ledger), Attempts(most=100)
    works = by_sheets.ledger.state().works
    all_towns = sorted({str(work.values["town"]) for work in works})
    desk.accounts.add("王", PASSWORD, role="clerk")
    desk.accounts.add("李", PASSWORD, role="clerk", towns=tuple(all_towns[1::2]))
    wang, li = Clerk(desk, "王"), Clerk(desk, "李")
    wang.sign_in()
    wang.upload("饮水工程2019-01.xlsx", sheets[0].content)
    towns = {work.code: str(work.values["town"]) for work in works}
    owner = {code: li if town in all_towns[1::2] else wang for code, town in towns.items()}
    numbers = {work.code: work.number for work in desk.ledger.state().works}
    for sheet, news in zip(sheets[1:], by_sheets.months[1:], strict=True):
        clock.set(sheet.received.isoformat())
        for clerk in (wang, li):
            clerk.sign_in()
        last = sheet is sheets[-1]
        by_hand = choose_by_hand(news, towns, set(all_towns[1::2])) if last else []
        play_month(owner, numbers, [one for one in news if one not in by_hand])
        if by_hand:
            play_in_chromium(desk, "李", [(numbers[one.code], one) for one in by_hand])
    assert min(wang.entries, li.entries) > 100
    return desk


def choose_by_hand(news: list[Difference], towns: dict[str, str], own: set[str]) -> list[Difference]:
    """Some entries of works that nothing else of the month is of; a correction among them."""
    count = pd.Series([one.code for one in news]).value_counts()
    alone = [one for one in news if count[one.code] == 1 and towns[one.code] in own]
    kinds = sorted(alone, key=lambda one: one.old is None)
    return kinds[:2] + kinds[2:][: IN_CHROMIUM - 2]


def test_the_ledger_says_the_same_as_by_the_twelve_sheets(played: Desk, by_sheets: BySheets) -> None:
    mine, theirs = played.ledger.state(), by_sheets.ledger.state()
    assert len(mine.works) == 137
    assert list_works(mine) == list_works(theirs)
    assert {event.by for event in played.ledger.events()} == {"王", "李"}
    assert sum(len(event.broke) for event in played.ledger.events()) == 0
    assert played.ledger.check() == ()


def test_the_reports_of_the_quarters_are_the_same(
    played: Desk, by_sheets: BySheets, sheets: list[MonthSheet], zhenba: County
) -> None:
    for sheet in sheets[2::3]:
        days = (sheet.end, sheet.received)
        reports = [make_progress(one.state(*days), zhenba) for one in (played.ledger, by_sheets.ledger)]
        [mine], [theirs] = (report.kinds for report in reports)
        assert (mine.total, mine.forecast) == (theirs.total, theirs.forecast), sheet.end
        assert np.array_equal(mine.passed, theirs.passed, equal_nan=True), sheet.end

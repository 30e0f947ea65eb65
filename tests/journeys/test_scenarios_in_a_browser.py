"""Two planners and one scenario in a real browser: edits, conflict, a page that was closed, a plan, a comparison."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page

from gisplan.ledger import open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.scenarios.scenarios import Scenarios
from gisplan.workflow import read_county
from gisplan.workflow.scenario_steps import measure_scenario
from tests.journeys.whole_desk import Watched, sign_in, watch
from tests.web.conftest import PASSWORD
from tests.web.served import served

PATIENCE_S = 120.0

# The units that a planner may put in, of which none is in.
OPEN_UNITS = """() => {
  const page = window.gisplanPlan;
  const found = [];
  for (let i = 0; i < page.order().step.length && found.length < 2; i++)
    if (!page.isIn(i) && page.toggle([i], true)) { page.toggle([i], false); found.push(i); }
  return found;
}"""


@pytest.fixture(scope="module")
def county(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios") / "county"
    shutil.copytree(root / "tests" / "fixtures" / "qingxi", folder)
    accounts = Accounts(open_ledger(folder).engine)
    for name in ("划", "二"):
        accounts.add(name, PASSWORD, role="planner")
    return folder


@pytest.fixture(scope="module")
def address(county: Path) -> Iterator[str]:
    """The desk, as a process of its own."""
    with served(county) as (address, _process):
        yield address


def until(page: Page, expression: str, patience_s: float = PATIENCE_S) -> float:
    """Wait until an expression holds; the page's policy lets nothing be evaluated inside of it. Return how long."""
    begun = time.monotonic()
    while not page.evaluate(expression):
        assert time.monotonic() - begun < patience_s, expression
        page.wait_for_timeout(100)
    return time.monotonic() - begun


def open_scenario(page: Page, address: str, number: int) -> Frame:
    page.goto(f"{address}scenarios/{number}")
    until(page, "document.getElementById('scenario').dataset.ready === 'yes'")
    return frame_of(page)


def frame_of(page: Page) -> Frame:
    return next(frame for frame in page.frames if "/page?" in frame.url)


def until_in(frame: Frame, unit: int, *, inside: bool, patience_s: float = PATIENCE_S) -> float:
    begun = time.monotonic()
    while frame.evaluate("(unit) => window.gisplanPlan.isIn(unit)", unit) is not inside:
        assert time.monotonic() - begun < patience_s, unit
        frame.page.wait_for_timeout(50)
    return time.monotonic() - begun


def begin(watched: Watched, address: str) -> int:
    page = watched.page
    page.goto(address + "scenarios")
    page.fill("input[name=name]", "<b>方案一</b>")
    page.fill("section[aria-labelledby=begin] .budgets input >> nth=2", "2; 2019: 1; 2020: 1")
    page.click("section[aria-labelledby=begin] button.primary")
    page.wait_for_selector("#scenario", timeout=60_000)
    return int(page.url.rsplit("/", 1)[1])


def test_two_planners_work_on_one_scenario(browser: Browser, address: str, county: Path) -> None:
    one, two = watch(browser, address), watch(browser, address)
    sign_in(one.page, address, "划")
    sign_in(two.page, address, "二")
    number = begin(one, address)
    mine, theirs = open_scenario(one.page, address, number), open_scenario(two.page, address, number)
    first, second = mine.evaluate(OPEN_UNITS)

    mine.evaluate("(unit) => window.gisplanPlan.toggle([unit], true)", first)
    assert until_in(theirs, first, inside=True) < 20  # two seconds where the computer has nothing else to do
    theirs.evaluate("(unit) => window.gisplanPlan.toggle([unit], true)", second)
    until_in(mine, second, inside=True)

    # One is away, and the other changes the same: what the other did is said.
    one.context.set_offline(True)
    mine.evaluate("(unit) => window.gisplanPlan.toggle([unit], false)", second)
    until(one.page, "!document.getElementById('scenario-said').hidden")
    theirs.evaluate(
        "(unit) => { const p = window.gisplanPlan; p.toggle([unit], false); p.toggle([unit], true); }", second
    )
    two.page.wait_for_timeout(1500)
    one.context.set_offline(False)
    until(one.page, "!document.getElementById('scenario-conflict').hidden")
    assert "二" in one.page.inner_text("#scenario-conflict")
    one.page.click("[data-take=mine]")
    until_in(theirs, second, inside=False)

    # The page is closed with an edit that was not sent, and nothing is lost.
    one.context.set_offline(True)
    mine.evaluate("(unit) => window.gisplanPlan.toggle([unit], true)", second)
    until(one.page, "!document.getElementById('scenario-said').hidden")
    one.page.close()
    one.context.set_offline(False)
    one.page = one.context.new_page()
    mine = open_scenario(one.page, address, number)
    until_in(mine, second, inside=True)
    until_in(theirs, second, inside=True)
    mine.evaluate("document.querySelector('.gp-edits button').click()")  # undo
    until_in(mine, second, inside=False)

    # What the page shows is what the verdicts' rule says.
    kept = Scenarios(open_ledger(county).engine)
    measured = measure_scenario(read_county(county), kept.get(number).scenario)
    totals = mine.evaluate("window.gisplanPlan.totals()")
    assert totals["mm"] == int(measured.problem.units.length_mm[measured.figures.proposal.built].sum())
    assert totals["served"]["people"] == measured.figures.totals.people

    one.page.click("#solve")
    until(one.page, "!document.getElementById('solve').disabled && /plan found|求得/.test(document.body.innerText)")
    solved = kept.get(number).scenario
    assert solved.plan is not None
    assert solved.plan.edits == len(solved.edits)
    until(one.page, "document.getElementById('scenario').dataset.ready === 'yes'")
    until_in(frame_of(one.page), first, inside=True)  # what was put in by hand is kept

    one.page.goto(f"{address}scenarios/compare?s={number}&s=today")
    one.page.wait_for_selector("table.compared", timeout=PATIENCE_S * 1000)
    assert "<b>方案一</b>" in one.page.inner_text("thead >> nth=0")
    assert [fault for fault in (*one.faults, *two.faults) if "ERR_INTERNET_DISCONNECTED" not in fault] == []

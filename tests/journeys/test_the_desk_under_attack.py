"""Texts that try to be something else, in the county's files, in the ledger and in every form: each stays a text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from gisplan.ledger import add_work, open_ledger
from tests.attacks import ATTACKS
from tests.journeys.whole_desk import Watched, make_county, sign_in, take_picture, watch
from tests.web.test_serve import served

BIDI = "\u202egpj.exe\u2066\u200f"
HOSTILE = (*ATTACKS, "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1", "-1+1", BIDI, "长" * 300, "w" * 400)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ROUNDS = 2  # of entering into every form, each with other texts in its fields

ENTER = """([place, texts]) => {
  const form = [...document.querySelectorAll("form")][place];
  const fields = [...form.elements].filter(
    (one) => one.name && !["hidden", "file", "checkbox", "radio", "submit"].includes(one.type));
  fields.forEach((field, number) => {
    if (field.tagName === "SELECT") return;
    if (field.tagName === "INPUT") field.type = "text";
    field.value = texts[number % texts.length];
  });
  form.noValidate = true;
  form.submit();
}"""
HAS_TEXT = """() => [...document.querySelectorAll("form")].map((form) =>
  form.closest("main") !== null && form.offsetParent !== null && form.querySelector(
    "input:not([type=hidden]):not([type=file]):not([type=checkbox]):not([type=radio]), textarea") !== null)"""
LOOK = """() => {
  const faults = [];
  const made = document.querySelectorAll("img[src='x'], svg, [onload], [onerror], script:not([src])");
  for (const one of made) faults.push("markup: " + one.outerHTML.slice(0, 100));
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push("wider than the screen: " + scrollWidth);
  if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.innerText)) faults.push("text that turns round");
  return faults;
}"""
FORMS = ("works", "works/14", "reports/new?kind=plan", "reports/new?kind=compare", "people", "people/1", "password")
SEEN = ("", "works", "works?q=%3Cimg", "works/14", "works/1", "villages/610728901201", "people", "people/1", "reports")


@pytest.fixture(scope="module")
def county(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county in whose villages and works every text is hostile."""
    folder = make_county(qingxi, tmp_path_factory.mktemp("hostile") / "county")
    path = folder / "villages.geojson"
    layer = json.loads(path.read_text(encoding="utf-8"))
    for place, feature in enumerate(layer["features"]):
        feature["properties"]["村名"] = HOSTILE[place % len(HOSTILE)]
    path.write_text(json.dumps(layer, ensure_ascii=False), encoding="utf-8")
    ledger, villages = open_ledger(folder), [one["properties"]["行政区划代码"] for one in layer["features"]]
    for place, text in enumerate(HOSTILE):
        values = {"name": text, "town": text[:60], "note": text, "caretaker": text, "source": text[:60]}
        more = {"category": "poor", "people": 5, "villages": (villages[place % len(villages)],)}
        ledger.record(add_work("water", f"{text[:40]}{place}", {**values, **more}), by=text[:40], note=text)
        work = next(one for one in ledger.state().works if one.code == f"{text[:40]}{place}")
        ledger.comment(work.code, text, by=text[:40], kind=work.kind)
    return folder


@pytest.fixture(scope="module")
def watched(browser: Browser, county: Path) -> Iterator[tuple[Watched, str]]:
    """An administrator on a phone."""
    with served(county) as (address, _process):
        found = watch(browser, address, viewport={"width": 390, "height": 844}, locale="zh-CN")
        sign_in(found.page, address, "管")
        yield found, address


def enter_everywhere(page: Page, address: str, path: str, texts: list[str]) -> list[str]:
    """Enter texts into each form of a page, and send it; return what is wrong with the pages that follow."""
    page.goto(address + path)
    found = []
    for place, has_text in enumerate(page.evaluate(HAS_TEXT)):
        if has_text:
            page.goto(address + path)
            page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            with page.expect_navigation():
                page.evaluate(ENTER, [place, texts])
            found += [f"{path} form {place}: {fault}" for fault in page.evaluate(LOOK)]
    return found


def test_what_is_entered_stays_a_text(watched: tuple[Watched, str]) -> None:
    (seen, address), found = watched, []
    for number in range(ROUNDS):
        shift = number * len(HOSTILE) // ROUNDS
        texts = [*HOSTILE[shift:], *HOSTILE[:shift]]
        for path in FORMS:
            found += enter_everywhere(seen.page, address, path, texts)
    found += enter_everywhere(seen.page, address, "sign-in", list(HOSTILE))
    for path in SEEN:
        seen.page.goto(address + path)
        found += [f"{path}: {fault}" for fault in seen.page.evaluate(LOOK)]
        take_picture(seen.page, f"attack-{path.replace('/', '-').replace('?', '-')}")
    assert found == []
    assert seen.faults == []


def test_what_scripts_draw_stays_a_text(watched: tuple[Watched, str]) -> None:
    """News, who edits, and entries that wait, all of a work whose every text is hostile."""
    seen, address = watched
    page = seen.page
    page.goto(address + "works/14")
    page.context.set_offline(True)
    page.fill("#comment-form textarea", ATTACKS[0])
    page.click("#comment-form .primary")
    page.wait_for_selector(".unsent-entry")
    page.fill("#milestone-form [name=note]", ATTACKS[1])
    page.click("button[value='started:today']")
    page.wait_for_selector(".unsent-entry >> nth=1")
    assert ATTACKS[0] in page.inner_text(".unsent-entry >> nth=0")
    assert page.evaluate(LOOK) == []
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector(".unsent-entry", state="detached")
    assert page.evaluate(LOOK) == []
    assert [fault for fault in seen.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []


def test_downloads_hold_no_formula(watched: tuple[Watched, str]) -> None:
    seen, address = watched
    form, table, layer = (seen.page.request.get(f"{address}works.{end}").body() for end in ("xlsx", "csv", "geojson"))
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(form)).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert not [cell.value for cell in cells if cell.data_type == "f" and "HYPERLINK" in str(cell.value)]
    assert not [cell.value for cell in cells if cell.data_type == "f" and "cmd" in str(cell.value)]
    shown = {str(cell.value) for cell in cells}
    assert {ATTACKS[0], ATTACKS[10]} <= shown
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    assert any("'=cmd|" in cell for row in rows for cell in row)
    names = [feature["properties"]["name"] for feature in json.loads(layer)["features"]]
    assert set(HOSTILE) <= set(names), "data for programs are as they are"

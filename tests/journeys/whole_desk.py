"""A county whose desk has something on every page, served by a process of its own, and what is asked of each page."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response

from gisplan.ledger import add_work, open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from tests.web.conftest import PASSWORD

PICTURES = "GISPLAN_TEST_PICTURES"
"""The variable that names the folder into which pictures of all pages are written; none is by default."""

REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""What a browser says of a page that the desk refuses, which tests ask for on purpose."""

# Links that stand alone, and so can be large: not those inside of a sentence.
MEASURE_LINKS = """(target) => {
  const faults = [];
  for (const link of document.querySelectorAll("body a[href]")) {
    const box = link.getBoundingClientRect();
    if (box.width < 2 || box.left < -1000 || link.classList.contains("skip")) continue;
    const style = getComputedStyle(link);
    const line = link.parentElement;
    const around = [...line.childNodes].filter((node) => node !== link).map((node) => node.textContent).join("").trim();
    if (style.display === "inline" && around) continue;
    if (Math.min(box.width, box.height) < target - 0.5) {
      faults.push(`link ${Math.round(box.width)} x ${Math.round(box.height)} ${link.outerHTML.slice(0, 120)}`);
    }
  }
  return faults;
}"""
POST = """([path, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = path;
  const token = document.querySelector("input[name=form_token]").value;
  for (const [name, value] of [["form_token", token], ...fields]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


@dataclass
class Watched:
    """A context of a browser, and what went wrong on its pages."""

    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)


def make_county(source: Path, folder: Path) -> Path:
    """Copy a county, and give it works, people, comments and a conflict's past."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("README*", "*.py"))
    layer = json.loads((folder / "villages.geojson").read_text(encoding="utf-8"))
    villages = [feature["properties"] for feature in layer["features"]]
    ledger = open_ledger(folder)
    changes: list[Any] = []
    for place, village in enumerate(villages):
        name = f"{village['村名']}饮水安全巩固提升工程"
        plan = {"name": name, "category": "poor", "people": 100 + place, "km": 2.5, "town": village["乡镇"]}
        due = f"2026-{place % 12 + 1:02}-28"
        changes += add_work("water", f"YS-{place + 1:03}", {**plan, "due": due, "villages": (village["行政区划代码"],)})
    road = {"name": "桃园村至白杨沟村通组路", "programme": "group_road", "km": 3.2, "due": "2027-12-31"}
    ledger.record([*changes, *add_work("road", "TZ-001", road)], by="王")
    accounts = Accounts(ledger.engine)
    accounts.add("王", PASSWORD, role="clerk", towns=(villages[0]["乡镇"],))
    accounts.add("管", PASSWORD, role="admin")
    accounts.add("看", PASSWORD, role="viewer")
    return folder


def watch(browser: Browser, address: str, **options: Any) -> Watched:
    """Open a context whose page tells of dialogs, errors, requests to elsewhere and answers that failed."""
    context = browser.new_context(**options)
    watched = Watched(context, context.new_page())
    add = watched.faults.append

    def look(response: Response) -> None:
        if response.status >= 500:
            add(f"{response.status} {response.url}")

    context.on("dialog", lambda d: (add(f"dialog {d.message}"), d.dismiss()))
    context.on("weberror", lambda e: add(f"script error {e.error}"))
    context.on(
        "console",
        lambda m: add(f"console {m.text}") if m.type in ("error", "warning") and not REFUSED.search(m.text) else None,
    )
    context.on(
        "request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else add(f"elsewhere {r.url}")
    )
    context.on("response", look)
    return watched


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(address + "sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("nav")


def post(page: Page, path: str, fields: Mapping[str, str] | Sequence[tuple[str, str]]) -> None:
    """Send a form as a browser without scripts does, and wait for the page that follows."""
    pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
    with page.expect_navigation():
        page.evaluate(POST, [path, pairs])


def take_picture(page: Page, name: str) -> None:
    """Write a picture, where somebody asked for them."""
    folder = os.environ.get(PICTURES)
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

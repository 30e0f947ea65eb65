"""A real headless browser that is offline, and fails a test on any dialog, script error or request."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

READY = "document.documentElement.dataset.ready === 'yes'"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

COUNT_ENTRIES = """() => new Promise((resolve) => {
    const opened = indexedDB.open("desk");
    opened.onsuccess = () => {
        const counted = opened.result.transaction("entries").objectStore("entries").count();
        counted.onsuccess = () => { opened.result.close(); resolve(counted.result); };
    };
})"""


@contextmanager
def open_page(path: Path, *, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """Open a file, wait until it says that it is ready, and watch it to the end."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser_path is None:
        pytest.skip("no Chromium is installed here: pages cannot be looked at")
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.on("dialog", lambda d: (faults.append(f"dialog {d.message}"), d.dismiss()))
            page.on("pageerror", lambda e: faults.append(f"script error {e}"))
            page.on("console", lambda m: faults.append(f"console {m.text}") if m.type in ("error", "warning") else None)
            page.on("request", lambda r: None if r.url == path.as_uri() else faults.append(f"request {r.url[:200]}"))
            page.goto(path.as_uri())
            wait_until(page, READY, seconds=30.0)
            yield page
            page.wait_for_timeout(100)
        finally:
            browser.close()
    assert not faults


def wait_until(page: Page, condition: str, *, seconds: float = 10.0) -> None:
    """Ask until a condition holds: a page whose policy forbids eval cannot be asked to tell by itself."""
    for _ in range(int(seconds * 20)):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {condition}")


def wait_until_sent(page: Page) -> None:
    """Wait until the device keeps no entry, and the page says so."""
    for _time in range(400):
        if page.evaluate(COUNT_ENTRIES) == 0:
            page.wait_for_selector("#queue-strip", state="hidden")
            return
        page.wait_for_timeout(50)
    pytest.fail("an entry was never sent")

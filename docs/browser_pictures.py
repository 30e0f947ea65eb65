"""Pictures of pages, taken in headless Chromium without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).resolve().parent / "pictures"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@contextmanager
def open_browser() -> Iterator[Any]:
    """Start the browser that is installed here.

    Raises
    ------
    SystemExit
        There is none.
    """
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise SystemExit(f"No browser was found: install one of {', '.join(_NAMES)}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Any, path: Path, size: tuple[int, int], view: str = "") -> Any:
    """Open a page of gisplan at a view (the end of its address, from `#` on), and wait until it is drawn."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(path.as_uri() + view)
    while not page.evaluate("document.documentElement.dataset.ready === 'yes'"):
        page.wait_for_timeout(50)
    return page


def keep_few_colours(path: Path) -> None:
    """Keep 256 colours of a picture, so that it is small; it replaces the file when it is complete."""
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    part = path.with_suffix(".part.png")
    small.save(part, optimize=True)
    part.replace(path)

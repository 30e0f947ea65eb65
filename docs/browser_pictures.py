"""Pictures of pages, taken in headless Chromium without a network, and what each was made from.

docs/pictures/made-from.json has, for each picture, a hash of the files that make its page. A test compares it with the
files of today, so that a picture that is older than its page is noticed without a browser.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
MADE_FROM = PICTURES / "made-from.json"
_PAGES = ("gisplan/maps/shared", "gisplan/maps/page/shared", "gisplan/wording/palette.py")
SOURCES = {
    "gap-map": ("gisplan/maps/gaps", "gisplan/maps/page/gaps", *_PAGES),
    "own-map": ("gisplan/maps/gaps", "gisplan/maps/page/gaps", *_PAGES),
    "plan-page": ("gisplan/maps/plan", "gisplan/maps/page/plan", *_PAGES),
    "works-page": ("gisplan/maps/progress", "gisplan/maps/page/progress", *_PAGES),
    "check-workbook": ("gisplan/report/excel/check", "gisplan/report/excel/table_sheet.py"),
}
"""The files and folders that make the page of each picture."""
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


def hash_sources(name: str) -> str:
    """Return a hash of the files that make the page of a picture, whatever their line endings."""
    found = hashlib.sha256()
    for source in SOURCES[name]:
        place = ROOT / source
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for path in files:
            if "__pycache__" not in path.parts and "node_modules" not in path.parts:
                content = path.read_bytes().replace(b"\r\n", b"\n")
                found.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def read_hashes() -> dict[str, str]:
    """Return the hashes that the pictures were made from, by their names."""
    found: dict[str, str] = json.loads(MADE_FROM.read_text(encoding="utf-8")) if MADE_FROM.exists() else {}
    return found


def note_sources(names: Iterable[str]) -> None:
    """Note that pictures have been made from the files of today."""
    hashes = read_hashes() | {name: hash_sources(name) for name in names}
    MADE_FROM.write_text(json.dumps(dict(sorted(hashes.items())), indent=1) + "\n", encoding="utf-8", newline="\n")

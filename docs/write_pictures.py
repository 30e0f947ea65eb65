"""Take the pictures of Zhenba's pages anew, from pages that today's code writes.

`python docs/write_pictures.py [NAME…]` writes docs/pictures/NAME.png, and NAME.zh.png of the Chinese page; it needs
Chromium and Playwright. `python docs/write_own_data.py` takes those of docs/own-data.md.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from browser_pictures import PICTURES, keep_few_colours, note_sources, open_browser, open_page  # noqa: E402
from click.testing import CliRunner  # noqa: E402

from gisplan.cli.main import gisplan  # noqa: E402

LANGUAGES = {"en": "", "zh": ".zh"}
_DAYS_BEFORE_THE_END = 46
_TO_REST = 800  # milliseconds, until what moves has come to rest


@dataclass(frozen=True)
class Picture:
    """A picture: the commands that write its page, `{0}` being the folder; the page's view; what is done on it."""

    commands: tuple[str, ...]
    page: str
    view: str = ""
    act: Callable[[Any], None] | None = None
    size: tuple[int, int] = (1440, 900)


def _show_middle_of_may(page: Any) -> None:
    slider = page.locator("input[type=range]")
    slider.evaluate("(bar, days) => { bar.value = bar.max - days; }", _DAYS_BEFORE_THE_END)
    slider.dispatch_event("input")


SHOWN = {
    "gap-map": Picture(("gaps {0}/zhenba -o {0}/gaps",), "gaps/map.html", "#settlement=610728108251"),
    "plan-page": Picture(
        ("plan {0}/zhenba --budget resurfacing=20 --budget group_roads=20 -o {0}/plan",), "plan/plan.html"
    ),
    "works-page": Picture(
        ("ledger open {0}/zhenba --by 王", "ledger report {0}/zhenba -o {0}/works --on 2019-06-30"),
        "works/progress.html",
        act=_show_middle_of_may,
    ),
}
"""The pictures by their names."""


def write_page(picture: Picture, folder: Path, language: str) -> Path:
    """Write a picture's page into a folder that has a copy of Zhenba, by the commands themselves.

    Raises
    ------
    RuntimeError
        A command failed; with what it printed.
    """
    for command in picture.commands:
        result = CliRunner().invoke(gisplan, ["--lang", language, *command.format(folder.as_posix()).split()])
        if result.exit_code:
            raise RuntimeError(f"gisplan {command}: {result.output}")
    return folder / picture.page


def take(names: list[str]) -> None:
    """Take the named pictures in each language."""
    for language, ending in LANGUAGES.items():
        with tempfile.TemporaryDirectory() as place, open_browser() as browser:
            folder = Path(place)
            shutil.copytree(ROOT / "layers" / "zhenba", folder / "zhenba", ignore=shutil.ignore_patterns("bureau"))
            for name in names:
                picture = SHOWN[name]
                path = PICTURES / f"{name}{ending}.png"
                page = open_page(browser, write_page(picture, folder, language), picture.size, picture.view)
                if picture.act:
                    picture.act(page)
                page.wait_for_timeout(_TO_REST)
                page.screenshot(path=path)
                page.close()
                keep_few_colours(path)


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(SHOWN)
    if unknown:
        raise SystemExit(f"No such picture: {', '.join(sorted(unknown))}; there are {', '.join(SHOWN)}.")
    chosen = sys.argv[1:] or list(SHOWN)
    take(chosen)
    note_sources(chosen)

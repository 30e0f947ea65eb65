"""Run the steps of docs/own-data.md in a copy of Zhenba's bureau files, and take the page's pictures anew.

`python docs/write_own_data.py` writes docs/pictures/check-workbook*.png and own-map*.png; it needs Chromium and
Playwright. The test of the page runs the same steps and compares what they print with what the page shows.
"""

from __future__ import annotations

import html
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from browser_pictures import PICTURES, keep_few_colours, note_sources, open_browser, open_page  # noqa: E402
from click.testing import CliRunner  # noqa: E402

from gisplan.cli.main import gisplan  # noqa: E402

LANGUAGES = ("en", "zh")
STEPS: dict[str, str | None] = {
    "gisplan init zhenba": "镇巴县\nzhenba-2019\n\n",
    "gisplan check zhenba -o checked": None,
    "gisplan gaps zhenba -o out": None,
}
"""The commands of the page, and what is typed at their questions."""
OSM_STEPS: dict[str, str | None] = {"gisplan init andorra.osm.pbf": "\n" * 20, "gisplan check andorra": None}
"""The same for an extract of OpenStreetMap: Enter takes every proposed answer."""
NAMES = ("check-workbook", "own-map")
_SIZE = (1280, 720)
_ROWS, _SHEET = 9, 1
_STYLE = """body { margin: 0; font: 12px "WenQuanYi Zen Hei", sans-serif; background: #fff }
table { border-collapse: collapse } td { border: 1px solid #d0d0d0; padding: 2px 4px; vertical-align: top }
td.no { background: #eee; color: #555; text-align: center; min-width: 1.6em }"""


def run_steps(folder: Path, language: str, *limits: str) -> dict[str, str]:
    """Run the steps in a folder, with options such as limits of reading, and return what each prints."""
    bureau = ROOT / "layers" / "zhenba" / "bureau"
    shutil.copytree(bureau, folder / "zhenba", ignore=shutil.ignore_patterns("*.toml"))
    return run_commands(STEPS, folder, language, *limits)


def run_commands(steps: Mapping[str, str | None], folder: Path, language: str, *limits: str) -> dict[str, str]:
    """Run commands in a folder as on a terminal, and return what each prints."""
    printed = {}
    environment = {"COLUMNS": "100", "NO_COLOR": "1"}
    with _inside(folder), patch("gisplan.cli.init.is_terminal", lambda: True), patch.dict(os.environ, environment):
        for command, typed in steps.items():
            words = [*command.split()[1:], "--lang", language, *limits]
            result = CliRunner().invoke(gisplan, words, input=typed)
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                raise result.exception
            printed[command] = result.output
    return printed


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def format_sheet(path: Path) -> str:
    """Return the first rows of the list of faults in a workbook as a page that looks like them."""
    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter

    sheet = load_workbook(path).worksheets[_SHEET]
    merged = {(area.min_row, area.min_col): area.max_col - area.min_col + 1 for area in sheet.merged_cells.ranges}
    rows = []
    for number, row in enumerate(sheet.iter_rows(max_row=_ROWS), 1):
        cells = [f'<td class="no">{number}</td>']
        for cell in row:
            if type(cell).__name__ == "MergedCell":
                continue
            fill = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None
            style = f"background: #{fill[-6:]};" if isinstance(fill, str) else ""
            style += "font-weight: bold;" if cell.font.b else ""
            style += "" if cell.alignment.wrap_text else "white-space: nowrap; overflow: visible; max-width: 0;"
            value = "" if cell.value is None else html.escape(str(cell.value))
            span = merged.get((cell.row, cell.column), 1)
            cells.append(f'<td colspan="{span}" style="{style}">{value}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    letters = [get_column_letter(number + 1) for number in range(sheet.max_column)]
    widths = [f'<col style="width: {sheet.column_dimensions[letter].width * 5.6:.0f}px">' for letter in letters]
    head = "".join(f'<td class="no">{letter}</td>' for letter in letters)
    table = (
        f'<table><col style="width: 26px">{"".join(widths)}<tr><td class="no"></td>{head}</tr>{"".join(rows)}</table>'
    )
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>{table}'


def take_pictures(folder: Path, language: str) -> None:
    """Take the pictures of the workbook and of the map that the steps wrote."""
    (folder / "sheet.html").write_text(format_sheet(folder / "checked" / "check.xlsx"), encoding="utf-8")
    ending = "" if language == "en" else f".{language}"
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": _SIZE[0], "height": _SIZE[1]})
        page.goto((folder / "sheet.html").as_uri())
        page.locator("table").screenshot(path=PICTURES / f"check-workbook{ending}.png")
        page = open_page(browser, folder / "out" / "map.html", _SIZE)
        page.screenshot(path=PICTURES / f"own-map{ending}.png")
    for name in NAMES:
        keep_few_colours(PICTURES / f"{name}{ending}.png")


if __name__ == "__main__":
    for name in LANGUAGES:
        with tempfile.TemporaryDirectory() as place:
            run_steps(Path(place), name, "--read-seconds", "900")
            take_pictures(Path(place), name)
    note_sources(NAMES)

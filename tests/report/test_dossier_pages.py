"""A village's dossier is one sheet of A4: counted in a real browser and by the typesetter, not estimated."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.report.village_dossier.dossier import make_dossier
from gisplan.workflow import judge
from tests.journeys.browser import FLAGS

EVERY = 15
LONG = 9  # rows of tables: with more a dossier may take a second sheet


@pytest.fixture(scope="module")
def zhenba(root: Path) -> Gaps:
    return judge(root / "layers" / "zhenba")


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    set_language(request.param)
    yield
    set_language(None)


@pytest.fixture(scope="module")
def print_page() -> Iterator[Any]:
    """A function that prints a page and counts the sheets."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed here: pages cannot be printed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()

        def count(html: str) -> int:
            page.set_content(html)
            return count_sheets(page.pdf(prefer_css_page_size=True, print_background=True))

        yield count
        browser.close()


def count_sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def count_rows(html: str) -> int:
    """Count the rows of a village's tables: its groups, what they lack, works and findings."""
    return html.count("<tr><td>")


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
@pytest.mark.usefixtures("language")
def test_a_village_is_one_sheet_and_two_at_most_with_many_groups(zhenba: Gaps, print_page: Any) -> None:
    pages = [content.decode("utf-8") for name, content in make_dossier(zhenba) if name.startswith("village-")]
    sheets = [(print_page(html), count_rows(html)) for html in (*pages[::EVERY], max(pages, key=count_rows))]
    assert max(count for count, _rows in sheets) <= 2
    short = [count for count, rows in sheets if rows <= LONG]
    assert set(short) == {1}, sheets


def test_letters_have_eight_points_and_the_first_sheet_is_signed(zhenba: Gaps) -> None:
    name, content = next(iter(make_dossier(zhenba)))
    html = content.decode("utf-8")
    printed = html[html.index("@media print") :]
    sizes = {rule: float(size) for rule, size in re.findall(r"([^{};]+)\{[^}]*?font-size: ([\d.]+)pt", printed)}
    main = [next(rule for rule in sizes if word in rule) for word in (".verdicts li", "table", ".warning", ".role")]
    assert all(sizes[rule] >= 8 for rule in main), sizes
    assert min(sizes.values()) >= 6.5
    assert html.index('class="signatures"') < html.index('class="groups"'), name


def test_requirements_are_worded_without_signs(zhenba: Gaps) -> None:
    pages = [content.decode("utf-8") for name, content in make_dossier(zhenba) if name.startswith("village-")]
    html = "".join(pages)
    assert "≤" not in html
    assert "≥" not in html
    assert "Required: no household without it · Actual: none" in html
    assert "Required: at most 500 m" in html
    assert re.search(r"Required: no household without it · Actual: \d+ households? without it", html)


def test_groups_have_names_and_the_hashes_are_the_end(zhenba: Gaps) -> None:
    pages = dict(make_dossier(zhenba))
    for village in zhenba.villages.to_dict("records")[::40]:
        html = pages[f"village-{village['code']}.html"].decode("utf-8")
        body, end = html.split("<footer>")
        assert all(item.sha256[:16] in end and item.sha256[:16] not in body for item in zhenba.county.inputs)
        listed = zhenba.county.groups[zhenba.county.groups["village"] == village["code"]]
        assert all(f"<td>{name} <span" in body for name in listed["name"])
        assert not any(code in body for code in listed["code"]), "a code is only its own part, beside the name"


def test_the_legend_names_everything_that_is_drawn(zhenba: Gaps) -> None:
    pages = [content.decode("utf-8") for name, content in make_dossier(zhenba) if name.startswith("village-")]
    for html in pages[::30]:
        picture = html[html.index("<svg") : html.index("</svg>")]
        drawn, legend = picture.split("</g><rect", 1)
        assert "This village" in legend
        assert ("County boundary" in legend) == ('stroke-dasharray="22 6 4 6"' in drawn)
        assert ("Missing link" in legend) == ('stroke-width="17"' in drawn)
        assert ("Other village" in legend) == ('r="9"' in drawn)

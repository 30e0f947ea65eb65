"""The works' page as the water bureau uses it: its numbers are those of the progress, on the last day and before."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from gisplan.county.county import County
from gisplan.ledger import Ledger, open_ledger
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.progress import KindProgress, Progress, make_progress
from gisplan.ledger.progress.headline import format_works_headline
from gisplan.maps.progress.progress_map import make_progress_page
from gisplan.wording.works import format_forecast_day
from gisplan.workflow import read_county
from tests.attacks import ATTACKS
from tests.counties import make_county
from tests.journeys.browser import open_page
from tests.toys import CRS, draw_county

ON = date(2019, 6, 30)
EARLIER = (date(2018, 7, 3), date(2019, 1, 31), date(2019, 4, 30), date(2019, 6, 29))


@dataclass(frozen=True)
class Zhenba:
    county: County
    ledger: Ledger
    progress: Progress


@pytest.fixture(scope="module")
def zhenba(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Zhenba:
    """The county that ships, with its works in a ledger that nobody has corrected."""
    folder, layers = tmp_path_factory.mktemp("zhenba"), root / "layers" / "zhenba"
    (folder / "gisplan.toml").write_bytes((layers / "gisplan.toml").read_bytes())
    county, ledger = read_county(layers), open_ledger(folder)
    ledger.load(county, by="王")
    return Zhenba(county, ledger, make_progress(ledger.state(ON), county))


@contextmanager
def shown(progress: Progress, folder: Path, **size: int) -> Iterator[Page]:
    path = folder / "works.html"
    path.write_bytes(make_progress_page(progress))
    with open_page(path, **size) as page:
        yield page


def ask(page: Page, name: str, *result: str) -> Any:
    return page.evaluate("([name, options]) => gisplanProgress[name](...options)", [name, list(result)])


def same(page: Page, result: KindProgress, day: date = ON) -> None:
    """The page counts on its day what a progress counts on that day."""
    counted, count = ask(page, "counts"), result.total
    names = ("planned", "started", "finished", "serving", "accepted", "overdue")
    assert {name: counted[name] for name in names} == {name: getattr(count, name) for name in names}
    assert counted["passed"] == (~np.isnat(result.passed) | result.undated).sum(axis=1).tolist()
    assert sum(counted["standing"]) == count.planned
    late = [[one.work.code, list(one.milestones), one.due.isoformat()] for one in result.late]
    assert ask(page, "late") == late
    assert ask(page, "waiting") == [
        [one.code, one.serving, list(one.holding), list(one.late)] for one in result.waiting
    ]
    months = [[number(month.end), month.due, list(month.passed)] for month in result.months]
    assert [[one["end"], one["due"], one["passed"]] for one in ask(page, "months")] == months
    steps = ask(page, "steps")
    assert [(d, n) for d, n in steps["planned"]] == [(number(d), n) for d, n in result.curve.planned]
    finished = [(d, n) for d, n in steps["finished"] if d <= number(day)]
    assert finished == [(number(d), n) for d, n in result.curve.finished]
    assert (steps["before"], steps["undated"]) == (result.curve.before, result.curve.undated)


def number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def toy(*works: WorkState, **more: Any) -> Progress:
    county = replace(make_county(draw_county("#==A  B")), **more)
    numbered = tuple(replace(one, number=place) for place, one in enumerate(works, 1))
    return make_progress(State("store-1", county.code, 7, ON, None, numbered), county)


def work(code: str, kind: str = "water", **values: Any) -> WorkState:
    known = {"name": code, "listed": True, **values}
    return WorkState(1, kind, code, 1, known, dict.fromkeys(known, 1))


def test_its_numbers_are_those_of_the_progress_on_the_last_day_and_before(zhenba: Zhenba, tmp_path: Path) -> None:
    before = {day: make_progress(zhenba.ledger.state(day), zhenba.county) for day in EARLIER}
    with shown(zhenba.progress, tmp_path) as page:
        assert ask(page, "kinds") == ["water", "road"]
        for result in zhenba.progress.kinds:
            ask(page, "setKind", result.kind.name)
            ask(page, "setDay", ON.isoformat())
            same(page, result)
            assert f"\n{result.total.finished}\n" in page.inner_text(".gp-figures")
            assert page.inner_text(".gp-time-counts").endswith(f"{result.total.overdue}")
            headline = page.inner_text(".gp-headline")
            findings = page.locator(".gp-finding").all_inner_texts()
            assert len(findings) == len(zhenba.progress.kinds)
            tabs = page.locator(".gp-kinds b").all_inner_texts()
            for one, tab in zip(zhenba.progress.kinds[::-1], tabs, strict=True):
                assert any(text.startswith(format_works_headline(one).split(";")[0]) for text in findings)
                assert tab == f"{one.total.planned} · {one.total.overdue} overdue"
            assert headline.startswith(format_works_headline(result).split(";")[0])
            assert headline.endswith(format_forecast_day(result.forecast))
            assert page.inner_text(".gp-reason b >> nth=0") == str(len(result.late))
            for day, progress in before.items():
                ask(page, "setDay", day.isoformat())
                if ask(page, "day") == day.isoformat():  # the slider begins with the first milestone of the kind
                    same(page, next(one for one in progress.kinds if one.kind.name == result.kind.name), day)
            assert ask(page, "day") == EARLIER[-1].isoformat()


def test_it_is_used_with_the_keys_and_the_mouse_and_printed(zhenba: Zhenba, tmp_path: Path) -> None:
    water = zhenba.progress.kinds[-1]
    with shown(zhenba.progress, tmp_path) as page:
        page.focus(".gp-time input[type=range]")
        days = []
        for key in ("ArrowLeft", "PageDown", "PageUp", "Home", "End"):
            page.keyboard.press(key)
            days.append(ask(page, "day"))
        assert days == ["2019-06-29", "2019-05-29", "2019-06-29", "2018-07-03", "2019-06-30"]
        page.click(".gp-time-button >> nth=1")
        assert page.inner_text(".gp-day") == ask(page, "day") == "2019-05-30"
        page.click(".gp-time-button >> nth=0")
        assert ask(page, "playing") is True
        page.wait_for_timeout(200)
        page.click(".gp-time-button >> nth=0")
        assert ask(page, "playing") is False
        assert ask(page, "day") > "2019-05-30"
        _find_late(page, water)
        page.evaluate("void window.dispatchEvent(new Event('beforeprint'))")
        for result in zhenba.progress.kinds:  # paper has every kind, whichever is shown
            printed = f".gp-print [data-kind={result.kind.name}]"
            assert page.locator(f"{printed} .gp-paper-waits span").count() == len(result.waiting)
            late = sum(bool(village.late) for village in result.waiting)
            assert page.locator(f"{printed} .gp-paper-late").count() == late
            assert page.locator(f"{printed} .gp-figures").count() == page.locator(".gp-panel .gp-figures").count() >= 1
            assert f"All {result.total.planned} works" in page.text_content(f"{printed} .gp-works")
        overdue = sum(len(result.late) for result in zhenba.progress.kinds)
        assert page.locator(".gp-print-urgent tbody tr").count() == overdue
        page.evaluate("void window.dispatchEvent(new Event('afterprint'))")
        assert page.locator(".gp-print").count() == page.locator(".gp-panel .gp-legend").count() == 0
        sheets = len(re.findall(rb"/Type */Page\b", page.pdf(prefer_css_page_size=True)))
        assert sheets == 2 + len(zhenba.progress.kinds), "the map, what is urgent, a page of each kind"


def test_the_relief_and_what_is_around_lie_under_the_works(zhenba: Zhenba, tmp_path: Path) -> None:
    shown_around = zhenba.progress.county.orientation
    assert shown_around is not None
    with shown(zhenba.progress, tmp_path) as page:
        around = page.inner_text(".gp-legend .gp-around")
        assert all(word in around for word in ("Relief", "Rivers", "Neighbouring counties"))
        assert "Invented, for orientation only: Rivers, Relief." in page.locator(".gp-warn").all_inner_texts()
        assert page.locator(".gp-name.gp-neighbour").count() >= 3
    bare = replace(zhenba.progress, county=replace(zhenba.progress.county, orientation=None))
    with shown(bare, tmp_path) as page:
        assert page.locator(".gp-around, .gp-neighbour").count() == 0


def _find_late(page: Page, water: KindProgress) -> None:
    """A late work is clicked in the list, and then on the map, which has moved to it."""
    late = water.late[0].work
    ask(page, "setDay", ON.isoformat())
    page.click(".gp-work-table .gp-link >> nth=0")
    assert page.inner_text(".gp-details h2") == late.name
    assert late.code in page.inner_text(".gp-details")
    page.click(".gp-close")
    assert page.evaluate("document.activeElement.textContent") == late.name, "the focus is where it was"
    panel = page.locator(".gp-panel").bounding_box()
    assert panel
    # the map is fitted between the panel and the right edge, above the slider
    page.mouse.click((panel["width"] + 25 + 1280 - 15) / 2, (15 + 800 - 110) / 2)
    assert page.inner_text(".gp-details h2") == late.name
    page.keyboard.press("Escape")


def test_lateness_follows_the_slider_and_unknown_is_reported(tmp_path: Path) -> None:
    progress = toy(
        work("late", due=date(2019, 3, 1), started=date(2019, 1, 1), main_done=date(2019, 4, 1)),
        work("accepted", due_accepted=date(2019, 5, 1), main_done=date(2019, 2, 1)),
        work("skipped", due=date(2019, 2, 1), accepted=date(2019, 1, 15)),
        work("placed", place=f"{CRS};POINT (500100 3500000)"),
        work("status", "road", status="built", due=date(2019, 4, 1)),
        work("road", "road", place=f"{CRS};LINESTRING (500000 3500000, 500300 3500000)"),
        work("power", "power", due=date(2030, 1, 1), started=ON),
        work("tv", "broadcasting", on_air=date(2019, 6, 1), due=date(2019, 5, 1)),
    )
    expected = {"2019-02-28": 0, "2019-03-01": 1, "2019-03-31": 1, "2019-04-01": 0, "2019-05-01": 1, "2019-06-30": 1}
    with shown(progress, tmp_path) as page:
        for day, late in expected.items():
            ask(page, "setDay", day)
            assert ask(page, "counts")["overdue"] == late, day
        for result in progress.kinds:
            ask(page, "setKind", result.kind.name)
            ask(page, "setDay", ON.isoformat())
            same(page, result)
            assert "NaN" not in page.inner_html(".gp-curve-box")
            # there is nothing to slide over where the first milestone was passed on the last day, or none
            assert page.locator(".gp-time input").is_disabled() == (result.kind.name in ("road", "power"))
        ask(page, "setKind", "water")
        assert "Without a location on the map: 3" in page.inner_text(".gp-legend")
        ask(page, "show", "skipped")
        assert "by 2019-01-15" in page.inner_text(".gp-milestones")
        assert "not on the map" in page.inner_text(".gp-details")


def test_what_is_shown_is_chosen_shared_by_a_link_and_saved(zhenba: Zhenba, tmp_path: Path) -> None:
    water = zhenba.progress.kinds[-1]
    town = water.late[0].work.values["town"]
    inside = [one.work.code for one in water.late if one.work.values["town"] == town]
    with shown(zhenba.progress, tmp_path) as page:
        page.select_option(".gp-filter select[name=town]", label=town)
        page.click(".gp-reason >> nth=0")
        assert ask(page, "shown") == inside
        assert page.locator(".gp-work-table tbody tr").count() == len(inside)
        count = next(one.count for one in water.towns if one.name == town)
        assert ask(page, "counts")["planned"] == count.planned, "the figures are of the town, not of its overdue works"
        assert page.get_attribute(".gp-reason >> nth=0", "aria-pressed") == "true"
        with page.expect_download() as saved:
            page.click(".gp-works .gp-buttons button")
        lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == 1 + len(inside)
        assert lines[1].startswith(f"{inside[0]},{water.late[0].work.name},{town},")
        page.fill(".gp-filter input[type=search]", inside[0].lower())
        page.press(".gp-filter input[type=search]", "Enter")
        assert page.inner_text(".gp-details h2") == water.late[0].work.name
        link = page.evaluate("window.location.hash")
        _follow(page, "#kind=road&day=2019-05-01&only=due30")
        assert ask(page, "kind") == "road"
        assert ask(page, "day") == "2019-05-01"
        assert page.locator(".gp-details.gp-open").count() == 0
        _follow(page, link)
        assert ask(page, "kind") == "water"
        assert ask(page, "shown") == inside[:1]
        assert page.inner_text(".gp-details h2") == water.late[0].work.name
        page.click("text=Show all works")
        assert len(ask(page, "shown")) == water.total.planned


def _follow(page: Page, link: str) -> None:
    """Follow a link to another view of the page, until the page has read it."""
    done = "addEventListener('hashchange', () => done(null), { once: true })"
    page.evaluate(f"(link) => new Promise((done) => {{ {done}; location.hash = link; }})", link)


def test_a_ledger_without_works_says_so(tmp_path: Path) -> None:
    with shown(toy(), tmp_path) as page:
        assert ask(page, "kinds") == []
        assert "The ledger has no works." in page.inner_text(".gp-panel")


def test_attacks_are_shown_exactly_and_never_run(tmp_path: Path) -> None:
    villages = make_county(draw_county("#==A  B")).villages.assign(name=list(ATTACKS[:2]), town=list(ATTACKS[2:4]))
    result = {"due": ON, "villages": (villages["code"].iloc[0],)}
    works = [work(a, **result, name=a, town=a, note=a, category=a, contractor=a) for a in ATTACKS]
    with shown(toy(*works, name=ATTACKS[1], villages=villages), tmp_path) as page:
        assert page.inner_text(".gp-panel h1") == ATTACKS[1]
        for attack in ATTACKS:
            ask(page, "show", attack)
            assert page.text_content(".gp-details h2") == attack
            cells = page.locator(".gp-details dd").all_text_contents()
            assert cells.count(attack) >= 4, "the code, the category, the town and the note"
            assert ATTACKS[0] in cells, "the village"
        for fold in ("gp-waits", "gp-groups", "gp-by-contractor"):
            page.click(f".{fold} summary")
        assert set(page.locator(".gp-chip").all_text_contents()) == set(ATTACKS)
        for fold in ("gp-groups", "gp-by-contractor"):
            assert set(page.locator(f".{fold} tbody th").all_text_contents()) == set(ATTACKS)
        page.fill(".gp-filter input[type=search]", ATTACKS[0])
        assert ATTACKS[0] in ask(page, "shown")


def test_it_is_ready_soon_and_fits_a_phone(zhenba: Zhenba, tmp_path: Path) -> None:
    with shown(zhenba.progress, tmp_path, width=390, height=844) as page:
        assert page.evaluate("performance.now()") < 9000  # several tests share a machine's cores
        page.click(".gp-fold")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        inner, outer = page.evaluate(
            "['scrollWidth', 'clientWidth'].map((w) => document.querySelector('.gp-panel')[w])"
        )
        assert inner <= outer

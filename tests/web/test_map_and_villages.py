"""The map and the pages of villages, as a process has made them, and who may see what."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gisplan.ledger import Change, add_work, open_ledger, with_ledger_works
from gisplan.web.desk.desk import Desk
from gisplan.web.desk.last_week import compare_with_last_week
from gisplan.web.desk.made_pages import MadePages, load
from gisplan.web.desk.make_pages import FACTS, main
from gisplan.workflow import find_gaps, read_county
from tests.web.conftest import Clock, open_client, sign_in

CODE = "610728111209"
MARKUP = "<img src=x onerror=alert(1)>"
STATE = {"key": "missed", "word": "missed", "mark": "✗"}
POLICY = "default-src 'none'; script-src 'sha256-x'"
PAGE = f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}"></head>'


def describe(**values: Any) -> dict[str, Any]:
    """A village as the process describes it."""
    verdict = dict.fromkeys(("segments", "listed_works", "needs", "needed_for_works"), "")
    verdict |= {
        "name": "power",
        "required": "100 %",
        "actual": "98 %",
        "state": STATE,
        "why": MARKUP,
        "sources": "a.csv",
    }
    group = {"name": MARKUP, "people": "9", "state": STATE, "detail": MARKUP}
    found = {"name": "power", "found": STATE, "by": MARKUP, "date": "2019-06-01", "document": MARKUP}
    return {
        "file": f"village-{CODE}",
        "name": MARKUP,
        "code": CODE,
        "town": "青水镇",
        "people": "1 390",
        "exit_year": "2019",
        "state": STATE,
        "role": "Judged.",
        "second_visit": True,
        "sections": [{"title": MARKUP, "verdicts": [verdict]}],
        "groups": [group],
        "attestations": [found],
        "households": ["张三", MARKUP],
        **values,
    }


@pytest.fixture
def made(desk: Desk, tmp_path: Path) -> Desk:
    """A desk whose pages were made of its last event."""
    folder = tmp_path / "made"
    for language in ("en", "zh"):
        (folder / language).mkdir(parents=True)
        for name in ("map.html", "index.html", f"village-{CODE}.html"):
            (folder / language / name).write_text(PAGE + name + language, encoding="utf-8")
        (folder / language / "villages.json").write_text(json.dumps({CODE: describe()}), encoding="utf-8")
    headlines = {"en": "5 of 9 villages fall short.", "zh": "9个村中5个不达标。"}
    facts = {"last_event": desk.ledger.last_event, "as_of": "2019-06-30", "state": "missed", "headlines": headlines}
    facts["week"] = {
        "since": "2019-06-24",
        "villages": [{"code": CODE, "name": MARKUP, "before": "no", "after": "met"}],
    }
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    desk.pages._made = load(folder)
    return desk


def record(desk: Desk) -> None:
    desk.ledger.record([Change("A", "started", "2019-06-02", desk.ledger.work("A").version)], by="王")


def test_the_map_says_of_which_record_it_is_and_begins_a_newer_one(made: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    monkeypatch.setattr(made.pages, "start", lambda: begun.append(made.ledger.last_event))
    client = sign_in(made, "看")
    before = made.ledger.last_event
    assert f"verdicts are as of 2019-06-30, by the ledger up to record {before}." in client.get("/map").text
    assert not begun
    record(made)
    assert f"records up to {before + 1} follow" in client.get("/map").text
    state = client.get("/map/state").json()
    assert (state["event"], state["last_event"], state["stale"]) == (before, before + 1, True)
    assert begun == [before + 1]  # asked for twice, and begun once: not again within the pause


def test_the_map_follows_works_that_changed_after_it_was_made(made: Desk) -> None:
    client, before = sign_in(made, "看"), made.ledger.last_event
    assert f'data-event="{before}"' in client.get("/map").text
    assert client.get(f"/map/works?after={before}").json() == {"last_event": before, "works": []}
    record(made)
    found = client.get(f"/map/works?after={before}").json()
    assert found["last_event"] == before + 1
    work = {"number": 1, "kind": "water", "code": "A", "name": "仁和村饮水安全工程", "villages": [CODE], "listed": True}
    assert found["works"] == [{**work, "stage": 2, "day": "2019-06-02", "late": ["main works done"]}]
    made.ledger.record([Change("A", "listed", False, made.ledger.work("A").version)], by="王")
    client.cookies.set("desk_language", "zh")
    found = client.get(f"/map/works?after={before}").json()["works"]
    assert [(one["number"], one["listed"], one["late"]) for one in found] == [(1, False, ["主体完工"])]
    assert len(client.get("/map/works?after=x").json()["works"]) == 3  # of who does not say, all
    assert open_client(made).get("/map/works").status_code == 401


def test_an_address_of_the_map_names_a_village_or_a_work(made: Desk) -> None:
    client = sign_in(made, "看")
    assert f'src="/map/page#settlement={CODE}"' in client.get(f"/map?village={CODE}").text
    assert 'src="/map/page#ledger_water=A"' in client.get("/map?work=1").text
    for unknown in ("work=99", "work=x", "village=%3Cb%3E", "work=²"):
        assert 'src="/map/page"' in client.get(f"/map?{unknown}").text
    assert 'href="/map?work=1"' in client.get("/works/1").text


def test_the_map_has_its_own_policy_and_the_desk_alone_frames_it(made: Desk) -> None:
    client = sign_in(made, "看")
    assert "frame-src 'self'" in client.get("/map").headers["content-security-policy"]
    page = client.get("/map/page")
    assert page.headers["content-security-policy"] == f"{POLICY}; frame-ancestors 'self'"
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    again = client.get("/map/page", headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.cookies.set("desk_language", "zh")
    assert client.get("/map/page").text.endswith("map.htmlzh")
    dossier = client.get(f"/dossier/village-{CODE}.html")
    assert dossier.headers["x-frame-options"] == "DENY"
    for name in (
        "map.html",
        "villages.json",
        "..%2ffacts.json",
        "village-.html",
        "village-a.htmlx",
        "village-999.html",
    ):
        assert client.get(f"/dossier/{name}").status_code == 404


def test_before_a_map_was_made_the_desk_says_so(desk: Desk) -> None:
    client = sign_in(desk, "看")
    assert "being made" in client.get("/map").text
    assert client.get("/map/page").status_code == 404
    assert "come back in a minute" in client.get(f"/villages/{CODE}").text
    desk.pages.failed = True
    assert "The map cannot be made" in client.get("/map").text


def test_a_village_shows_verdicts_works_and_what_was_recorded(made: Desk) -> None:
    record(made)
    made.ledger.record([Change("A", "name", f"工程{MARKUP}", made.ledger.work("A").version)], by=MARKUP)
    page = sign_in(made, "看").get(f"/villages/{CODE}").text
    for text in ("98 %", "a.csv", 'href="/works/1"', "started: 2019-06-02", f"/dossier/village-{CODE}.html"):
        assert text in page
    assert 'href="/works/2"' not in page
    assert "<img src=x" not in page
    assert sign_in(made, "看").get("/villages/nowhere").status_code == 404
    assert f'href="/villages/{CODE}"' in sign_in(made, "看").get("/works/1").text


def test_households_are_named_to_who_records_their_town_alone(made: Desk) -> None:
    made.accounts.add("别", "correct horse 1", role="clerk", towns=("观音镇",))
    shown = {name: "张三" in sign_in(made, name).get(f"/villages/{CODE}").text for name in "看记划管别"}
    assert shown == {"看": False, "记": True, "划": True, "管": True, "别": False}
    assert open_client(made).get(f"/villages/{CODE}").status_code == 303


def test_pages_that_were_replaced_just_now_are_no_failure(made: Desk, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "made")
    client = sign_in(made, "看")
    assert client.get("/map/page").status_code == 404
    assert client.get(f"/villages/{CODE}").status_code == 200


@pytest.fixture(scope="module")
def qingxi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the process makes of a county with a ledger."""
    folder = tmp_path_factory.mktemp("made")
    county = Path(shutil.copytree("tests/fixtures/qingxi", folder / "county"))
    ledger = open_ledger(county)
    ledger.record(add_work("water", "W1", {"name": "工程", "villages": ("610728901201",)}), by="王")
    assert main([str(county), str(folder / "pages")]) == 0
    return folder


def test_the_first_page_says_the_verdict_once_it_is_made(made: Desk) -> None:
    client = sign_in(made, "看")
    text = client.get("/").text
    assert 'class="card verdict verdict-missed"' in text
    assert "The county on 2019-06-30" in text
    assert "5 of 9 villages fall short." in text
    assert "Villages now met: 1 (changed since last week)" in text
    assert f'<a href="/villages/{CODE}">&lt;' in text
    made.pages._made.week["villages"].clear()  # type: ignore[union-attr, index]
    assert "No verdict of a village changed since last week." in client.get("/").text
    made.pages._made = None
    assert "The county on" not in client.get("/").text


def test_the_process_makes_the_map_and_each_village_in_both_languages(qingxi: Path) -> None:
    made = load(qingxi / "pages")
    assert made.last_event == open_ledger(qingxi / "county").last_event
    assert made.state == "met"
    assert "个村" in made.headlines["zh"]
    assert "villages" in made.headlines["en"]
    for language in ("en", "zh"):
        villages = made.villages(language)
        assert len(villages) == 12
        for village in villages.values():
            assert (made.folder / language / f"{village['file']}.html").is_file()
        page = made.read(f"{language}/map.html").decode()
        assert '"village_link":{"href":"/villages/"' in page
        data = json.loads(re.search(r'id="data">(.*?)</script>', page)[1])  # type: ignore[index]
        works = data["overlays"]["ledger_water"]
        assert (works["number"], works["code"], works["stage"], works["listed"]) == ([1], ["W1"], [-1], [True])
        assert works["x"][0] is not None  # at its village
        assert not {"road_works", "water_projects"} & {*data["overlays"]}
        assert {stage["label"] for stage in works["stages"]} > {{"en": "started", "zh": "开工"}[language]}


def test_the_verdicts_of_a_week_ago_are_judged_by_what_was_recorded_then(tmp_path: Path) -> None:
    clock = Clock()
    folder = Path(shutil.copytree("tests/fixtures/qingxi", tmp_path / "county"))
    ledger, county = open_ledger(folder, clock=clock), read_county(folder)
    ledger.record(add_work("water", "W1", {"name": "工程", "villages": ("610728901201",)}), by="王")
    gaps = find_gaps(with_ledger_works(county, ledger))
    assert compare_with_last_week(county, ledger, gaps) is None  # the ledger is of this week
    clock.now += timedelta(days=8)
    assert compare_with_last_week(county, ledger, gaps) == {"since": "2019-07-02", "villages": []}
    ledger.record([Change("W1", "started", date(2019, 7, 8), ledger.work("W1").version)], by="王")
    gaps.villages.loc[gaps.villages["code"] == "610728901201", ["state", "judged_for_exit"]] = ["unknown", True]
    week = compare_with_last_week(county, ledger, gaps)
    assert week is not None
    assert [(one["code"], one["after"]) for one in week["villages"]] == [("610728901201", "unknown")]


def test_a_county_that_cannot_be_read_leaves_the_last_map(made: Desk, caplog: pytest.LogCaptureFixture) -> None:
    pages = MadePages(made.settings, made.ledger)  # whose layers are not there
    pages._made = made.pages.ask()
    pages._make()
    assert pages.failed
    assert pages.ask() is made.pages.ask()
    assert "the map cannot be made" in caplog.text
    folder = Path(str(pages._folder))
    assert folder.is_dir()
    pages.close()
    assert not folder.exists()

"""The pages of reports: asked for once, watched, cancelled, filtered by who may see what, kept, and removed."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gisplan.base.errors import DeskError
from gisplan.ledger import Change
from gisplan.ledger.jobs.job import Made
from gisplan.web.desk.desk import Desk
from gisplan.web.jobs.kinds import read_kept, read_kinds
from gisplan.web.jobs.makers import MAKERS
from gisplan.web.jobs.old_reports import remove_old_reports
from gisplan.web.jobs.worker import find_kept_files
from tests.attacks import ATTACKS
from tests.web.conftest import PASSWORD, Clock, form_token, open_client, send, sign_in

POLICY = "default-src 'none'; script-src 'sha256-x'"
PAGE = f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}"></head>'


def ask(client: Any, **fields: Any) -> int:
    answer: Any = send(client, "/reports", **fields)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


def finish(desk: Desk, tmp_path: Path, **files: str) -> None:
    """Do what a worker does with the job that waits longest."""
    jobs, kept = desk.workers.jobs, find_kept_files(desk.ledger)
    assert jobs.take("w") is not None
    made = []
    for name, text in files.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        made.append(kept.keep(path, name.replace("_", ".")))
    assert jobs.finish(
        "w", Made(desk.ledger.id, desk.ledger.last_event, "2019-06-30", tuple(made), {"notes": ["钟慢"]})
    )


def test_every_kind_has_a_maker() -> None:
    assert set(read_kinds()) == set(MAKERS)


def test_a_report_is_asked_for_once_watched_cancelled_and_run_again(desk: Desk) -> None:
    viewer, planner, admin = (sign_in(desk, name) for name in ("看", "划", "管"))
    assert "No report has been asked for yet" in viewer.get("/reports").text
    assert 'name="known_at"' in viewer.get("/reports/new?kind=progress").text
    number = ask(viewer, kind="progress", on="2019-06-30")
    assert ask(planner, kind="progress", on="2019-06-30") == number, "the same is made once"
    page = viewer.get(f"/reports/{number}").text
    assert "As of the end of: 2019-06-30" in page
    assert "waiting" in page
    assert f"/reports/{number}" in viewer.get("/").text, "Today shows what is under way"
    desk.workers.jobs.take("w")
    desk.workers.jobs.report("w", {"step": ATTACKS[0], "done": 1, "of": 4})
    page = viewer.get(f"/reports/{number}").text
    assert "done: 25 %" in page
    assert ATTACKS[0] not in page
    refused: Any = send(planner, f"/reports/{number}/cancel")
    assert refused.status_code == 403, "another's"
    send(admin, f"/reports/{number}/cancel")
    assert "stopping" in viewer.get("/reports").text
    assert desk.workers.jobs.is_cancelled("w")
    desk.workers.jobs.give_up("w", again=True)
    page = viewer.get(f"/reports/{number}").text
    assert "cancelled by 管" in page
    send(viewer, f"/reports/{number}/again")
    assert "Run again" in page
    assert desk.workers.jobs.is_waiting()
    assert viewer.get("/reports/state").json()["reports"][0]["state"] == "queued"
    desk.workers.jobs.take("w2")
    desk.workers.jobs.give_up("w2", again=False)
    assert "has ended before it was finished" in viewer.get(f"/reports/{number}").text


def test_an_attack_is_no_argument(desk: Desk) -> None:
    client = sign_in(desk, "划")
    token = form_token(client)
    for attack in ATTACKS:
        for kind in read_kinds().values():
            for argument in kind.arguments:
                with pytest.raises(DeskError):
                    read_kept(kind.name, {"before": "2019-01-01", argument.name: attack})
        for name in ("on", "budgets", "prize", "time_limit", "whole_segments"):
            answer = client.post("/reports", data={"form_token": token, "kind": "plan", name: attack})
            assert answer.status_code == 422, name
            assert "<svg onload" not in answer.text
            assert "<img src=x" not in answer.text
        assert client.post("/reports", data={"form_token": token, "kind": attack}).status_code == 404
        assert client.get("/reports/new", params={"kind": "progress", "on": attack}).status_code == 200
    assert desk.workers.jobs.list() == ()


def test_too_many_that_wait_are_refused_in_words(desk: Desk) -> None:
    client = sign_in(desk, "看")
    for day in range(1, 6):
        ask(client, kind="progress", on=f"2019-06-0{day}")
    answer: Any = send(client, "/reports", kind="progress", on="2019-06-30")
    assert answer.status_code == 422
    assert "5 reports that you asked for are waiting" in answer.text


def test_names_of_households_are_for_who_may_see_them(desk: Desk, tmp_path: Path) -> None:
    desk.accounts.add("全", PASSWORD, role="clerk")
    readers = {name: sign_in(desk, name) for name in ("看", "记", "全", "划", "管")}
    number = ask(readers["划"], kind="gaps", names="yes")
    finish(desk, tmp_path, gaps_json="张三")
    path = f"/reports/{number}/files/gaps.json"
    for name, client in readers.items():
        allowed = name in ("全", "划", "管")
        assert (client.get(path).status_code == 200) == allowed, name
        assert (client.get(f"/reports/{number}").status_code == 200) == allowed
        assert (f"/reports/{number}" in client.get("/reports").text) == allowed
        assert bool(client.get("/reports/state").json()["reports"]) == allowed
        assert ('name="names"' in client.get("/reports/new?kind=gaps").text) == allowed
        assert (client.get("/reports/new?kind=check").status_code == 200) == allowed
        for action in ("cancel", "again"):
            answer: Any = send(client, f"/reports/{number}/{action}")
            assert (answer.status_code == 404) != allowed
    plain = ask(readers["看"], kind="gaps", names="yes")
    job = desk.workers.jobs.find(plain)
    assert job is not None
    assert "names" not in job.arguments, "a viewer gets it without names"


def test_files_are_saved_and_a_page_is_shown_with_its_own_policy(desk: Desk, tmp_path: Path) -> None:
    client = sign_in(desk, "看")
    number = ask(client, kind="progress")
    finish(desk, tmp_path, map_html=PAGE + "<p>地图", bad_html="<p>", data_json="{}")
    page = client.get(f"/reports/{number}").text
    assert "钟慢" in page
    assert f"as of 2019-06-30, by the ledger up to record {desk.ledger.last_event}" in page
    path = f"/reports/{number}/files/map.html"
    shown, saved = client.get(f"{path}?show=1"), client.get(path)
    assert shown.text == saved.text == PAGE + "<p>地图"
    assert shown.headers["content-security-policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert shown.headers["content-disposition"].startswith("inline")
    assert saved.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in saved.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == saved.headers["x-content-type-options"] == "nosniff"
    assert client.get(path, headers={"if-none-match": saved.headers["etag"]}).status_code == 304
    data = client.get(f"/reports/{number}/files/data.json?show=1")
    assert data.headers["content-disposition"].startswith("attachment")
    assert client.get(f"/reports/{number}/files/bad.html?show=1").status_code == 404, "no page of gisplan"
    for name in ("no.html", "../ledger.sqlite", "%2e%2e/%2e%2e/ledger.sqlite", "map.html/"):
        assert client.get(f"/reports/{number}/files/{name}").status_code == 404
    assert open_client(desk).get(path).status_code == 303


def test_changes_since_are_named_and_the_report_made_again(desk: Desk, folder: Path, tmp_path: Path) -> None:
    client = sign_in(desk, "看")
    number = ask(client, kind="progress")
    finish(desk, tmp_path, a_json="{}")
    assert "changed since" not in client.get("/reports").text
    assert ask(client, kind="progress") == number, "shown, and not made again"
    (folder / "roads.geojson").write_text("{}", encoding="utf-8")
    assert "files have changed since" in client.get(f"/reports/{number}").text
    (folder / "roads.geojson").unlink()
    desk.ledger.record([Change("A", "people", 7, desk.ledger.work("A").version)], by="李")
    assert "The ledger has changed since" in client.get(f"/reports/{number}").text
    answer: Any = send(client, f"/reports/{number}/again")
    assert answer.headers["location"] == f"/reports/{number + 1}"
    finish(desk, tmp_path, b_json="[]")
    for kept in (folder / "ledger-files" / "reports").iterdir():
        kept.unlink()
    assert ask(client, kind="progress") == number + 2, "its files are gone"


def test_old_reports_are_removed_those_with_names_first(
    desk: Desk, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in(desk, "划")
    plain = ask(client, kind="verify")
    finish(desk, tmp_path, a_json="{}")
    named = ask(client, kind="gaps", names="yes")
    finish(desk, tmp_path, b_json="张三")
    reports = find_kept_files(desk.ledger).folder
    for kept in reports.iterdir():
        os.utime(kept, (0, 0))
    assert remove_old_reports(desk.ledger, desk.settings) == []
    clock.now += timedelta(days=31)
    with caplog.at_level("INFO"):
        assert remove_old_reports(desk.ledger, desk.settings) == [named]
    assert f"removed report {named}: gaps of 2019-06-30" in caplog.text
    assert [path.read_text(encoding="utf-8") for path in reports.iterdir()] == ["{}"]
    clock.now += timedelta(days=60)
    assert remove_old_reports(desk.ledger, desk.settings) == [plain]
    assert list(reports.iterdir()) == []


def test_arguments_of_a_later_gisplan_are_shown_as_far_as_they_are_known(desk: Desk) -> None:
    from gisplan.ledger.jobs.queue import Asked

    arguments = json.loads('{"x": ["1"]}')
    job, _new = desk.workers.jobs.ask(Asked(ATTACKS[0], arguments, "zh", "s", "f", "管"))
    assert sign_in(desk, "看").get(f"/reports/{job.id}").status_code == 404
    admin = sign_in(desk, "管")
    for path in ("/reports", f"/reports/{job.id}", "/"):
        page = admin.get(path)
        assert page.status_code == 200
        assert ATTACKS[0] not in page.text
    answer: Any = send(admin, f"/reports/{job.id}/again")
    assert answer.status_code == 422
    assert "update gisplan" in answer.text

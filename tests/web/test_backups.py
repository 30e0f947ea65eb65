"""Backups on a schedule: when one is due, what is said where one failed, and one that a process makes to the end."""

from __future__ import annotations

import logging
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from gisplan.ledger import Change, open_ledger, restore_ledger
from gisplan.ledger.store.dated_backups import list_dated_backups
from gisplan.web.desk import backups
from gisplan.web.desk.backups import Backups
from gisplan.web.desk.desk import Desk
from gisplan.web.settings import BackupPlan
from tests.ledger.photos import make_photo
from tests.web.conftest import PASSWORD, PEOPLE, Clock, open_client, sign_in
from tests.web.test_serve import served


class Answers(Backups):
    """Backups that no process makes: what it would answer is given, and an empty file stands for a backup."""

    answer: dict[str, Any] | Exception = {}  # noqa: RUF012
    asked: list[dict[str, Any]]

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.__dict__.setdefault("asked", []).append(asked)
        if isinstance(self.answer, Exception):
            raise self.answer
        if "error" in self.answer:
            return dict(self.answer)
        stamp = asked["due"].replace("-", "").replace(":", "")[:13]
        (Path(asked["folder"]) / f"ledger-610728-{stamp}.sqlite").touch()
        return {"made": {"name": "", "last_event": 1, "lost": 0, "removed": [], **self.answer}}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "other-machine"
    made.mkdir()
    return made


@pytest.fixture
def planned(make_desk: Callable[..., Desk], place: Path) -> Desk:
    """A desk with accounts, and with backups that no process makes."""
    desk = make_desk(backup=BackupPlan(place))
    for name, role in PEOPLE.items():
        desk.accounts.add(name, PASSWORD, role=role)
    desk.backups = Answers(desk.settings, desk.ledger)
    return desk


def answers(desk: Desk) -> Answers:
    assert isinstance(desk.backups, Answers)
    return desk.backups


def test_one_is_made_each_day_at_its_hour_and_a_missed_one_at_the_next_start(
    planned: Desk, clock: Clock, place: Path
) -> None:
    assert planned.backups.make_if_due(), "there is none yet"
    assert answers(planned).asked[0]["due"] == "2019-07-01T02:00:00", "by the county's time, 9 in the morning"
    assert not planned.backups.make_if_due()
    clock.now += timedelta(hours=16, minutes=50)  # 01:50
    assert not planned.backups.make_if_due()
    clock.now += timedelta(minutes=11)
    assert planned.backups.make_if_due()
    clock.now += timedelta(days=9, hours=3)  # off meanwhile
    again = Answers(planned.settings, planned.ledger)
    assert again.make_if_due()
    assert not again.make_if_due()
    started = Answers(planned.settings, planned.ledger)
    assert not started.make_if_due(), "another start makes none again"
    assert [f"{due:%m-%d}" for due, _path in list_dated_backups(place, "610728")] == ["07-01", "07-02", "07-11"]
    clock.now -= timedelta(days=5)  # the clock was ahead
    assert Answers(planned.settings, planned.ledger).make_if_due()


def test_without_a_folder_none_is_made_or_missed(alone: Desk) -> None:
    assert not alone.backups.make_if_due()
    alone.backups.start()
    assert list(alone.backups.explain()) == []
    assert open_client(alone).get("/health").json()["backup"] == {"state": "none", "last": None}


@pytest.mark.parametrize(
    "answer", [{"error": "the disk is full"}, ValueError("it is broken"), subprocess.TimeoutExpired("x", 1.0)]
)
def test_administrators_see_a_failure_and_so_do_health_and_log(
    planned: Desk, answer: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    answers(planned).answer = answer
    with caplog.at_level(logging.WARNING):
        assert planned.backups.make_if_due()
    reason = answer["error"] if isinstance(answer, dict) else str(answer)
    assert reason in caplog.text
    admin, clerk = sign_in(planned, "管"), sign_in(planned, "记")
    assert "The backup failed" in admin.get("/").text
    assert "The backup failed" not in clerk.get("/").text
    health = open_client(planned).get("/health").json()
    assert (health["status"], health["backup"]) == ("ok", {"state": "failed", "last": None})
    assert "gisplan_backup_failed 1" in open_client(planned).get("/metrics").text
    assert not planned.backups.make_if_due(), "not at once again"
    answers(planned).answer = {}
    monkeypatch.setattr(backups, "_AGAIN_S", 0.0)
    assert planned.backups.make_if_due()
    assert open_client(planned).get("/health").json()["backup"] == {"state": "ok", "last": "2019-07-01T02:00"}
    text = admin.get("/").text
    assert "The backup failed" not in text
    assert "Last backup: 2019-07-01 02:00" in text
    assert "on the disk of the ledger" in text, "both are in the test's folder"


def test_another_servers_backup_ends_a_failure(planned: Desk, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(planned).answer = {"error": "x"}
    planned.backups.make_if_due()
    (place / "ledger-610728-20190701T0200.sqlite").touch()
    monkeypatch.setattr(backups, "_AGAIN_S", 0.0)
    assert not planned.backups.make_if_due()
    assert planned.backups.summarise()["state"] == "ok"


def test_lost_photos_are_shown(planned: Desk) -> None:
    answers(planned).answer = {"lost": 2}
    planned.backups.make_if_due()
    assert planned.backups.summarise()["state"] == "incomplete"
    assert "missing in the ledger and in its backup: 2" in sign_in(planned, "管").get("/").text


def test_a_process_makes_one_and_says_why_it_cannot(make_desk: Callable[..., Desk], place: Path, folder: Path) -> None:
    desk = make_desk(backup=BackupPlan(place))
    photo = desk.ledger.keep(make_photo(), "现场.jpg")
    version = desk.ledger.work("A").version
    desk.ledger.record([Change("A", "people", 7, version, attachments=(photo,))], by="王")
    assert desk.backups.make_if_due()
    assert desk.backups.summarise() == {"state": "ok", "last": "2019-07-01T02:00"}
    ((_due, path),) = list_dated_backups(place, "610728")
    restore_ledger(folder, path)
    assert open_ledger(folder).work("A").values["people"] == 7
    gone = make_desk(backup=BackupPlan(place / "not-connected"))
    assert gone.backups.make_if_due()
    assert "cannot be reached" in gone.backups.state.error


def test_a_desk_that_is_served_makes_its_backup(folder: Path, place: Path) -> None:
    with served(folder, "--backup-to", place, "--backup-at", "00:00", "--backup-keep", 2) as (address, _process):
        until = time.monotonic() + 90
        health = httpx.get(address + "health").json()
        while health["backup"]["state"] == "waiting" and time.monotonic() < until:
            time.sleep(0.2)
            health = httpx.get(address + "health").json()
    assert health["backup"]["state"] == "ok"
    assert len(list_dated_backups(place, "610728")) == 1

"""What `gisplan serve --check` finds missing: each thing that can be, and nothing where all is there."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from gisplan.ledger import Change, open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.web import certificate, checks
from gisplan.web.checks import check_desk
from gisplan.web.lock import only_server
from gisplan.web.server import Certificate
from gisplan.web.settings import BackupPlan, DeskSettings
from tests.ledger.photos import make_photo
from tests.web.conftest import PASSWORD, Clock

Missing = dict[str, str]


def find_missing(settings: DeskSettings, given: Certificate | None = None, *, insecure: bool = False) -> Missing:
    return {one.what: one.text for one in check_desk(settings, given, insecure=insecure) if not one.ok}


@pytest.fixture
def settings(folder: Path, tmp_path: Path) -> DeskSettings:
    """A desk with an administrator and a folder for backups; nothing is missing."""
    Accounts(open_ledger(folder).engine).add("管", PASSWORD, role="admin")
    (tmp_path / "backups").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return DeskSettings(folder, port=port, backup=BackupPlan(tmp_path / "backups"))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for a name and an address."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    place = tmp_path_factory.mktemp("certificate")
    files = Certificate(place / "desk.pem", place / "desk.key")
    names = "subjectAltName=DNS:desk.lan,DNS:*.zhenba.lan,IP:10.0.0.5"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90", "-subj", "/CN=desk", "-addext", names]
    command = ["openssl", *words, "-keyout", str(files.key), "-out", str(files.certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return files


def test_nothing_is_missing(settings: DeskSettings) -> None:
    assert find_missing(settings) == {}


def test_a_package(settings: DeskSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in checks.MODULES:
        monkeypatch.setattr(checks, "find_spec", lambda asked, name=name: None if asked == name else True)
        assert name in find_missing(settings)["packages"]


def test_the_port(settings: DeskSettings) -> None:
    with socket.create_server((settings.host, settings.port)):
        assert str(settings.port) in find_missing(settings)["port"]


def test_the_ledger(settings: DeskSettings, folder: Path) -> None:
    store = folder / "ledger.sqlite"
    whole = store.read_bytes()
    for version, expected in (("9999", "update gisplan"), ("0003", "gisplan ledger open")):
        with closing(sqlite3.connect(store)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        assert expected in find_missing(settings)["ledger"]
        store.write_bytes(whole)
    store.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in find_missing(settings)["ledger"]
    store.unlink()
    assert "gisplan ledger open" in find_missing(settings)["ledger"]
    assert not store.exists(), "a check makes nothing"


def test_an_administrator(settings: DeskSettings, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE users SET role = 'clerk'")
    assert "--role admin" in find_missing(settings)["accounts"]


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_the_right_to_write(settings: DeskSettings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(dir: Path) -> Iterator[None]:
        raise PermissionError(13, "Permission denied", str(dir))

    monkeypatch.setattr("gisplan.web.checks.tempfile.TemporaryFile", refuse)
    found = find_missing(settings)
    assert list(found) == ["photos", "backups"]
    monkeypatch.undo()
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        monkeypatch.setattr("gisplan.ledger.store.engine._RETRY_S", 0.0)
        monkeypatch.setattr("gisplan.ledger.store.engine._PRAGMAS", ())
        monkeypatch.setattr("gisplan.ledger.store.engine._BUSY_TIMEOUT_S", 0.1)
        connection.execute("BEGIN IMMEDIATE")
        assert list(find_missing(settings)) == ["writing"]


def test_photos_of_the_ledger(settings: DeskSettings, folder: Path) -> None:
    ledger = open_ledger(folder)
    photo = ledger.keep(make_photo(), "现场.jpg")
    ledger.record([Change("A", "people", 1, ledger.work("A").version, attachments=(photo,))], by="王")
    assert find_missing(settings) == {}
    shutil.rmtree(ledger.files.folder)
    assert "现场.jpg" in find_missing(settings)["photos"]


def test_a_folder_for_files_and_reports(settings: DeskSettings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = replace(open_ledger(folder), folder=None)  # as on PostgreSQL, where none is named
    monkeypatch.setattr(checks, "open_ledger", lambda *_words, **_more: ledger)
    text = find_missing(settings)["photos"]
    assert "reports" in text
    assert "[ledger] files" in text


def test_the_folder_of_backups(settings: DeskSettings, tmp_path: Path) -> None:
    (tmp_path / "backups").rmdir()
    assert "cannot be written to" in find_missing(settings)["backups"]
    assert not (tmp_path / "backups").exists()


def test_space_on_the_disk(settings: DeskSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_FEWEST_FREE", 10**18)
    assert list(find_missing(settings)) == ["disk", "backups"]


def test_the_clock(folder: Path, settings: DeskSettings) -> None:
    clock = Clock()
    clock.now += timedelta(days=40_000)
    ledger = open_ledger(folder, clock=clock)
    ledger.record([Change("A", "people", 1, ledger.work("A").version)], by="王")
    assert "Set the clock" in find_missing(settings)["clock"]


def test_another_server(settings: DeskSettings, folder: Path) -> None:
    with only_server(open_ledger(folder), "http://10.0.0.5:8765/"):
        assert "http://10.0.0.5:8765/" in find_missing(settings)["server"]


def test_a_certificate(settings: DeskSettings, made: Certificate, tmp_path: Path) -> None:
    assert find_missing(settings, made) == {}
    for name in ("certificate", "key"):
        lacking = Certificate(**{**vars(made), name: tmp_path / "no.pem"})
        assert "no.pem" in find_missing(settings, lacking)["certificate"]
        text = tmp_path / "text.pem"
        text.write_text("dear bureau", encoding="utf-8")
        assert "text.pem" in find_missing(settings, Certificate(**{**vars(made), name: text}))["certificate"]
    locked = tmp_path / "locked.key"
    words = ["openssl", "rsa", "-aes256", "-passout", "pass:secret", "-in", str(made.key), "-out", str(locked)]
    subprocess.run(words, check=True, capture_output=True)
    assert "password" in find_missing(settings, Certificate(made.certificate, locked))["certificate"]


@pytest.mark.parametrize(("days", "expected"), [(-2, "valid from"), (70, "ends on"), (100, "ended on")])
def test_the_time_of_a_certificate(
    settings: DeskSettings, made: Certificate, days: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Other(datetime):
        """A clock that is ahead or behind."""

        @classmethod
        def now(cls, zone: Any = None) -> datetime:
            return datetime.now(zone) + timedelta(days=days)

    monkeypatch.setattr(certificate, "datetime", Other)
    assert expected in find_missing(settings, made)["certificate"]


@pytest.mark.parametrize(
    ("host", "names", "missing"),
    [
        ("0.0.0.0", ("desk.lan",), ""),
        ("10.0.0.5", ("DESK.lan", "a.zhenba.lan"), ""),
        ("10.0.0.6", (), "10.0.0.6"),
        ("0.0.0.0", ("other.lan", "a.b.zhenba.lan"), "other.lan, a.b.zhenba.lan"),
    ],
)
def test_the_names_of_a_certificate(
    settings: DeskSettings, made: Certificate, host: str, names: tuple[str, ...], missing: str
) -> None:
    there: Callable[..., DeskSettings] = DeskSettings
    found = find_missing(there(settings.county, host=host, names=names, tls=True, port=0), made)
    found.pop("port", None)  # the test's computer may not have the address
    assert set(found) == ({"names"} if missing else set())
    assert missing in found.get("names", "")


def test_what_plain_http_means_is_stated(settings: DeskSettings) -> None:
    wide = DeskSettings(settings.county, host="0.0.0.0", port=0)
    assert "--insecure-http" in find_missing(wide)["certificate"]
    (stated,) = [one for one in check_desk(wide, None, insecure=True) if one.what == "certificate"]
    assert stated.ok
    assert "read passwords" in stated.text


def test_every_package_of_the_extra_is_looked_for(root: Path) -> None:
    extra = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"][
        "web"
    ]
    asked = {re.split(r"[<>=\[]", line)[0] for line in extra}
    modules = packages_distributions()
    for name in asked:
        assert {module for module, found in modules.items() if name in found} & {*checks.MODULES}, name

"""Stores of every released version come to today's with all that is in them, or stay as they are."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from gisplan.base.errors import LedgerStoreError
from gisplan.ledger import Change, open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.accounts.log import read_log
from gisplan.ledger.accounts.sessions import Sessions
from gisplan.ledger.store import initialise, migrations
from gisplan.ledger.store.initialise import VERSIONS

RELEASED = Path(__file__).with_name("released")
DIGESTS = {  # of the events, as the released gisplan said it
    "0.1.0": "6a87fda72a637b0ece6fb313b4cc1d0482b60b29ef66a0571744d79c8c1fa4f6",
    "0.2.0": "6a87fda72a637b0ece6fb313b4cc1d0482b60b29ef66a0571744d79c8c1fa4f6",
    "0.3.0": "11fd6153cffd2804b9d083ade5647ec9e786d2c6a692e20569bba29428563788",
}
WRITES = re.compile(r"\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)", re.IGNORECASE)
OLDER = ["0.1.0", "0.2.0", "0.3.0"]
"""The releases whose stores are not those of today."""


@pytest.fixture(params=DIGESTS)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def load(release: str, folder: Path, url: str | None) -> None:
    """Put a released store where a county's is."""
    if url is None:
        with closing(sqlite3.connect(folder / "ledger.sqlite")) as store:
            store.executescript((RELEASED / f"sqlite-{release}.sql").read_text(encoding="utf-8"))
        return
    with connect(url) as connection:
        schema = connection.execute("SELECT current_schema()").fetchone()[0]
        text = (RELEASED / f"postgresql-{release}.sql").read_text(encoding="utf-8")
        connection.execute(text.replace("released.", f'"{schema}".').encode())


@contextmanager
def connect(url: str) -> Iterator[Any]:
    import psycopg

    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        yield connection


def dump(folder: Path, url: str | None) -> list[object]:
    """All of a store: its tables, what protects them, and their rows."""
    if url is None:
        with closing(sqlite3.connect(folder / "ledger.sqlite")) as store:
            pragmas = [store.execute(f"PRAGMA {name}").fetchall() for name in ("application_id", "integrity_check")]
            return [*pragmas, *store.iterdump()]
    with connect(url) as connection:
        columns = (
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = current_schema() ORDER BY 1, 2"
        )
        triggers = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text !~ '[.]' ORDER BY 1"
        )
        found: list[object] = [connection.execute(query).fetchall() for query in (columns, triggers)]
        tables = dict.fromkeys(row[0] for row in found[0])  # type: ignore[attr-defined]
        return [*found, *(connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in tables)]


def test_each_comes_to_todays_version_with_all_that_is_in_it(
    release: str, county_folder: Path, url: str | None
) -> None:
    load(release, county_folder, url)
    ledger = open_ledger(county_folder, url)
    assert ledger.digest() == DIGESTS[release]
    assert ledger.check() == ()
    work = ledger.work("A")
    assert (work.name, work.values["people"], work.values["town"]) == ("仁和村饮水安全工程", 122, "青水镇")
    third = ledger.history("A")[8]
    assert (third.by, third.new) == ("李; DROP TABLE works; --", "121")
    assert ledger.events()[13].by == "李; DROP TABLE works; --"
    (evidence,) = ledger.attachments("A")
    assert evidence.name == "验收单.pdf"
    ledger.record([Change("A", "people", 123, work.version)], by="李", entry="entry-0002")
    comments = ledger.comments("R")
    ledger.comment("R", "说明", by="李")
    assert len(ledger.comments("R")) == len(comments) + 1
    Accounts(ledger.engine).add("看", "correct horse 1", role="viewer")
    assert ledger.check() == ()
    with pytest.raises(LedgerStoreError, match="never changed"), ledger.engine.begin() as connection:
        _refused(connection)


def _refused(connection: Any) -> None:
    from gisplan.ledger.database_errors import translate_errors

    with translate_errors():
        connection.exec_driver_sql("DELETE FROM events")


def test_accounts_and_comments_of_the_latest_release_stay(county_folder: Path, url: str | None) -> None:
    load("0.3.0", county_folder, url)
    ledger = open_ledger(county_folder, url)
    assert [comment.text for comment in ledger.comments("R")] == ["已开工"]
    names = {account.name: (account.role, account.towns) for account in Accounts(ledger.engine).list()}
    assert names == {"管": ("admin", ()), "记": ("clerk", ("青水镇",))}
    assert Sessions(ledger.engine).sign_in("记", "correct horse 2")
    assert [entry.action for entry in read_log(ledger.engine, name="管")] == ["in", "added"]


class StoppedError(RuntimeError):
    """What stands for any fault in the middle of an upgrade."""


@contextmanager
def failing(at: int) -> Iterator[list[str]]:
    """Fail before a statement that writes, by its number; the list has those that were reached."""
    reached: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if WRITES.match(statement):
            reached.append(statement)
            if len(reached) == at:
                raise StoppedError(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield reached
    finally:
        event.remove(Engine, "before_cursor_execute", count)


@pytest.mark.parametrize("release", OLDER)
def test_one_that_fails_at_any_statement_leaves_the_old_store_as_it_was(
    release: str, county_folder: Path, url: str | None
) -> None:
    load(release, county_folder, url)
    before = dump(county_folder, url)
    at = 1
    while True:
        with failing(at) as reached:
            try:
                open_ledger(county_folder, url)
            except StoppedError:
                assert dump(county_folder, url) == before, reached[-1]
                at += 1
                continue
        break
    assert at > 5, "an upgrade has several statements, and each of them failed once"
    assert open_ledger(county_folder, url, create=False).digest() == DIGESTS[release]
    assert dump(county_folder, url) != before


def list_steps() -> list[str]:
    names = sorted(path.name for path in (Path(migrations.__path__[0]) / "versions").glob("v0*.py"))
    return [name[1:5] for name in names]


def test_every_step_of_the_migrations_is_a_version() -> None:
    assert tuple(list_steps()) == VERSIONS


@pytest.mark.parametrize("step", VERSIONS[2:])
def test_one_that_fails_after_a_step_leaves_the_old_store_as_it_was(
    step: str, county_folder: Path, url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    load("0.2.0", county_folder, url)
    before = dump(county_folder, url)
    whole = initialise.upgrade

    def stop(connection: Any) -> None:
        whole(connection, step)
        raise StoppedError(step)

    with monkeypatch.context() as patch:
        patch.setattr(initialise, "upgrade", stop)
        with pytest.raises(StoppedError):
            open_ledger(county_folder, url)
    assert dump(county_folder, url) == before
    assert open_ledger(county_folder, url).check() == ()


KILLED = """
import os, re, sys
from sqlalchemy import Engine, event
from gisplan.ledger import open_ledger
folder, url, at = sys.argv[1], sys.argv[2] or None, int(sys.argv[3])
reached = []

def count(_connection, _cursor, statement, *_more):
    if re.match(r"\\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)", statement, re.IGNORECASE):
        reached.append(statement)
        if len(reached) == at:
            os.kill(os.getpid(), 9)

event.listen(Engine, "before_cursor_execute", count)
open_ledger(folder, url)
"""


def run(folder: Path, url: str | None, script: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, str(folder), url or "", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal")
def test_one_that_is_killed_leaves_the_old_store_as_it_was(county_folder: Path, url: str | None) -> None:
    load("0.2.0", county_folder, url)
    before = dump(county_folder, url)
    for at in (1, 5, 9, 14):
        assert run(county_folder, url, KILLED, at).returncode == -9
        assert dump(county_folder, url) == before
    assert open_ledger(county_folder, url).digest() == DIGESTS["0.2.0"]


FULL = """
import resource, signal, sys
from gisplan.base.errors import GisplanError
from gisplan.ledger import open_ledger
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    open_ledger(sys.argv[1])
except GisplanError as error:
    print(type(error).__name__, error)
"""


def test_one_on_a_full_disk_leaves_the_old_store_as_it_was(county_folder: Path) -> None:
    pytest.importorskip("resource", reason="file sizes are limited on POSIX only")
    load("0.2.0", county_folder, None)
    before, size = dump(county_folder, None), (county_folder / "ledger.sqlite").stat().st_size
    for more in (0, 4096, 20_000):
        done = run(county_folder, None, FULL, size + more)
        assert (done.returncode, done.stdout[:16]) == (0, "LedgerStoreError"), done
        assert dump(county_folder, None) == before
    assert open_ledger(county_folder).check() == ()


def test_reading_alone_upgrades_nothing(release: str, county_folder: Path, url: str | None) -> None:
    load(release, county_folder, url)
    before = dump(county_folder, url)
    look: Callable[[], object] = lambda: open_ledger(county_folder, url, create=False)  # noqa: E731
    if release in OLDER:
        with pytest.raises(LedgerStoreError, match="gisplan ledger open"):
            look()
    else:
        look()
    assert dump(county_folder, url) == before


def test_there_is_a_store_of_every_earlier_release_and_database(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = set(re.findall(r"^## (\d+\.\d+\.\d+)", text, re.MULTILINE))
    assert releases - {version("gisplan")} <= set(DIGESTS), "see released/README.md"
    files = {path.name for path in RELEASED.glob("*.sql")}
    assert files == {f"{database}-{release}.sql" for database in ("sqlite", "postgresql") for release in DIGESTS}

"""Stores and backups that are damaged, empty, foreign or out of reach: told as what they are, with what to do."""

import os
import random
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from gisplan.base.errors import LedgerError, LedgerStoreError
from gisplan.io.child.limits import ReadOptions
from gisplan.ledger import Change, Ledger, add_work, open_ledger, restore_ledger
from gisplan.ledger.store.engine import format_address, write_transaction
from tests.ledger.commands import run
from tests.ledger.conftest import SERVER

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("show",),
    ("history", "A"),
    ("set", "A", "people", "--value", "7", "--by", "李"),
    ("times",),
    ("times", "--batch", "1", "--was", "2019-07-01", "--by", "李"),
)


@pytest.fixture
def store(county_folder: Path) -> Path:
    """The file of a ledger with a work of some events."""
    ledger = open_ledger(county_folder)
    ledger.record(add_work("water", "A", {"name": "甲", "people": 120, "due": "2019-06-30"}), by="王")
    for people in range(60):
        ledger.record([Change("A", "people", people, ledger.work("A").version, note="注" * 200)], by="李")
    return county_folder / "ledger.sqlite"


def ask(command: tuple[str, ...], county_folder: Path) -> tuple[int, str]:
    """What a command answers; anything but an answer or a refusal fails the test."""
    done = run(command[0], str(county_folder), *command[1:])
    return done.returncode, done.stderr


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def make_geopackage(path: Path) -> None:
    path.unlink()
    execute(path, "PRAGMA application_id = 0x47504B47", "CREATE TABLE gpkg_contents (table_name TEXT)")


def make_other_program(path: Path) -> None:
    path.unlink()
    execute(path, "CREATE TABLE invoices (id INTEGER)")


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "text": (lambda path: path.write_text("编号,工程\n1,甲\n" * 300, encoding="utf-8"), "not a database"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 3]), "damaged"),
    "cut within a page": (lambda path: path.write_bytes(path.read_bytes()[:5000]), "damaged"),
    "a schema that is no text": (
        lambda path: path.write_bytes(path.read_bytes().replace(b"CREATE TABLE works", b"CREATE T\xffBLE works")),
        "damaged",
    ),
    "geopackage": (make_geopackage, "GeoPackage"),
    "another program": (make_other_program, "invoices"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "not a file"),
    "later version": (lambda path: execute(path, "UPDATE alembic_version SET version_num = '9999'"), "later gisplan"),
    "no version": (lambda path: execute(path, "DELETE FROM alembic_version"), "damaged"),
    "two versions": (lambda path: execute(path, "INSERT INTO alembic_version VALUES ('0001')"), "damaged"),
    "no works": (lambda path: execute(path, "PRAGMA foreign_keys = OFF", "DROP TABLE works"), "no table works"),
    "no events": (lambda path: execute(path, "DROP TABLE events"), "no table events"),
    "no identity": (lambda path: execute(path, "DELETE FROM store"), "damaged"),
    "no column": (lambda path: execute(path, "ALTER TABLE events RENAME COLUMN happened TO h"), "damaged"),
    "offset": (lambda path: execute(path, "UPDATE store SET utc_offset = 'east'"), "damaged"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_store_is_reported_as_what_it_is(kind: str, store: Path) -> None:
    spoil, expected = BAD[kind]
    spoil(store)
    before = store.read_bytes() if store.is_file() else None
    for command in COMMANDS:
        code, message = ask(command, store.parent)
        if kind == "no column" and command == ("times",):
            assert code == 0, "it does not ask for that column"
            continue
        assert (code, expected in message) == (2, True), (command, message)
    assert (store.read_bytes() if store.is_file() else None) == before


@pytest.mark.parametrize("kind", BAD)
def test_restore_mends_a_damaged_store_keeps_its_bytes_and_refuses_a_foreign_one(
    kind: str, store: Path, tmp_path: Path
) -> None:
    open_ledger(store.parent).backup(tmp_path / "copy.sqlite")
    BAD[kind][0](store)
    spoiled = store.read_bytes() if store.is_file() else b""
    if kind in ("geopackage", "another program", "a folder", "later version"):
        with pytest.raises(LedgerStoreError):
            restore_ledger(store.parent, tmp_path / "copy.sqlite")
        assert (store.read_bytes() if store.is_file() else b"") == spoiled
        assert len(list(store.parent.iterdir())) == 2, "nothing is left behind"
        return
    done = restore_ledger(store.parent, tmp_path / "copy.sqlite")
    assert open_ledger(store.parent, create=False).check() == ()
    if kind == "offset":  # every row can be read, so it is kept as a ledger
        assert done.kept is not None
        assert "before-restore" in done.kept.name
    elif kind != "empty":
        assert done.kept is not None
        assert done.kept.read_bytes() == spoiled


ROWS = {
    "kind": "UPDATE works SET kind = 'canal'",
    "day": "INSERT INTO events SELECT 999, 1, 1, 999, 'people', NULL, '5', '2019-13-77', NULL, NULL, NULL, NULL"
    ", NULL, NULL",
    "number": "INSERT INTO events SELECT 999, 1, 1, 999, 'people', NULL, 'viele', '2019-01-01', NULL, NULL, NULL, NULL"
    ", NULL, NULL",
    "infinite": "INSERT INTO events SELECT 999, 1, 1, 999, 'people', NULL, 'inf', '2019-01-01', NULL, NULL, NULL, NULL"
    ", NULL, NULL",
    "time": "INSERT INTO batches (id, recorded, \"by\") VALUES (999, 'gestern', 'x')",
}


@pytest.mark.parametrize("kind", ROWS)
def test_rows_that_gisplan_never_writes_are_damage(kind: str, ledger: Ledger, county_folder: Path) -> None:
    with write_transaction(ledger.engine) as connection:
        connection.execute(text(ROWS[kind]))
        connection.execute(text("UPDATE store SET last_event = 999, last_batch = 999"))
    assert ledger.check() != ()
    for read in (ledger.state, ledger.events, lambda: ledger.state(known_at=ledger.today), ledger.time_doubts):
        try:
            read()
        except LedgerStoreError as error:
            assert "damaged" in str(error)  # noqa: PT017 - not each reading meets the row


def test_a_backup_is_read_as_rows_only(store: Path, tmp_path: Path) -> None:
    """Views, triggers and generated columns of a file given as a backup are never run."""
    ledger, copy = open_ledger(store.parent), tmp_path / "copy.sqlite"
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    hostile = {
        "view": ("PRAGMA foreign_keys = OFF", "DROP TABLE works", f"CREATE VIEW works AS {endless}"),
        "version": ("DROP TABLE alembic_version", f"CREATE VIEW alembic_version(version_num) AS {endless}"),
        "generated": ("ALTER TABLE store ADD COLUMN more TEXT AS (hex(zeroblob(400000000))) VIRTUAL",),
    }
    for statements in hostile.values():
        copy.unlink(missing_ok=True)
        ledger.backup(copy)
        execute(copy, *statements)
        before = ledger.events()
        with pytest.raises(LedgerStoreError, match="damaged"):
            restore_ledger(store.parent, copy)
        assert ledger.events() == before
    copy.unlink()
    ledger.backup(copy)
    execute(copy, "CREATE TRIGGER mine AFTER UPDATE ON store BEGIN DELETE FROM works; END")
    restore_ledger(store.parent, copy)
    names = open_ledger(store.parent).engine.connect().execute(text("SELECT name FROM sqlite_master")).scalars().all()
    assert "mine" not in names
    assert open_ledger(store.parent).check() == ()


def mutate(data: bytes, draw: random.Random) -> bytes:
    """Cut it off, overwrite, swap or repeat pieces of it, or write a page of it elsewhere."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 3, 20))):
        at, size = draw.randrange(len(changed)), draw.choice((1, 1, 4, 64, 4096))
        action = draw.randrange(5)
        if action == 0:
            changed[at : at + size] = draw.randbytes(size)
        elif action == 1:
            changed[at : at + size] = bytes(size)
        elif action == 2:
            changed = changed[: max(at, 1)]
        elif action == 3:
            page, other = draw.randrange(len(changed)) // 4096 * 4096, draw.randrange(len(changed)) // 4096 * 4096
            changed[page : page + 4096] = changed[other : other + 4096]
        else:
            changed[at] ^= 1 << draw.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("seed", range(3))
def test_mutated_stores_and_backups_are_refused_or_whole(seed: int, store: Path, tmp_path: Path) -> None:
    draw, whole, copy = random.Random(seed), store.read_bytes(), tmp_path / "copy.sqlite"
    for _ in range(15):
        copy.write_bytes(mutate(whole, draw))
        done = run("restore", str(store.parent), str(copy))
        assert done.returncode in (0, 2)
        assert open_ledger(store.parent, create=False).check() == ()
    for _ in range(15):
        store.write_bytes(mutate(whole, draw))
        for command in draw.sample(COMMANDS, 3):
            code, message = ask(command, store.parent)
            assert code in (0, 2)
            assert code == 0 or message
        for left in (store.parent / "ledger.sqlite-journal", *store.parent.glob("ledger-before*")):
            left.unlink(missing_ok=True)


def test_two_who_create_or_restore_at_once_come_to_one_ledger(
    county_folder: Path, url: str | None, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        ids = {ledger.id for ledger in pool.map(lambda _i: open_ledger(county_folder, url), range(4))}
        assert len(ids) == 1
        ledger = open_ledger(county_folder, url)
        ledger.record(add_work("water", "A", {"name": "甲"}), by="王")
        ledger.backup(tmp_path / "copy.sqlite")
        done = list(pool.map(lambda _i: restore_ledger(county_folder, tmp_path / "copy.sqlite", url), range(4)))
    assert len({restored.kept for restored in done}) == 4, "no safety copy replaces another"
    assert open_ledger(county_folder, url).id in {restored.id for restored in done}
    assert open_ledger(county_folder, url).check() == ()


def test_versions_seen_before_a_restore_are_refused(ledger: Ledger, county_folder: Path, tmp_path: Path) -> None:
    ledger.backup(tmp_path / "copy.sqlite")
    version = ledger.work("A").version
    ledger.restore(tmp_path / "copy.sqlite")
    with pytest.raises(RuntimeError, match="another ledger"):
        ledger.record([Change("A", "people", 9, version)], by="李")


def server(change: Callable[[str], str]) -> str:
    address = os.environ.get(SERVER)
    if not address:
        pytest.skip(f"no PostgreSQL: {SERVER} names no server")
    return change(address)


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda url: url.rsplit("/", 1)[0] + "/nowhere", "no such database"),
        (lambda url: url.replace("gisplan@", "nobody@"), "refused the user"),
        (lambda _url: "postgresql://gisplan@nowhere.invalid/db", "cannot be reached"),
        (lambda _url: f"postgresql://gisplan@127.0.0.1:{free_port()}/db", "cannot be reached"),
    ],
)
def test_a_server_out_of_reach_is_reported_with_what_to_do(
    change: Callable[[str], str], expected: str, county_folder: Path
) -> None:
    with pytest.raises(LedgerStoreError, match=expected):
        open_ledger(county_folder, server(change))


def test_a_database_that_is_not_utf8_is_refused(county_folder: Path) -> None:
    import psycopg

    name = f"ascii_{uuid4().hex}"
    with psycopg.connect(server(lambda url: url.replace("+psycopg", "", 1)), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0".encode())
        try:
            with pytest.raises(LedgerStoreError, match="UTF8"):
                open_ledger(county_folder, server(lambda url: f"{url.rsplit('/', 1)[0]}/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_a_connection_lost_in_the_middle_or_at_the_end_says_which(ledger: Ledger) -> None:
    if ledger.engine.dialect.name != "postgresql":
        pytest.skip("a file has no connection")
    before = ledger.events()
    with pytest.raises(LedgerStoreError, match="lost"):
        lose_connection(ledger, go_on=True)
    with pytest.raises(LedgerStoreError, match="may be recorded or not"):
        lose_connection(ledger, go_on=False)
    assert ledger.events() == before


def lose_connection(ledger: Ledger, *, go_on: bool) -> None:
    """Have the server end the connection of a writer, who then goes on or commits."""
    with write_transaction(ledger.engine) as connection:
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with ledger.engine.connect() as second:
            second.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        if go_on:
            connection.execute(text("SELECT 1"))


def test_a_locked_store_says_so(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisplan.ledger.store.engine._RETRY_S", 0.0)
    monkeypatch.setattr("gisplan.ledger.store.engine._PRAGMAS", ())
    monkeypatch.setattr("gisplan.ledger.store.engine._BUSY_TIMEOUT_S", 0.1)
    shutil.copy(store, store.parent / "copy.sqlite")
    with closing(sqlite3.connect(store, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        for command in (*COMMANDS, ("restore", str(store.parent / "copy.sqlite"))):
            code, message = ask(command, store.parent)
            assert (code, "writing to the ledger" in message) == (2, True), message


SECRET = "Geheim99"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"postgresql://bob:{SECRET}@127.0.0.1:x/db", "%40"),
        (f"postgresql://bob:a@{SECRET}@127.0.0.1/db", "%40"),
        (f"postgresql://bob:a@b/{SECRET}@127.0.0.1/db", "%40"),
        (f"mysql://bob:{SECRET}@127.0.0.1/db", "must be like"),
        (f"host=127.0.0.1 password={SECRET}", "must be like"),
        (f"postgresql://bob:{SECRET}@127.0.0.1:1/db?password={SECRET}", "cannot be reached"),
        (f"postgresql://bob@127.0.0.1:1/db?nonsense={SECRET}", "correct the options"),
    ],
)
def test_no_message_has_a_password(url: str, expected: str, county_folder: Path) -> None:
    with pytest.raises(LedgerStoreError, match=expected) as refused:
        open_ledger(county_folder, url)
    assert SECRET not in str(refused.value)


def test_a_password_among_the_options_of_an_address_is_not_shown() -> None:
    assert SECRET not in format_address(f"postgresql://bob@host/db?sslmode=disable&password={SECRET}")
    assert "sslmode=disable" in format_address(f"postgresql://bob@host/db?sslmode=disable&password={SECRET}")


def test_a_pipe_is_no_evidence(county_folder: Path, tmp_path: Path) -> None:
    """It would be waited for without end."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LedgerError, match="a pipe"):
        open_ledger(county_folder).keep(tmp_path / "pipe")


def test_reading_options_limit_a_backup(store: Path, tmp_path: Path) -> None:
    open_ledger(store.parent).backup(tmp_path / "copy.sqlite")
    before = store.read_bytes()
    with pytest.raises(LedgerStoreError, match="--read-seconds"), reading_within(0.0):
        restore_ledger(store.parent, tmp_path / "copy.sqlite")
    assert store.read_bytes() == before


@contextmanager
def reading_within(seconds: float) -> Iterator[None]:
    """Let reading a backup take so long; the county file is read as usual."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gisplan.ledger.store.read_backup._STEPS", 1)
        patch.setattr("gisplan.ledger.store.read_backup.read_options", lambda: ReadOptions(seconds=seconds))
        yield


@pytest.mark.parametrize("command", ["show", "history", "set", "report", "times", "backup", "restore", "open"])
def test_every_command_that_reads_the_county_file_has_the_options_of_reading(command: str) -> None:
    listed = run(command, "--help").stdout
    assert all(option in listed for option in ("--read-seconds", "--read-gb", "--allow-outside"))

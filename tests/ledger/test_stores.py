"""Where a ledger is kept, whose it is, how it is opened, and how it comes to today's version."""

import ast
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import gisplan
from gisplan.base.errors import CountyFileError, LedgerStoreError
from gisplan.io import check_county
from gisplan.ledger import Change, Ledger, open_ledger
from gisplan.ledger.store.engine import (
    APPLICATION_ID,
    format_address,
    open_engine,
    read_transaction,
    write_transaction,
)
from gisplan.ledger.store.initialise import VERSIONS, find_version, upgrade
from gisplan.ledger.store.location import find_location, find_store_address
from gisplan.ledger.tables import METADATA
from tests.ledger.conftest import COUNTY

SECRET = "postgresql://user:geheim@nowhere.invalid/db"


def test_it_is_made_once_and_found_again(county_folder: Path, url: str | None) -> None:
    with pytest.raises(LedgerStoreError, match="gisplan ledger open"):
        open_ledger(county_folder, url, create=False)
    assert list(county_folder.glob("*.sqlite*")) == []
    first, again = (
        open_ledger(county_folder, url),
        gisplan.open_ledger(county_folder / "gisplan.toml", url, create=False),
    )
    assert UUID(first.id)
    assert (first.id, first.county, first.last_event) == (again.id, "610728", 0)
    assert first.check() == ()


def test_sqlite_is_opened_as_it_was_measured_to_be_safe(county_folder: Path) -> None:
    ledger = open_ledger(county_folder)
    with ledger.engine.connect() as connection:
        pragmas = [
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
        ]
        tables = connection.execute(text("SELECT name FROM pragma_table_list WHERE strict = 1")).scalars().all()
    assert pragmas == ["delete", 3, 1, 5000, 0]
    assert set(tables) == set(METADATA.tables)


def test_the_caller_goes_before_the_environment_and_that_before_the_file(
    county_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GISPLAN_LEDGER_URL", raising=False)
    assert find_store_address(find_location(county_folder)) == county_folder / "ledger.sqlite"
    with (county_folder / "gisplan.toml").open("a", encoding="utf-8") as file:
        file.write(f'[ledger]\nurl = "{SECRET}"\nutc_offset = "+05:30"\n')
    found = find_location(county_folder)
    assert (find_store_address(found), found.utc_offset) == (SECRET, "+05:30")
    monkeypatch.setenv("GISPLAN_LEDGER_URL", "sqlite:///other.sqlite")
    assert find_store_address(found) == county_folder / "other.sqlite"
    assert find_store_address(found, "sqlite:///third.sqlite") == county_folder / "third.sqlite"


@pytest.mark.parametrize("line", ["url = 3", 'utc_offset = "8"', 'utc_offset = "+25:00"', 'path = "x"'])
def test_a_wrong_ledger_table_is_refused(county_folder: Path, line: str) -> None:
    (county_folder / "gisplan.toml").write_text(f"{COUNTY}\n[ledger]\n{line}\n", encoding="utf-8")
    with pytest.raises(CountyFileError, match=r"ledger|path"):
        open_ledger(county_folder)


def test_a_password_is_never_shown(county_folder: Path) -> None:
    assert "geheim" not in format_address(SECRET)
    with pytest.raises(LedgerStoreError) as caught:
        open_ledger(county_folder, SECRET + "?connect_timeout=2")
    assert "geheim" not in str(caught.value)
    with pytest.raises(LedgerStoreError) as caught:
        open_ledger(county_folder, "mysql://user:geheim@host/db")
    assert "geheim" not in str(caught.value)


def test_another_countys_ledger_is_refused(county_folder: Path, url: str | None) -> None:
    open_ledger(county_folder, url)
    (county_folder / "gisplan.toml").write_text(COUNTY.replace("610728", "610729"), encoding="utf-8")
    with pytest.raises(LedgerStoreError, match="610728"):
        open_ledger(county_folder, url)


def test_a_file_that_is_no_ledger_is_refused_and_left_as_it_is(county_folder: Path) -> None:
    path = county_folder / "ledger.sqlite"
    path.write_bytes(b"something else entirely" * 100)
    with pytest.raises(LedgerStoreError, match="restore"):
        open_ledger(county_folder)
    assert path.read_bytes() == b"something else entirely" * 100
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LedgerStoreError, match="other tables"):
        open_ledger(county_folder)
    assert path.read_bytes() == before


def test_gdal_never_sees_the_store(county_folder: Path) -> None:
    with pytest.raises(LedgerStoreError, match="GeoPackage"):
        open_ledger(county_folder, "sqlite:///ledger.gpkg")
    open_ledger(county_folder)
    with pytest.raises(LedgerStoreError, match="GeoPackage"):
        open_ledger(county_folder).backup(county_folder / "copy.gpkg")
    before = (county_folder / "ledger.sqlite").read_bytes()
    text_ = (county_folder / "gisplan.toml").read_text(encoding="utf-8")
    for name in ("ledger.sqlite", "renamed.gpkg", "renamed.geojson"):
        if not (county_folder / name).exists():
            (county_folder / name).write_bytes(before)
        (county_folder / "gisplan.toml").write_text(text_.replace("villages.geojson", name), encoding="utf-8")
        report = check_county(county_folder)
        (fault,) = [f for f in report.faults if f.file == name]
        assert fault.code == ("format-unknown" if name.endswith(".sqlite") else "content-mismatch")
    assert (county_folder / "ledger.sqlite").read_bytes() == before
    assert open_ledger(county_folder, create=False).check() == ()


def test_the_ledger_asks_nothing_of_gdal(root: Path) -> None:
    """Nothing of the room reads a file otherwise than by SQLite: GDAL's own SQLite drops locks on closing."""
    readers = {"pyogrio", "fiona", "osgeo", "rasterio"}
    for path in [*(root / "gisplan" / "ledger").rglob("*.py"), *(root / "gisplan" / "cli").glob("ledger*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & readers, path
            assert not (isinstance(node, ast.Attribute) and node.attr in ("read_file", "read_dataframe")), path


def test_looking_at_the_store_drops_no_lock_of_a_writer(county_folder: Path, tmp_path: Path) -> None:
    """While a writer of this process holds the file, another process is kept out, whatever is asked meanwhile."""
    ledger = open_ledger(county_folder)
    store = county_folder / "ledger.sqlite"
    (tmp_path / "twin.sqlite").hardlink_to(store)
    other = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    with write_transaction(ledger.engine) as connection:
        connection.execute(text("UPDATE store SET last_batch = 0"))
        for path in (store, tmp_path / "twin.sqlite"):
            with pytest.raises(LedgerStoreError, match="not a backup"):
                ledger.backup(path)
        done = subprocess.run([sys.executable, "-c", other, str(store)], capture_output=True, text=True, check=False)
        assert "locked" in done.stderr, "the writer's lock still holds"


def test_the_steps_lead_to_the_tables_of_today(county_folder: Path, url: str | None) -> None:
    ledger = open_ledger(county_folder, url)
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_every_earlier_version_comes_to_todays_with_all_that_is_in_it(
    county_folder: Path, url: str | None, version: str
) -> None:
    engine = open_engine(find_store_address(find_location(county_folder), url), create=True)
    with write_transaction(engine) as connection:
        upgrade(connection, version)
        assert find_version(connection) == version
        for line in OLD.split(";"):
            connection.exec_driver_sql(line)
    with pytest.raises(LedgerStoreError, match="earlier version"):
        open_ledger(county_folder, url, create=False)
    ledger = open_ledger(county_folder, url)
    work, events = ledger.work("旧"), ledger.history("旧")
    assert (ledger.id, work.version, work.values["name"], work.values["people"]) == ("old", 3, "旧工程", 12)
    assert [(e.by, e.note, e.attachments, e.source) for e in events] == [("王", "说明", (), None)] * 3
    assert ledger.check() == ()
    ledger.record([Change("旧", "people", 13, 3)], by="李")
    assert ledger.history("旧")[-1].old == "12"
    with pytest.raises(LedgerStoreError, match="never changed"), write_transaction(ledger.engine) as connection:
        connection.execute(text("DELETE FROM events"))


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_backup_of_every_earlier_version_is_restored(county_folder: Path, tmp_path: Path, version: str) -> None:
    backup = tmp_path / "old.sqlite"
    with write_transaction(open_engine(backup, create=True)) as connection:
        upgrade(connection, version)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        for line in OLD.split(";"):
            connection.exec_driver_sql(line)
    ledger = open_ledger(county_folder)
    ledger.restore(backup)
    ledger = open_ledger(county_folder, create=False)
    assert [(event.field, event.new) for event in ledger.history("旧")][1:] == [("name", "旧工程"), ("people", "12")]
    ledger.comment("旧", "说明", by="李", attachments=[ledger.keep(b"%PDF-1", "a.pdf")])
    assert (ledger.check(), ledger.check_files(thoroughly=True)) == ((), ())


def test_the_hash_of_events_is_the_one_that_earlier_versions_gave_them(county_folder: Path) -> None:
    engine = open_engine(find_store_address(find_location(county_folder)), create=True)
    with write_transaction(engine) as connection:
        upgrade(connection, "0003")
        for line in OLD.split(";"):
            connection.exec_driver_sql(line)
    ledger = open_ledger(county_folder)
    assert ledger.digest() == "dd4a77da82870c216bb4deb28d0c21a0448cd42cada2a93595145d53b61c4337"


OLD = """
INSERT INTO store (one, id, county, utc_offset, created, last_event, last_batch)
VALUES (1, 'old', '610728', '+08:00', '2019-01-01T00:00:00.000000Z', 3, 1);
INSERT INTO batches (id, recorded, received, by, note)
VALUES (1, '2019-01-01T00:00:00.000000Z', '2018-12-31', '王', '说明');
INSERT INTO works (id, kind, code, version) VALUES (1, 'water', '旧', 3);
INSERT INTO events (id, batch, work, version, field, new, happened)
VALUES (1, 1, 1, 1, 'listed', 'yes', '0001-01-01'), (2, 1, 1, 2, 'name', '旧工程', '0001-01-01'),
(3, 1, 1, 3, 'people', '12', '0001-01-01')
"""


def test_a_later_version_is_refused(county_folder: Path, url: str | None) -> None:
    ledger = open_ledger(county_folder, url)
    with write_transaction(ledger.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerStoreError, match="update gisplan"):
        open_ledger(county_folder, url)


def test_a_step_that_fails_leaves_the_old_store_whole(
    county_folder: Path, url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(find_store_address(find_location(county_folder), url), create=True)
    with write_transaction(engine) as connection:
        upgrade(connection, VERSIONS[0])
    with monkeypatch.context() as patch:
        patch.setattr("gisplan.ledger.store.initialise.upgrade", fail_halfway)
        with pytest.raises(RuntimeError):
            open_ledger(county_folder, url)
    with read_transaction(engine) as connection:
        assert find_version(connection) == VERSIONS[0]


def fail_halfway(connection: object) -> None:
    upgrade(connection)  # type: ignore[arg-type]
    raise RuntimeError("halfway")


def test_the_check_sees_what_was_done_behind_the_ledgers_back(ledger: Ledger) -> None:
    sqlite = ledger.engine.dialect.name == "sqlite"
    with ledger.engine.connect() as connection:
        guard = "DROP TRIGGER events_no_update" if sqlite else "DROP TRIGGER events_are_kept ON events"
        connection.execute(text(guard))
        connection.execute(text("UPDATE events SET new = '99' WHERE field = 'people' AND version = 4"))
        connection.commit()
    ledger.record([Change("A", "people", 100, ledger.work("A").version)], by="李")
    with ledger.engine.connect() as connection:
        connection.execute(text("UPDATE events SET new = '98' WHERE field = 'people' AND version = 4"))
        connection.execute(text("UPDATE works SET version = 77 WHERE code = 'B'"))
        connection.commit()
    damage = "\n".join(ledger.check())
    assert "trigger" in damage
    assert "does not match" in damage
    assert "77" in damage
    assert json.dumps(damage)

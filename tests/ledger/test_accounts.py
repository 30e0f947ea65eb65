"""The accounts of the desk in the store: made, changed, locked; in no backup, and kept by a restore."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import argon2
import pytest

from gisplan.base.errors import AccountError
from gisplan.ledger import Ledger
from gisplan.ledger.accounts import passwords
from gisplan.ledger.accounts.accounts import Account, Accounts
from gisplan.ledger.accounts.log import read_log
from gisplan.ledger.accounts.sessions import Sessions
from tests.ledger.conftest import Clock

PASSWORD = "correct horse 1"


@pytest.fixture(autouse=True)
def fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)


@pytest.fixture
def accounts(ledger: Ledger, clock: Clock) -> Accounts:
    return Accounts(ledger.engine, clock)


def test_an_account_is_made_changed_disabled_and_found_again(accounts: Accounts) -> None:
    assert not accounts.are_there()
    made = accounts.add(" 王 ", PASSWORD, role="clerk", towns=("青水镇", "青水镇", " "), by="管")
    assert (made.name, made.role, made.towns, made.programmes) == ("王", "clerk", ("青水镇",), ())
    assert accounts.list() == (made,)
    assert accounts.change("王", role="planner", towns=(), by="管").role == "planner"
    accounts.set_language(made, "zh")
    assert accounts.list()[0].language == "zh"
    assert accounts.disable("王", by="管").disabled
    assert not accounts.are_there()
    assert not accounts.disable("王", disabled=False, by="管").disabled
    log = [(entry.action, entry.by) for entry in read_log(accounts.engine)]
    assert log == [("enabled", "管"), ("disabled", "管"), ("changed", "管"), ("added", "管")]


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [
        ("王", "short", "clerk"),
        ("王", "aaaaaaaaaaaa", "clerk"),
        ("wanger", "my wanger 123", "clerk"),
        ("王", "x" * 201, "clerk"),
        ("王", PASSWORD, "king"),
        ("", PASSWORD, "clerk"),
        ("a\u202eb", PASSWORD, "clerk"),
        ("a\0b", PASSWORD, "clerk"),
        ("x" * 61, PASSWORD, "clerk"),
        ("有", PASSWORD, "clerk"),
    ],
)
def test_what_is_no_account_is_refused(accounts: Accounts, name: str, password: str, role: str) -> None:
    accounts.add("有", PASSWORD)
    with pytest.raises(AccountError):
        accounts.add(name, password, role=role)
    assert [account.name for account in accounts.list()] == ["有"]


def test_one_administrator_is_always_left(accounts: Accounts) -> None:
    accounts.add("管", PASSWORD, role="admin")
    for change in (lambda: accounts.disable("管"), lambda: accounts.change("管", role="viewer")):
        with pytest.raises(AccountError, match="only administrator"):
            change()
    accounts.add("副", PASSWORD, role="admin")
    assert accounts.disable("管").disabled
    with pytest.raises(AccountError, match="There are: 副, 管"):
        accounts.set_password("谁", PASSWORD)


def test_a_session_is_found_by_its_token_alone(accounts: Accounts, clock: Clock) -> None:
    accounts.add("王", PASSWORD)
    sessions = Sessions(accounts.engine, clock)
    token = sessions.sign_in("王", PASSWORD, address="10.0.0.7")
    session = sessions.find(token)
    assert session is not None
    assert session.account.name == "王"
    assert sessions.find(token + "x") is None
    assert sessions.find(session.token_sha256) is None
    sessions.sign_out(session)
    assert sessions.find(token) is None
    assert [entry.action for entry in read_log(accounts.engine)][:2] == ["out", "in"]


def test_a_lock_ends_with_time_or_with_a_new_password(accounts: Accounts, clock: Clock) -> None:
    accounts.add("王", PASSWORD)
    sessions = Sessions(accounts.engine, clock)

    def try_five_times() -> None:
        for _ in range(5):
            with pytest.raises(AccountError, match="wrong"):
                sessions.sign_in("王", "not this one")
        with pytest.raises(AccountError, match="Too many"):
            sessions.sign_in("王", PASSWORD)

    try_five_times()
    clock.now += timedelta(minutes=16)
    assert sessions.sign_in("王", PASSWORD)
    try_five_times()
    accounts.set_password("王", PASSWORD + "2")
    assert sessions.sign_in("王", PASSWORD + "2")


def test_a_password_is_the_same_however_it_is_typed(accounts: Accounts, clock: Clock) -> None:
    accounts.add("e\u0301va", "ｐａｓｓwörter 1")
    assert Sessions(accounts.engine, clock).sign_in("\u00e9va", "passwo\u0308rter 1")


def test_a_backup_holds_no_account_and_a_restore_keeps_them(
    ledger: Ledger, accounts: Accounts, clock: Clock, tmp_path: Path
) -> None:
    accounts.add("王", PASSWORD)
    token = Sessions(accounts.engine, clock).sign_in("王", PASSWORD)
    hashed = passwords.hash_password(PASSWORD)[:12]
    backup = tmp_path / "copy.sqlite"
    ledger.backup(backup)
    with closing(sqlite3.connect(backup)) as copy:
        for table in ("users", "sessions", "account_log"):
            assert copy.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert hashed.encode() not in backup.read_bytes()
    ledger.restore(backup, keep=tmp_path / "kept.sqlite")
    assert Sessions(accounts.engine, clock).find(token) is not None


@pytest.mark.parametrize(
    ("role", "towns", "programmes", "may"),
    [
        ("viewer", (), (), False),
        ("clerk", (), (), True),
        ("clerk", ("青水镇",), (), True),
        ("clerk", ("观音镇",), (), False),
        ("clerk", ("青水镇",), ("poor",), True),
        ("clerk", (), ("township",), False),
        ("planner", ("观音镇",), ("township",), True),
        ("admin", (), (), True),
    ],
)
def test_what_a_role_may_record(role: str, towns: tuple[str, ...], programmes: tuple[str, ...], may: bool) -> None:
    assert Account(1, "王", role, towns, programmes).may_record("青水镇", "poor") is may

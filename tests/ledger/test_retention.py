"""Accounts that are removed, by a command or as they were disabled long ago, and what stays of them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import argon2
import pytest
from click.testing import CliRunner

from gisplan.base.errors import AccountError
from gisplan.cli.desk.user import user
from gisplan.ledger import Ledger, add_work
from gisplan.ledger.accounts import passwords
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.accounts.log import read_log
from gisplan.ledger.accounts.retention import Removed, remove_account, remove_old_accounts
from gisplan.ledger.accounts.sessions import Sessions
from gisplan.ledger.accounts.tokens import Tokens
from tests.ledger.conftest import Clock

PASSWORD = "correct horse 1"
PLAN = {"name": "仁和村饮水安全工程", "people": 120, "villages": ("610728111209",), "town": "青水镇"}


@pytest.fixture
def accounts(ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    found = Accounts(ledger.engine, clock)
    found.add("管", PASSWORD, role="admin")
    found.add("王", PASSWORD, role="clerk")
    return found


def test_sessions_and_tokens_end_and_what_was_recorded_keeps_the_name(
    accounts: Accounts, ledger: Ledger, clock: Clock
) -> None:
    ledger.record(add_work("water", "Z", PLAN), by="王")
    sessions, tokens = Sessions(accounts.engine, clock), Tokens(accounts.engine, clock)
    session, (token, _listed) = sessions.sign_in("王", PASSWORD), tokens.make("王")
    other = sessions.sign_in("管", PASSWORD)
    remove_account(accounts.engine, "王", clock(), by="管")
    assert [account.name for account in accounts.list()] == ["管"]
    assert sessions.find(session) is None
    assert tokens.find(token) is None
    assert sessions.find(other) is not None
    assert {event.by for event in ledger.history("Z")} == {"王"}
    (last,) = read_log(accounts.engine, most=1)
    assert (last.name, last.action, last.by) == ("王", "removed", "管")
    with pytest.raises(AccountError, match="wrong"):
        sessions.sign_in("王", PASSWORD)
    accounts.add("王", PASSWORD)
    assert sessions.find(session) is None
    assert tokens.find(token) is None


def test_the_only_administrator_and_nobody_are_not_removed(accounts: Accounts, clock: Clock) -> None:
    with pytest.raises(AccountError, match="only administrator"):
        remove_account(accounts.engine, "管", clock())
    with pytest.raises(AccountError, match="There are: 王, 管"):
        remove_account(accounts.engine, "谁", clock())


def test_what_is_old_is_removed_and_nothing_else(accounts: Accounts, clock: Clock) -> None:
    days = {"accounts": 30, "log": 60}
    tokens = Tokens(accounts.engine, clock)
    tokens.make("管", days=1)
    token, _listed = tokens.make("管", days=366)
    accounts.disable("王")
    clock.now += timedelta(days=29)
    assert remove_old_accounts(accounts.engine, clock(), **days) == Removed(0, 0)
    clock.now += timedelta(days=2)
    assert remove_old_accounts(accounts.engine, clock(), **days) == Removed(1, 0)
    assert [account.name for account in accounts.list()] == ["管"]
    assert [entry.action for entry in read_log(accounts.engine, name="王")] == ["removed", "disabled", "added"]
    clock.now += timedelta(days=30)
    assert remove_old_accounts(accounts.engine, clock(), **days) == Removed(0, 5)
    assert [entry.action for entry in read_log(accounts.engine)] == ["removed"]
    assert len(tokens.list()) == 1
    assert tokens.find(token) is not None
    clock.now += timedelta(days=61)
    remove_old_accounts(accounts.engine, clock(), **days)
    assert read_log(accounts.engine) == ()


def test_an_account_that_was_enabled_again_stays(accounts: Accounts, clock: Clock) -> None:
    accounts.disable("王")
    accounts.disable("王", disabled=False)
    clock.now += timedelta(days=400)
    assert remove_old_accounts(accounts.engine, clock(), accounts=1, log=1000) == Removed(0, 0)


def test_the_command_removes(accounts: Accounts, county_folder: Path, url: str | None) -> None:
    if url is not None:
        pytest.skip("the command is the same on each store")
    run = CliRunner()
    done = run.invoke(user, ["remove", str(county_folder), "王", "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"removed": "王"})
    assert [account.name for account in accounts.list()] == ["管"]
    assert isinstance(run.invoke(user, ["remove", str(county_folder), "王"]).exception, AccountError)

"""Tokens of accounts in the store: only their hash, in no backup, and made and ended by a command."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import argon2
import pytest
from click.testing import CliRunner

from gisplan.base.errors import AccountError
from gisplan.cli.desk.user import user
from gisplan.ledger import Ledger
from gisplan.ledger.accounts import passwords
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.accounts.log import read_log
from gisplan.ledger.accounts.tokens import Tokens
from tests.ledger.conftest import Clock
from tests.ledger.test_accounts import PASSWORD


@pytest.fixture
def tokens(ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Tokens:
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    Accounts(ledger.engine, clock).add("王", PASSWORD, role="clerk", towns=("青水镇",))
    return Tokens(ledger.engine, clock)


def test_a_token_is_found_until_it_ends_and_is_kept_as_a_hash(tokens: Tokens, ledger: Ledger, clock: Clock) -> None:
    made, listed = tokens.make("王", days=2, by="管")
    found = tokens.find(made)
    assert found is not None
    assert (found.name, found.role, found.towns) == ("王", "clerk", ("青水镇",))
    assert tokens.find(made + "x") is None
    (shown,) = tokens.list("王")
    assert (shown.id, shown.used is not None, listed.used) == (listed.id, True, None)
    with ledger.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM tokens").all()
    assert made not in str(rows)
    clock.now += timedelta(days=2)
    assert tokens.find(made) is None
    assert tokens.revoke("王") == 0
    assert [entry.action for entry in read_log(ledger.engine, name="王")] == ["token", "added"]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_is_valid_for_a_year_at_most(tokens: Tokens, days: int) -> None:
    with pytest.raises(AccountError, match="366"):
        tokens.make("王", days=days)


def test_only_an_account_that_may_sign_in_gets_one(tokens: Tokens) -> None:
    with pytest.raises(AccountError, match="王"):
        tokens.make("李")
    Accounts(tokens.engine, tokens.clock).disable("王")
    with pytest.raises(AccountError, match="disabled"):
        tokens.make("王")


def test_a_backup_has_none(tokens: Tokens, ledger: Ledger, tmp_path: Path) -> None:
    made, _listed = tokens.make("王")
    ledger.backup(tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM tokens").fetchone() == (0,)
    assert tokens.find(made) is not None


def test_the_command_shows_it_once_and_ends_all(tokens: Tokens, county_folder: Path, url: str | None) -> None:
    if url is not None:
        pytest.skip("the command is the same on each store")
    run = CliRunner()
    first = run.invoke(user, ["token", str(county_folder), "王", "--days", "3"])
    assert first.exit_code == 0, first.output
    assert first.stdout.startswith("gisplan_")
    assert first.stdout.count("\n") == 1
    second = json.loads(run.invoke(user, ["token", str(county_folder), "王", "--json"]).stdout)
    assert second["account"] == "王"
    assert len(tokens.list()) == 2
    assert isinstance(run.invoke(user, ["token", str(county_folder), "李"]).exception, AccountError)
    ended = run.invoke(user, ["token", str(county_folder), "王", "--revoke", "--json"])
    assert json.loads(ended.stdout) == {"revoked": 2}

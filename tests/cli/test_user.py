"""`gisplan user`: accounts made by a command, with a password that nobody sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gisplan.base.errors import AccountError, LedgerStoreError
from gisplan.cli.commands import translate
from gisplan.cli.main import gisplan
from gisplan.ledger import open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from tests.web.conftest import COUNTY

PASSWORD = "correct horse 1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    return tmp_path


def run(*words: object, password: str = "") -> Result:
    return CliRunner().invoke(translate(gisplan), ["user", *map(str, words)], input=password)


def test_accounts_are_made_listed_disabled_and_get_passwords(folder: Path) -> None:
    done = run("add", folder, "王", "--role", "clerk", "--towns", "青水镇，观音镇", password=PASSWORD + "\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    (account,) = Accounts(open_ledger(folder).engine).list()
    assert (account.name, account.role, account.towns) == ("王", "clerk", ("青水镇", "观音镇"))
    assert (
        json.loads(run("add", folder, "管", "--role", "admin", "--json", password=PASSWORD).stdout)["role"] == "admin"
    )
    listed = json.loads(run("list", folder, "--json").stdout)["accounts"]
    assert [one["name"] for one in listed] == ["王", "管"]
    assert "password" not in str(listed)
    table = run("list", folder).output
    assert "clerk" in table
    assert run("disable", folder, "王").exit_code == 0
    assert run("disable", folder, "王", "--undo").exit_code == 0
    assert run("password", folder, "王", password="another one 22\n").exit_code == 0


def test_what_cannot_be_done_is_explained(folder: Path) -> None:
    assert isinstance(run("list", folder).exception, LedgerStoreError)
    assert isinstance(run("add", folder, "王").exception, AccountError)
    assert isinstance(run("add", folder, "王", password="short\n").exception, AccountError)
    run("add", folder, "管", "--role", "admin", password=PASSWORD)
    assert isinstance(run("disable", folder, "管").exception, AccountError)
    assert isinstance(run("password", folder, "谁", password=PASSWORD).exception, AccountError)

"""Wrong passwords: who is kept out of an account by them, for how long, and what that says of names."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import argon2
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.errors import AccountError
from gisplan.cli.desk.user import user
from gisplan.ledger import Ledger, open_ledger
from gisplan.ledger.accounts import lock_out, passwords
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.accounts.lock_out import Locks, find_locks, list_locks
from gisplan.ledger.accounts.log import LogEntry, read_log
from gisplan.ledger.accounts.sessions import Sessions
from tests.ledger.conftest import Clock

PASSWORD = "correct horse 1"
START = datetime(2019, 7, 1, 8, tzinfo=UTC)
MANY = lock_out.MOST_OF_ACCOUNT // lock_out.FEWEST_ADDRESSES  # from each of the fewest addresses


class Counting(argon2.PasswordHasher):
    """Counts how often something is hashed: what takes the time."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.count = 0

    def verify(self, *args: object, **more: object) -> bool:
        self.count += 1
        return bool(super().verify(*args, **more))  # type: ignore[arg-type]

    def hash(self, *args: object, **more: object) -> str:
        self.count += 1
        return str(super().hash(*args, **more))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    monkeypatch.setattr(passwords, "_hasher", lambda: counting)
    return counting


@pytest.fixture
def sessions(ledger: Ledger, clock: Clock) -> Sessions:
    Accounts(ledger.engine, clock).add("王", PASSWORD)
    return Sessions(ledger.engine, clock)


def entries(*rows: tuple[float, str, str]) -> list[LogEntry]:
    return [
        LogEntry(START + timedelta(minutes=minute), "王", action, None, address, None)
        for minute, action, address in rows
    ]


def answer(
    sessions: Sessions, password: str = "not this one", address: str | None = "10.0.0.7", name: str = "王"
) -> str:
    """What an attempt to sign in is answered; empty where it succeeds."""
    try:
        sessions.sign_in(name, password, address=address)
    except AccountError as error:
        return str(error)
    return ""


def test_an_address_waits_after_five_in_a_quarter_of_an_hour() -> None:
    five = [(float(minute), "wrong", "a") for minute in range(5)]
    locks = find_locks(entries(*five), START + timedelta(minutes=5))
    assert locks.until("a") == START + timedelta(minutes=15)
    assert (locks.until("b"), locks.account) == (None, None)
    assert not find_locks(entries(*five), START + timedelta(minutes=15))
    assert not find_locks(entries(*five[:4]), START + timedelta(minutes=5))
    assert not find_locks(entries(*five[:4], (4, "in", "a"), (4, "wrong", "a")), START + timedelta(minutes=5))
    assert find_locks(entries(*five[:4], (4, "in", "b"), (4, "wrong_old", "a")), START + timedelta(minutes=5))


@pytest.mark.parametrize("ends", ["unlocked", "password", "added"])
def test_an_administrator_ends_all_of_it(ends: str) -> None:
    many = [(1.0, "wrong", f"{place}") for place in range(5) for _ in range(MANY)]
    now = START + timedelta(minutes=2)
    assert find_locks(entries(*many), now).account == START + timedelta(minutes=61)
    assert not find_locks(entries(*many, (1.0, ends, "")), now)


def test_two_devices_of_a_colleague_lock_nobody_else_out() -> None:
    now = START + timedelta(minutes=59)
    for places in range(1, lock_out.FEWEST_ADDRESSES + 1):
        many = [(minute, "wrong", f"{place}") for minute in range(50) for place in range(places)]
        assert (find_locks(entries(*many), now).account is not None) == (places == lock_out.FEWEST_ADDRESSES)


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from(["wrong", "wrong_old", "in"]), st.sampled_from("abcdefg")))
)
def test_nobody_is_kept_out_by_fewer_than_the_table_says(rows: list[tuple[int, str, str]]) -> None:
    rows.sort(key=lambda row: row[0])
    now = START + timedelta(minutes=90)
    locks = find_locks(entries(*rows), now)
    for address, until in locks.addresses.items():
        recent = [row for row in rows if row[2] == address and row[1] != "in" and row[0] > 75]
        assert len(recent) >= lock_out.MOST_OF_ADDRESS
        assert now < until <= now + lock_out.ADDRESS_WINDOW
    hour = [row for row in rows if row[1] != "in" and row[0] > 30]
    enough = len(hour) >= lock_out.MOST_OF_ACCOUNT and len({row[2] for row in hour}) >= lock_out.FEWEST_ADDRESSES
    assert (locks.account is not None) == enough


def test_a_colleague_locks_a_chief_out_of_no_other_computer(sessions: Sessions, clock: Clock, ledger: Ledger) -> None:
    assert ["wrong" in answer(sessions) for _ in range(5)] == [True] * 5
    assert "Too many wrong passwords: try again in 15 minutes" in answer(sessions, PASSWORD)
    assert "Too many" in answer(sessions)
    assert answer(sessions, PASSWORD, "10.0.0.8") == ""
    assert "Too many" in answer(sessions, PASSWORD), "who signs in elsewhere does not let this one in"
    assert [one.action for one in read_log(ledger.engine)] == ["in", "locked", *["wrong"] * 5, "added"]
    clock.now += timedelta(minutes=15)
    assert answer(sessions, PASSWORD) == ""


def test_a_restart_forgets_nothing_and_a_command_unlocks(
    sessions: Sessions, clock: Clock, ledger: Ledger, county_folder: Path, url: str | None
) -> None:
    for _ in range(5):
        answer(sessions)
    again = open_ledger(county_folder, url, clock=clock)
    assert "Too many" in answer(Sessions(again.engine, clock), PASSWORD)
    found = list_locks(ledger.engine, clock())
    assert (list(found), list(found["王"].addresses)) == (["王"], ["10.0.0.7"])
    Accounts(ledger.engine, clock).unlock("王", by="管")
    assert list_locks(ledger.engine, clock()) == {}
    assert answer(sessions, PASSWORD) == ""
    assert [(one.action, one.by) for one in read_log(ledger.engine, most=2)] == [("in", None), ("unlocked", "管")]


def test_many_addresses_lock_the_account_for_all(sessions: Sessions) -> None:
    for place in range(lock_out.FEWEST_ADDRESSES):
        for _ in range(MANY // 2):
            answer(sessions, address=f"10.0.0.{place}")
    assert answer(sessions, PASSWORD, "10.0.1.1") == ""
    for place in range(lock_out.FEWEST_ADDRESSES, 2 * lock_out.FEWEST_ADDRESSES):
        for _ in range(MANY - MANY // 2):
            answer(sessions, address=f"10.0.0.{place}")
    assert "Too many" in answer(sessions, PASSWORD, "10.0.1.2")


def test_a_name_that_there_is_not_is_answered_and_takes_as_long_as_one_that_there_is(
    sessions: Sessions, hasher: Counting, ledger: Ledger
) -> None:
    answers: dict[str, list[tuple[str, int]]] = {}
    for name in ("王", "谁"):
        for _ in range(8):
            before = hasher.count
            answers.setdefault(name, []).append((answer(sessions, name=name), hasher.count - before))
    assert answers["王"] == answers["谁"]
    assert Counter(count for _text, count in answers["谁"]) == {1: 8}
    wrong, waits = answers["谁"][4][0], answers["谁"][5][0]
    assert "wrong" in wrong
    assert "Too many" in waits


def test_a_password_that_is_typed_as_the_name_is_not_in_the_log(sessions: Sessions, ledger: Ledger) -> None:
    answer(sessions, name=PASSWORD)
    answer(sessions, name=PASSWORD)
    answer(sessions, name="other")
    marks = [one.name for one in read_log(ledger.engine, most=3)]
    assert marks[1] == marks[2] != marks[0]
    with ledger.engine.connect() as connection:
        assert PASSWORD not in str(connection.exec_driver_sql("SELECT * FROM account_log").all())


def test_guesses_of_the_present_password_count_too(sessions: Sessions, ledger: Ledger) -> None:
    session = sessions.find(sessions.sign_in("王", PASSWORD, address="10.0.0.7"))
    assert session is not None
    account = session.account
    for _ in range(5):
        with pytest.raises(AccountError, match="present password"):
            sessions.confirm_password(account, "not this one", address="10.0.0.7")
    with pytest.raises(AccountError, match="Too many"):
        sessions.confirm_password(account, PASSWORD, address="10.0.0.7")
    assert "Too many" in answer(sessions, PASSWORD)
    sessions.confirm_password(account, PASSWORD, address="10.0.0.8")
    assert [one.action for one in read_log(ledger.engine, most=2)] == ["locked", "wrong_old"]


def test_no_locks_are_none() -> None:
    assert not Locks()
    assert Locks().until(None) is None


def test_the_commands_show_and_unlock(sessions: Sessions, county_folder: Path, url: str | None) -> None:
    if url is not None:
        pytest.skip("the command is the same on each store")
    at = datetime.now(UTC)
    real = Sessions(sessions.engine, lambda: at)
    for _ in range(5):
        answer(real)
    run = CliRunner()
    (listed,) = json.loads(run.invoke(user, ["list", str(county_folder), "--json"]).stdout)["accounts"]
    assert (listed["locked_until"], listed["locked_addresses"]) == (None, ["10.0.0.7"])
    assert "locked" in run.invoke(user, ["list", str(county_folder)], env={"COLUMNS": "200"}).stdout
    done = run.invoke(user, ["unlock", str(county_folder), "王"])
    assert (done.exit_code, done.stdout) == (0, "The account 王 is unlocked.\n")
    assert answer(real, PASSWORD) == ""
    assert isinstance(run.invoke(user, ["unlock", str(county_folder), "李"]).exception, AccountError)

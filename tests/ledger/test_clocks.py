"""A wrong clock: events stay in the order of recording, its times are warned about, listed and corrected."""

import json
import random
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from sqlalchemy import text

from gisplan.base.errors import LedgerError, LedgerRuleError, LedgerStoreError
from gisplan.base.language import set_language
from gisplan.ledger import Change, Ledger, WorkState, open_ledger
from gisplan.ledger.events.times import _find_longest_order
from gisplan.ledger.reader import LedgerReader
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.report.documents.progress import read_progress_schema
from tests.ledger.commands import document, run
from tests.ledger.conftest import Clock


def record(ledger: Ledger, people: int, code: str = "A") -> tuple[str, ...]:
    return ledger.record([Change(code, "people", people, ledger.work(code).version)], by="李").warnings


def people_known(ledger: Ledger, day: str) -> object:
    state = ledger.state(date(2099, 12, 31), date.fromisoformat(day))
    return state.by_code["water", "A"].values.get("people") if state.works else None


def test_a_time_before_the_last_one_is_recorded_as_it_is_and_warned_about(ledger: Ledger, clock: Clock) -> None:
    """It was recorded at the last one's time before, so that one wrong clock set the time of all that followed."""
    clock.set("2019-01-01")
    (warning,) = record(ledger, 121)
    assert "2019-01-01" in warning
    assert "2019-07-01" in warning
    assert ledger.history("A")[-1].recorded.date() == date(2019, 1, 1)
    assert ledger.check() == (), "a wrong clock damages nothing"


def test_a_day_long_after_the_last_record_is_warned_about_once(ledger: Ledger, clock: Clock) -> None:
    clock.set("2019-07-02")
    assert record(ledger, 121) == ()
    clock.set("2019-07-04")
    (warning,) = record(ledger, 122)
    assert "2019-07-04" in warning
    assert "2019-07-02" in warning
    assert record(ledger, 123) == ()


def test_a_future_clock_hides_nothing_that_follows(ledger: Ledger, clock: Clock) -> None:
    clock.set("2099-01-01")
    record(ledger, 121)
    clock.set("2019-07-02")
    record(ledger, 122)
    assert people_known(ledger, "2019-07-01") == 120
    state = ledger.state(date(2019, 7, 2), date(2019, 7, 2))
    assert state.last_event == ledger.last_event, "what is known on a day goes by sequence"
    with pytest.raises(LedgerRuleError, match="2019-07-03"):
        ledger.record([Change("A", "main_done", "2019-07-03", ledger.work("A").version)], by="李")


def test_a_past_clock_shows_nothing_too_early(ledger: Ledger, clock: Clock) -> None:
    clock.set("2019-07-02")
    record(ledger, 121)
    clock.set("1970-01-02")
    record(ledger, 122)
    clock.set("2019-07-03")
    record(ledger, 123)
    assert ledger.state(known_at=date(2019, 6, 30)).works == ()
    assert ledger.state(known_at=date(2019, 7, 2)).last_event == ledger.last_event - 2
    assert ledger.state(known_at=date(2019, 7, 3)).last_event == ledger.last_event


def test_what_a_wrong_clock_recorded_is_listed_and_corrected(ledger: Ledger, clock: Clock) -> None:
    assert ledger.time_doubts() == ()
    clock.set("2019-08-02")
    version = ledger.work("A").version
    ledger.record([Change("A", "people", 121, version), Change("A", "started", "2019-08-02", version)], by="李")
    clock.set("2019-07-02")
    record(ledger, 80 + 1, "B")
    (doubt,) = ledger.time_doubts()
    assert (doubt.time.number, doubt.reason) == (2, "future")
    assert [event.field for event in doubt.events] == ["people", "started"]
    before, digest = ledger.events(), ledger.digest()
    with pytest.raises(LedgerError, match="2019-07-01"):
        ledger.correct_times(2, 2, date(2019, 6, 30), by="王")
    with pytest.raises(LedgerError, match="after this computer's date"):
        ledger.correct_times(2, 2, date(2019, 7, 3), by="王")
    with pytest.raises(LedgerError, match="1 to 3"):
        ledger.correct_times(2, 9, date(2019, 7, 1), by="王")
    (left,) = ledger.correct_times(2, 2, date(2019, 7, 1), by="王", note="电池没电")
    assert left.reason == "corrected"
    assert ledger.state(known_at=date(2019, 7, 1)).last_event == before[-1].id - 1
    work = ledger.work("A")
    fix = [Change("A", "people", 121, work.version, on=date(2019, 7, 1))]
    ledger.record([*fix, Change("A", "started", "2019-07-01", work.version)], by="王")
    assert ledger.time_doubts() == ()
    assert ledger.state(date(2019, 7, 2)).by_code["water", "A"].values["people"] == 121
    assert (ledger.events()[: len(before)], ledger.digest(last_event=before[-1].id)) == (before, digest)
    assert ledger.check() == ()


def test_a_correction_goes_into_the_backup_and_back(
    ledger: Ledger, clock: Clock, tmp_path: Path, county_folder: Path, url: str | None
) -> None:
    clock.set("2018-01-01")
    record(ledger, 121)
    clock.set("2019-07-03")
    record(ledger, 122)
    ledger.correct_times(2, 2, date(2019, 7, 2), by="王")
    ledger.backup(tmp_path / "copy.sqlite")
    known = ledger.state(known_at=date(2019, 7, 2))
    ledger.restore(tmp_path / "copy.sqlite")
    again = open_ledger(county_folder, url, clock=clock).state(known_at=date(2019, 7, 2))
    assert (again.last_event, again.works) == (known.last_event, known.works)


def test_the_longest_run_of_days_is_believed() -> None:
    """Against all subsets, tried one by one."""
    draw = random.Random(1)
    for _ in range(200):
        days = [date(2019, 1, 1) + timedelta(days=draw.randrange(6)) for _ in range(draw.randrange(9))]
        found = sorted(_find_longest_order(days))
        chosen = [days[i] for i in found]
        assert chosen == sorted(chosen)
        sets = ([d for i, d in enumerate(days) if mask >> i & 1] for mask in range(2 ** len(days)))
        assert len(chosen) == max(len(s) for s in sets if s == sorted(s))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_commands_warn_once_and_times_lists_and_corrects(county: Path, language: str) -> None:
    set_language(language)
    ahead = datetime.now(UTC) + timedelta(days=400)
    ledger = open_ledger(county, create=False, clock=lambda: ahead)
    work = ledger.work("SL2019-002")
    ledger.record([Change(work.code, "people", 77, work.version)], by="王")
    done = run("set", str(county), "SL2019-002", "people", "--value", "78", "--by", "李", "--json")
    assert done.returncode == 0
    assert done.stderr.count(f"{ahead:%Y-%m}") == 1
    assert len(done.stderr.splitlines()) == 1
    assert bool(re.search("[\u4e00-\u9fff]", done.stderr)) == (language == "zh")
    assert f"{ahead:%Y-%m}" in done.stdout
    listed = document("times", str(county))
    (wrong,) = listed["records"]  # type: ignore[misc]
    assert (wrong["number"], wrong["doubt"]) == (2, "future")
    shown = run("times", str(county))
    assert "SL2019-002" in shown.stdout
    today = str(open_ledger(county, create=False).today)
    assert run("times", str(county), "--batch", "2").returncode == 2
    assert run("times", str(county), "--batch", "x", "--was", today).returncode == 2
    done = run("times", str(county), "--batch", "2-2", "--was", today, "--by", "王")
    assert (done.returncode, done.stderr) == (0, "")


READING = (("show",), ("history", "SL2019-002"), ("report",), ("times",))


@pytest.mark.parametrize("days", [400, -400])
def test_every_command_that_reads_warns_of_a_wrong_clock_and_documents_say_so(
    days: int, county: Path, tmp_path: Path
) -> None:
    """The last record is of a clock 400 days ahead of this one, or so far behind it."""
    other = datetime.now(UTC) + timedelta(days=days)
    ledger = open_ledger(county, create=False, clock=lambda: other)
    ledger.record([Change("SL2019-002", "people", 77, ledger.work("SL2019-002").version)], by="王")
    for command in READING:
        out = ("-o", str(tmp_path / "out")) if command == ("report",) else ()
        done = run(command[0], str(county), *command[1:], *out)
        assert done.returncode == 0
        assert f"{other:%Y-%m}" in done.stderr, command
    shown = run("show", str(county), "--json")
    assert "gisplan ledger times" in str(json.loads(shown.stdout)["warnings"])
    doubts = json.loads((tmp_path / "out" / "progress.json").read_text(encoding="utf-8"))["ledger"]["doubts"]
    # of two records out of order, the later is believed unless it is in the future
    assert doubts == {"clock_behind": days > 0, "records": [2 if days > 0 else 1]}
    jsonschema.validate(json.loads((tmp_path / "out" / "progress.json").read_bytes()), read_progress_schema())
    assert "gisplan ledger times" in (tmp_path / "out" / "progress.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "out" / "progress.xlsx", read_only=True)
    assert any("gisplan ledger times" in str(cell) for row in book.worksheets[0].values for cell in row)


def test_a_document_says_nothing_of_a_clock_in_order(county: Path, tmp_path: Path) -> None:
    done = run("report", str(county), "-o", str(tmp_path / "out"))
    assert "Warning" not in done.stderr
    assert "doubts" not in json.loads((tmp_path / "out" / "progress.json").read_bytes())["ledger"]


def test_a_correction_that_cannot_be_shown_is_not_recorded(ledger: Ledger, clock: Clock) -> None:
    clock.set("2019-07-02")
    with write_transaction(ledger.engine) as connection:
        connection.execute(text("ALTER TABLE events RENAME COLUMN happened TO h"))
    with pytest.raises(LedgerStoreError):
        ledger.correct_times(1, 1, date(2019, 6, 30), by="王")
    with read_transaction(ledger.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM batches")).scalar_one() == 1


def test_a_change_that_cannot_be_read_back_is_recorded_and_says_so(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, calls = LedgerReader.work, []

    def fail_later(self: Ledger, code: str, kind: str | None = None) -> WorkState:
        calls.append(code)
        if len(calls) > 1:
            raise LedgerStoreError("The connection to the ledger's database was lost. Nothing was changed.")
        return own(self, code, kind)

    monkeypatch.setattr(LedgerReader, "work", fail_later)
    done = run("set", str(county), "SL2019-002", "people", "--value", "78", "--by", "李")
    assert done.returncode == 2
    assert "is recorded (record 2)" in done.stderr
    assert "Nothing was changed" not in done.stderr
    assert open_ledger(county).history("SL2019-002")[-1].new == "78"

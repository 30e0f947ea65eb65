"""Many people write: a repeated entry counts once, conflicts are found by field, and every event can be undone."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from gisplan.base.errors import LedgerConflictError, LedgerError, LedgerRuleError
from gisplan.ledger import Change, Ledger, add_work, open_ledger, restore_ledger
from gisplan.ledger.store.engine import read_transaction
from gisplan.ledger.tables import BATCHES

FINISHED = date(2019, 6, 20)


def finish(ledger: Ledger, entry: str, code: str = "A", **more: object) -> object:
    return ledger.record([Change(code, "main_done", FINISHED, 6)], by="王", entry=entry, **more)


def test_a_repeated_entry_counts_once_and_is_answered_as_the_first_time(ledger: Ledger) -> None:
    seen = ledger.work("A").version
    change = Change("A", "main_done", FINISHED, seen)
    first = ledger.record([change], by="王", entry="e-1", note="现场")
    again = ledger.record([change], by="王", entry="e-1", note="现场")
    assert (first.repeated, again.repeated) == (False, True)
    assert replace(again, repeated=False, warnings=()) == replace(first, warnings=())
    assert ledger.work("A").version == seen + 1
    ledger.record([Change("A", "caretaker", "李", seen + 1)], by="李")
    later = ledger.record([change], by="王", entry="e-1", note="现场", store="another ledger")
    assert (later.repeated, later.number, later.last_event) == (True, first.number, ledger.last_event)
    assert len(ledger.history("A")) == seen + 2


@pytest.mark.parametrize("other", [{"by": "李"}, {"note": "另一条"}, {"received": date(2019, 6, 21)}])
def test_an_id_belongs_to_one_entry(ledger: Ledger, other: dict[str, object]) -> None:
    change = Change("A", "main_done", FINISHED, ledger.work("A").version)
    ledger.record([change], by="王", entry="e-1")
    for changes, more in (([change], other), ([replace(change, value=date(2019, 6, 21))], {}), ([], {})):
        with pytest.raises(LedgerError, match="another entry, recorded by 王"):
            ledger.record(changes, **{"by": "王", "entry": "e-1", **more})
    for wrong in ("", " ", "x" * 101, "a\0"):
        with pytest.raises(LedgerError):
            ledger.record([change], by="王", entry=wrong)


def test_an_entry_that_was_refused_may_be_sent_again(ledger: Ledger) -> None:
    with pytest.raises(LedgerRuleError):
        ledger.record([Change("A", "accepted", FINISHED, ledger.work("A").version)], by="王", entry="e-1")
    change = Change("A", "accepted", FINISHED, ledger.work("A").version, override="补报")
    assert not ledger.record([change], by="王", entry="e-1").repeated


def test_an_entry_of_a_backup_still_counts_once_after_a_restore(ledger: Ledger, tmp_path: Path) -> None:
    change = Change("A", "main_done", FINISHED, ledger.work("A").version)
    first = ledger.record([change], by="王", entry="e-1")
    ledger.backup(tmp_path / "copy.sqlite")
    ledger.restore(tmp_path / "copy.sqlite")
    assert ledger.record([change], by="王", entry="e-1").number == first.number


WRITER = """
import sys, time
from datetime import date
from gisplan.ledger import Change, open_ledger
ledger = open_ledger(sys.argv[1], sys.argv[2] or None)
seen = ledger.work("A").version
print("ready", flush=True)
for number in range(1000):
    change = Change("A", "people", 1000 + number, seen + number)
    ledger.record([change], by="王", entry=f"entry {number}")
print("over", flush=True)
"""


def test_a_writer_that_is_killed_before_it_has_its_answer_sends_again_and_nothing_counts_twice(
    ledger: Ledger, county_folder: Path, url: str | None
) -> None:
    """What the second writer sends is what the first one sent, from the beginning: as a phone does."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    seen = ledger.work("A").version
    command = [sys.executable, "-c", WRITER, str(county_folder), url or ""]
    for _attempt in range(3):
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(0.3)
            writer.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    recorded = ledger.work("A").version - seen
    assert recorded > 0
    for number in range(recorded + 1):
        change = Change("A", "people", 1000 + number, seen + number)
        assert ledger.record([change], by="王", entry=f"entry {number}").repeated == (number < recorded)
    with read_transaction(ledger.engine) as connection:
        entries = connection.execute(select(BATCHES.c.entry).where(BATCHES.c.entry.is_not(None))).scalars().all()
    assert sorted(entries) == sorted(f"entry {number}" for number in range(recorded + 1))
    assert ledger.check() == ()


def test_a_conflict_has_the_others_value_beside_ones_own_field_by_field(ledger: Ledger) -> None:
    seen = ledger.work("A").version
    ledger.record([Change("A", "main_done", date(2019, 6, 18), seen), Change("A", "caretaker", "赵", seen)], by="李")
    mine = [Change("A", "main_done", FINISHED, seen), Change("A", "people", 130, seen)]
    for merge in (False, True):
        with pytest.raises(LedgerConflictError) as refused:
            ledger.record(mine, by="王", merge=merge)
        (conflict,) = refused.value.conflicts
        assert (conflict.code, conflict.seen, conflict.version) == ("A", seen, seen + 2)
        assert [event.field for event in conflict.events] == ["main_done", "caretaker"]
        (field,) = conflict.fields
        assert (field.field, field.yours, field.theirs) == ("main_done", "2019-06-20", "2019-06-18")
        assert (field.event.by, field.event.version) == ("李", seen + 1)
    assert ledger.work("A").version == seen + 2, "nothing of it was recorded"


def test_changes_of_other_fields_are_merged_if_that_is_asked_for(ledger: Ledger) -> None:
    seen = ledger.work("A").version
    ledger.record([Change("A", "caretaker", "赵", seen)], by="李")
    mine = [Change("A", "main_done", FINISHED, seen), Change("A", "caretaker", "赵", seen)]
    with pytest.raises(LedgerConflictError, match="caretaker") as refused:
        ledger.record(mine, by="王")
    assert refused.value.conflicts[0].fields == ()
    batch = ledger.record(mine, by="王", merge=True)
    assert batch.events == 1, "what the other one has recorded alike is no event"
    work = ledger.work("A")
    assert (work.version, work.values["main_done"], work.values["caretaker"]) == (seen + 2, FINISHED, "赵")


def test_merging_never_overwrites_a_new_work_nor_takes_a_version_that_never_was(ledger: Ledger) -> None:
    with pytest.raises(LedgerConflictError):
        ledger.record(add_work("water", "A", {"name": "另一工程", "fund": "x"})[1:2], by="王", merge=True)
    with pytest.raises(LedgerConflictError, match="never had this version"):
        ledger.record([Change("A", "main_done", FINISHED, 99)], by="王", merge=True)


def test_merged_changes_keep_the_rules(ledger: Ledger) -> None:
    seen = ledger.work("A").version
    ledger.record([Change("A", "main_done", FINISHED, seen)], by="李")
    with pytest.raises(LedgerRuleError):
        ledger.record([Change("A", "water_flowing", date(2019, 6, 1), seen)], by="王", merge=True)


def test_any_event_is_undone_by_another_one(ledger: Ledger) -> None:
    before = ledger.work("A").values
    seen = ledger.work("A").version
    ledger.record([Change("A", "main_done", FINISHED, seen), Change("A", "done_km", 5, seen)], by="李")
    batch = ledger.undo("A", by="王", note="录错", entry="u-1")
    assert batch.events == 2
    assert ledger.work("A").values == before
    assert ledger.undo("A", by="王", note="录错", entry="u-1").repeated
    last = ledger.history("A")[-2:]
    assert [event.undoes for event in last] == [event.id - 2 for event in last]
    assert [(event.by, event.note) for event in last] == [("王", "录错")] * 2
    ledger.undo("A", last[0].id, by="王")
    assert ledger.work("A").values["main_done"] == FINISHED
    ledger.undo("A", by="王")
    assert ledger.work("A").values == before
    assert ledger.check() == ()


def test_a_value_of_an_earlier_day_is_undone_from_that_day(ledger: Ledger) -> None:
    ledger.record([Change("A", "people", 150, ledger.work("A").version, on=date(2019, 3, 1))], by="李")
    ledger.record([Change("A", "people", 160, ledger.work("A").version, on=date(2019, 5, 1))], by="李")
    ledger.undo("A", ledger.history("A")[-2].id, by="王")
    known = [ledger.state(day).by_code["water", "A"].values["people"] for day in (date(2019, 4, 1), date(2019, 6, 1))]
    assert known == [120, 160]


def test_a_work_that_was_added_is_taken_off_and_comes_back(ledger: Ledger) -> None:
    ledger.undo("B", by="王")
    assert [work.code for work in ledger.state().works] == ["A", "R"]
    ledger.undo("B", by="王")
    assert [work.code for work in ledger.state().works] == ["A", "B", "R"]


def test_what_cannot_be_undone_says_why(ledger: Ledger) -> None:
    name = next(event for event in ledger.history("A") if event.field == "name")
    with pytest.raises(LedgerError, match="cannot be empty"):
        ledger.undo("A", name.id, by="王")
    with pytest.raises(LedgerError, match="no event 9999"):
        ledger.undo("A", 9999, by="王")
    ledger.record([Change("A", "main_done", FINISHED, ledger.work("A").version)], by="李")
    first = ledger.last_event
    ledger.record([Change("A", "main_done", date(2019, 6, 21), ledger.work("A").version)], by="李")
    with pytest.raises(LedgerError, match=f"changed again by event {first + 1}"):
        ledger.undo("A", first, by="王")
    ledger.record([Change("A", "water_flowing", date(2019, 6, 22), ledger.work("A").version)], by="李")
    with pytest.raises(LedgerConflictError):
        ledger.undo("A", by="王", seen=3)
    assert ledger.undo("A", by="王").events == 1


def test_comments_change_no_version_and_are_numbered_with_the_records(ledger: Ledger, tmp_path: Path) -> None:
    version, digest, last = ledger.work("A").version, ledger.digest(), ledger.last_record
    first = ledger.comment("A", "  等水表到货  ", by="李", entry="c-1")
    assert (first.text, first.by, first.code, first.number) == ("等水表到货", "李", "A", last + 1)
    assert ledger.comment("A", "等水表到货", by="李", entry="c-1") == first
    assert ledger.last_record == first.number
    report = ledger.keep(b"%PDF-1", "报告.pdf")
    second = ledger.comment("A", "", by="王", attachments=[report])
    other = ledger.comment("R", "=cmd|' /C calc'!A0", by="王")
    assert ledger.comments("A") == (first, second)
    assert ledger.comments(after=first.number) == (second, other)
    assert ledger.attachments("A") == (report,)
    assert (ledger.work("A").version, ledger.digest(), ledger.last_record) == (version, digest, other.number)
    ledger.backup(tmp_path / "copy.sqlite")
    ledger.comment("A", "又一条", by="王")
    ledger.restore(tmp_path / "copy.sqlite")
    assert ledger.comments() == (first, second, other)
    assert ledger.check() == ()


def test_a_comment_needs_a_text_of_some_length_a_writer_and_a_work(ledger: Ledger) -> None:
    for words, more in ((("A", " "), {}), (("A", "x" * 2001), {}), (("nothing", "x"), {}), (("A", "x\0"), {})):
        with pytest.raises(LedgerError):
            ledger.comment(*words, by="王", **more)
    with pytest.raises(LedgerError, match="--by"):
        ledger.comment("A", "x", by=" ")
    ledger.comment("A", "x", by="王", entry="c-1")
    with pytest.raises(LedgerError, match="another entry"):
        ledger.comment("A", "y", by="王", entry="c-1")
    assert len(ledger.comments()) == 1


def test_a_restored_county_keeps_comments_of_a_file_of_its_own(county_folder: Path, tmp_path: Path) -> None:
    ledger = open_ledger(county_folder)
    ledger.record(add_work("water", "A", {"name": "工程", "category": "town"}), by="王")
    ledger.comment("A", "说明", by="王")
    ledger.backup(tmp_path / "copy.sqlite")
    restore_ledger(county_folder, tmp_path / "copy.sqlite")
    assert [comment.text for comment in open_ledger(county_folder).comments()] == ["说明"]

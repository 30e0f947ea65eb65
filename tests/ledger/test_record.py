"""Changes become events: all or none, against the version that was seen, by the rules."""

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gisplan.base.errors import LedgerConflictError, LedgerError, LedgerRuleError
from gisplan.base.language import set_language
from gisplan.ledger import Change, Ledger, add_work, read_kinds
from gisplan.ledger.events.labels import field_label
from tests.attacks import ATTACKS


def set_one(ledger: Ledger, code: str, field: str, value: object, **more: object) -> None:
    """One change of the work as it stands."""
    ledger.record([Change(code, field, value, ledger.work(code).version, **more)], by="李")


def test_a_change_is_an_event_that_says_who_when_what(ledger: Ledger) -> None:
    seen = ledger.work("A").version
    proof = ledger.keep(b"%PDF-1", "报告.pdf")
    change = Change("A", "started", date(2019, 3, 2), seen, note="现场", attachments=(proof,))
    batch = ledger.record([change], by="李", received=date(2019, 6, 28), source="六月.xlsx", source_sha256="cd" * 32)
    event = ledger.history("A")[-1]
    assert (batch.events, batch.works, batch.last_event) == (1, 1, event.id) == (1, 1, ledger.last_event)
    assert (event.field, event.old, event.new, event.on) == ("started", None, "2019-03-02", date(2019, 3, 2))
    assert (event.by, event.received, event.recorded) == ("李", date(2019, 6, 28), batch.recorded)
    assert (event.note, event.attachments, event.source) == ("现场", (proof,), "六月.xlsx")
    assert (event.version, ledger.work("A").version) == (seen + 1, seen + 1)


def test_a_work_was_last_reported_on_the_latest_day_that_a_record_is_about(ledger: Ledger) -> None:
    assert ledger.state(date(2019, 6, 30)).by_code["water", "A"].reported is None, "added with what always holds"
    set_one(ledger, "A", "started", date(2019, 3, 2))
    set_one(ledger, "A", "people", 150, on=date(2019, 5, 4))
    reported = [ledger.state(day).by_code["water", "A"].reported for day in (date(2019, 4, 1), date(2019, 6, 30))]
    assert reported == [date(2019, 3, 2), date(2019, 5, 4)]


def test_what_is_so_already_is_no_event(ledger: Ledger) -> None:
    set_one(ledger, "A", "started", date(2019, 3, 2))
    before = ledger.last_event
    work = ledger.work("A")
    batch = ledger.record([Change("A", name, work.values[name], work.version) for name in work.values], by="李")
    assert (batch.number, batch.events, ledger.last_event) == (None, 0, before)
    # not even where someone else changed another field meanwhile: it says nothing new
    assert ledger.record([Change("A", "started", date(2019, 3, 2), 1)], by="李").events == 0


def test_a_dry_run_checks_everything_and_keeps_nothing(ledger: Ledger) -> None:
    before, work = ledger.events(), ledger.work("A")
    right = [Change("A", "people", 130, work.version), Change("A", "started", date(2019, 3, 2), work.version)]
    expected = ledger.record(right, by="李", dry_run=True)
    assert (expected.events, expected.works, expected.last_event) == (2, 1, len(before) + 2)
    assert (ledger.events(), ledger.work("A")) == (before, work)
    with pytest.raises(LedgerConflictError):
        ledger.record([Change("A", "people", 1, 1)], by="李", dry_run=True)
    with pytest.raises(LedgerRuleError):
        ledger.record([Change("A", "accepted", "2019-06-01", work.version)], by="李", dry_run=True)
    assert ledger.record(right, by="李") == replace(expected, recorded=ledger.history("A")[-1].recorded)
    assert ledger.check() == ()


def test_every_field_has_a_word_in_chinese() -> None:
    set_language("zh")
    try:
        words = {name: field_label(name) for kind in read_kinds().values() for name in kind.fields}
    finally:
        set_language(None)
    assert [name for name, word in words.items() if not re.search("[\u4e00-\u9fff]", word)] == []


def test_the_second_gets_a_conflict_that_names_the_first(ledger: Ledger) -> None:
    seen = ledger.work("A").version
    ledger.record([Change("A", "people", 130, seen)], by="李")
    ledger.record([Change("A", "people", 140, seen + 1)], by="赵")
    with pytest.raises(LedgerConflictError) as caught:
        ledger.record([Change("A", "people", 150, seen), Change("B", "people", 90, ledger.work("B").version)], by="钱")
    (conflict,) = caught.value.conflicts
    assert [(e.by, e.field, e.old, e.new) for e in conflict.events] == [
        ("李", "people", "120", "130"),
        ("赵", "people", "130", "140"),
    ]
    assert all(part in str(caught.value) for part in ("李", "people", "120", "130", "2019-07-01"))
    assert ledger.work("A").values["people"] == 140
    assert ledger.work("B").values["people"] == 80, "all or nothing"


def test_a_version_that_never_was_is_a_conflict(ledger: Ledger) -> None:
    with pytest.raises(LedgerConflictError, match="99"):
        ledger.record([Change("A", "people", 1, 99)], by="李")


def test_versions_of_another_store_are_a_conflict(ledger: Ledger) -> None:
    with pytest.raises(LedgerConflictError, match="another ledger"):
        ledger.record([Change("A", "people", 1, ledger.work("A").version)], by="李", store="other")


def test_two_who_add_the_same_work_do_not_both(ledger: Ledger) -> None:
    with pytest.raises(LedgerConflictError):
        ledger.record(add_work("water", "A", {"name": "又一个"}), by="李")


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"main_done": "2019-05-01", "water_flowing": "2019-04-30"}, "order"),
        ({"started": "2019-06-01", "main_done": "2019-05-01"}, "order"),
        ({"main_done": "2019-07-02"}, "future"),
        ({"accepted": "2019-06-01"}, "skipped"),
        ({"done_km": 5.6}, "length"),
    ],
)
def test_rules_hold_or_are_overridden_with_a_reason(ledger: Ledger, values: dict[str, object], rule: str) -> None:
    version, before = ledger.work("A").version, ledger.last_event
    changes = [Change("A", name, value, version) for name, value in values.items()]
    with pytest.raises(LedgerRuleError, match="--override") as caught:
        ledger.record(changes, by="李")
    assert {breach.rule for breach in caught.value.violations} == {rule}
    assert ledger.last_event == before
    changes = [Change("A", name, value, version, override="局长同意") for name, value in values.items()]
    ledger.record(changes, by="李")
    broken = [event for event in ledger.history("A") if event.broke]
    assert {event.override for event in broken} == {"局长同意"}
    assert {name for event in broken for name in event.broke} == {rule}
    assert all(event.override is None for event in ledger.history("A") if not event.broke)


def test_nothing_can_be_known_after_it_was_received(ledger: Ledger) -> None:
    change = Change("A", "main_done", "2019-06-20", ledger.work("A").version)
    with pytest.raises(LedgerRuleError, match="2019-06-15"):
        ledger.record([change], by="李", received=date(2019, 6, 15))
    with pytest.raises(LedgerError, match="after today"):
        ledger.record([change], by="李", received=date(2019, 7, 2))
    ledger.record([change], by="李", received=date(2019, 6, 20))


def test_what_was_wrong_before_hinders_no_other_change(ledger: Ledger) -> None:
    set_one(ledger, "A", "done_km", 6, override="竣工测量")
    set_one(ledger, "A", "people", 121)
    with pytest.raises(LedgerRuleError, match=r"finished \(km\)"):
        set_one(ledger, "A", "km", 5.8)


def test_all_faults_are_named_together_and_nothing_is_recorded(ledger: Ledger) -> None:
    before, seen = ledger.last_event, ledger.work("A").version
    changes = [
        Change("A", "people", 121, seen),
        Change("A", "nothing", 1, seen),
        Change("A", "km", "lang", seen),
        Change("A", "guarantee", 101, seen),
        Change("A", "due", "30.6.2019", seen),
        Change("R", "status", "fertig", ledger.work("R").version),
        Change("A", "name", "", seen),
        Change("Z", "people", 3, 4),
        Change("A", "note", "nul\0", seen),
        Change("A", "town", "\ud800", seen),
        Change("N", "people", 3, 0, "water"),
        Change("M", "people", 3, 0, "canal"),
    ]
    with pytest.raises(LedgerError) as caught:
        ledger.record(changes, by="李")
    message = str(caught.value).splitlines()
    assert len(message) == len(changes) - 2, message  # the new work N is found wanting only where all else is well
    with pytest.raises(LedgerError, match="no work N"):
        ledger.record([changes[-2]], by="李")
    with pytest.raises(LedgerError, match="--by"):
        ledger.record([changes[0]], by=" ")
    assert ledger.last_event == before


def test_a_code_of_two_kinds_asks_which(ledger: Ledger) -> None:
    ledger.record(add_work("power", "A", {"name": "仁和村通电"}), by="李")
    with pytest.raises(LedgerError, match="--kind"):
        ledger.work("A")
    assert ledger.work("A", "power").values["name"] == "仁和村通电"
    assert ledger.work("A", "water").values["people"] == 120


def test_a_work_is_taken_off_and_listed_again(ledger: Ledger) -> None:
    set_one(ledger, "B", "listed", False, on=date(2019, 6, 1))
    codes = {work.code for work in ledger.state().works}
    assert codes == {"A", "R"}
    assert {work.code for work in ledger.state(date(2019, 5, 31)).works} == {"A", "B", "R"}
    set_one(ledger, "B", "listed", True)
    assert len(ledger.state().works) == 3


def test_the_database_itself_refuses_to_change_what_happened(ledger: Ledger) -> None:
    for table in ("events", "batches"):
        for statement in (f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="never changed"), ledger.engine.begin() as connection:
                connection.execute(text(statement))
    assert ledger.check() == ()


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_go_in_and_come_out_as_they_are(empty: Ledger, attack: str) -> None:
    proof = replace(empty.keep(b"%PDF-1", "a.pdf"), name=attack)
    empty.record(add_work("water", attack, {"name": attack, "category": attack, "note": attack}), by=attack)
    change = Change(attack, "caretaker", attack, 4, note=attack, attachments=(proof,))
    empty.record([change], by=attack, note=attack, source=attack)
    set_one(empty, attack, "done_km", 5, on=date(2019, 1, 1))
    set_one(empty, attack, "km", 4, override=attack)
    work = empty.work(attack)
    assert [work.code, *(work.values[f] for f in ("name", "category", "note", "caretaker"))] == [attack] * 5
    event = empty.history(attack)[4]
    assert (event.by, event.note, event.new, event.attachments, event.source) == (
        attack,
        attack,
        attack,
        (proof,),
        attack,
    )
    assert empty.history(attack)[-1].override == attack
    with empty.engine.connect() as connection:
        rows = connection.execute(text("SELECT code, new FROM works JOIN events ON events.work = works.id")).all()
    assert [tuple(row) for row in rows].count((attack, attack)) == 4


def test_a_day_is_taken_back_with_a_reason_though_a_later_one_stands(ledger: Ledger) -> None:
    version = ledger.work("A").version
    days = [Change("A", "main_done", "2019-06-01", version), Change("A", "water_flowing", "2019-06-10", version)]
    ledger.record(days, by="王")
    back = Change("A", "main_done", None, ledger.work("A").version)
    with pytest.raises(LedgerRuleError, match="main works done, which comes first, has no date"):
        ledger.record([back], by="王")
    ledger.record([replace(back, override="纸面记录有误")], by="王")
    event = ledger.history("A")[-1]
    assert (event.field, event.new, event.broke, event.override) == ("main_done", None, ("skipped",), "纸面记录有误")

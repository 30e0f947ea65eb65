"""Three times: when it happened, when it was received, when it was recorded."""

import random
from datetime import date, datetime, timedelta

import pytest

from gisplan.ledger import ALWAYS, Change, Event, Ledger, decode_value, read_kinds
from gisplan.ledger.events.clock import parse_utc_offset
from tests.ledger.conftest import Clock


def record_value(ledger: Ledger, code: str, field: str, value: object, **more: object) -> None:
    ledger.record([Change(code, field, value, ledger.work(code).version, **more)], by="李")


def value(ledger: Ledger, field: str, on: str | None = None, known_at: str | None = None) -> object:
    state = ledger.state(on and date.fromisoformat(on), known_at and date.fromisoformat(known_at))
    return state.by_code["water", "A"].values.get(field)


def test_a_milestone_holds_from_its_own_day_whenever_it_was_recorded(ledger: Ledger, clock: Clock) -> None:
    clock.set("2019-07-05")
    record_value(ledger, "A", "main_done", date(2019, 6, 20))
    assert value(ledger, "main_done", on="2019-06-19") is None
    assert value(ledger, "main_done", on="2019-06-20") == date(2019, 6, 20)
    assert value(ledger, "main_done", on="2019-06-30", known_at="2019-07-04") is None
    assert value(ledger, "main_done", on="2019-06-30", known_at="2019-07-05") == date(2019, 6, 20)


def test_a_corrected_milestone_was_never_on_the_old_day(ledger: Ledger, clock: Clock) -> None:
    clock.set("2019-07-05")
    record_value(ledger, "A", "main_done", date(2019, 6, 20))
    clock.set("2019-08-01")
    record_value(ledger, "A", "main_done", date(2019, 7, 3))
    assert value(ledger, "main_done", on="2019-06-30") is None
    assert value(ledger, "main_done", on="2019-06-30", known_at="2019-07-31") == date(2019, 6, 20)
    clock.set("2019-09-01")
    record_value(ledger, "A", "main_done", None)
    assert value(ledger, "main_done") is None
    assert value(ledger, "main_done", known_at="2019-08-31") == date(2019, 7, 3)


def test_a_value_holds_from_its_day_until_the_next(ledger: Ledger, clock: Clock) -> None:
    for day, known, km in (("2019-03-01", "2019-07-02", 1.0), ("2019-05-01", "2019-07-03", 3.0)):
        clock.set(known)
        record_value(ledger, "A", "done_km", km, on=date.fromisoformat(day))
    clock.set("2019-07-09")
    record_value(ledger, "A", "done_km", 0.5, on=date(2019, 3, 1))  # the first figure was wrong
    assert value(ledger, "done_km", on="2019-02-28") is None
    assert value(ledger, "done_km", on="2019-04-30") == 0.5
    assert value(ledger, "done_km", on="2019-04-30", known_at="2019-07-08") == 1.0
    assert value(ledger, "done_km") == 3.0
    assert ledger.history("A")[-1].old == "1"


def test_the_first_plan_holds_from_the_start_and_a_changed_one_from_its_day(ledger: Ledger, clock: Clock) -> None:
    clock.set("2019-07-10")
    record_value(ledger, "A", "people", 150)
    assert value(ledger, "people", on="2019-01-01") == 120
    assert value(ledger, "people", on="2019-07-09") == 120
    assert value(ledger, "people", on="2019-07-10") == 150
    record_value(ledger, "A", "people", 125, on=ALWAYS)  # a slip of the pen in the plan
    assert value(ledger, "people", on="2019-01-01") == 125
    assert value(ledger, "people") == 150


def test_a_day_ends_where_the_county_is(ledger: Ledger, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2019-07-05T15:59:50+00:00")
    record_value(ledger, "A", "main_done", date(2019, 6, 20))
    clock.now = datetime.fromisoformat("2019-07-05T16:00:00+00:00")  # midnight in China
    record_value(ledger, "A", "water_flowing", date(2019, 6, 21))
    assert value(ledger, "main_done", known_at="2019-07-05") == date(2019, 6, 20)
    assert value(ledger, "water_flowing", known_at="2019-07-05") is None
    assert value(ledger, "water_flowing", known_at="2019-07-06") == date(2019, 6, 21)


def test_the_store_and_its_last_event_name_a_state_for_good(ledger: Ledger, clock: Clock) -> None:
    before = ledger.state(date(2019, 7, 1))
    clock.set("2019-07-10")
    record_value(ledger, "A", "people", 150, on=ALWAYS)
    again = ledger.state(date(2019, 7, 1), last_event=before.last_event)
    assert (again.store, again.works) == (before.store, before.works)
    assert ledger.state(date(2019, 7, 1)).works != before.works


def test_before_anything_was_recorded_nothing_is_known(ledger: Ledger) -> None:
    state = ledger.state(known_at=date(2019, 6, 30))
    assert (state.last_event, state.works) == (0, ())
    assert len(ledger.works(known_at=date(2019, 6, 30))) == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_state_is_what_the_events_come_to(ledger: Ledger, clock: Clock, seed: int) -> None:
    """Against a replay of the history, event by event, in plain Python."""
    draw = random.Random(seed)
    for _ in range(60):
        clock.now += timedelta(hours=draw.uniform(0, 30))
        day = date(2019, 1, 1) + timedelta(days=draw.randrange(200))
        field = draw.choice(["people", "done_km", "note", "started", "main_done", "listed"])
        fields = {"people": draw.randrange(5), "done_km": draw.randrange(4), "note": draw.choice("甲乙丙")}
        new = draw.choice([fields.get(field, day), None])
        new = draw.random() < 0.8 if field == "listed" else new
        record_value(ledger, draw.choice("AB"), field, new, on=draw.choice([None, day, ALWAYS]), override="随机")
    events, zone = ledger.events(), parse_utc_offset(ledger.utc_offset)
    assert ledger.check() == ()
    for _ in range(25):
        on, known = (date(2019, 1, 1) + timedelta(days=draw.randrange(300)) for _ in range(2))
        known = min(known, ledger.today)
        fields = [event for event in events if event.recorded.astimezone(zone).date() <= known]
        state = ledger.state(on, known)
        assert {w.code: dict(w.values) for w in state.works} == replay(fields, on)
        assert state.last_event == max((event.id for event in fields), default=0)


def replay(events: list[Event], on: date) -> dict[str, dict[str, object]]:
    """The works on a day, found the long way."""
    works: dict[str, dict[str, object]] = {}
    for code in {event.code for event in events}:
        mine = [event for event in events if event.code == code]
        kind = read_kinds()[mine[0].kind]
        values = {}
        for field in {event.field for event in mine}:
            line = [event for event in mine if event.field == field]
            if field in kind.milestones:
                found = decode_value(kind.fields[field], line[-1].new)
                found = None if found is not None and found > on else found
            else:
                line = sorted((event for event in line if event.on <= on), key=lambda event: event.on)
                found = decode_value(kind.fields[field], line[-1].new) if line else None
            if found is not None:
                values[field] = found
        if values.get("listed"):
            works[code] = values
    return works


def test_overdue_from_the_due_day_on_and_no_more_once_reached(ledger: Ledger, clock: Clock) -> None:
    def overdue(on: str) -> tuple[str, ...]:
        day = date.fromisoformat(on)
        return ledger.state(day).by_code["water", "A"].overdue(day)

    clock.set("2019-08-01")
    record_value(ledger, "A", "due_accepted", date(2019, 7, 20), on=ALWAYS)
    assert overdue("2019-06-29") == ()
    assert overdue("2019-06-30") == ("main_done",)
    assert overdue("2019-07-20") == ("main_done", "accepted")
    record_value(ledger, "A", "water_flowing", date(2019, 7, 5), override="补录")  # main works are behind it
    assert overdue("2019-07-05") == ()
    assert overdue("2019-07-20") == ("accepted",)

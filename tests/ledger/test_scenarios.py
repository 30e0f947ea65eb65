"""Scenarios in the store: begun, changed by two, undone, commented on, kept in backups, on each store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from gisplan.base.errors import LedgerError
from gisplan.ledger import Ledger, open_ledger, restore_ledger
from gisplan.ledger.scenarios.scenarios import ScenarioConflictError, Scenarios
from gisplan.ledger.store.engine import write_transaction
from gisplan.plan.scenario.changes import Configured, Drawn, Edited, Solved, Undone
from gisplan.plan.scenario.scenario import Budget, DrawnRoad, Edit, Scenario, SolvedPlan, Stretch

PLAN = SolvedPlan((Stretch("R1", 0.0, 100.0, "general"),), 12.0, 12.0, "people", True)


def make_scenario(ledger: Ledger, name: str = "first five kilometres") -> Scenario:
    return Scenario(name, ledger.county, "zhenba-2019", author="划", budgets=(Budget("general", 5.0),))


@pytest.fixture
def kept(ledger: Ledger) -> Scenarios:
    return Scenarios(ledger.engine, ledger.clock)


def test_a_scenario_is_what_its_changes_make_of_it(ledger: Ledger, kept: Scenarios) -> None:
    begun = kept.begin(make_scenario(ledger), by="划")
    assert (begun.number, begun.version) == (1, 0)
    assert begun.scenario == make_scenario(ledger)
    edits = (Edit("R1", "in", 0.0, 50.0), Edit("R2", "out"))
    kept.change(1, [Edited(edits)], by="划", seen=0)
    kept.change(1, [Configured({"budgets": (Budget("general", 8.0, 2020),)}), Solved(PLAN)], by="划", seen=1)
    road = DrawnRoad("N1", ((107.9, 32.5), (107.91, 32.51)), "new")
    now = kept.change(1, [Drawn((road,))], by="划", seen=3)
    assert (now.version, now.scenario.edits, now.scenario.plan) == (4, edits, PLAN)
    assert (now.scenario.budgets, now.scenario.roads) == ((Budget("general", 8.0, 2020),), (road,))
    assert now.at(1).plan is None
    assert kept.get(1) == now
    assert kept.list() == (now,)
    assert ledger.check() == ()


def test_undo_and_redo_reach_any_change_and_keep_comments(ledger: Ledger, kept: Scenarios) -> None:
    start = kept.begin(make_scenario(ledger), by="划").scenario
    kept.comment(1, "  why not by the river?  ", by="记")
    kept.change(1, [Edited((Edit("R1", "in"),))], by="划", seen=1)
    kept.change(1, [Edited((Edit("R2", "in"),))], by="划", seen=2)
    first = kept.change(1, [Undone(2)], by="划", seen=3)
    assert [edit.segment for edit in first.scenario.edits] == ["R2"]
    assert kept.change(1, [Undone(3)], by="划", seen=4).scenario == start
    again = kept.change(1, [Undone(4)], by="划", seen=5)
    assert [edit.segment for edit in again.scenario.edits] == ["R1"]
    assert [change.comment for change in again.changes if change.comment] == ["why not by the river?"]
    for wrong in (1, 99):
        with pytest.raises(LedgerError, match=f"no change {wrong} to undo"):
            kept.change(1, [Undone(wrong)], by="划", seen=6)


def test_of_two_planners_the_second_sees_what_the_first_changed(ledger: Ledger, kept: Scenarios) -> None:
    kept.begin(make_scenario(ledger), by="划")
    kept.change(1, [Edited((Edit("R1", "in", 0.0, 50.0),))], by="划", seen=0)
    both = kept.change(1, [Edited((Edit("R1", "out", 50.0, 90.0),))], by="规", seen=0)
    assert len(both.scenario.edits) == 2, "other stretches of one segment are joined"
    with pytest.raises(ScenarioConflictError) as caught:
        kept.change(1, [Edited((Edit("R1", "out", 10.0, 20.0),))], by="规", seen=0)
    assert [(change.number, change.by) for change in caught.value.others] == [(1, "划")]
    assert kept.get(1).version == 2
    kept.change(1, [Edited((Edit("R1", "out", 10.0, 20.0),))], by="规", seen=2)
    kept.change(1, [Configured({"notes": "a"})], by="划", seen=3)
    kept.change(1, [Configured({"prize": "groups"})], by="规", seen=3)
    with pytest.raises(ScenarioConflictError):
        kept.change(1, [Configured({"notes": "b"})], by="规", seen=3)


def test_an_entry_counts_once(ledger: Ledger, kept: Scenarios) -> None:
    kept.begin(make_scenario(ledger), by="划")
    for _again in range(2):
        now = kept.change(1, [Edited((Edit("R1", "in"),)), Configured({"notes": "n"})], by="划", seen=0, entry="e1")
        assert now.version == 2


def test_names_are_taken_until_a_scenario_is_archived(ledger: Ledger, kept: Scenarios) -> None:
    first = kept.begin(make_scenario(ledger), by="划")
    with pytest.raises(LedgerError, match="already"):
        kept.begin(make_scenario(ledger), by="规")
    copy = kept.begin(replace(first.scenario, name="other"), by="规", copy_of=first)
    assert (copy.number, copy.copy_of, copy.copy_of_change) == (2, 1, 0)
    with pytest.raises(LedgerError, match="already"):
        kept.change(2, [Configured({"name": "first five kilometres"})], by="规", seen=0)
    kept.change(1, [Configured({"archived": True})], by="划", seen=0)
    assert kept.begin(make_scenario(ledger), by="规").number == 3


def test_what_is_wrong_is_refused_and_nothing_is_recorded(ledger: Ledger, kept: Scenarios) -> None:
    with pytest.raises(LedgerError, match="of county 999999"):
        kept.begin(replace(make_scenario(ledger), county="999999"), by="划")
    kept.begin(make_scenario(ledger), by="划")
    for change, says in (
        (Edited((Edit("R1", "up"),)), "action is 'up'"),
        (Configured({"budgets": (Budget("general", -1.0),)}), "amount is -1"),
        (Configured({"author": "x"}), "no field 'set.author'"),
    ):
        with pytest.raises(LedgerError, match=says):
            kept.change(1, [Edited((Edit("R2", "in"),)), change], by="划", seen=0)
    for comment in (" ", "x" * 2001):
        with pytest.raises(LedgerError, match="1 to 2000"):
            kept.comment(1, comment, by="划")
    assert kept.get(1).version == 0
    with pytest.raises(LedgerError, match="no scenario 9"):
        kept.get(9)


def test_a_backup_keeps_scenarios_and_a_restore_brings_them_back(
    ledger: Ledger, kept: Scenarios, county_folder: Path, url: str | None, tmp_path: Path
) -> None:
    kept.begin(make_scenario(ledger), by="划")
    before = kept.change(1, [Edited((Edit("R1", "in"),)), Solved(PLAN)], by="划", seen=0)
    ledger.backup(tmp_path / "copy.sqlite")
    kept.change(1, [Solved(None)], by="划", seen=2)
    kept.begin(make_scenario(ledger, "other"), by="划")
    restore_ledger(county_folder, tmp_path / "copy.sqlite", url)
    restored = open_ledger(county_folder, url)
    assert Scenarios(restored.engine).list() == (before,)
    assert restored.check() == ()


def test_rows_are_never_changed_and_damage_is_found(ledger: Ledger, kept: Scenarios) -> None:
    kept.begin(make_scenario(ledger), by="划")
    kept.change(1, [Edited((Edit("R1", "in"),))], by="划", seen=0)
    for statement in ("UPDATE scenario_changes SET change = '{}'", "DELETE FROM scenarios"):
        with pytest.raises(Exception, match=r"never changed"), write_transaction(ledger.engine) as connection:
            connection.execute(text(statement))
    with write_transaction(ledger.engine) as connection:
        connection.execute(
            text(
                "INSERT INTO scenario_changes (scenario, number, recorded, by, change) "
                "VALUES (1, 3, '2019-01-01T00:00:00Z', 'x', '{\"undo\": -1}')"
            )
        )
    damage = " ".join(ledger.check())
    assert "Change 3 of scenario 1 is out of order" in damage
    assert "undo is -1" in damage

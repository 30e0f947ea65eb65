"""Keep scenarios in the store: every change is a row, so nothing is lost and everything can be undone.

Two planners may change one scenario at once. Who changes it names the last change that was seen; where another one has
changed the same since, nothing is recorded, and the answer says what the other did.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.reader import now
from gisplan.ledger.scenarios.stored import KeptChange, KeptScenario, find_conflict, make_kept, read_kept
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.tables import SCENARIO_CHANGES, SCENARIOS, STORE
from gisplan.plan.scenario.changes import Change, Undone
from gisplan.plan.scenario.document import change_to_dict, scenario_to_dict
from gisplan.plan.scenario.faults import find_change_faults, find_scenario_faults
from gisplan.plan.scenario.scenario import Scenario

__all__ = ["ScenarioConflictError", "Scenarios", "append_change", "count_changes"]

MOST_CHARACTERS = 2000
"""So long may a comment be."""


class ScenarioConflictError(LedgerError):
    """Another one has changed the same since; `others` are the changes, and nothing was recorded."""

    def __init__(self, message: str, others: tuple[KeptChange, ...]) -> None:
        super().__init__(message)
        self.others = others


@dataclass(frozen=True)
class Scenarios:
    """The scenarios in the store of an engine; `clock` returns the time."""

    engine: Engine
    clock: Callable[[], datetime] = now

    def begin(self, scenario: Scenario, *, by: str, copy_of: KeptScenario | None = None) -> KeptScenario:
        """Keep a new scenario.

        Parameters
        ----------
        scenario : Scenario
            As it begins; its edits are its first, and need no change.
        by : str
            Who begins it.
        copy_of : KeptScenario, optional
            The one of which it is a copy, with the change up to which it was copied.

        Raises
        ------
        LedgerError
            The scenario has faults, its county is another one, or its name is taken.
        """
        document = scenario_to_dict(scenario)
        if faults := list(find_scenario_faults(document, scenario.name)):
            raise LedgerError("\n".join(faults))
        row = {
            "begun": _write_json(document),
            "created": format_instant(self.clock()),
            "by": by,
            "copy_of": copy_of.number if copy_of else None,
            "copy_of_change": copy_of.version if copy_of else None,
        }
        with write_transaction(self.engine) as connection:
            _lock(connection, scenario.county)
            _refuse_taken(read_all(connection), scenario.name)
            last = connection.execute(select(func.max(SCENARIOS.c.id))).scalar_one()
            connection.execute(insert(SCENARIOS).values(id=(last or 0) + 1, **row))
            return read_one(connection, (last or 0) + 1)

    def list(self) -> tuple[KeptScenario, ...]:
        """List all scenarios, archived ones too, by number."""
        with read_transaction(self.engine) as connection:
            return tuple(read_all(connection))

    def get(self, number: int) -> KeptScenario:
        """Return a scenario with all its changes.

        Raises
        ------
        LedgerError
            There is none with this number.
        """
        with read_transaction(self.engine) as connection:
            return read_one(connection, number)

    def change(
        self, number: int, changes: Sequence[Change], *, by: str, seen: int, entry: str | None = None
    ) -> KeptScenario:
        """Record changes of a scenario, together.

        Parameters
        ----------
        number : int
            Of the scenario.
        changes : sequence of Change
        by : str
            Who changes it.
        seen : int
            The last change that was seen.
        entry : str, optional
            An id that the caller made: what has it already is not recorded again.

        Returns
        -------
        KeptScenario
            With these changes, and with those of others since.

        Raises
        ------
        ScenarioConflictError
            Another one has changed the same since; nothing was recorded.
        LedgerError
            There is no such scenario, or a change has faults.
        """
        values = [change_to_dict(change) for change in changes]
        faults = [fault for value in values for fault in find_change_faults(value, _("the change"))]
        if faults:
            raise LedgerError("\n".join(faults))
        with write_transaction(self.engine) as connection:
            _lock(connection)
            kept = read_one(connection, number)
            if entry is not None and _is_recorded(connection, number, entry):
                return kept
            if others := find_conflict(kept.changes[seen:], changes, by):
                message = _("{0} has changed the same meanwhile: look at it, and change it again.")
                raise ScenarioConflictError(message.format(others[0].by), others)
            _check_undone(kept, changes)
            for name in (value["set"]["name"] for value in values if "name" in value.get("set", {})):
                _refuse_taken([one for one in read_all(connection) if one.number != number], name)
            rows = [{"change": _write_json(value), "comment": None} for value in values]
            _append(connection, kept, rows, by, self.clock(), entry)
            return read_one(connection, number)

    def comment(self, number: int, text: str, *, by: str) -> KeptScenario:
        """Record a comment on a scenario, which changes nothing in it.

        Raises
        ------
        LedgerError
            There is no such scenario, or the text is empty or too long.
        """
        if not text.strip() or len(text) > MOST_CHARACTERS:
            raise LedgerError(_("A comment has 1 to {0} characters.").format(MOST_CHARACTERS))
        with write_transaction(self.engine) as connection:
            _lock(connection)
            kept = read_one(connection, number)
            _append(connection, kept, [{"change": None, "comment": text.strip()}], by, self.clock(), None)
            return read_one(connection, number)


def append_change(connection: Connection, number: int, change: Change, *, by: str, seen: int, at: datetime) -> None:
    """Append a change to a scenario in a write transaction that holds the store.

    Raises
    ------
    LedgerError
        The scenario has changed since.
    """
    kept = read_one(connection, number)
    if kept.version != seen:
        raise LedgerError(_("Scenario {0} has changed since: look at it again.").format(kept.scenario.name))
    row = {"change": _write_json(change_to_dict(change)), "comment": None}
    _append(connection, kept, [row], by, at, None)


def count_changes(engine: Engine) -> str:
    """Return a text that is another one whenever a scenario was begun, changed or commented on."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in (SCENARIOS, SCENARIO_CHANGES)]
    with read_transaction(engine) as connection:
        return "/".join(str(count) for count in connection.execute(select(*counts)).one())


def _is_recorded(connection: Connection, number: int, entry: str) -> bool:
    """Return whether an entry was recorded in a scenario already.

    Raises
    ------
    LedgerError
        It was in another one.
    """
    query = select(SCENARIO_CHANGES.c.scenario).where(SCENARIO_CHANGES.c.entry == entry)
    found = connection.execute(query).scalar_one_or_none()
    if found is not None and found != number:
        raise LedgerError(_("The entry {0} is of scenario {1}: give another id.").format(ascii(entry)[:60], found))
    return found is not None


def _lock(connection: Connection, county: str | None = None) -> None:
    """Make whoever writes at the same time wait; refuse a scenario of another county."""
    store = connection.execute(select(STORE.c.county).with_for_update()).scalar_one()
    if county is not None and county != store:
        message = _("The scenario is of county {0}, and this is {1}: give a scenario of this county.")
        raise LedgerError(message.format(county, store))


def _append(
    connection: Connection, kept: KeptScenario, rows: list[dict[str, Any]], by: str, at: datetime, entry: str | None
) -> None:
    """Append rows to the changes of a scenario; the first has the id of the entry."""
    first = len(kept.changes) + 1
    common = {"scenario": kept.number, "recorded": format_instant(at), "by": by}
    numbered = [
        {**common, **row, "number": number, "entry": entry if number == first else None}
        for number, row in enumerate(rows, first)
    ]
    if numbered:
        connection.execute(insert(SCENARIO_CHANGES), numbered)


def read_all(connection: Connection) -> list[KeptScenario]:
    """Read all scenarios with their changes, by number."""
    columns = SCENARIO_CHANGES.c
    changes: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(select(SCENARIO_CHANGES).order_by(columns.scenario, columns.number)):
        changes.setdefault(row.scenario, []).append(row)
    rows = connection.execute(select(SCENARIOS).order_by(SCENARIOS.c.id))
    return [make_kept(row, [read_kept(change) for change in changes.get(row.id, [])]) for row in rows]


def read_one(connection: Connection, number: int) -> KeptScenario:
    """Read a scenario with its changes."""
    row = connection.execute(select(SCENARIOS).where(SCENARIOS.c.id == number)).one_or_none()
    if row is None:
        raise LedgerError(_("There is no scenario {0}.").format(number))
    columns = SCENARIO_CHANGES.c
    query = select(SCENARIO_CHANGES).where(columns.scenario == number).order_by(columns.number)
    return make_kept(row, [read_kept(change) for change in connection.execute(query)])


def _check_undone(kept: KeptScenario, changes: Sequence[Change]) -> None:
    """Refuse to undo what is no change of the scenario."""
    for change in changes:
        if isinstance(change, Undone):
            known = 0 < change.change <= len(kept.changes) and kept.changes[change.change - 1].change is not None
            if not known:
                raise LedgerError(_("Scenario {0} has no change {1} to undo.").format(kept.number, change.change))


def _refuse_taken(others: Sequence[KeptScenario], name: str) -> None:
    if any(one.scenario.name == name and not one.scenario.archived for one in others):
        raise LedgerError(_("There is a scenario {0} already: give another name.").format(name))


def _write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)

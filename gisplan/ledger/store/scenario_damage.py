"""Check the scenarios of a store: every row is one that gisplan writes, whoever edited the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.clock import parse_instant
from gisplan.ledger.tables import SCENARIO_CHANGES, SCENARIOS
from gisplan.plan.scenario.faults import find_change_faults, find_scenario_faults

__all__ = ["find_scenario_damage"]


def find_scenario_damage(connection: Connection) -> Iterator[str]:
    """Yield a message for everything that is wrong with scenarios and their changes."""
    for number, row in enumerate(connection.execute(select(SCENARIOS).order_by(SCENARIOS.c.id)), 1):
        place = _("Scenario {0}").format(row.id)
        if row.id != number or not _is_instant(row.created):
            yield _("{0} is out of order, or has no time.").format(place)
        yield from _find_json_faults(row.begun, place, find_scenario_faults)
    columns = SCENARIO_CHANGES.c
    last: dict[int, int] = {}
    for row in connection.execute(select(SCENARIO_CHANGES).order_by(columns.scenario, columns.number)):
        place = _("Change {0} of scenario {1}").format(row.number, row.scenario)
        if row.number != last.get(row.scenario, 0) + 1 or not _is_instant(row.recorded):
            yield _("{0} is out of order, or has no time.").format(place)
        last[row.scenario] = row.number
        if (row.change is None) == (row.comment is None):
            yield _("{0} must be a change or a comment, and not both.").format(place)
        if row.change is not None:
            yield from _find_json_faults(row.change, place, find_change_faults)


def _find_json_faults(text: str, place: str, find: Callable[[Any, str], Iterator[str]]) -> Iterator[str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield _("{0} is no JSON.").format(place)
        return
    yield from find(value, place)


def _is_instant(text: str) -> bool:
    try:
        parse_instant(text)
    except (LedgerError, ValueError):
        return False
    return True

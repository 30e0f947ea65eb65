"""A job as the store has it: what was asked for, how far it is, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row

from gisplan.base.language import N_
from gisplan.ledger.events.clock import parse_instant

__all__ = ["ACTIVE", "ENDED", "STATE_LABELS", "Job", "KeptFile", "Made", "State", "make_job", "write_json"]

State = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]

ACTIVE: tuple[State, ...] = ("queued", "running")
"""The states of a job that is under way."""

ENDED: tuple[State, ...] = ("done", "failed", "cancelled", "interrupted")
"""The states of a job of which nothing more comes."""

STATE_LABELS: Mapping[str, str] = {
    "queued": N_("waiting"),
    "running": N_("being made"),
    "done": N_("made"),
    "failed": N_("failed"),
    "cancelled": N_("cancelled"),
    "interrupted": N_("interrupted"),
}
"""What a state is called."""


@dataclass(frozen=True)
class KeptFile:
    """A file of a result: its name, and the hash and size of its bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Made:
    """What a worker has made: from which event of which store, as of which day, the files, and the last progress."""

    store: str
    last_event: int
    as_of: str
    files: tuple[KeptFile, ...]
    progress: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """A job.

    Parameters
    ----------
    id : int
        Its number.
    kind : str
        What is to be made.
    arguments : mapping
        With what, as text.
    language : str
        Of what is made: "en" or "zh".
    same, sources : str
        A hash of all that the result depends on beside the ledger, and one of the county's files alone.
    asked_by : str
        Who asked for it.
    asked : datetime
        When.
    state : str
        One of `ACTIVE` or `ENDED`.
    beat : int
        Counted on by the worker as long as it lives.
    progress : mapping
        How far it is: "step" in words, "done" of "of" steps; a kind of job may add more.
    cancelled_by : str or None
        Who cancelled it.
    begun, ended : datetime or None
        When a worker began and ended.
    store, last_event : str and int, or None
        The store's id, and its last event when the job began; of a result, those that it was made from.
    as_of : str or None
        The day of which the result is.
    files : tuple of KeptFile
        The result.
    fault : str or None
        Why it failed.
    """

    id: int
    kind: str
    arguments: Mapping[str, Any]
    language: str
    same: str
    sources: str
    asked_by: str
    asked: datetime
    state: str
    beat: int
    progress: Mapping[str, Any]
    cancelled_by: str | None
    begun: datetime | None
    ended: datetime | None
    store: str | None
    last_event: int | None
    as_of: str | None
    files: tuple[KeptFile, ...]
    fault: str | None

    @property
    def is_active(self) -> bool:
        """Whether it is under way."""
        return self.state in ACTIVE

    @property
    def share(self) -> float | None:
        """How much of it is done, from 0 to 1; None where that is not known."""
        done, of = (self.progress.get(name) for name in ("done", "of"))
        if not (isinstance(done, int) and isinstance(of, int) and of > 0):
            return None
        return min(max(done / of, 0.0), 1.0)


def make_job(row: Row[Any]) -> Job:
    """Make a job of its row."""
    values = dict(row._mapping)
    del values["worker"]
    for name in ("asked", "begun", "ended"):
        values[name] = parse_instant(values[name]) if values[name] else None
    files = tuple(KeptFile(**one) for one in json.loads(row.files or "[]"))
    progress = json.loads(row.progress or "{}")
    return Job(**{**values, "arguments": json.loads(row.arguments), "progress": progress, "files": files})


def write_json(value: Any) -> str:
    """Write a value as the store keeps it: the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

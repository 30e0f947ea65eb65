"""The tables of the store. Days and instants are ISO 8601 text, which sorts by time in every database."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "ACCOUNT_LOG",
    "ATTACHMENTS",
    "BATCHES",
    "EDITING",
    "EVENTS",
    "JOBS",
    "METADATA",
    "SCENARIOS",
    "SCENARIO_CHANGES",
    "SESSIONS",
    "SINCE",
    "STORE",
    "TOKENS",
    "USERS",
    "WORKS",
]

METADATA = MetaData()

_PLAIN = Text().with_variant(Text(collation="C"), "postgresql")  # sorted by its bytes, as SQLite sorts

STORE = Table(
    "store",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("utc_offset", Text, nullable=False),
    Column("created", _PLAIN, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("last_batch", Integer, nullable=False),
    Column("parent", Text),
    Column("parent_event", Integer),
    CheckConstraint("one = 1", name="store_has_one_row"),
    sqlite_strict=True,
)
"""One row: the identity of the store, and the last numbers given. A writer locks it first, so that events are
numbered in the order of recording, without a gap."""

BATCHES = Table(
    "batches",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("recorded", _PLAIN, nullable=False),
    Column("received", _PLAIN),
    Column("by", Text, nullable=False),
    Column("note", Text),
    Column("source", Text),
    Column("source_sha256", Text),
    Column("corrects_first", Integer),
    Column("corrects_last", Integer),
    Column("corrected_day", Text),
    Column("entry", Text),
    Column("entry_sha256", Text),
    Column("comment_on", Integer, ForeignKey("works.id", name="batches_comment_on")),
    Index("batches_entry", "entry", unique=True),
    Index("batches_comment_on", "comment_on"),
    sqlite_strict=True,
)
"""What was recorded together, in one transaction: one command, or one workbook. A batch without events corrects the
day on which a range of earlier ones was recorded, where a computer's clock was wrong, or is a comment on a work, whose
text is its note. `entry` is the id that a client gave it, so that a repeated call counts once; `entry_sha256` is the
hash of what it asked for."""

WORKS = Table(
    "works",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("code", _PLAIN, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("kind", "code", name="works_kind_code"),
    sqlite_strict=True,
)
"""The works by number. `version` counts a work's events: a change names the version that was seen."""

EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, ForeignKey("batches.id", name="events_batch"), nullable=False),
    Column("work", Integer, ForeignKey("works.id", name="events_work"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("field", _PLAIN, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("happened", _PLAIN, nullable=False),
    Column("note", Text),
    Column("broke", Text),
    Column("override", Text),
    Column("attachment", Text),
    Column("attachment_sha256", Text),
    Column("undoes", Integer, ForeignKey("events.id", name="events_undoes")),
    UniqueConstraint("work", "version", name="events_work_version"),
    Index("events_by_field", "work", "field", "id"),
    sqlite_strict=True,
)
"""What was recorded of works. Append-only: triggers of the database refuse updates and deletes. `attachment` and
`attachment_sha256` are of events recorded before version 5, which kept the hash of a file and not the file."""

ATTACHMENTS = Table(
    "attachments",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, ForeignKey("batches.id", name="attachments_batch"), nullable=False),
    Column("work", Integer, ForeignKey("works.id", name="attachments_work"), nullable=False),
    Column("event", Integer, ForeignKey("events.id", name="attachments_event")),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("original_sha256", Text, nullable=False),
    Column("taken", Text),
    Column("place", Text),
    Column("stated_by", Text),
    Index("attachments_work", "work", "id"),
    sqlite_strict=True,
)
"""The files of events and comments; their bytes are beside the store, by `sha256`. Append-only. `taken` and `place` are
when and where a photo was taken, by the file or, as `stated_by` says, by the device that sent it."""

USERS = Table(
    "users",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", _PLAIN, nullable=False),
    Column("password", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("towns", Text),
    Column("programmes", Text),
    Column("language", Text),
    Column("created", _PLAIN, nullable=False),
    Column("disabled", _PLAIN),
    UniqueConstraint("name", name="users_name"),
    sqlite_strict=True,
)
"""The accounts of the desk. `password` is a hash by argon2; `towns` and `programmes` are JSON lists, null for all."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token_sha256", Text, primary_key=True),
    Column("user", Integer, ForeignKey("users.id", name="sessions_user"), nullable=False),
    Column("form_token", Text, nullable=False),
    Column("created", _PLAIN, nullable=False),
    Column("seen", _PLAIN, nullable=False),
    Column("expires", _PLAIN, nullable=False),
    sqlite_strict=True,
)
"""Who is signed in. The token itself is only in the browser's cookie; `form_token` is in its pages."""

TOKENS = Table(
    "tokens",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user", Integer, ForeignKey("users.id", name="tokens_user"), nullable=False),
    Column("token_sha256", Text, nullable=False),
    Column("created", _PLAIN, nullable=False),
    Column("expires", _PLAIN, nullable=False),
    Column("used", _PLAIN),
    Column("revoked", _PLAIN),
    UniqueConstraint("token_sha256", name="tokens_token_sha256"),
    sqlite_strict=True,
)
"""By which tokens other programs use an account. The tokens themselves are not kept."""

ACCOUNT_LOG = Table(
    "account_log",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", _PLAIN, nullable=False),
    Column("name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("by", Text),
    Column("address", Text),
    Column("detail", Text),
    Index("account_log_by_name", "name", "id"),
    sqlite_strict=True,
)
"""What happened to accounts: who signed in from where, who was refused, and who changed an account."""

EDITING = Table(
    "editing",
    METADATA,
    Column("page", Text, primary_key=True),
    Column("work", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("until", Integer, nullable=False),
    sqlite_strict=True,
)
"""Who has the form of which work in use, until when by the database's clock, in seconds. It is used on PostgreSQL,
where several servers know of each other by it; on SQLite it is empty."""

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("same", _PLAIN, nullable=False),
    Column("sources", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked", _PLAIN, nullable=False),
    Column("state", _PLAIN, nullable=False),
    Column("worker", Text),
    Column("beat", Integer, nullable=False),
    Column("progress", Text),
    Column("cancelled_by", Text),
    Column("begun", _PLAIN),
    Column("ended", _PLAIN),
    Column("store", Text),
    Column("last_event", Integer),
    Column("as_of", Text),
    Column("files", Text),
    Column("fault", Text),
    Index("jobs_same", "same", "id"),
    Index("jobs_state", "state", "id"),
    sqlite_strict=True,
)
"""What was asked of the worker processes: reports, and how far each is. `arguments`, `progress` and `files` are JSON.
`same` is a hash of all that the result depends on beside the ledger, `sources` one of the county's files alone. While
its state is "running", `worker` has the job, and counts `beat` on as long as it lives. `store` and `last_event` say
from which event it was made."""

SCENARIOS = Table(
    "scenarios",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("begun", Text, nullable=False),
    Column("created", _PLAIN, nullable=False),
    Column("by", Text, nullable=False),
    Column("copy_of", Integer, ForeignKey("scenarios.id", name="scenarios_copy_of")),
    Column("copy_of_change", Integer),
    sqlite_strict=True,
)
"""The scenarios of planners: `begun` is the document with which each began. Append-only."""

SCENARIO_CHANGES = Table(
    "scenario_changes",
    METADATA,
    Column("scenario", Integer, ForeignKey("scenarios.id", name="scenario_changes_scenario"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("recorded", _PLAIN, nullable=False),
    Column("by", Text, nullable=False),
    Column("change", Text),
    Column("comment", Text),
    Column("entry", Text),
    Index("scenario_changes_entry", "entry", unique=True),
    sqlite_strict=True,
)
"""What was changed in scenarios, or written about them, numbered from 1 in each. `change` is JSON, null for a comment.
`entry` is the id that a client gave it, so that a repeated call counts once. Append-only."""

SINCE = {
    "users": "0004",
    "sessions": "0004",
    "account_log": "0004",
    "attachments": "0005",
    "editing": "0006",
    "tokens": "0007",
    "jobs": "0008",
    "scenarios": "0009",
    "scenario_changes": "0009",
}
"""The version of the store from which on a table is in it; all others are in every version."""

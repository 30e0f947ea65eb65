"""The schemas of what programs send and get, each in one place: requests are checked by them, the document has them."""

from __future__ import annotations

from functools import cache

from gisplan.ledger.accounts.accounts import ROLES
from gisplan.ledger.events.entries import MOST_CHARACTERS_OF_ID
from gisplan.ledger.kinds import read_kinds
from gisplan.web.api.scenario_schemas import list_scenario_requests, list_scenario_schemas
from gisplan.web.api.values import (
    DAY,
    INSTANT,
    NULL_TEXT,
    NUMBER,
    SHA256,
    TEXT,
    Schema,
    list_of,
    make_object,
    make_values,
    or_null,
    ref,
)

__all__ = ["MOST_FIELDS", "MOST_FILES", "list_requests", "list_schemas"]

MOST_FIELDS = 100
"""Fields of one entry."""

MOST_FILES = 20
"""Files of one entry or comment."""

_MOST_OF_VALUE = 2_000  # characters
_FLAG: Schema = {"type": "boolean"}


@cache
def list_requests() -> dict[str, Schema]:
    """List the schemas of the documents that programs send, by name.

    Returns
    -------
    dict of str to dict
    """
    some_text = {"type": ["string", "null"], "maxLength": _MOST_OF_VALUE}
    entry_id = {"type": ["string", "null"], "maxLength": MOST_CHARACTERS_OF_ID}
    files = {**list_of(TEXT), "maxItems": MOST_FILES}
    value = {
        "anyOf": [
            {"type": ["string", "null"], "maxLength": _MOST_OF_VALUE},
            {"type": "number"},
            {"type": "boolean"},
            {**list_of({"type": "string", "maxLength": _MOST_OF_VALUE}), "maxItems": 1000},
        ]
    }
    field = make_object({"name": TEXT, "value": value, "on": or_null(DAY)}, optional=("value", "on"))
    fields = {**list_of(field), "minItems": 1, "maxItems": MOST_FIELDS}
    seen: dict[str, Schema] = {"store": TEXT, "seen": NUMBER}
    more = {"note": some_text, "override": some_text, "entry": entry_id, "files": files}
    return {
        "Entry": make_object({**seen, "fields": fields, **more}, optional=tuple(more)),
        "Undo": make_object(
            {**seen, "event": {**NUMBER, "minimum": 1}, "override": some_text, "entry": entry_id},
            optional=("override", "entry"),
        ),
        **list_scenario_requests(),
        "NewComment": make_object({"text": some_text, "entry": entry_id, "files": files}, optional=("entry", "files")),
    }


@cache
def list_schemas() -> dict[str, Schema]:
    """List the schemas of what is answered, by name, and of what is sent.

    Returns
    -------
    dict of str to dict
    """
    error = {"error": TEXT}
    return {
        "Error": make_object(error),
        "Refused": make_object(
            {
                **error,
                "rules": list_of(TEXT),
                "faults": list_of(TEXT),
                "conflict": ref("Conflict"),
                "others": list_of(ref("ScenarioChange")),
            },
            optional=("rules", "faults", "conflict", "others"),
        ),
        "Conflict": _conflict(),
        "State": _state(),
        **_works(),
        **_files(),
        "Villages": _village_verdicts(),
        **list_scenario_schemas(),
        **list_requests(),
    }


def _works() -> dict[str, Schema]:
    kind = {"enum": list(read_kinds())}
    work = {"number": NUMBER, "mine": _FLAG, "kind": kind, "code": TEXT, "version": NUMBER, "reached": NULL_TEXT}
    ledger = {"store": TEXT, "last_event": NUMBER, "county": TEXT}
    listed = {**ledger, "on": DAY, "known_at": or_null(INSTANT)}
    day, texts = or_null(DAY), list_of(TEXT)
    event = {"id": NUMBER, "batch": NUMBER, "version": NUMBER, "field": TEXT, "old": NULL_TEXT, "new": NULL_TEXT}
    event |= {"on": day, "received": day, "recorded": INSTANT, "by": TEXT, "note": NULL_TEXT, "broke": texts}
    event |= {"override": NULL_TEXT, "attachments": list_of(ref("File")), "source": NULL_TEXT}
    batch = {"number": or_null(NUMBER), "recorded": or_null(INSTANT), "events": NUMBER, "works": NUMBER}
    return {
        "Work": make_object({**work, "overdue": texts, "values": make_values()}),
        "Works": make_object({"ledger": make_object(listed), "warnings": texts, "works": list_of(ref("Work"))}),
        "Event": make_object({**event, "undoes": or_null(NUMBER)}),
        "Events": make_object(
            {
                "ledger": make_object(ledger),
                "work": make_object({"kind": kind, "code": TEXT, "version": NUMBER}),
                "events": list_of(ref("Event")),
            }
        ),
        "Batch": make_object({**batch, "warnings": texts}),
        "Recorded": make_object({"batch": ref("Batch"), "last_event": NUMBER, "version": NUMBER}),
    }


def _files() -> dict[str, Schema]:
    file = {"name": TEXT, "sha256": SHA256, "size": or_null(NUMBER), "type": TEXT, "original_sha256": TEXT}
    file |= {"taken": NULL_TEXT, "place": NULL_TEXT, "stated_by": NULL_TEXT}
    kept = {**file, "kept": {**TEXT, "description": "what an entry or a comment names the file by"}}
    comment = {"number": NUMBER, "kind": TEXT, "code": TEXT, "text": TEXT, "by": TEXT, "recorded": INSTANT}
    return {
        "File": make_object(file),
        "KeptFiles": make_object({"files": list_of(make_object(kept))}),
        "Comment": make_object({**comment, "attachments": list_of(ref("File"))}),
        "Comments": make_object({"comments": list_of(ref("Comment"))}),
    }


def _conflict() -> Schema:
    who = {"by": TEXT, "at": TEXT}
    field = {"name": TEXT, "label": TEXT, "mine": TEXT, "mine_shown": TEXT, "now": TEXT, "now_value": TEXT, "on": TEXT}
    return make_object(
        {
            "version": NUMBER,
            "known": _FLAG,
            "fields": list_of(make_object({**field, "clash": _FLAG, **who}, optional=tuple(who))),
            "others": list_of(make_object({"label": TEXT, "now": TEXT, **who})),
        }
    )


def _state() -> Schema:
    account = {"name": TEXT, "role": {"enum": list(ROLES)}, "towns": list_of(TEXT), "programmes": list_of(TEXT)}
    head = {"version": TEXT, "county": make_object({"code": TEXT, "name": TEXT}), "store": TEXT, "last_event": NUMBER}
    return make_object({**head, "today": DAY, "read_only": _FLAG, "account": make_object(account)})


def _village_verdicts() -> Schema:
    rows = {name: ref(f"Verdicts/properties/{name}") for name in ("villages", "settlements")}
    return make_object({"last_event": NUMBER, "as_of": NULL_TEXT, **rows})

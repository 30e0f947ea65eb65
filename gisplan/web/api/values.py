"""The schemas of what every answer is built of: texts, days, the values of works by their columns."""

from __future__ import annotations

from typing import Any

from gisplan.ledger.kinds import read_kinds

__all__ = [
    "DAY",
    "INSTANT",
    "NULL_TEXT",
    "NUMBER",
    "SHA256",
    "TEXT",
    "list_of",
    "make_object",
    "make_values",
    "or_null",
    "ref",
]

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NULL_TEXT: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}

_BY_KIND: dict[str, Schema] = {
    "number": {"type": "number"},
    "percent": {"type": "number"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date": DAY,
    "codes": {"type": "array", "items": TEXT},
}
"""The schemas of columns by their kind; all others are texts."""


def ref(name: str) -> Schema:
    """Refer to a schema of the document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(items: Schema) -> Schema:
    """Make the schema of a list."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """Make the schema of a value that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


def make_object(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """Make the schema of an object that has these properties and no others; all but `optional` are always there."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def make_values() -> Schema:
    """Make the schema of the values of a work: what is not known is not there."""
    found: dict[str, list[Schema]] = {}
    for kind in read_kinds().values():
        for name, column in kind.fields.items():
            schema = _BY_KIND.get(column.kind, TEXT)
            known = found.setdefault(name, [])
            if schema not in known:
                known.append(schema)
    properties = {name: known[0] if len(known) == 1 else {"anyOf": known} for name, known in sorted(found.items())}
    return {"type": "object", "properties": properties, "additionalProperties": False}

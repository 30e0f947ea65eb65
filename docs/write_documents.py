"""Write docs/documents.md, the keys of every document that has a schema, from the schemas themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path(__file__).with_name("documents.md")
MADE_BY = {
    "gisplan/report/documents/verdicts.schema.json": "`gisplan gaps` (`verdicts.json`), `gisplan verify --json`",
    "gisplan/report/documents/comparison.schema.json": "`gisplan compare --json`",
    "gisplan/report/documents/plan.schema.json": "`gisplan plan` (`plan.json`), `gisplan plan --json`",
    "gisplan/report/documents/progress.schema.json": "`gisplan ledger report` (`progress.json`)",
    "gisplan/io/inputs/edits.schema.json": "the plan's page (`edits.json`); `gisplan plan --lock` reads it",
    "gisplan/io/inputs/scenario.schema.json": "`gisplan scenario export`; read by `import`, `show` and `solve`",
    "gisplan/report/documents/scenario_comparison.schema.json": "`gisplan scenario compare` (`comparison.json`)",
    "gisplan/report/documents/scenario_reasons.schema.json": "`gisplan scenario why --json`",
    "gisplan/batch/run.schema.json": "`gisplan run` (`run.json`)",
}
"""The schemas, and what writes the documents."""
_HEAD = """\
# Documents and schemas

This page is made by `python docs/write_documents.py` from the schemas. Every document is JSON in UTF-8 and names its
schema in the key `schema`. The same input gives the same bytes. `*` is always there; of an object, or a list of
objects, the keys are named.

`check --json`, `init --json`, `standards --json` and `ledger show --json` name a schema too; it has no file of its own.
In Python the schemas of the reports are `read_schema()` of `gisplan.report`."""
_TYPES = {"object": "object", "array": "list", "string": "text", "number": "number", "integer": "whole number"}


def format_page() -> str:
    """Return the page as Markdown."""
    return "\n".join(_list_lines()) + "\n"


def _list_lines() -> Iterator[str]:
    yield _HEAD
    for path, writer in MADE_BY.items():
        schema = json.loads((ROOT / path).read_text(encoding="utf-8"))
        yield from ("", f"## {schema['title']}", "", _escape(schema["description"]))
        yield from ("", f"Written by {writer}. The schema: [`{path}`](../{path}).", "")
        yield from ("| key | type | meaning |", "|---|---|---|")
        required = set(schema.get("required", ()))
        for name, value in schema["properties"].items():
            kind = _name_type(_follow(value, schema))
            line = f"| `{name}`{'*' if name in required else ''} | {kind} | {_describe(value, schema)} |"
            yield line.replace("|  |", "| |")


def _follow(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a key of the schema refers to."""
    while "$ref" in value:
        value = schema["$defs"][value["$ref"].rsplit("/", 1)[1]]
    return value


def _name_type(value: dict[str, Any]) -> str:
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join("null" if word is None else f"`{word}`" for word in value["enum"])
    kinds = value.get("type", [part.get("type", "object") for key in ("anyOf", "oneOf") for part in value.get(key, ())])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(_TYPES.get(kind, kind) for kind in kinds)


def _describe(value: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return what a key means, and the keys of its objects."""
    followed = _follow(value, schema)
    text = _escape(value.get("description") or followed.get("description", ""))
    inner = followed if "properties" in followed else _follow(followed.get("items", {}), schema)
    keys = ", ".join(f"`{name}`" for name in inner.get("properties", {}))
    return ": ".join(filter(None, (text, keys)))


def _escape(text: str) -> str:
    """Return a text that Markdown shows as it is, in a cell of a table too."""
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", " ".join(text.split()))


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")

"""Why verdicts changed: settings, standards and files; the values that they rest on; the status of works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

__all__ = ["compare_values", "compare_works", "index_works", "list_differences"]

Document = Mapping[str, Any]
_REQUIREMENT = ("kind", "role", "settlement", "unit", "required", "reach_m", "reach_to")
_SELECTION = ("surfaces", "min_households", "min_people", "where")
WorkKey = tuple[str, str]


def list_differences(old: Document, new: Document) -> dict[str, list[dict[str, Any]]]:
    """List what may explain every change: other settings, other criteria of the standard, other files."""
    return {
        "standard": _differ({"standard": old["standard"]["id"]}, {"standard": new["standard"]["id"]}),
        "as_of": _differ({"as_of": old["as_of"]}, {"as_of": new["as_of"]}),
        "settings": _differ(old["settings"], new["settings"]),
        "criteria": _criteria(old, new),
        "inputs": _inputs(old, new),
    }


def _differ(old: Document, new: Document) -> list[dict[str, Any]]:
    """List the names under which two mappings hold different values."""
    names = sorted(old.keys() | new.keys())
    return [{"name": n, "old": old.get(n), "new": new.get(n)} for n in names if old.get(n) != new.get(n)]


def _criteria(old: Document, new: Document) -> list[dict[str, Any]]:
    """List what criteria require otherwise; a criterion that only one document has is in the counts."""
    before, after = ({c["id"]: c for c in document["criteria"]} for document in (old, new))
    found = []
    for id in sorted(before.keys() & after.keys()):
        a, b = ({name: c[id].get(name) for name in (*_REQUIREMENT, *_SELECTION)} for c in (before, after))
        found += [{"id": id, **difference} for difference in _differ(a, b)]
    return found


def _inputs(old: Document, new: Document) -> list[dict[str, Any]]:
    """List the files that came, went, or hold something else now."""
    before, after = ({i["layer"]: i for i in document["inputs"]} for document in (old, new))
    found = []
    for layer in sorted(before.keys() | after.keys()):
        a, b = before.get(layer), after.get(layer)
        one, other = _file(a), _file(b)
        if one is not None and other is not None and one | {"path": ""} == other | {"path": ""}:
            continue
        found.append({"layer": layer, "old": one, "new": other})
    return found


def _file(item: Document | None) -> dict[str, Any] | None:
    """Return a file with the number of rows that are read, without those that the county file leaves out."""
    if item is None:
        return None
    return {"path": item["path"], "sha256": item["sha256"], "rows": item["rows"] - item.get("left_out", 0)}


def index_works(document: Document) -> dict[WorkKey, Document]:
    """Index every work that a document names, by layer and code."""
    listed = (work for row in document["settlements"] for work in row["evidence"].get("listed_works") or ())
    return {(work["layer"], work["code"]): work for work in listed if work["code"]}


def compare_works(
    old: Document | None,
    new: Document | None,
    before: Mapping[WorkKey, Document],
    after: Mapping[WorkKey, Document],
) -> list[dict[str, Any]]:
    """List the works listed for a settlement in either document, with their status then and now.

    A work that a document does not name any more has no status in it: what it was listed for may be met.
    """
    rows = (row["evidence"].get("listed_works") or () for row in (old, new) if row is not None)
    keys = dict.fromkeys((work["layer"], work["code"]) for row_works in rows for work in row_works if work["code"])
    works = []
    for key in sorted(keys):
        a, b = before.get(key), after.get(key)
        known = b or a or {}
        works.append(
            {
                **{name: known[name] for name in ("layer", "code", "name", "due")},
                "old": a["status"] if a else None,
                "new": b["status"] if b else None,
            }
        )
    return works


def compare_values(old: Document | None, new: Document | None) -> list[dict[str, Any]]:
    """List the values that both verdicts rest on and that differ, each with its place in the new files."""
    if old is None or new is None:
        return []
    before, after = _cells(old), _cells(new)
    return [
        {"layer": key[0], "column": key[1], "row": after[key]["row"], "old": before[key].get("value")}
        | {"new": after[key].get("value")}
        for key in before
        if key in after and before[key].get("value") != after[key].get("value")
    ]


def _cells(row: Document) -> dict[tuple[str, str, int], Document]:
    """Index cells by layer and column; where a column is named more than once, by the row too."""
    cells = row["evidence"]["rows"]
    names = [(cell["layer"], cell["column"]) for cell in cells]
    often = Counter(names)
    keyed: dict[tuple[str, str, int], Document] = {}
    for cell, name in zip(cells, names, strict=True):
        keyed.setdefault((*name, 0 if often[name] == 1 else cell["row"]), cell)
    return keyed

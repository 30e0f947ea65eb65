"""What changed between two verdict documents of one county: schema gisplan.comparison/3."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from importlib import resources
from typing import Any

from gisplan.base.errors import ComparisonError
from gisplan.base.language import _
from gisplan.county.code_changes import CodeChanges
from gisplan.report.documents.comparison_pairs import list_followed, pair_rows, read_code_changes
from gisplan.report.documents.comparison_reasons import compare_values, compare_works, index_works, list_differences

__all__ = ["CHANGES", "COMPARISON", "compare_documents", "read_comparison_schema"]

COMPARISON = "gisplan.comparison/3"
CHANGES = ("closed", "opened", "became_known", "became_unknown", "appeared", "disappeared")
"""Missed to met; met to missed; unknown to either; either to unknown; only in the new; only in the old."""

Document = Mapping[str, Any]


def read_comparison_schema() -> dict[str, Any]:
    """Read the JSON Schema of the comparison."""
    text = (resources.files(__package__) / "comparison.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def compare_documents(old: Document, new: Document) -> dict[str, Any]:
    """Compare two verdict documents of one county, village by village and criterion by criterion.

    Of two standards, only the criteria and targets that both have are compared.

    Parameters
    ----------
    old, new : mapping
        Verdict documents, as `gisplan.io.inputs.verdict_file.read_verdicts` reads them.

    Returns
    -------
    dict
        What changed and why, as `read_comparison_schema` describes it.

    Raises
    ------
    ComparisonError
        They are of different counties.
    """
    if old["county"]["code"] != new["county"]["code"]:
        message = _("The documents are of different counties: {0} ({1}) and {2} ({3}). Give two of the same county.")
        names = (old["county"]["name"], old["county"]["code"], new["county"]["name"], new["county"]["code"])
        raise ComparisonError(message.format(*names))
    if old["standard"]["id"] != new["standard"]["id"]:
        old, new = _keep_shared(old, new), _keep_shared(new, old)
    codes = read_code_changes(old, new)
    changes = _compare_settlements(old, new, codes)
    villages = _compare_villages(old, new, codes)
    differences = {**list_differences(old, new), "codes": list_followed(old, new, codes)}
    targets = _compare_targets(old, new)
    return {
        "schema": COMPARISON,
        "county": {"code": new["county"]["code"], "name": new["county"]["name"]},
        "old": _head(old),
        "new": _head(new),
        "nothing_changed": not (changes or villages or targets or any(differences.values()))
        and _head(old) == _head(new),
        "differences": differences,
        "criteria": _count(old, new, changes),
        "targets": targets,
        "villages": villages,
        "changes": changes,
    }


def _keep_shared(document: Document, other: Document) -> Document:
    """Return a document without the verdicts by criteria, and the targets, that the other one does not ask for."""
    criteria, targets = ({item["id"] for item in other[name]} for name in ("criteria", "targets"))
    kept = [row for row in document["settlements"] if row["criterion"] in criteria]
    return {**document, "settlements": kept, "targets": [t for t in document["targets"] if t["id"] in targets]}


def _head(document: Document) -> dict[str, Any]:
    verdict = document["verdict"]
    return {
        "standard": document["standard"]["id"],
        "as_of": document["as_of"],
        "scope": verdict["scope"],
        "state": verdict["state"],
    }


def _name_change(old: str | None, new: str | None) -> str | None:
    """Name the change from one state to another; None where there is none."""
    if old == new:
        return None
    if old is None:
        return "appeared"
    if new is None:
        return "disappeared"
    if new == "unknown":
        return "became_unknown"
    if old == "unknown":
        return "became_known"
    return "closed" if new == "met" else "opened"


def _compare_settlements(old: Document, new: Document, codes: CodeChanges) -> list[dict[str, Any]]:
    works_before, works_after = index_works(old), index_works(new)
    changes = []
    for a, b in pair_rows(old["settlements"], new["settlements"], ("settlement", "criterion"), codes):
        change = _name_change(a["state"] if a else None, b["state"] if b else None)
        if change is None:
            continue
        changes.append(
            {
                **_name_pair(a, b, ("code", "name", "settlement", "criterion", "people")),
                "change": change,
                "old": None if a is None else _verdict_to_dict(a),
                "new": None if b is None else _verdict_to_dict(b),
                "values": compare_values(a, b),
                "works": compare_works(a, b, works_before, works_after),
            }
        )
    return changes


def _verdict_to_dict(row: Document) -> dict[str, Any]:
    evidence = row["evidence"]
    value = evidence.get("value")
    return {
        "state": row["state"],
        "why": {name: row["why"][name] for name in ("code", "params", "text")},
        "value": evidence["distance_m"] if value is None else value,
        "needs": list(evidence.get("needs", [])),
        "segments_to_survey": list(evidence.get("segments_to_survey", [])),
    }


def _name_pair(a: Document | None, b: Document | None, names: tuple[str, ...]) -> dict[str, Any]:
    """Return what is said of both rows: as the new one has it; where the code is another one, that and the people of
    the old one.
    """
    known = b or a or {}
    named = {**{name: known[name] for name in names}, "old_code": None}
    if a is None or b is None or a["code"] == b["code"]:
        return named
    return {**named, "old_code": a["code"], "people": a["people"]}


def _compare_villages(old: Document, new: Document, codes: CodeChanges) -> list[dict[str, Any]]:
    """List villages whose own verdict changed, that came or went, or that are judged for exit on one side only."""
    changed = []
    for a, b in pair_rows(old["villages"], new["villages"], (), codes):
        change = _name_change(a["state"] if a else None, b["state"] if b else None)
        if change is None and a is not None and b is not None and a["judged_for_exit"] == b["judged_for_exit"]:
            continue
        changed.append(
            {
                **_name_pair(a, b, ("code", "name", "town", "people")),
                "change": change,
                "old": None if a is None else {"state": a["state"], "judged_for_exit": a["judged_for_exit"]},
                "new": None if b is None else {"state": b["state"], "judged_for_exit": b["judged_for_exit"]},
            }
        )
    return changed


def _compare_targets(old: Document, new: Document) -> list[dict[str, Any]]:
    before, after = ({t["id"]: t for t in document["targets"]} for document in (old, new))
    names = ("state", "actual", "required")
    changed = []
    for id in sorted(before.keys() | after.keys()):
        a, b = before.get(id), after.get(id)
        first, second = ({n: t[n] for n in names} if t else None for t in (a, b))
        if first != second:
            changed.append({"id": id, "unit": (b or a or {})["unit"], "old": first, "new": second})
    return changed


def _count(old: Document, new: Document, changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Count the changes by criterion, in the new standard's order; then the criteria that only the old one has."""
    ids = list(dict.fromkeys(c["id"] for document in (new, old) for c in document["criteria"]))
    inside = [{c["id"] for c in document["criteria"]} for document in (old, new)]
    counts = Counter((c["criterion"], c["change"]) for c in changes)
    people: Counter[tuple[str, str]] = Counter()
    for c in changes:
        people[c["criterion"], c["change"]] += c["people"] or 0
    states = [Counter((s["criterion"], s["state"]) for s in document["settlements"]) for document in (old, new)]
    return [
        {
            "id": id,
            "in": _name_sides(in_old=id in inside[0], in_new=id in inside[1]),
            **{change: counts[id, change] for change in CHANGES},
            "people": {change: people[id, change] for change in CHANGES},
            "missed": {"old": states[0][id, "missed"], "new": states[1][id, "missed"]},
            "unknown": {"old": states[0][id, "unknown"], "new": states[1][id, "unknown"]},
        }
        for id in ids
    ]


def _name_sides(*, in_old: bool, in_new: bool) -> str:
    if in_old and in_new:
        return "both"
    return "new" if in_new else "old"

"""Read edits of a plan (edits.json, schema gisplan.edits/1), as the plan's page saves them."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import Any

from gisplan.base.display import show_value
from gisplan.base.errors import PlanError
from gisplan.base.language import N_, _
from gisplan.county.layer_input import LayerInput
from gisplan.io.inputs.json_file import read_json_file
from gisplan.plan.model.locks import LOCKS, Lock

__all__ = ["EDITS_SCHEMA", "EditFile", "read_edits", "read_edits_schema"]

EDITS_SCHEMA = "gisplan.edits/1"
_FIELDS = {
    "segment": N_("the code of a segment"),
    "from_m": N_("metres from where the segment begins, at least 0, or null"),
    "to_m": N_("metres from where the segment begins, at least 0, or null"),
    "lock": N_("one of: in, out, done"),
    "programme": N_("the name of a programme, or null"),
}
_KEPT: dict[str, Any] = {
    "schema": True,
    "county": {"code": True},
    "inputs": [{"layer": True, "path": True, "sha256": True}],
    "edits": True,
}


@dataclass(frozen=True)
class EditFile:
    """A file of edits.

    Parameters
    ----------
    locks : tuple of Lock
        The edits, as locks.
    county : str
        The code of the county whose plan was edited.
    inputs : mapping of path to sha256
        The files of that plan.
    input : LayerInput
        The file's own name, checksum and number of edits.
    """

    locks: tuple[Lock, ...]
    county: str
    inputs: Mapping[str, str]
    input: LayerInput


def read_edits_schema() -> dict[str, Any]:
    """Read the JSON Schema of edits."""
    text = (resources.files(__package__) / "edits.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def read_edits(path: str | os.PathLike[str]) -> EditFile:
    """Read a file of edits.

    Parameters
    ----------
    path : str or path
        A file of the schema gisplan.edits/1.

    Raises
    ------
    PlanError
        There is no such file, it is no JSON or no file of edits, or edits are wrong: every fault with its file, entry,
        field, value and remedy.
    """
    name = str(path)
    remedy = _("Give a file of edits, as the plan's page saves it.")
    document, digest = read_json_file(name, "edits", remedy, keep=_KEPT)
    if not isinstance(document, dict) or document.get("schema") != EDITS_SCHEMA:
        found = document.get("schema") if isinstance(document, dict) else None
        text = _("{0}: schema is {1}, and must be {2}: give a file of edits, as the plan's page saves it.")
        raise PlanError(text.format(name, show_value(found), EDITS_SCHEMA))
    rows, county, used = (document.get(key) for key in ("edits", "county", "inputs"))
    code = county.get("code") if isinstance(county, dict) else None
    faults = [] if isinstance(code, str) else [_fault(name, "county.code", code, N_("the code of the county"))]
    if not isinstance(rows, list):
        rows, faults = [], [*faults, _fault(name, "edits", rows, N_("a list of edits"))]
    faults += [fault for place, row in enumerate(rows, 1) for fault in _list_faults(name, place, row)]
    locks = () if faults else tuple(_make_lock(name, place, row) for place, row in enumerate(rows, 1))
    faults += _list_overlaps(name, locks)
    if faults:
        raise PlanError("\n".join(faults))
    files = [item for item in used if isinstance(item, dict)] if isinstance(used, list) else []
    inputs = {str(item.get("path")): str(item.get("sha256")) for item in files}
    return EditFile(locks, str(code), inputs, LayerInput("edits", name, digest, len(rows), len(rows), 0))


def _list_faults(name: str, place: int, row: Any) -> Iterator[str]:
    """Describe everything that is wrong with an entry by itself."""
    if not isinstance(row, dict):
        yield _fault(name, f"edits[{place}]", row, N_("an edit with segment and lock"))
        return
    for field in row:
        if field not in _FIELDS:
            text = _("{0}: edits[{1}] has a field {2}, which edits do not have: remove it. Edits have {3}.")
            yield text.format(name, place, show_value(field), ", ".join(_FIELDS))
    for field, expected in _FIELDS.items():
        if not _fits(field, row.get(field)):
            yield _fault(name, f"edits[{place}].{field}", row.get(field), expected)
    begin, end = row.get("from_m"), row.get("to_m")
    if _fits("from_m", begin) and _fits("to_m", end) and begin is not None and end is not None and begin >= end:
        text = _("{0}: edits[{1}].to_m is {2:g}, not beyond from_m, which is {3:g}: exchange or correct the two.")
        yield text.format(name, place, end, begin)


def _fits(field: str, value: Any) -> bool:
    if field in ("from_m", "to_m"):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return value is None or (is_number and math.isfinite(value) and value >= 0)
    if field == "lock":
        return value in LOCKS
    if field == "programme":
        return value is None or isinstance(value, str)
    return isinstance(value, str) and bool(value)


def _fault(name: str, field: str, value: Any, expected: str) -> str:
    return _("{0}: {1} is {2}: give {3}.").format(name, field, show_value(value), _(expected))


def _make_lock(name: str, place: int, row: Mapping[str, Any]) -> Lock:
    return Lock(
        segment=row["segment"],
        lock=row["lock"],
        programme=row.get("programme") or "",
        from_m=row.get("from_m"),
        to_m=row.get("to_m"),
        row=place,
        file=name,
        is_edit=True,
    )


def _list_overlaps(name: str, locks: Sequence[Lock]) -> Iterator[str]:
    """Describe edits of one segment that overlap, or contradict each other."""
    by_segment: dict[str, list[Lock]] = {}
    for lock in locks:
        by_segment.setdefault(lock.segment, []).append(lock)
    for rows in by_segment.values():
        for one, two in pairwise(sorted(rows, key=lambda lock: (lock.from_m or 0.0, lock.row))):
            if two.from_m is None or one.to_m is None or two.from_m < one.to_m:
                yield _describe_overlap(name, *sorted((one, two), key=lambda lock: lock.row))


def _describe_overlap(name: str, one: Lock, two: Lock) -> str:
    if (one.lock, one.programme) == (two.lock, two.programme):
        text = _("{0}: edits[{1}] and edits[{2}] overlap on segment {3}: correct from_m and to_m, or remove one.")
        return text.format(name, one.row, two.row, one.segment)
    text = _(
        "{0}: edits[{1}] and edits[{2}] contradict each other on segment {3} ({4}; {5}): correct from_m and to_m, or "
        "remove one."
    )
    says = (" ".join(filter(None, (lock.lock, lock.programme))) for lock in (one, two))
    return text.format(name, one.row, two.row, one.segment, *says)

"""Edits of a plan: what is read, and every fault with its file, entry, field, value and remedy."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import gisplan
from gisplan.base.errors import PlanError
from gisplan.io.inputs.edits import read_edits, read_edits_schema
from gisplan.plan import Lock


def write(folder: Path, *edits: Any, **fields: Any) -> Path:
    document = {"schema": "gisplan.edits/1", "county": {"code": "990101"}, "edits": list(edits), **fields}
    path = folder / "edits.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


ONE = {"segment": "R1", "from_m": 0, "to_m": 120.5, "lock": "in", "programme": "general"}
TWO = {"segment": "R1", "from_m": 120.5, "to_m": None, "lock": "out", "programme": None}


def test_edits_are_locks_with_their_entries(tmp_path: Path) -> None:
    path = write(tmp_path, ONE, TWO, {"segment": "R2", "lock": "done"})
    Draft202012Validator(read_edits_schema()).validate(json.loads(path.read_text(encoding="utf-8")))
    file = read_edits(path)
    assert file.locks == (
        Lock("R1", "in", "general", 0, 120.5, 1, str(path), is_edit=True),
        Lock("R1", "out", "", 120.5, None, 2, str(path), is_edit=True),
        Lock("R2", "done", "", None, None, 3, str(path), is_edit=True),
    )
    assert (file.county, file.input.rows, len(file.input.sha256)) == ("990101", 3, 64)


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([{**ONE, "from_m": "abc"}], "edits[1].from_m is 'abc': give metres from where the segment begins"),
        ([{**ONE, "from_m": -1}], "edits[1].from_m is -1: give metres"),
        ([{**ONE, "to_m": True}], "edits[1].to_m is True: give metres"),
        ([{**ONE, "lock": "maybe"}], "edits[1].lock is 'maybe': give one of: in, out, done."),
        ([{**ONE, "lock": ["in"]}], "edits[1].lock is ['in']: give one of"),
        ([{**ONE, "segment": ""}], "edits[1].segment is '': give the code of a segment."),
        ([{**ONE, "programme": 3}], "edits[1].programme is 3: give the name of a programme"),
        ([{**ONE, "width": 3}], "edits[1] has a field 'width', which edits do not have: remove it."),
        ([TWO, "R1"], "edits[2] is 'R1': give an edit with segment and lock."),
        ([{**ONE, "from_m": 200}], "edits[1].to_m is 120.5, not beyond from_m, which is 200: exchange or correct"),
        ([ONE, {**ONE, "from_m": 100, "to_m": 130}], "edits[1] and edits[2] overlap on segment R1: correct from_m"),
        ([TWO, {**ONE, "to_m": 200}], "edits[1] and edits[2] contradict each other on segment R1 (out; in general)"),
    ],
)
def test_faults_name_file_entry_field_value_and_remedy(tmp_path: Path, edits: list[Any], message: str) -> None:
    path = write(tmp_path, *edits)
    with pytest.raises(PlanError) as refused:
        read_edits(path)
    assert f"{path}: {message}" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON in UTF-8"),
        ("[]", "schema is None, and must be gisplan.edits/1"),
        ('{"schema": "gisplan.plan/2"}', "schema is 'gisplan.plan/2', and must be gisplan.edits/1"),
        ('{"schema": "gisplan.edits/1", "county": {"code": "1"}, "edits": {}}', "edits is {}: give a list of edits"),
        ('{"schema": "gisplan.edits/1", "county": "1", "inputs": [1, []], "edits": []}', "county.code is None"),
        ('{"schema": "gisplan.edits/1", "edits": []}', "county.code is None: give the code of the county"),
        ('{"schema": "gisplan.edits/1", "county": [], "inputs": 3, "edits": []}', "county.code is None"),
    ],
)
def test_what_is_no_file_of_edits_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "edits.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=r"edits\.json") as refused:
        read_edits(path)
    assert message in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none\.json cannot be read"):
        read_edits(tmp_path / "none.json")


def test_a_plan_keeps_to_its_edits_and_names_what_does_not_fit(qingxi: Path, tmp_path: Path) -> None:
    county = gisplan.read_county(qingxi)
    planned = gisplan.make_plan(county, budgets={"general": 8.0})
    rows = planned.units[planned.units["in_plan"]].head(2).to_dict("records")
    edits = [
        {"segment": row["segment"], "from_m": row["from_m"], "to_m": row["to_m"], "lock": lock}
        for row, lock in zip(rows, ("in", "out"), strict=True)
    ]
    changed = {"layer": "roads", "path": county.inputs[0].path, "sha256": "0" * 64}
    path = write(tmp_path, *edits, county={"code": county.code, "name": county.name}, inputs=[changed])
    notes: list[str] = []
    again = gisplan.make_plan(county, budgets={"general": 8.0}, locks=path, note=notes.append)
    locked = again.units[again.units["lock"] != ""]
    assert sorted(zip(locked["segment"], locked["lock"], strict=True)) == sorted(
        (edit["segment"], edit["lock"]) for edit in edits
    )
    assert [f"{county.inputs[0].path} has changed since the edits were made" in note for note in notes] == [True]
    with pytest.raises(PlanError, match=r"county\.code is 1, but this is"):
        gisplan.make_plan(county, locks=write(tmp_path, county={"code": "1"}))
    unknown = write(tmp_path, {"segment": "nowhere", "lock": "in"}, county={"code": county.code})
    with pytest.raises(PlanError, match=r"edits\.json: edits\[1\]: nothing can be built on segment nowhere"):
        gisplan.make_plan(county, locks=unknown)

"""Comparing two documents: its laws, its reasons, its schema, and what it refuses."""

import copy
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rich.console import Console

from gisplan.base.errors import ComparisonError
from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.io.inputs.verdict_file import read_verdicts
from gisplan.report import make_document, write_json
from gisplan.report.documents.comparison import CHANGES, compare_documents, read_comparison_schema
from gisplan.report.terminal.comparison import show_comparison

Document = dict[str, Any]
SWAPPED = dict(
    zip(CHANGES, ("opened", "closed", "became_unknown", "became_known", "disappeared", "appeared"), strict=True)
)


@pytest.fixture(scope="module")
def document(gaps: Gaps) -> Document:
    return json.loads(write_json(make_document(gaps)))


def shake(document: Document, seed: int) -> Document:
    """The document with some states turned, some rows gone, and other hashes."""
    chance, shaken = random.Random(seed), copy.deepcopy(document)
    for row in [*shaken["settlements"], *shaken["villages"]]:
        if chance.random() < 0.3:
            row["state"] = chance.choice(["met", "missed", "unknown"])
    shaken["settlements"] = [row for row in shaken["settlements"] if chance.random() < 0.95]
    shaken["inputs"][0]["sha256"] = f"{seed:064d}"
    return shaken


def show(found: Document) -> str:
    file = io.StringIO()
    show_comparison(found, Console(file=file, width=160, highlight=False))
    return file.getvalue()


def test_a_document_compared_with_itself_has_no_changes(document: Document) -> None:
    found = compare_documents(document, document)
    assert found["nothing_changed"]
    assert not found["changes"]
    assert not any(found["differences"].values())
    assert "Nothing changed." in show(found)


@settings(max_examples=25, deadline=None)
@given(first=st.integers(0, 10_000), second=st.integers(0, 10_000))
def test_swapping_swaps_closed_and_opened(document: Document, first: int, second: int) -> None:
    old, new = shake(document, first), shake(document, second)
    there, back = compare_documents(old, new), compare_documents(new, old)
    for a in there["criteria"]:
        b = next(c for c in back["criteria"] if c["id"] == a["id"])
        assert {change: a[change] for change in CHANGES} == {change: b[SWAPPED[change]] for change in CHANGES}
    assert [(c["code"], c["criterion"], SWAPPED[c["change"]]) for c in there["changes"]] == [
        (c["code"], c["criterion"], c["change"]) for c in back["changes"]
    ]
    assert [c["old"] for c in there["changes"]] == [c["new"] for c in back["changes"]]
    assert there["nothing_changed"] == back["nothing_changed"]
    Draft202012Validator(read_comparison_schema()).validate(there)


def test_the_counts_are_those_of_the_rows(document: Document) -> None:
    old, new = shake(document, 1), shake(document, 2)
    found = compare_documents(old, new)
    assert sum(c[change] for c in found["criteria"] for change in CHANGES) == len(found["changes"]) > 0
    for c in found["criteria"]:
        came, went = c["opened"], c["closed"]
        assert c["missed"]["old"] == sum(
            s["criterion"] == c["id"] and s["state"] == "missed" for s in old["settlements"]
        )
        others = [x for x in found["changes"] if x["criterion"] == c["id"] and x["change"] not in ("opened", "closed")]
        came += sum(x["new"] is not None and x["new"]["state"] == "missed" for x in others)
        went += sum(x["old"] is not None and x["old"]["state"] == "missed" for x in others)
        assert c["missed"]["new"] - c["missed"]["old"] == came - went


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(read_comparison_schema())


def test_a_closed_gap_has_its_reason_and_which_work_was_finished(document: Document) -> None:
    old, new = copy.deepcopy(document), copy.deepcopy(document)
    missed = [s for s in old["settlements"] if s["state"] == "missed"]
    gap, other = missed[0], missed[1]
    work = {"layer": "road_works", "row": 1, "code": "YF-1", "name": "路", "status": "under_way", "due": None}
    gap["evidence"]["listed_works"] = [work]
    key = ("criterion", "code")
    now = next(s for s in new["settlements"] if all(s[k] == gap[k] for k in key))
    now |= {"state": "met", "why": {"code": "is_yes", "params": {"column": "three_phase"}, "text": "yes."}}
    after = next(s for s in new["settlements"] if all(s[k] == other[k] for k in key))
    after["evidence"]["listed_works"] = [work | {"status": "accepted"}]
    gap["evidence"]["rows"] = [{"layer": "power", "path": "p", "row": 3, "column": "three_phase", "value": False}]
    now["evidence"]["rows"] = [{"layer": "power", "path": "p", "row": 5, "column": "three_phase", "value": True}]
    (change,) = compare_documents(old, new)["changes"]
    assert change["change"] == "closed"
    assert change["works"] == [
        {"layer": "road_works", "code": "YF-1", "name": "路", "due": None, "old": "under_way", "new": "accepted"}
    ]
    assert change["values"] == [{"layer": "power", "column": "three_phase", "row": 5, "old": False, "new": True}]
    text = show(compare_documents(old, new))
    assert "YF-1 (accepted on inspection, was under way)" in text
    assert "three_phase: no → yes" in text


def test_other_settings_standards_and_files_are_named_first(document: Document) -> None:
    new = shake(document, 3)
    new["settings"]["snap_m"] = 20.0
    new["criteria"][0]["required"] = 1.0
    new["standard"]["id"] = "another"
    new["as_of"] = "2019-12-31"
    found = compare_documents(document, new)
    assert found["differences"]["settings"] == [{"name": "snap_m", "old": document["settings"]["snap_m"], "new": 20.0}]
    assert found["differences"]["criteria"][0]["name"] == "required"
    assert [i["layer"] for i in found["differences"]["inputs"]] == [document["inputs"][0]["layer"]]
    text = show(found)
    assert "The standards differ" in text
    assert text.index("snap_m") < text.index("Changes by criterion")


def test_documents_of_different_counties_are_refused(document: Document) -> None:
    other = copy.deepcopy(document) | {"county": {"code": "610729", "name": "留坝县"}}
    with pytest.raises(ComparisonError, match="留坝县"):
        compare_documents(document, other)


def test_a_criterion_that_only_one_has_is_listed_apart(document: Document) -> None:
    new = copy.deepcopy(document)
    gone = new["criteria"].pop()["id"]
    new["settlements"] = [s for s in new["settlements"] if s["criterion"] != gone]
    found = compare_documents(document, new)
    assert next(c["in"] for c in found["criteria"] if c["id"] == gone) == "old"
    assert {c["change"] for c in found["changes"]} == {"disappeared"}
    assert "only in the old" in show(found)


def test_settlements_without_a_code_are_compared_by_their_rows(document: Document) -> None:
    old = copy.deepcopy(document)
    for row in old["settlements"][:3]:
        row["code"] = None
    assert compare_documents(old, copy.deepcopy(old))["nothing_changed"]


def rename(document: Document, codes: dict[str, str]) -> Document:
    """Return the document as it was when villages had other codes."""
    other = copy.deepcopy(document)
    for row in [*other["settlements"], *other["villages"]]:
        row["code"] = codes.get(row["code"], row["code"])
    return other


def test_a_village_with_another_code_is_compared_with_itself(document: Document) -> None:
    code = document["villages"][0]["code"]
    old, new = rename(document, {code: "610728000000"}), copy.deepcopy(document)
    assert {c["change"] for c in compare_documents(old, new)["changes"]} == {"appeared", "disappeared"}
    new["code_changes"] = [{"old": "610728000000", "new": code, "day": None}]
    for found in (compare_documents(old, new), compare_documents(new, old)):
        assert not found["changes"]
        assert not found["villages"]
        assert not found["nothing_changed"]
        assert found["differences"]["codes"] == [{"old": "610728000000", "new": code}]
        assert f"610728000000 → {code}" in show(found)
        Draft202012Validator(read_comparison_schema()).validate(found)


def test_each_of_several_merged_villages_is_compared_with_that_of_today(document: Document) -> None:
    kept = next(row for row in document["settlements"] if row["settlement"] == "village")
    gone = copy.deepcopy(kept) | {"code": "610728000000", "people": 7, "state": "missed"}
    old, new = copy.deepcopy(document), copy.deepcopy(document)
    old["settlements"].append(gone)
    new["code_changes"] = [{"old": "610728000000", "new": kept["code"], "day": "2019-01-01"}]
    for row in new["settlements"]:
        if (row["code"], row["criterion"], row["settlement"]) == (kept["code"], kept["criterion"], "village"):
            row["state"] = "met"
    merged = [change for change in compare_documents(old, new)["changes"] if change["old_code"] is not None]
    assert [(c["old_code"], c["code"], c["people"], c["change"]) for c in merged] == [
        ("610728000000", kept["code"], 7, "closed")
    ]


def test_it_is_shown_in_chinese_with_its_reasons(document: Document) -> None:
    new = shake(document, 4)
    set_language("zh")
    try:
        text = show(compare_documents(document, new))
    finally:
        set_language(None)
    assert "达标" in text
    for english in ("closed", "Changes by criterion", "The reaching point", "file of the layer"):
        assert english not in text


def test_a_forged_why_falls_back_to_its_own_sentence(document: Document) -> None:
    new = shake(document, 5)
    for row in new["settlements"]:
        row["why"] = {
            "code": "works_late",
            "params": {"milestone": "main_done", "total": "x"},
            "text": "[red]own[/red]",
        }
    set_language("zh")
    try:
        text = show(compare_documents(document, new))
    finally:
        set_language(None)
    assert "[red]own[/red]" in text, "shown as it is, and no markup"


def test_what_gaps_writes_can_be_read_back(document: Document, tmp_path: Path) -> None:
    (tmp_path / "v.json").write_bytes(write_json(document))
    read = read_verdicts(tmp_path / "v.json")
    # what a comparison does not need is left out
    assert compare_documents(read, document) == compare_documents(document, document)
    assert compare_documents(read, document)["nothing_changed"]

"""The document: its schema, its bytes, its numbers."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gisplan.base.display import visible_lines
from gisplan.gaps import Gaps
from gisplan.report import make_document, read_schema, write_json
from gisplan.report.documents.json_lines import encode_lines
from gisplan.workflow import judge


@pytest.fixture(scope="module")
def gaps(qingxi: Path) -> Gaps:
    return judge(qingxi)


@pytest.fixture(scope="module")
def document(gaps: Gaps) -> dict[str, Any]:
    return json.loads(write_json(make_document(gaps)))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(read_schema())


def test_the_document_keeps_to_its_schema(document: dict[str, Any]) -> None:
    Draft202012Validator(read_schema()).validate(document)


def test_the_schema_refuses_what_is_no_verdict(document: dict[str, Any]) -> None:
    wrong = json.loads(json.dumps(document))
    wrong["settlements"][0]["state"] = "fine"
    del wrong["criteria"][0]["met"]
    assert len(list(Draft202012Validator(read_schema()).iter_errors(wrong))) == 2


def test_two_runs_give_the_same_bytes(qingxi: Path, gaps: Gaps) -> None:
    assert write_json(make_document(judge(qingxi))) == write_json(make_document(gaps))


def test_each_row_of_a_table_is_a_line(gaps: Gaps, document: dict[str, Any]) -> None:
    lines = write_json(make_document(gaps)).decode("utf-8").split("\n")
    rows = [
        json.loads(line.removesuffix(",")) for line in lines if line.startswith('{"code"') and '"criterion"' in line
    ]
    assert rows == document["settlements"]


@given(st.dictionaries(st.text(), st.lists(st.dictionaries(st.text(), st.text())) | st.none() | st.text()))
def test_a_document_is_read_as_it_was_written(document: dict[str, Any]) -> None:
    text = write_json(document).decode("utf-8")
    assert json.loads(text) == document
    assert visible_lines(text) == text, "hidden characters are escaped"
    assert text == b"".join(encode_lines({k: iter(v) if v == [] else v for k, v in document.items()})).decode("utf-8")


def test_settlements_are_sorted_by_criterion_and_code(document: dict[str, Any]) -> None:
    keys = [(s["criterion"], s["code"]) for s in document["settlements"]]
    assert keys == sorted(keys)


def test_criteria_count_the_settlements(document: dict[str, Any]) -> None:
    for criterion in document["criteria"]:
        rows = [s for s in document["settlements"] if s["criterion"] == criterion["id"]]
        for state in ("met", "missed", "unknown"):
            assert criterion[state] == sum(s["state"] == state for s in rows)
        assert criterion["people_missed"] == sum(s["people"] for s in rows if s["state"] == "missed")


def test_a_missing_link_costs_the_sum_of_its_parts(document: dict[str, Any]) -> None:
    factor = document["settings"]["offroad_factor"]
    missed = [s["evidence"] for s in document["settlements"] if s["state"] == "missed" and "cut_off" in s["evidence"]]
    assert missed
    for evidence in missed:
        cost = evidence["unsealed_m"] + factor * evidence["off_network_m"]
        assert evidence["cost_m"] == pytest.approx(cost, abs=0.21)  # three numbers, each rounded to 0.1
        assert (evidence["unsealed_m"] > 0) == bool(evidence["segments"])


def test_every_reason_has_its_sentence_in_english(document: dict[str, Any]) -> None:
    for settlement in document["settlements"]:
        assert settlement["why"]["text"].isascii() or settlement["why"]["code"].endswith(("unknown", "quarantined"))
        assert "{" not in settlement["why"]["text"]


def test_the_tolerance_of_the_county_gives_its_own_counts(document: dict[str, Any]) -> None:
    own = {r["criterion"]: r for r in document["by_tolerance"] if r["snap_m"] == document["settings"]["snap_m"]}
    for criterion in (c for c in document["criteria"] if c["kind"] == "reach"):
        row = own[criterion["id"]]
        assert {s: row[s] for s in ("met", "missed", "unknown")} == {
            s: criterion[s] for s in ("met", "missed", "unknown")
        }


def test_the_example_in_the_docs_is_what_the_county_gives(root: Path, document: dict[str, Any]) -> None:
    text = (root / "docs" / "verdict-document.md").read_text(encoding="utf-8")
    example = json.loads(text.split("```json\n")[1].split("```")[0])
    for name in ("schema", "county", "standard", "as_of", "settings", "verdict", "targets", "criteria", "out_of_scope"):
        assert example[name] == document[name], name
    for name in ("inputs", "villages", "settlements", "near_misses", "by_tolerance", "critical_edges"):
        assert all(row in document[name] for row in example[name]), name
    Draft202012Validator(read_schema()).validate(example)

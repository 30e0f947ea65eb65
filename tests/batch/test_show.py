"""What a run found is shown and asked for: on the terminal, as JSON, as a workbook; a condition reads nothing else."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from gisplan.base.errors import RunError
from gisplan.base.language import set_language
from gisplan.batch import RunResult, read_run
from gisplan.batch.question import count_rows, list_rows
from gisplan.cli.run.show import show
from gisplan.report.run.book import make_run_workbook
from tests.batch.province import REFUSED

pytest.importorskip("duckdb", reason="DuckDB is not installed")


def run_show(*words: object) -> str:
    try:
        done = CliRunner().invoke(show, [str(word) for word in words])
    finally:
        set_language(None)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_counts_are_those_of_the_document(result: RunResult) -> None:
    for one in result.document["criteria"]:
        where = f"criterion = '{one['id']}' and settlement = '{one['settlement']}'"
        counted = count_rows(result.folder, "settlements", where, ["state"]).set_index("state")["rows"].to_dict()
        assert counted == {state: one[state] for state in ("met", "missed", "unknown") if one[state]}


def test_rows_are_listed_with_their_county(result: RunResult) -> None:
    rows = list_rows(result.folder, "villages", "state = 'missed' and judged_for_exit")
    assert len(rows) == result.document["villages"]["exit_missed"]
    assert set(rows["province"]) <= {"61"}
    assert REFUSED not in set(rows["county"])


@pytest.mark.parametrize(
    "where",
    [
        "state = ",
        "nothing = 1",
        "1=1) union select 1 --",
        "county in (select content from read_text('/etc/hosts'))",
        "county in (select 1 from 'run.json')",
    ],
)
def test_a_condition_that_is_none_or_reaches_for_more_is_refused(result: RunResult, where: str) -> None:
    with pytest.raises(RunError, match="cannot be answered"):
        count_rows(result.folder, "settlements", where, ["county"])


def test_themes_columns_and_folders_that_there_are_not_are_named(result: RunResult, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="has no theme plan_units"):
        count_rows(result.folder, "plan_units", "", ["county"])
    with pytest.raises(RunError, match="has no column weight"):
        count_rows(result.folder, "villages", "", ["weight"])
    with pytest.raises(RunError, match="has no theme"):
        count_rows(result.folder, "../villages", "", ["county"])
    with pytest.raises(RunError, match="--resume"):
        read_run(tmp_path)


def test_the_command_shows_the_answer_in_both_languages(result: RunResult) -> None:
    assert run_show(result.folder).startswith("Counties: 12; ")
    assert run_show(result.folder, "--lang", "zh").startswith("共12个县；")
    assert json.loads(run_show(result.folder, "--json")) == result.document
    counted = json.loads(run_show(result.folder, "--where", "state = 'missed'", "--by", "county", "--json"))
    assert {row["county"] for row in counted} <= {row["code"] for row in result.document["counties"]}


def test_the_workbook_has_every_county_and_the_rows_asked_for(result: RunResult, tmp_path: Path) -> None:
    path = tmp_path / "run.xlsx"
    run_show(result.folder, "--where", "state = 'missed'", "--workbook", path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["provinces", "counties", "criteria", "not judged", "rows"]
    codes = {str(cell.value) for cell in book["counties"]["A"]} | {str(cell.value) for cell in book["not judged"]["A"]}
    assert {row["code"] for row in result.document["counties"]} <= codes
    rows = list_rows(result.folder, "settlements", "state = 'missed'")
    assert book["rows"].max_row >= len(rows)
    again = make_run_workbook(result.document, rows, "settlements: state = 'missed'")
    assert again == path.read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(make_run_workbook(result.document))).sheetnames[-1] == "not judged"

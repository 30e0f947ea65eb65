"""`gisplan compare` at the door: exit codes, one document, and both languages."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from gisplan.base.language import set_language
from gisplan.cli.compare import compare
from gisplan.report import make_document, write_json
from gisplan.report.documents.comparison import read_comparison_schema
from gisplan.workflow import judge


@pytest.fixture(scope="module")
def pair(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("pair")
    for name, standard in (("old", "zhenba-2019"), ("new", "shaanxi-577-2017")):
        (folder / f"{name}.json").write_bytes(write_json(make_document(judge(qingxi, standard=standard))))
    return str(folder / "old.json"), str(folder / "new.json")


def test_json_is_one_document_that_keeps_to_its_schema(pair: tuple[str, str]) -> None:
    result = CliRunner().invoke(compare, [*pair, "--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    Draft202012Validator(read_comparison_schema()).validate(found)
    assert found["differences"]["standard"]


def test_the_table_warns_that_standards_differ_and_the_exit_code_is_0(pair: tuple[str, str]) -> None:
    result = CliRunner().invoke(compare, list(pair))
    assert result.exit_code == 0
    assert "The standards differ" in result.output.replace("\n", " ")


def test_it_speaks_chinese(pair: tuple[str, str]) -> None:
    try:
        result = CliRunner().invoke(compare, [pair[0], pair[0], "--lang", "zh"])
    finally:
        set_language(None)
    assert "没有变化" in result.output


def test_the_same_two_give_the_same_bytes(pair: tuple[str, str]) -> None:
    first, second = (CliRunner().invoke(compare, [*pair, "--json"]).stdout_bytes for _ in range(2))
    assert first == second

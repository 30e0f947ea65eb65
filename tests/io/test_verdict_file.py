"""Verdict documents from outside: each fault is refused by the name of its file and field."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gisplan.base.errors import VerdictFileError
from gisplan.io.inputs import verdict_file
from gisplan.io.inputs.verdict_file import read_verdicts
from gisplan.report import make_document, write_json
from gisplan.workflow import judge

Document = dict[str, Any]


@pytest.fixture(scope="module")
def document(qingxi: Path) -> Document:
    return json.loads(write_json(make_document(judge(qingxi))))


def refuse(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(VerdictFileError) as caught:
        read_verdicts(path)
    assert path.name in str(caught.value)
    return str(caught.value)


HALF = b'{"schema": "gisplan.verdicts/3", "x": "\\ud800"}'
ROW = {"layer": "power", "path": "power.csv", "row": 1, "column": "households", "value": 3}
BROKEN: dict[str, Callable[[Document], object]] = {
    "schema": lambda d: d.update(schema="gisplan.plan/2"),
    "settlements[0].state": lambda d: d["settlements"][0].update(state="fine"),
    "settlements[1].why.text": lambda d: d["settlements"][1]["why"].update(text=7),
    "settlements[0].evidence.rows[0].row": lambda d: d["settlements"][0]["evidence"].update(rows=[ROW | {"row": True}]),
    "settlements[0].people": lambda d: d["settlements"][0].update(people="many"),
    "settlements[0].evidence.listed_works": lambda d: d["settlements"][0]["evidence"].update(
        listed_works=[{"code": []}]
    ),
    "villages[0].judged_for_exit": lambda d: d["villages"][0].pop("judged_for_exit"),
    "criteria": lambda d: d.update(criteria={}),
    "county.name": lambda d: d["county"].update(name="\x1b[2Jgone"),
    "inputs[0].sha256": lambda d: d["inputs"][0].update(sha256=None),
    "targets": lambda d: d.pop("targets"),
}


@pytest.mark.parametrize("field", BROKEN)
def test_the_field_at_fault_is_named(document: Document, tmp_path: Path, field: str) -> None:
    broken = copy.deepcopy(document)
    BROKEN[field](broken)
    assert field in refuse(tmp_path / "old.json", json.dumps(broken).encode())


@pytest.mark.parametrize("version", ["gisplan.verdicts/1", "gisplan.verdicts/4"])
def test_a_document_of_another_version_is_named_with_what_to_do(tmp_path: Path, version: str) -> None:
    message = refuse(tmp_path / "old.json", json.dumps({"schema": version}).encode())
    assert f"has the schema {version}, but this version of gisplan reads gisplan.verdicts/3" in message
    assert "run gisplan gaps or gisplan verify again" in message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe{}",
        b'{"schema": NaN}',
        b"[" * 100_000,
        b'"' + b"x" * 50,
        b"1" * 10_000,
        HALF,
    ],
    ids=["empty", "list", "null", "cut", "utf-16", "nan", "deep", "open", "long number", "half a character"],
)
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes) -> None:
    refuse(tmp_path / "x.json", content)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict_file, "LARGEST", 1 << 20)
    assert "1 MB" in refuse(tmp_path / "x.json", b" " * ((1 << 20) + 1))


def test_no_file_and_a_folder_have_messages_of_their_own(tmp_path: Path) -> None:
    with pytest.raises(VerdictFileError, match="cannot be read"):
        read_verdicts(tmp_path / "none.json")
    with pytest.raises(VerdictFileError, match="is a folder"):
        read_verdicts(tmp_path)


def test_what_is_not_looked_at_may_be_anything(document: Document, tmp_path: Path) -> None:
    more = copy.deepcopy(document) | {"new_in_a_later_version": [1, 2]}
    (tmp_path / "x.json").write_bytes(write_json(more))
    # what no comparison reads does not leave the process that parsed it
    assert "new_in_a_later_version" not in read_verdicts(tmp_path / "x.json")

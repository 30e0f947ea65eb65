"""Files that users give to a plan: locks and lists, in any encoding, with all faults reported together."""

import csv
import io
from pathlib import Path

import pytest

from gisplan.io.inputs.locks import read_candidate_list, read_locks
from gisplan.plan import Lock
from tests.attacks import ATTACKS
from tests.io.sheets import workbook

HEADER = "segment,from_m,to_m,programme,lock"


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def test_locks_are_read_as_the_page_saves_them(tmp_path: Path) -> None:
    path = write(tmp_path / "locks.csv", HEADER, "R1,0,120.5,resurfacing,in", "R2,,,,out", "R3,10,20,,done")
    found = read_locks(path)
    name = str(path)
    assert found.table.faults == ()
    assert found.locks == (
        Lock("R1", "in", "resurfacing", 0.0, 120.5, 1, name),
        Lock("R2", "out", "", None, None, 2, name),
        Lock("R3", "done", "", 10.0, 20.0, 3, name),
    )
    assert (found.table.input.rows, found.table.input.accepted) == (3, 3)
    assert len(found.table.input.sha256) == 64


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_names_and_words_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    lines = ("路段,起点_m,止点_m,项目,锁定", "R1,0,100,油返砂整治,必建", "R2,,,,不建", "R3,,,,已建", "合计,,,,")
    found = read_locks(write(tmp_path / "锁定.csv", *lines, encoding=encoding))
    assert found.table.faults == ()
    assert [(lock.segment, lock.lock, lock.programme) for lock in found.locks] == [
        ("R1", "in", "油返砂整治"),
        ("R2", "out", ""),
        ("R3", "done", ""),
    ]


def test_a_workbook_with_a_title_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "locks.xlsx"
    rows = (["2019年锁定路段表"], ["路段编码", "锁定", "项目"], ["R1", "必建", "resurfacing"], ["R2", "Out", None])
    path.write_bytes(workbook(*rows))
    assert [(lock.segment, lock.lock) for lock in read_locks(path).locks] == [("R1", "in"), ("R2", "out")]


def test_all_faults_are_reported_together_with_file_row_field_value_and_remedy(tmp_path: Path) -> None:
    rows = ("R1,a,120.5,resurfacing,maybe", ",,,,out", "R3,-5,,,done", "R4,1,2", "R5,,,,in")
    found = read_locks(write(tmp_path / "bad.csv", HEADER, *rows))
    faults = found.table.faults
    name = str(tmp_path / "bad.csv")
    assert all(name in sentence for sentence in faults)
    for row, *words in (
        (1, "from_m", "a", "number"),
        (1, "lock", "maybe", "Write one of"),
        (2, "segment"),
        (3, "from_m", "-5"),
        (4, "3 fields", "5"),
    ):
        assert any(f"row {row} " in s and all(word in s for word in words) for s in faults), (row, words)
    assert [lock.row for lock in found.locks] == [5], "what can be read is kept, so that it can be checked too"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.csv", None, ("no file",)),
        ("roads.shp", b"", (".csv or .xlsx",)),
        ("codes.csv", b"segment,lock\n6.1E+11,in\n", ("6.1E+11", "text")),
        ("floats.csv", b"segment,lock\n610728001.0,in\n", ("610728001.0", "text")),
        ("other.csv", b"road,state\n1,in\n", ("segment", "路段", "Columns: road, state")),
        ("page.csv", b"<html>", ("page.csv",)),
        ("half.csv", b'segment,lock\n"R1,in\n', ("half.csv",)),
        ("bytes.csv", b"segment,lock\n\xff\xfe,in\n", ("UTF-8",)),
        ("twice.csv", b"segment,segment,lock\nR1,R2,in\n", ("more than one", "segment")),
        ("empty.csv", b"", ("segment",)),
        ("bad.xlsx", b"PK\x03\x04nothing", ("bad.xlsx",)),
    ],
)
def test_a_file_that_is_no_such_list_is_refused(
    tmp_path: Path, name: str, content: bytes | None, words: tuple[str, ...]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    found = read_locks(tmp_path / name)
    assert found.locks == ()
    assert any(all(word in sentence for word in words) for sentence in found.table.faults)
    assert not any("gisplan.toml" in sentence or "[layers" in sentence for sentence in found.table.faults)


def test_a_header_alone_locks_nothing(tmp_path: Path) -> None:
    found = read_locks(write(tmp_path / "locks.csv", HEADER))
    assert (found.locks, found.table.faults) == ((), ())


def test_a_cut_last_line_is_worth_a_word(tmp_path: Path) -> None:
    path = tmp_path / "locks.csv"
    path.write_bytes(b"segment,lock\nR1,in")
    found = read_locks(path)
    assert [lock.segment for lock in found.locks] == ["R1"]
    assert len(found.table.notes) == 1


@pytest.mark.parametrize("guard", ["", "'"])
def test_a_code_is_kept_as_it_is(tmp_path: Path, guard: str) -> None:
    """A spreadsheet's guard before a formula is no part of the code."""
    target = io.StringIO(newline="")
    rows = csv.writer(target, lineterminator="\n")
    rows.writerow(HEADER.split(","))
    for attack in ATTACKS:
        rows.writerow([guard * attack.startswith("=") + attack, "", "", "", "out"])
    path = tmp_path / "locks.csv"
    path.write_text(target.getvalue(), encoding="utf-8", newline="")
    found = read_locks(path)
    assert found.table.faults == ()
    assert [lock.segment for lock in found.locks] == list(ATTACKS)


def test_a_message_cannot_move_the_cursor(tmp_path: Path) -> None:
    found = read_locks(write(tmp_path / "locks.csv", "a\x1b[2J,b", "1,2"))
    assert found.table.faults
    assert "\x1b" not in "".join(found.table.faults)


def test_a_list_has_segments_and_perhaps_programmes(tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", "序号,路段编码,项目类别", "1,R1,油返砂整治", "2,R2,")
    assert read_candidate_list(path).rows == (("R1", "油返砂整治"), ("R2", ""))
    assert read_candidate_list(write(tmp_path / "codes.csv", "Segment", "R1", "R2")).rows == (("R1", ""), ("R2", ""))


def test_a_path_is_relative_to_the_county(tmp_path: Path) -> None:
    path = write(tmp_path / "locks.csv", HEADER, "R2,,,,out")
    assert read_locks(path).table.relative_to(tmp_path / "county").path == "../locks.csv"

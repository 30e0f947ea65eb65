"""Comments, undoing, photos and documents of a work, as a user types them."""

import json
import shlex
from pathlib import Path

import click
import pytest

from gisplan.cli.ledger import ledger as commands
from gisplan.ledger import open_ledger
from tests.ledger.commands import document, run
from tests.ledger.photos import make_photo

CODE = "SL2019-002"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    path.write_bytes(make_photo())
    return path


def test_a_milestone_is_recorded_with_its_photo_and_the_difference_is_named(county: Path, photo: Path) -> None:
    report = photo.with_name("报告.pdf")
    report.write_bytes(b"%PDF-1.4")
    words = ("晒旗坝 饮水", "通水", "2019-07-02", "--by", "王", "--attach", str(photo), "--attach", str(report))
    done = run("set", str(county), *words)
    assert done.returncode == 0
    assert "现场.jpg: taken 13 days before the date." in done.stderr
    assert "km from the work's place." in done.stderr or "unknown how far" in done.stderr
    (event,) = [e for e in document("history", str(county), CODE)["events"] if e["attachments"]]
    assert [(f["name"], f["type"]) for f in event["attachments"]] == [
        ("现场.jpg", "image/jpeg"),
        ("报告.pdf", "application/pdf"),
    ]
    assert event["attachments"][0]["taken"] == "2019-06-19T10:11:12"


def test_a_file_that_is_refused_records_nothing(county: Path, photo: Path) -> None:
    before = open_ledger(county).last_event
    photo.write_bytes(photo.read_bytes()[:300])
    done = run("set", str(county), CODE, "通水", "2019-07-02", "--by", "王", "--attach", str(photo))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cut or damaged" in done.stderr
    assert open_ledger(county).last_event == before


def test_files_are_listed_and_written_each_under_its_own_name(county: Path, photo: Path, tmp_path: Path) -> None:
    run("set", str(county), CODE, "通水", "2019-07-02", "--by", "王", "--attach", str(photo))
    run("comment", str(county), CODE, "现场情况", "--by", "李", "--attach", str(photo))
    shown = run("files", str(county), CODE).stdout
    assert all(word in shown for word in ("现场.jpg", "2019-06-19 10:11:12", "107.900000 32.500000", "(2)"))
    done = run("files", str(county), CODE, "--output", str(tmp_path / "out"))
    assert done.returncode == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["现场-2.jpg", "现场.jpg"]
    assert [f["written"] for f in document("files", str(county), CODE, "-o", str(tmp_path / "out"))["files"]] == [
        "现场.jpg",
        "现场-2.jpg",
    ]


def test_a_check_names_what_is_lost_and_removes_only_what_is_unused(county: Path, photo: Path) -> None:
    assert "whole" in run("check", str(county)).stdout
    run("set", str(county), CODE, "通水", "2019-07-02", "--by", "王", "--attach", str(photo))
    assert document("check", str(county), "--remove-unused") == {
        "ledger": document("history", str(county), CODE)["ledger"],
        "damage": [],
        "removed": [],
    }
    assert "Unused files removed: 0." in run("check", str(county), "--remove-unused").stdout
    (kept,) = (county / "ledger-files").iterdir()
    kept.unlink()
    done = run("check", str(county))
    assert (done.returncode, "现场.jpg" in done.stderr) == (2, True)
    assert run("files", str(county), CODE, "-o", str(photo.parent / "out")).returncode == 2
    assert run("backup", str(county), str(photo.parent / "copy.sqlite")).returncode == 2
    done = run("backup", str(county), str(photo.parent / "copy.sqlite"), "--allow-lost-files")
    assert done.returncode == 0
    assert run("restore", str(county), str(photo.parent / "copy.sqlite")).returncode == 2
    assert run("restore", str(county), str(photo.parent / "copy.sqlite"), "--allow-lost-files").returncode == 0


def test_one_work_is_shown_with_its_milestones_files_and_comments(county: Path, photo: Path) -> None:
    run("set", str(county), CODE, "通水", "2019-07-02", "--by", "王", "--attach", str(photo))
    done = run("comment", str(county), CODE, "[red]水表未到货\x1b[31m", "--by", "李")
    assert done.stdout.startswith(f"{CODE} 泾洋街道晒旗坝村饮水安全工程: comment recorded (record ")
    shown = run("show", str(county), CODE, "--lang", "zh").stdout
    assert all(word in shown for word in ("通水", "2019-07-02", "现场.jpg", "[red]水表未到货\\u001b[31m", "李"))
    answer = document("show", str(county), CODE)
    assert [work["code"] for work in answer["works"]] == [CODE]
    assert [comment["by"] for comment in answer["comments"]] == ["李"]
    assert [file["name"] for file in answer["files"]] == ["现场.jpg"]
    for words, expected in (((CODE, "--town", "青水镇"), "either"), (("nothing such",), "nothing such")):
        done = run("show", str(county), *words, "--lang", "en")
        assert (done.returncode, expected in done.stderr) == (2, True)
    assert run("show", str(county), CODE, "--known-at", "2019-06-30").returncode == 2


def test_the_last_record_or_one_event_is_undone(county: Path) -> None:
    before = document("show", str(county), CODE)["works"]
    run("set", str(county), CODE, "people", "--value", "3", "--by", "李")
    event = open_ledger(county).last_event
    done = run("undo", str(county), CODE, "--by", "王", "--note", "录错")
    assert done.returncode == 0
    assert "1 event undone" in done.stdout
    assert f"(event {event})" in done.stdout
    after = document("show", str(county), CODE)["works"]
    assert [{**work, "version": 0} for work in after] == [{**work, "version": 0} for work in before]
    assert f"undoes event {event}" in run("history", str(county), CODE).stdout
    done = run("undo", str(county), CODE, "--event", str(event), "--by", "王")
    assert (done.returncode, f"event {event + 1}" in done.stderr) == (2, True)
    answer = document("undo", str(county), CODE, "--event", str(event + 1), "--by", "王")
    assert answer["work"]["values"]["people"] == 3
    assert json.dumps(answer)


def test_examples_by_name_work_as_printed(county: Path, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each on the county that they name; 古路 alone fits a work of water and one of a road."""
    monkeypatch.chdir(photo.parent)
    for name in ("set", "comment", "files", "undo"):
        command = commands.get_command(click.Context(commands), name)
        example = str(command and command.help).split("Example: gisplan ledger ")[1]
        words = [str(county) if word == "zhenba" else word for word in shlex.split(example)]
        done = run(*words)
        assert (done.returncode, "SL2019-046" in done.stdout or name == "files") == (0, True), done.stderr


@pytest.mark.parametrize("words", [("undo",), ("show",), ("history",), ("comment", "x"), ("files",)])
def test_every_command_lists_several_works_that_fit_and_narrows_by_kind(county: Path, words: tuple[str, ...]) -> None:
    done = run(words[0], str(county), "古路", *words[1:])
    assert (done.returncode, done.stdout) == (2, "")
    assert all(
        word in done.stderr
        for word in ("2 works fit '古路':", "SL2019-046", "TZ2019-049", "or its kind, such as --kind")
    )
    assert "2 works fit" not in run(words[0], str(county), "古路", *words[1:], "--kind", "road").stderr


def test_an_event_and_the_options_of_show_narrow_which_work_is_meant(county: Path) -> None:
    recorded = document("set", str(county), "古路", "主体完工", "2019-06-01", "--by", "王", "--override", "x")
    event = str(open_ledger(county).history("SL2019-046")[-1].id)
    assert recorded["work"]["code"] == "SL2019-046"
    assert run("undo", str(county), "古路", "--event", event, "--by", "王").stdout.startswith("SL2019-046 ")
    (road,) = document("show", str(county), "TZ2019-049")["works"]
    (shown,) = document("show", str(county), "古路", "--programme", str(road["values"]["programme"]))["works"]
    assert shown["code"] == "TZ2019-049"

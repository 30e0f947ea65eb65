"""`gisplan ledger …`, as a user types it."""

import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from gisplan.base.language import set_language
from gisplan.cli.ledger import LEDGER_COMMANDS
from gisplan.ledger import open_ledger
from tests.attacks import ATTACKS
from tests.ledger.commands import document, run


@pytest.mark.parametrize("command", LEDGER_COMMANDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_has_help_with_an_example(command: str, language: str) -> None:
    set_language(language)
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"gisplan ledger {command} " in done.stdout
    ours = re.sub(r"(?m)^(Usage|Options|Commands):.*$|.*(Show this message).*", "", done.stdout)
    assert bool(re.search("[A-Z][a-z]+ [a-z]+ [a-z]+", ours)) == (language == "en"), ours


def test_open_again_adds_nothing(county: Path) -> None:
    answer = document("open", str(county))
    assert (answer["added"], answer["changed"], answer["differences"]) == (0, 0, [])


def test_without_a_ledger_the_others_explain_how_to_create_one(root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "layers" / "zhenba" / "gisplan.toml", tmp_path)
    for words in (("show", str(tmp_path)), ("set", str(tmp_path), "A", "built"), ("history", str(tmp_path), "A")):
        command = [sys.executable, "-m", "gisplan.cli.main", "ledger", *words]
        done = subprocess.run(command, capture_output=True, env={**os.environ, "LANGUAGE": "en"}, check=False)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"gisplan ledger open" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["gisplan.toml"]


def test_a_milestone_is_set_shown_and_found_in_the_history(county: Path, tmp_path: Path) -> None:
    proof = tmp_path / "检测报告.pdf"
    proof.write_bytes(b"%PDF-1.4 fine water")
    words = (
        "SL2019-002",
        "water_flowing",
        "--date",
        "2019-07-02",
        "--by",
        "李",
        "--note",
        "现场",
        "--attach",
        str(proof),
    )
    answer = document("set", str(county), *words)
    assert (answer["batch"]["events"], answer["work"]["reached"]) == (1, "water_flowing")
    events = document("history", str(county), "SL2019-002")["events"]
    assert (events[-1]["by"], events[-1]["note"]) == ("李", "现场")
    assert [file["name"] for file in events[-1]["attachments"]] == ["检测报告.pdf"]
    shown = run("history", str(county), "SL2019-002", "--lang", "zh").stdout
    assert all(word in shown for word in ("李", "现场", "检测报告.pdf", "2019-07-02"))
    assert document("set", str(county), *words[:4])["batch"]["events"] == 0
    document("set", str(county), "SL2019-002", "water_flowing", "--retract")
    assert document("history", str(county), "SL2019-002")["work"]["version"] == events[-1]["version"] + 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("word", ["主体完工", "main works done", "main_done"])
def test_a_milestone_may_be_given_in_any_language(county: Path, word: str, language: str) -> None:
    done = run("set", str(county), "SL2019-046", word, "--date", "2019-07-02", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("主体完工" if language == "zh" else "main works done") in done.stdout


def test_an_unknown_milestone_is_refused_with_those_of_the_work(county: Path) -> None:
    done = run("set", str(county), "SL2019-046", "完工", "--date", "2019-07-02", "--lang", "zh")
    assert done.returncode == 2
    assert "完工" in done.stderr
    assert "主体完工" in done.stderr


def test_a_rule_a_stale_version_and_a_wrong_word_are_refused_and_change_nothing(county: Path) -> None:
    before = document("show", str(county))
    for words, expected in (
        (("SL2019-002", "accepted", "--date", "2019-07-02"), "--override"),
        (("SL2019-002", "people", "--value", "3", "--seen", "2"), "version"),
        (("SL2019-002", "peopel", "--value", "3"), "peopel"),
        (("SL2019-002", "people"), "--value"),
        (("SL2019-002", "main_done", "--value", "2019-07-01"), "--date"),
        (("SL2019-002", "main_done", "--date", "1.7.2019"), "in words"),
        (("SL2019-002", "main_done", "someday"), "2019-06-30"),
        (("SL2019-002", "main_done", "3019-01-01"), "2999-12-31"),
        (("SL2019-002", "main_done", "昨天", "--date", "今天"), "once"),
        (("nobody", "built", "--date", "2019-07-01"), "nobody"),
    ):
        done = run("set", str(county), *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert expected in done.stderr
    assert document("show", str(county)) == before


def test_of_an_unknown_work_the_nearest_is_named(county: Path) -> None:
    for words in (("set", str(county), "SL2019-0002", "built"), ("history", str(county), "SL2019-0002")):
        done = run(*words)
        assert done.returncode == 2
        assert "The nearest is: SL2019-002" in done.stderr
    assert "The nearest is" not in run("history", str(county), "甲乙丙").stderr


@pytest.mark.parametrize("work", ["sl2019-002", "晒旗坝村饮水", "泾洋 晒旗坝", "jingyang shaiqiba", "sqbcys"])
def test_a_work_is_found_by_what_is_remembered_of_it(county: Path, work: str) -> None:
    done = run("set", str(county), work, "通水", "2019-07-02", "--by", "王")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("SL2019-002 泾洋街道晒旗坝村饮水安全工程")
    shown = run("history", str(county), work, "--kind", "water").stdout
    assert shown.startswith("SL2019-002 泾洋街道晒旗坝村饮水安全工程")


def test_a_day_may_be_given_in_words(county: Path) -> None:
    day = open_ledger(county, create=False).today - timedelta(days=100)
    done = run("set", str(county), "SL2019-002", "通水", f"{day.month}月{day.day}日", "--override", "x")
    assert f"{day.month}月{day.day}日 is taken as {day}, the last such day" in done.stderr
    assert f"{day}. 1 event recorded" in done.stdout


def test_of_several_works_that_fit_one_is_asked_for(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("set", str(county), "饮水", "通水", "昨天")
    assert (done.returncode, done.stdout) == (2, "")
    assert all(word in done.stderr for word in ("1. ", "20. ", "more", "Give the code"))
    monkeypatch.setattr("gisplan.cli.ledger.choose_work._is_interactive", lambda: True)
    done = run("set", str(county), "晒旗坝", "approved", "2018-06-01", "--override", "x", entered="99\n1\n")
    assert done.returncode == 0
    first = next(line for line in done.stderr.splitlines() if line.strip().startswith("1. ")).split()[1]
    assert done.stdout.splitlines()[-1].startswith(first)
    assert run("set", str(county), "泾洋", "通水", "--json", entered="1\n").returncode == 2


def test_without_the_extra_it_says_that_pinyin_finds_nothing(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisplan.ledger.entry.pinyin.find_spec", lambda _name: None)
    done = run("set", str(county), "sqbcys", "通水")
    assert done.returncode == 2
    assert "needs the extra" in run("history", str(county), "sqbcys").stderr


def test_of_an_unknown_field_the_nearest_is_named(county: Path) -> None:
    done = run("set", str(county), "SL2019-002", "peopel", "--value", "3")
    assert "The nearest is: people." in done.stderr


def test_kilometres_come_with_the_milestone(county: Path) -> None:
    answer = document("set", str(county), "YF2019-001", "started", "--date", "2019-03-01", "--km", "0.3")
    assert (answer["batch"]["events"], answer["work"]["values"]["done_km"]) == (2, 0.3)


def test_show_chooses_by_programme_town_kind_and_delay(county: Path) -> None:
    def codes(*words: str) -> set[str]:
        answer = document("show", str(county), "--on", "2019-06-30", *words)
        assert answer["ledger"]["on"] == "2019-06-30"
        return {work["code"] for work in answer["works"]}

    late = codes("--overdue")
    assert late == {w["code"] for w in document("show", str(county), "--on", "2019-06-30")["works"] if w["overdue"]}
    assert 0 < len(late) < len(codes("--kind", "water"))
    assert codes("--town", "青水镇") == codes("--town", "610728111")
    assert codes("--programme", "poor") < codes("--kind", "water")
    for option in ("--town", "--programme", "--kind"):
        done = run("show", str(county), option, "nothing such")
        assert done.returncode == 2
        assert "nothing such" in done.stderr


def test_show_names_its_days_its_store_and_its_last_event(county: Path) -> None:
    ledger = open_ledger(county)
    shown = run("show", str(county), "--on", "2019-06-30", "--kind", "water").stdout
    assert all(word in shown for word in ("2019-06-30", ledger.id, str(ledger.last_event), "137"))
    nothing = document("show", str(county), "--known-at", "2019-06-30")
    assert (nothing["works"], nothing["ledger"]["last_event"]) == ([], 0)


def test_backup_and_restore(county: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    assert str(copy) in run("backup", str(county), str(copy)).stdout
    before = document("show", str(county))["works"]
    document("set", str(county), "SL2019-002", "people", "--value", "510")
    answer = document("restore", str(county), str(copy))
    assert (county / answer["kept"]).is_file()
    assert document("show", str(county))["works"] == before
    assert run("restore", str(county), str(tmp_path / "missing")).returncode == 2


@pytest.mark.parametrize("attack", [*ATTACKS, "\x1b[31mred\x07", "[bold]x[/bold]", "abc\u202edef"])
def test_the_terminal_shows_a_value_as_it_is_and_does_nothing_else(county: Path, attack: str) -> None:
    words = ("set", str(county), "SL2019-002", "name", "--value", attack, "--by", attack, "--note", attack)
    assert run(*words).returncode == 0
    assert open_ledger(county).work("SL2019-002").values["name"] == attack
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in attack)
    shown = run("history", str(county), "SL2019-002").stdout
    assert shown.count(plain) >= 4, "title, who, value and note"
    assert plain in run("show", str(county), "--kind", "water").stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    last = document("history", str(county), "SL2019-002")["events"][-1]
    assert (last["by"], last["new"], last["note"]) == (attack, attack, attack)


def test_an_import_begins_to_read_before_it_loads_what_takes_long() -> None:
    heavy = "{'pandas', 'sqlalchemy', 'numpy', 'rich'} & set(sys.modules)"
    code = f"import sys, gisplan.cli.ledger.sheets, gisplan.io.reading; sys.exit(bool({heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_ledger_is_shown_without_loading_pandas() -> None:
    code = "import sys, gisplan.cli.ledger.table; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

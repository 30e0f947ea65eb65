"""The front door: exit codes, streams, help."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gisplan.cli.main import COMMANDS
from tests.commands import drop_progress, run, start_command


def test_verify_prints_one_document_and_nothing_else(qingxi: Path) -> None:
    done = start_command("verify", str(qingxi), "--json")
    assert done.returncode == 0
    assert drop_progress(done.stderr.decode()) == ""
    verdict = json.loads(done.stdout)["verdict"]
    assert (verdict["state"], verdict["exit_code"], verdict["scope"]) == ("met", 0, "exit")


def test_a_wider_scope_decides_on_the_plan_too(qingxi: Path) -> None:
    done = run("verify", str(qingxi), "--json", "--scope", "plan")
    verdict = json.loads(done.stdout)["verdict"]
    assert (done.returncode, verdict["state"], verdict["scope"]) == (1, "missed", "plan")


def test_a_reading_is_chosen_and_the_other_is_kept(qingxi: Path) -> None:
    required = {}
    for reading in ("A", "B"):
        document = json.loads(run("verify", str(qingxi), "--json", "--reading", reading).stdout)
        target = next(t for t in document["targets"] if t["id"] == "road_resurfacing")
        assert [r["required"] for r in target["reading"]["all"]] == [110.4, 201.0]
        required[reading] = target["required"]
    assert required == {"A": 110.4, "B": 201.0}
    done = run("verify", str(qingxi), "--reading", "Z")
    assert (done.returncode, b"A, B" in done.stderr) == (2, True)


@pytest.mark.parametrize("lang", ["C", "zh_CN.GBK", "de_DE.UTF-8", "tr_TR.UTF-8"])
def test_the_document_is_the_same_in_any_locale(qingxi: Path, lang: str) -> None:
    here = run("verify", str(qingxi), "--json").stdout
    there = run("verify", str(qingxi), "--json", LANG=lang, LC_ALL=lang, PYTHONHASHSEED="7", PYTHONIOENCODING="gbk")
    assert there.stdout == here


def test_verify_exits_with_1_where_something_that_decides_is_missed(qingxi: Path, tmp_path: Path) -> None:
    text = (qingxi / "gisplan.toml").read_text(encoding="utf-8")
    for file in qingxi.iterdir():
        if file.suffix in (".geojson", ".csv"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "gisplan.toml").write_text(text.replace("snap_m = 10", "snap_m = 1"), encoding="utf-8")
    done = run("verify", str(tmp_path), "--json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]["state"]) == (1, "missed")


def test_a_table_has_no_colour_off_a_terminal(qingxi: Path) -> None:
    done = run("verify", str(qingxi))
    assert done.returncode == 0
    assert "清溪".encode() in done.stdout
    assert b"\x1b[" not in done.stdout


@pytest.mark.parametrize(
    "words", [["verify"], ["verify", "no-such-folder"], ["verify", "--no-such-option", "."], ["no-such-command"]]
)
def test_bad_usage_exits_with_2_and_says_why_on_stderr(words: list[str]) -> None:
    done = start_command(*words)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr


def test_an_unknown_standard_is_refused_with_what_there_is(qingxi: Path) -> None:
    done = run("verify", str(qingxi), "--standard", "zhenba-2091")
    assert done.returncode == 2
    assert b"Did you mean zhenba-2019?" in done.stderr


def test_a_standard_may_be_a_file(qingxi: Path, root: Path, tmp_path: Path) -> None:
    text = (root / "gisplan" / "standards" / "data" / "zhenba-2019.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('"zhenba-2019"', '"own"').replace("threshold = 500.0", "threshold = 1.0"), "utf-8")
    done = run("verify", str(qingxi), "--standard", str(own), "--json")
    document = json.loads(done.stdout)
    assert document["standard"]["id"] == "own"


@pytest.mark.parametrize(("error", "code"), [("RuntimeError('x')", 3), ("KeyboardInterrupt", 130)])
def test_faults_and_interruptions_have_codes_of_their_own(qingxi: Path, error: str, code: int) -> None:
    script = (
        f"import sys, gisplan.workflow as w\ndef fail(*a, **k): raise {error}\nw.judge = fail\n"
        f"sys.argv = ['gisplan', 'verify', {str(qingxi)!r}]\nfrom gisplan.cli.main import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == code
    assert done.stdout == b""


@pytest.mark.parametrize(("words", "left_out"), [([], True), (["--standard", "parquet"], False)])
def test_pyarrow_is_left_out_of_a_command_that_does_not_name_parquet(
    qingxi: Path, words: list[str], left_out: bool
) -> None:
    script = (
        "import sys, gisplan.workflow as w\n"
        "def show(*a, **k): raise RuntimeError(sys.modules.get('pyarrow', 'not') is None)\nw.judge = show\n"
        f"sys.argv = {['gisplan', 'verify', str(qingxi), *words]!r}\n"
        "from gisplan.cli.main import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert f"RuntimeError: {left_out}".encode() in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert b"Example: gisplan " + command.encode() in done.stdout


def test_standards_prints_one_with_its_sources() -> None:
    assert b"shaanxi-577-2017" in run("standards").stdout
    assert "镇脱贫发〔2019〕9号".encode() in run("standards", "zhenba-2019").stdout
    (one,) = json.loads(run("standards", "shaanxi-577-2017", "--json").stdout)["standards"]
    assert one["targets"][0]["threshold"] == 97.0
    assert run("standards", "nothing").returncode == 2


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["--lang", "zh", "verify"], {}),
        (["verify", "--lang=zh"], {}),
        (["verify"], {"GISPLAN_LANG": "zh"}),
        (["verify"], {"LC_ALL": "zh_CN.UTF-8"}),
    ],
)
def test_the_language_is_an_option_anywhere_a_variable_or_the_locale(
    words: list[str], environment: dict[str, str]
) -> None:
    done = run(*words, **{"LC_ALL": "C", "LANGUAGE": "", **environment})
    assert done.returncode == 2
    assert "用法：".encode() in done.stderr
    assert "错误：缺少参数".encode() in done.stderr


def test_the_option_comes_before_the_variable_and_the_variable_before_the_locale() -> None:
    zh = {"LC_ALL": "zh_CN.UTF-8"}
    assert b"Usage:" in run("verify", GISPLAN_LANG="en", **zh).stderr
    assert "用法：".encode() in run("--lang", "zh", "verify", GISPLAN_LANG="en").stderr
    refused = run("verify", GISPLAN_LANG="fr")
    assert (refused.returncode, b"GISPLAN_LANG is fr" in refused.stderr) == (2, True)


@pytest.mark.parametrize(("typed", "meant"), [(["verfy"], b"verify"), (["ledger", "exprt"], b"export")])
def test_a_command_that_is_mistyped_gets_the_one_that_was_meant(typed: list[str], meant: bytes) -> None:
    done = run(*typed, LC_ALL="C", LANGUAGE="")
    assert done.returncode == 2
    assert b"Did you mean " + meant in done.stderr


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        (["plan", "toy", "--scop"], b"--score?"),  # a plan has no scope
        (["gaps", "toy", "--scop"], b"--scope?"),
        (["plan", "toy", "--buget", "a=1"], b"--budget?"),
        (["plan", "toy", "--time-limt", "3"], b"--time-limit?"),
    ],
)
def test_an_option_that_is_mistyped_gets_the_ones_that_are_meant(typed: list[str], proposed: bytes) -> None:
    done = run(*typed, LC_ALL="C", LANGUAGE="")
    assert done.returncode == 2
    assert done.stderr.rstrip().endswith(b"Did you mean " + proposed)


def test_an_option_like_no_other_gets_no_proposal() -> None:
    done = run("ledger", "report", "toy", "--scop", LC_ALL="C", LANGUAGE="")
    assert done.returncode == 2
    assert done.stderr.rstrip().endswith(b"No such option '--scop'.")

"""Whatever happens to the standard streams, a command ends with its own exit code, or with 2 and the cause."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gisplan.cli.ledger import LEDGER_COMMANDS
from gisplan.cli.main import COMMANDS
from gisplan.cli.run.run import RUN_COMMANDS
from gisplan.cli.scenario import SCENARIO_COMMANDS
from gisplan.ledger import open_ledger
from gisplan.ledger.scenarios.scenarios import Scenarios
from gisplan.plan.scenario.scenario import Edit, Scenario
from tests.commands import drop_progress

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell's redirections are POSIX")

GISPLAN = [sys.executable, "-m", "gisplan.cli.main"]
WORKS = "code,name,programme,km,status\nGL-1,通村路,group_roads,1.5,not_started\n"
ALWAYS = ("plain", "full", "broken")
ALSO = ("stdout", "both", "stderr")
QUICK = ("check", "compare", "standards", "ledger show")


@pytest.fixture(scope="module")
def county(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented county with a road work, so that its ledger holds one."""
    folder = tmp_path_factory.mktemp("streams") / "county"
    shutil.copytree(qingxi, folder)
    (folder / "road_works.csv").write_text(WORKS, encoding="utf-8")
    with (folder / "gisplan.toml").open("a", encoding="utf-8") as file:
        file.write('\n[layers.road_works]\npath = "road_works.csv"\n')
    ledger = open_ledger(folder)
    put_in = Edit("C907610728001", "in", programme="general")
    Scenarios(ledger.engine).begin(Scenario("one", ledger.county, "zhenba-2019", edits=(put_in,)), by="王")
    return folder


def list_commands(county: Path) -> dict[str, list[str]]:
    """Return the words of each command, in an order in which each finds what it needs."""
    here, out = str(county), county.parent
    return {
        "init": ["init", str(out / "nothing")],
        "check": ["check", here],
        "gaps": ["gaps", here, "-o", str(out / "out")],
        "verify": ["verify", here],
        "plan": ["plan", here, "-o", str(out / "out")],
        "compare": ["compare", str(out / "out/verdicts.json"), str(out / "out/verdicts.json")],
        "run": ["run", here, "-o", str(out / "run"), "--do", "verify", "--workers", "1"],
        "run show": ["run", "show", str(out / "run")],
        "standards": ["standards", "zhenba-2019"],
        "demo": ["demo", "small"],  # each run gets a folder of its own
        "completion": ["completion", "bash"],
        "ledger open": ["ledger", "open", here, "--by", "王"],
        "ledger set": ["ledger", "set", here, "GL-1", "started", "--date", "2019-07-01"],
        "ledger export": ["ledger", "export", here, str(out / "works.xlsx"), "--overwrite"],
        "ledger import": ["ledger", "import", here, str(out / "works.xlsx"), "--dry-run"],
        "ledger show": ["ledger", "show", here],
        "ledger history": ["ledger", "history", here, "GL-1"],
        "ledger comment": ["ledger", "comment", here, "GL-1", "水表未到货", "--by", "王"],
        "ledger files": ["ledger", "files", here, "GL-1"],
        "ledger check": ["ledger", "check", here],
        "ledger undo": ["ledger", "undo", here, "GL-1", "--by", "王"],
        "scenario new": ["scenario", "new", here, "--by", "王"],  # each run gives a name of its own
        "scenario list": ["scenario", "list", here],
        "scenario solve": ["scenario", "solve", here, "one", "--by", "王"],
        "scenario show": ["scenario", "show", here, "one"],
        "scenario compare": ["scenario", "compare", here, "one", "today"],
        "scenario why": ["scenario", "why", here, "one", "C907610728001"],
        "scenario adopt": ["scenario", "adopt", here, "one", "--by", "王", "--dry-run"],
        "scenario export": ["scenario", "export", here, "one", str(out / "one.scenario.json")],
        "scenario import": ["scenario", "import", here, str(out / "one.scenario.json"), "--by", "王", "--name"],
        "serve": ["serve", here, "--check"],
        "user": ["user", "list", here],
        "ledger times": ["ledger", "times", here],
        "ledger report": ["ledger", "report", here, "-o", str(out / "out")],
        "ledger backup": ["ledger", "backup", here, str(out / "backup.sqlite")],
        "ledger restore": ["ledger", "restore", here, str(out / "backup.sqlite")],
    }


def name_own(county: Path, words: list[str], how: str) -> list[str]:
    """The last word of a command that can be run once with each."""
    if words[0] == "demo":
        return [str(county.parent / f"demo-{how}")]
    return [f"{words[1]}-{how}"] if words[:2] in (["scenario", "new"], ["scenario", "import"]) else []


def run_forked(cases: list[tuple[list[str], str]], folder: Path | None = None) -> list[tuple[int, str, str]]:
    """Return exit code, standard output and standard error of each case: see forked.py."""
    command = [sys.executable, Path(__file__).with_name("forked.py"), json.dumps(cases)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=folder)
    return [(code, printed, messages) for code, printed, messages in json.loads(done.stdout)]


def test_each_command_keeps_its_exit_code_or_says_why_it_cannot(county: Path) -> None:
    commands = list_commands(county)
    groups = {"ledger": LEDGER_COMMANDS, "scenario": SCENARIO_COMMANDS, "run": RUN_COMMANDS}
    grouped = {f"{group} {name}" for group, names in groups.items() for name in names}
    assert set(commands) == {*COMMANDS, *grouped} - {"ledger", "scenario"}
    cases = [(words, how) for name, words in commands.items() for how in (*ALWAYS, *(ALSO if name in QUICK else ()))]
    cases += [([*commands[name], "--json"], "full") for name in QUICK]
    cases = [([*words, *name_own(county, words, how)], how) for words, how in cases]
    plain = 0
    for (words, wrong), (code, _printed, messages) in zip(cases, run_forked(cases), strict=True):
        case = (words, wrong, code, messages)
        assert "Traceback" not in messages, case
        if wrong == "plain":
            plain = code
            assert code == 2 if words[0] == "init" else code in (0, 1), case
        elif wrong in ("broken", "stderr"):
            assert code == plain, case
        else:
            assert code == 2, case
            assert wrong == "both" or words[0] == "init" or "utput" in messages, case


def run_in_shell(command: str, stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    line = f"{sys.executable} -m gisplan.cli.main {command}; exit ${{PIPESTATUS[0]}}"
    return subprocess.run(["bash", "-c", line], stdout=subprocess.PIPE, stderr=stderr, check=False)


@pytest.mark.parametrize(
    ("rest", "code", "cause"),
    [
        ("| head -1", 1, b""),
        ("--json | true", 1, b""),
        (">&-", 2, b"closed"),
        ("2>&-", 1, b""),
        (">&- 2>&-", 2, b""),
        ("> /dev/full", 2, b"No space left"),
        ("2> /dev/full", 1, b""),
    ],
)
def test_a_shell_sees_the_verdict(qingxi: Path, rest: str, code: int, cause: bytes) -> None:
    done = run_in_shell(f"verify {qingxi} --scope plan {rest}")
    assert done.returncode == code
    assert cause in done.stderr
    assert b"Traceback" not in done.stderr
    assert bool(cause) == bool(drop_progress(done.stderr.decode()))


def test_a_bar_on_the_terminal_changes_nothing_of_a_broken_pipe(qingxi: Path) -> None:
    import pty

    reader, writer = pty.openpty()
    done = run_in_shell(f"verify {qingxi} --scope plan | true", stderr=writer)
    os.close(writer)
    os.close(reader)
    assert done.returncode == 1


HIDDEN = "\x1b]0;x\x07\x1b[2J\x9b5m\u202eabc\u2066\u200b\u2028\u200e\ufeff\U000e0041"
RAW = [letter for letter in HIDDEN if letter not in "]0;x[2J5mabc"]
OWN_COLOURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[1A|\x1b\[2K")  # and the movements of the bar


def check_inert(printed: str) -> None:
    assert not [letter for letter in RAW if letter in printed]


def test_an_argument_cannot_control_the_terminal(tmp_path: Path) -> None:
    words = [
        *(["verify", HIDDEN], [HIDDEN], ["verify", f"--{HIDDEN}", "."], ["verify", ".", "--scope", HIDDEN]),
        *(["ledger", "show", ".", "--on", HIDDEN], ["compare", HIDDEN, HIDDEN], ["standards", HIDDEN]),
        *(["init", HIDDEN], ["ledger", "show", HIDDEN], ["plan", ".", "--time-limit", HIDDEN]),
    ]
    for case, (code, printed, messages) in zip(words, run_forked([(w, "plain") for w in words], tmp_path), strict=True):
        assert (code, printed) == (2, ""), case
        assert "\\u202e" in messages, case
        check_inert(messages)


@pytest.mark.parametrize("words", [["check"], ["verify", "--json"], ["verify"]])
def test_names_from_files_cannot_control_the_terminal(county: Path, tmp_path: Path, words: list[str]) -> None:
    folder = Path(shutil.copytree(county, tmp_path / f"county{HIDDEN}"))
    text = (folder / "gisplan.toml").read_text(encoding="utf-8")
    name = "".join(f"\\U{ord(letter):08x}" for letter in HIDDEN)
    (folder / "gisplan.toml").write_text(text.replace("清溪县", f"清{name}溪"), encoding="utf-8")
    (folder / "road_works.csv").write_text(WORKS.replace("not_started", f'"{HIDDEN}"'), encoding="utf-8")
    command = [*GISPLAN, words[0], str(folder), *words[1:]]
    printed = OWN_COLOURS.sub("", print_on_terminal(command))
    check_inert(printed)
    assert "\\u202e" in printed


def print_on_terminal(command: list[str]) -> str:
    """Return what a command prints on a terminal of its own."""
    import pty

    reader, writer = pty.openpty()
    done = subprocess.Popen(command, stdout=writer, stderr=writer)
    os.close(writer)
    parts = []
    with contextlib.suppress(OSError):  # at the end of the command
        while part := os.read(reader, 65536):
            parts.append(part)
    os.close(reader)
    done.wait()
    return b"".join(parts).decode("utf-8")


@pytest.mark.parametrize("command", [["gaps"], ["ledger", "report"]])
def test_an_output_that_cannot_be_written_is_named_with_the_cause(
    county: Path, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "dangling").symlink_to("nothing")
    places = {
        "x" * 300: "too long",
        "out-\udcff": "not valid UTF-8",
        "file": "is a file",
        "file/out": "is a file",
        "dangling": "is a link",
        "dangling/out": "is a link",
        "/proc/out": "could not be written",
    }
    run_forked([(["ledger", "open", str(county)], "plain")])
    cases = [([*command, str(county), "-o", place], "plain") for place in places]
    for cause, (code, printed, messages) in zip(places.values(), run_forked(cases, tmp_path), strict=True):
        assert (code, printed) == (2, "")
        assert cause in messages
        assert drop_progress(messages).startswith(("Error: ", "Usage: "))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "file"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"

"""Run mutated inputs through the commands, each in a fork with limits: MATERIAL PLACE FIRST STOP STEP.

A seed makes a case: which command reads, and which files of the material are mutated, and how. Prints each failure as
a line of JSON; what a failed command read stays in PLACE/SEED. One case again: `python -m tests.fuzz.worker SEED`.
"""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NoReturn

from tests.fuzz.material import make_material
from tests.fuzz.more_formats import make_other_county
from tests.fuzz.mutate import mutate
from tests.readers import forking, reader_server

MOST_SECONDS, MOST_BYTES, MOST_ADDRESSES = 90, 500_000_000, 6_000_000_000
DAY = "2019-06-30"
STARTED = 8  # each so many cases starts its reading processes instead of forking them
OTHER_FORMATS = 0.3  # share of the reading cases whose county is in the formats of `more_formats`
HEAVY = 0.06  # share of the cases that write maps and workbooks, or solve a plan
READERS = (
    *(
        ["check", "county"],
        ["check", "county", "--json"],
        ["check", "county", "-o", "checked"],
        ["init", "county", "-o", "drafted"],
    ),
    *(["init", "county", "-o", "drafted", "--json"], ["verify", "county"], ["verify", "county", "--scope", "all"]),
    ["ledger", "open", "county", "--by", "x"],
)
WRITERS = (
    *(["gaps", "county", "-o", "out", "--format", "csv"], ["plan", "county", "-o", "out", "--time-limit", "2"]),
    *(["ledger", "report", "county", "-o", "out", "--on", DAY], ["verify", "county", "--ledger", "--on", DAY]),
)
OTHERS: tuple[tuple[str, list[str]], ...] = (
    ("out/verdicts.json", ["compare", "out/verdicts.json", "whole.json"]),
    ("out/verdicts.json", ["compare", "whole.json", "out/verdicts.json", "--json"]),
    ("standard.toml", ["standards", "standard.toml"]),
    ("standard.toml", ["verify", "county", "--standard", "standard.toml"]),
    ("works.xlsx", ["ledger", "import", "county", "works.xlsx", "--by", "x"]),
    ("works.xlsx", ["ledger", "import", "county", "works.xlsx", "--dry-run", "--json"]),
    ("county/ledger.sqlite", ["ledger", "show", "county", "--on", DAY]),
    ("county/ledger.sqlite", ["ledger", "history", "county", "GL-1"]),
    ("county/ledger.sqlite", ["ledger", "set", "county", "GL-2", "built", "--date", DAY, "--by", "x"]),
    ("county/ledger.sqlite", ["ledger", "backup", "county", "copy.sqlite"]),
    ("county/ledger.sqlite", ["ledger", "export", "county", "made.xlsx"]),
    ("county/ledger.sqlite", ["ledger", "restore", "county", "backup.sqlite"]),
    ("backup.sqlite", ["ledger", "restore", "county", "backup.sqlite"]),
    ("county/gisplan.toml", ["check", "county"]),
    ("county/gisplan.toml", ["ledger", "show", "county", "--on", DAY]),
    ("locks.csv", ["plan", "county", "-o", "out", "--lock", "locks.csv", "--time-limit", "2"]),
    ("listed.csv", ["plan", "county", "-o", "out", "--score", "listed.csv", "--time-limit", "2"]),
)


def make_case(material: Path, place: Path, seed: int) -> tuple[list[str], list[str]]:
    """Copy the material and mutate some of it; return the words of the command, and the files."""
    dice = random.Random(seed)
    shutil.copytree(material, place)
    shutil.copy(place / "out" / "verdicts.json", place / "whole.json")
    if dice.random() < 0.45:
        others = [other for other in OTHERS if other[1][0] != "plan" or dice.random() < 0.2]
        file, words = dice.choice(others)
        files = [file]
    else:
        words = dice.choice(WRITERS if dice.random() < HEAVY else READERS)
        if words[1] == "county" and words[0] in ("check", "init") and dice.random() < OTHER_FORMATS:
            words = [words[0], "others", *words[2:]]
        layers = sorted(p.relative_to(place).as_posix() for p in (place / _name_county(words)).iterdir())
        layers = [name for name in layers if not name.endswith((".sqlite", ".toml"))]
        files = dice.sample(layers, 7 if words[0] in ("check", "init") else 1)
    for name in files:
        folder = place / name
        mutate(dice.choice(sorted(folder.iterdir())) if folder.is_dir() else folder, dice)
    if words[0] == "init":
        (place / words[1] / "gisplan.toml").unlink()
    return words, files


def _name_county(words: list[str]) -> str:
    return "others" if "others" in words else "county"


def run(words: list[str], folder: Path, readers: Path | None = None) -> tuple[int, str, float, int]:
    """Run a command in a fork; return its exit code, what it printed, the seconds, and the most memory it had.

    Its reading processes are forked by the server at the address `readers`, if there is one.
    """
    with tempfile.TemporaryFile() as printed:
        begun = time.monotonic()
        child = os.fork()
        if not child:
            for number in (1, 2):
                os.dup2(printed.fileno(), number)
            start(words, folder, readers)
        guard = threading.Timer(MOST_SECONDS, os.kill, (child, signal.SIGKILL))
        guard.start()
        _child, status, usage = os.wait4(child, 0)
        guard.cancel()
        printed.seek(0)
        text = printed.read().decode("utf-8", "replace")
        return os.waitstatus_to_exitcode(status), text, time.monotonic() - begun, usage.ru_maxrss * 1024


def start(words: list[str], folder: Path, readers: Path | None) -> NoReturn:
    from gisplan.cli.main import main
    from gisplan.io.child import process

    if readers is not None:
        process.subprocess = forking(readers)  # type: ignore[assignment]
    os.chdir(folder)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    sys.argv, sys.warnoptions = ["gisplan", *words], []
    code = 99
    try:
        main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(code)


def judge(code: int, printed: str, seconds: float, memory: int) -> str:
    """Return what is wrong with the end of a command; empty if nothing is."""
    if seconds >= MOST_SECONDS:
        return f"no end after {seconds:.0f} s"
    if code not in (0, 1, 2):
        return f"exit code {code}"
    if "Traceback" in printed or "Warning:" in printed:
        return "a traceback or warning"
    if code == 2 and not printed.strip():
        return "refused without a word"
    return f"{memory // 10**6} MB" if memory > MOST_BYTES else ""


def run_seed(material: Path, place: Path, seed: int, readers: Path) -> dict[str, object] | None:
    """Run the case of a seed; return the failure, if it is one."""
    folder = place / str(seed)
    words, files = make_case(material, folder, seed)
    code, printed, seconds, memory = run(words, folder, readers if seed % STARTED else None)
    wrong = judge(code, printed, seconds, memory)
    if not wrong:
        shutil.rmtree(folder)
        return None
    case = {"seed": seed, "command": " ".join(words), "files": files, "kept": str(folder)}
    return {**case, "wrong": wrong, "printed": printed[-2000:]}


def prepare() -> None:
    """Import what the commands need, once for all forks."""
    import gisplan.ledger.sheets
    import gisplan.maps
    import gisplan.report.excel.check.book
    import gisplan.report.gis.rows_set_aside
    import gisplan.report.terminal.comparison
    import gisplan.report.terminal.plan
    import gisplan.report.terminal.verdicts
    import gisplan.workflow.plan_steps  # noqa: F401
    from gisplan.io import finish_reading, init  # noqa: F401

    gc.freeze()


def make_whole(material: Path) -> None:
    """Make the material where it is not there."""

    def run_plain(words: list[str]) -> int:
        code, printed, _seconds, _memory = run(words, material)
        assert code in (0, 1), printed
        return code

    if not material.exists():
        make_material(material, run_plain)
        make_other_county(material / "others")
        run_plain(["check", "others"])


def main() -> None:
    with reader_server() as readers:
        run_cases(readers)


def run_cases(readers: Path) -> None:
    prepare()
    if len(sys.argv) == 2:  # one case again
        place = Path(tempfile.mkdtemp(prefix="fuzz-"))
        make_whole(place / "material")
        words, files = make_case(place / "material", place / "case", int(sys.argv[1]))
        print(" ".join(words), files, place / "case")
        print(*run(words, place / "case"), sep="\n")
        return
    material, place, first, stop, step = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:6])
    make_whole(material)
    for seed in range(first, stop, step):
        failure = run_seed(material, place, seed, readers)
        if failure is not None:
            print(json.dumps(failure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

"""Try a packed folder: an example county from its files to verdicts, a plan, a report of works and the desk, no Python.

`python .ci/packed/try_folder.py dist/gisplan` stops at the first command that ends otherwise than it should.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

COMMANDS = {
    "demo small": 0,
    "check small": 0,
    "gaps small -o out --dossier --docx": 0,
    "verify small": 0,
    "verify small --scope all": 1,
    "plan small --budget general=8 -o plan": 0,
    "ledger open small --by tester": 0,
    "ledger report small -o works --on 2019-06-30": 0,
    "compare out/verdicts.json out/verdicts.json": 0,
}
"""The commands, and the exit code of each."""
WRITTEN = ("out/map.html", "out/gaps.xlsx", "out/dossier/index.html", "plan/plan.html", "works/progress.html")

_WAIT_S = 120  # for what processes of the desk make


def main(folder: Path) -> None:
    """Run the commands in an empty folder, with no Python to be found."""
    program = shutil.which("gisplan", path=str(folder.resolve()))
    if program is None:
        raise SystemExit(f"{folder} has no program gisplan: make it by python -m PyInstaller .ci/packed/gisplan.spec")
    kept = ("SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "HOME")
    environment = {**{name: os.environ[name] for name in kept if name in os.environ}, "PATH": ""}
    with tempfile.TemporaryDirectory() as place:
        for words, code in COMMANDS.items():
            done = subprocess.run([program, *words.split()], cwd=place, env=environment, check=False)
            if done.returncode != code:
                raise SystemExit(f"gisplan {words} ended with {done.returncode}, not with {code}")
        missing = [name for name in WRITTEN if not (Path(place) / name).is_file()]
        if missing:
            raise SystemExit(f"not written: {', '.join(missing)}")
        try_desk(program, Path(place), environment)
    sys.stdout.write("The folder works.\n")


def try_desk(program: str, place: Path, environment: dict[str, str]) -> None:
    """Serve the desk: it answers, makes its backup and its map by processes of its own, and has an account."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    (place / "backups").mkdir()
    words = ["serve", "small", "--no-browser", "--json", "--port", str(port), "--backup-to", "backups"]
    with subprocess.Popen([program, *words], cwd=place, env=environment, stdout=subprocess.PIPE) as served:
        try:
            address = json.loads(served.stdout.readline())["address"]
            for path in ("", "works", "works.csv", "static/desk.mjs"):
                ask(address + path)
            wait_for(lambda: json.loads(ask(address + "health"))["backup"]["state"] == "ok", "a backup")
            wait_for(lambda: json.loads(ask(address + "map/state"))["made"], "the map")
            made = [program, "user", "add", "small", "tester", "--role", "admin"]
            password = b"a good password 1\n"
            if subprocess.run(made, cwd=place, env=environment, input=password, check=False).returncode:
                raise SystemExit("gisplan user add failed")
        finally:
            served.kill()


def ask(address: str) -> bytes:
    """Return what an address of the desk answers."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read()


def wait_for(is_there, what: str) -> None:
    """Wait until something is there."""
    until = time.monotonic() + _WAIT_S
    while not is_there():
        if time.monotonic() > until:
            raise SystemExit(f"the desk has not made {what}")
        time.sleep(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

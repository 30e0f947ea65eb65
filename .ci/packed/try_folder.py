"""Try a packed folder: an example county from its files to verdicts, a plan and a report of works, without Python.

`python .ci/packed/try_folder.py dist/gisplan` stops at the first command that ends otherwise than it should.
"""

import os
import shutil
import subprocess
import sys
import tempfile
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
    sys.stdout.write("The folder works.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

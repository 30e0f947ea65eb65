"""How soon does a command start?

    python benchmarks/startup.py          # half a minute

Fresh processes, turn about, the best of each: the help of `gisplan`, `check`, `ledger show` and `verify` on a county
of twelve villages, and the import of the package, against Python importing only what the command cannot do without.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
QINGXI = ROOT / "tests" / "fixtures" / "qingxi"
GISPLAN = ["-c", "import sys; from gisplan.cli.main import main; sys.exit(main())"]
ROUNDS = 7


def seconds(arguments: list[str]) -> float:
    """Wall time of a fresh Python; 1 is `verify` saying that there are gaps."""
    start = time.perf_counter()
    result = subprocess.run([sys.executable, *arguments], capture_output=True, check=False, cwd=ROOT)
    took = time.perf_counter() - start
    if result.returncode not in (0, 1) or b"Traceback" in result.stderr:
        raise SystemExit(result.stderr.decode(errors="replace"))
    return took


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "zhenba"
        county.mkdir()
        for path in (ROOT / "layers" / "zhenba").iterdir():
            if path.suffix in (".toml", ".csv", ".geojson"):
                (county / path.name).write_bytes(path.read_bytes())
        seconds([*GISPLAN, "ledger", "open", str(county)])
        cases = (
            ("import gisplan", ["-c", "import gisplan"], "pass", 2.0),
            ("gisplan --help", [*GISPLAN, "--help"], "import click", 1.8),
            ("gisplan check, 12 villages", [*GISPLAN, "check", str(QINGXI)], "import geopandas", 2.4),
            ("gisplan verify, 12 villages", [*GISPLAN, "verify", str(QINGXI)], "import geopandas, rich.table", 3.1),
            ("gisplan ledger show", [*GISPLAN, "ledger", "show", str(county)], "import sqlalchemy, rich.table", 3.1),
        )
        held = True
        for what, command, bare, limit in cases:
            both = [(seconds(command), seconds(["-c", bare])) for _ in range(ROUNDS)]
            ours, theirs = min(a for a, _ in both), min(b for _, b in both)
            over = f"  OVER the limit of {limit}x" if ours / theirs > limit else ""
            print(f"{what:30} {ours:6.3f}s  {ours / theirs:4.2f}x of {bare}{over}")
            held &= not over
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

"""How long does the whole command take on a real district, against importing geopandas?

    python benchmarks/ladakh.py

Reads ../shared/data/ladakh. Runs `gisplan verify --json` (near misses and five tolerances included)
and `python -c "import geopandas"` turn about; the best of each counts.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data" / "ladakh"
LIMIT = 3.0
VERIFY = ["-c", "import sys; from gisplan.cli.main import main; sys.exit(main())", "verify"]


def seconds(arguments: list[str]) -> float:
    """Wall time of a fresh Python; 1 is `verify` saying that there are gaps."""
    start = time.perf_counter()
    result = subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
    took = time.perf_counter() - start
    if result.returncode not in (0, 1) or b"Traceback" in result.stderr:
        raise SystemExit(result.stderr.decode(errors="replace"))
    return took


def main() -> int:
    """Measure, print, and say by the exit code whether the limit holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    if not DATA.is_dir():
        print("skipped: no ../shared/data/ladakh beside the project")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "tests" / "fixtures" / "ladakh" / "gisplan.toml", folder)
        for path in DATA.glob("*.zip"):
            shutil.copy(path, folder)
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(seconds([*VERIFY, folder, "--json"]))
            theirs.append(seconds(["-c", "import geopandas"]))
    ratio = min(ours) / min(theirs)
    print(f"gisplan verify {min(ours):.2f}s, import geopandas {min(theirs):.2f}s, best of {rounds}: {ratio:.2f}x")
    if ratio > LIMIT:
        print(f"OVER {ratio:.2f}x, limit {LIMIT:.0f}x")
    return 1 if ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())

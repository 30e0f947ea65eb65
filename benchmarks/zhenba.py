"""How long do the commands take on the county that ships, and on one ten times as large?

    python benchmarks/zhenba.py          # half a minute
    python benchmarks/zhenba.py --ten    # builds the larger county first: some minutes, 3 GB

`gisplan verify` and `gisplan gaps` on layers/zhenba against `python -c "import geopandas"`, turn about,
the best of each; the larger county (benchmarks.county) against Zhenba.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ZHENBA = ROOT / "layers" / "zhenba"
GISPLAN = ["-c", "import sys; from gisplan.cli.main import main; sys.exit(main())"]
VERIFY_LIMIT, GAPS_LIMIT, GROWTH_LIMIT = 4.0, 8.0, 12.0


def seconds(arguments: list[str]) -> float:
    """Wall time of a fresh Python; 1 is `verify` saying that there are gaps."""
    start = time.perf_counter()
    result = subprocess.run([sys.executable, *arguments], capture_output=True, check=False, cwd=ROOT)
    took = time.perf_counter() - start
    if result.returncode not in (0, 1) or b"Traceback" in result.stderr:
        raise SystemExit(result.stderr.decode(errors="replace"))
    return took


def report(what: str, ours: float, theirs: float, limit: float) -> bool:
    """Print a ratio, and say whether it is within its limit."""
    ratio = ours / theirs
    over = f"  OVER the limit of {limit:.0f}x" if ratio > limit else ""
    print(f"{what:46} {ours:6.2f}s  {ratio:5.1f}x{over}")
    return ratio <= limit


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ten", action="store_true", help="build and judge a county ten times as large, too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        verify, gaps, bare = [], [], []
        for _ in range(given.rounds):
            bare.append(seconds(["-c", "import geopandas"]))
            verify.append(seconds([*GISPLAN, "verify", str(ZHENBA)]))
            gaps.append(seconds([*GISPLAN, "gaps", str(ZHENBA), "-o", f"{folder}/out"]))
        print(f"{'import geopandas':46} {min(bare):6.2f}s")
        held = report("gisplan verify layers/zhenba", min(verify), min(bare), VERIFY_LIMIT)
        held &= report("gisplan gaps layers/zhenba", min(gaps), min(bare), GAPS_LIMIT)
        if given.ten:
            large = f"{folder}/large"
            built = seconds(["-m", "benchmarks.county", large, "--times", "10"])
            print(f"{'a county ten times as large, built':46} {built:6.2f}s")
            took = seconds([*GISPLAN, "verify", large])
            held &= report("gisplan verify on it, against Zhenba", took, min(verify), GROWTH_LIMIT)
            took = seconds([*GISPLAN, "gaps", large, "-o", f"{folder}/large-out"])
            held &= report("gisplan gaps on it, against Zhenba", took, min(gaps), GROWTH_LIMIT)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

"""How soon does a command start?

    python -m benchmarks startup          # half a minute

The help of `gisplan`, `check`, `ledger show` and `verify` on a county of twelve villages, and the import of the
package, against Python importing only what the command cannot do without.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.fresh import GISPLAN, ROOT, seconds, seconds_in_turn

QINGXI = str(ROOT / "tests" / "fixtures" / "qingxi")


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure how soon five commands start."""
    with tempfile.TemporaryDirectory() as folder:
        county = f"{folder}/zhenba"
        shutil.copytree(ROOT / "layers" / "zhenba", county)
        Path(county, "ledger.sqlite").unlink(missing_ok=True)
        seconds(*GISPLAN, "ledger", "open", county)
        cases = (
            ("import gisplan", ("-c", "import gisplan"), "pass"),
            ("gisplan --help", (*GISPLAN, "--help"), "import click"),
            ("gisplan check, 12 villages", (*GISPLAN, "check", QINGXI), "import geopandas"),
            ("gisplan verify, 12 villages", (*GISPLAN, "verify", QINGXI), "import geopandas, rich.table"),
            ("gisplan ledger show", (*GISPLAN, "ledger", "show", county), "import sqlalchemy, rich.table"),
        )
        for name, command, bare in cases:
            ours, theirs = seconds_in_turn(3 if short else 7, command, ("-c", bare))
            figures.add(name, ours / theirs, f"{ours:.3f} s; {bare}")

"""Measure gisplan, and compare the figures with their limits and with those recorded last.

    python -m benchmarks                    # everything: an hour, 10 GB of memory for the peers
    python -m benchmarks network plan       # of these alone
    python -m benchmarks --short            # two minutes, and limits twice as wide
    python -m benchmarks --record 2026-12   # also write the figures into benchmarks/figures.csv
    python -m benchmarks --limits 2026-12   # measure nothing: set the limits by what was recorded under some names

The exit code is 1 where a figure is past its limit.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys

import numpy as np
import shapely

from benchmarks.figures import Figures, set_limits

MODULES = ("startup", "network", "check", "verify", "gaps", "seats", "province", "plan", "plan_dense", "ledger", "desk")


def main() -> int:
    """Run what is asked for, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="NAME", help=f"some of {', '.join(MODULES)}; else all")
    parser.add_argument("--short", action="store_true", help="less of each, with limits twice as wide")
    parser.add_argument("--record", default="", metavar="NAME", help="write the figures into the column of a name")
    parser.add_argument("--limits", nargs="+", default=[], metavar="NAME", help="set the limits by what was recorded")
    given = parser.parse_args()
    if given.limits:
        set_limits(given.limits)
        return 0
    if unknown := set(given.modules) - set(MODULES):
        parser.error(f"no benchmark has the name {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}")
    print(
        f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"numpy {np.__version__}, shapely {shapely.__version__} (GEOS {shapely.geos_version_string})"
    )
    figures = Figures(wide=given.short)
    for name in given.modules or MODULES:
        importlib.import_module(f"benchmarks.{name}").measure(figures, short=given.short)
    return figures.end(given.record)


if __name__ == "__main__":
    sys.exit(main())

"""Build Zhenba County's layers again from their sources: `python layers/zhenba/build.py [FOLDER]`.

Everything in this folder but `sources/` and this file comes out of it, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from benchmarks.county import Size, build_county, read_given, write_bureau_copy, write_county  # noqa: E402

SEED = 2019


def build(folder: Path) -> None:
    """Write the county, and the copy that its bureaus would hand over, into a folder."""
    made = build_county(read_given(HERE / "sources"), Size(), seed=SEED)
    write_county(made, folder)
    write_bureau_copy(made, folder / "bureau")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)

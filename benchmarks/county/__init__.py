"""An invented county on given ground: relief, settlements, roads and every sector's tables, from one seed.

`build_county(given, Size(), seed=…)` makes all the layers of a county; `python -m benchmarks.county OUT
--times 10` writes one of any size. `layers/zhenba/build.py` calls it with Zhenba's real register, seats,
boundary and trunk roads.
"""

from benchmarks.county.county import MadeCounty, build_county
from benchmarks.county.files import write_bureau_copy, write_county
from benchmarks.county.given import Given, invent_given, read_given
from benchmarks.county.size import Size

__all__ = [
    "Given",
    "MadeCounty",
    "Size",
    "build_county",
    "invent_given",
    "read_given",
    "write_bureau_copy",
    "write_county",
]

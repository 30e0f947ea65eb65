"""A village of which no exit criterion requires anything is not drawn as unknown."""

from __future__ import annotations

from gisplan.gaps import KINDS, find_gaps
from gisplan.maps.gaps.gap_map import describe_map
from gisplan.standards import read_packaged_standard
from tests.counties import make_county
from tests.gaps.test_near_misses import EMPTY, TRUNK, VILLAGES, lines
from tests.toys import Toy


def test_it_has_a_letter_and_a_word_of_its_own() -> None:
    """Habitations of 100 and 50 people: PMGSY asks nothing of them; B waits for a surface."""
    roads = [TRUNK, ("A1", "C", 12, [(1000, 0), (1000, 2000)]), ("B1", "C", None, [(4000, 0), (4000, 2000)])]
    villages = VILLAGES.assign(population=[2000.0, 100.0, 3000.0, 4000.0, 50.0], area_kind="plain")
    toy = Toy(lines(*roads), villages, EMPTY.groups, EMPTY.seats)
    gaps = find_gaps(make_county(toy), read_packaged_standard("pmgsy", kinds=KINDS))
    data = describe_map(gaps, language="en")
    assert data["settlements"]["own"]["states"] == "m-ux-"
    assert data["words"]["nothing_required"] == "Nothing required"

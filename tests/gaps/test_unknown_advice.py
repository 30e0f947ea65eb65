"""Where most verdicts are unknown, one line names the largest reason and the next step."""

from __future__ import annotations

import re

from gisplan.base.language import _, set_language
from gisplan.gaps import KINDS, Gaps, find_gaps
from gisplan.standards import read_packaged_standard
from gisplan.wording.unknown import format_unknown_advice
from tests.counties import make_county
from tests.gaps.test_near_misses import EMPTY, TRUNK, VILLAGES, lines
from tests.toys import Toy


def judge(surface: int | None, standard: str = "pmgsy", **county: object) -> Gaps:
    roads = [(*TRUNK[:2], surface, TRUNK[3]), ("A1", "C", surface, [(1000, 0), (1000, 2000)])]
    roads += [(f"B{east}", "C", surface, [(east, 0), (east, 2000)]) for east in (4000, 6000, 8000)]
    villages = VILLAGES.assign(population=2000.0, area_kind="plain")
    toy = Toy(lines(*roads), villages, EMPTY.groups, EMPTY.seats)
    return find_gaps(make_county(toy, **county), read_packaged_standard(standard, kinds=KINDS))


def test_blank_surfaces_are_named_with_how_many_verdicts_and_what_to_do() -> None:
    gaps = judge(None)
    count = int((gaps.settlements["state"] == "unknown").sum())
    text = format_unknown_advice(gaps)
    assert text is not None
    assert text.startswith(f"{count} of {len(gaps.settlements)} verdicts are unknown, {count} of them because roads")
    assert "[layers.roads.assume]" in text


def test_nothing_is_advised_where_most_verdicts_are_known() -> None:
    assert format_unknown_advice(judge(12)) is None


def test_what_the_files_lack_is_named() -> None:
    text = format_unknown_advice(judge(12, "zhenba-2019"))
    assert text is not None
    assert "because the county's files do not have" in text
    set_language("zh")
    try:
        text = format_unknown_advice(judge(12, "zhenba-2019"), translate=_)
    finally:
        set_language(None)
    assert text is not None
    assert re.search(r"没有\w+（\w+）", text), "by name, with the key that is to be written"

"""PMGSY-IV: how many people a habitation must have depends on the kind of its area. A cell is 100 m."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gisplan.base.errors import StandardError
from gisplan.gaps import Gaps
from tests.counties import judge, standard_of, states
from tests.toys import draw_county

TIERS = (500, 250, 100)
OFF_THE_ROAD = "##        A\n\n\n\n\n\n\n##"
ON_THE_ROAD = "##A##\n\n\n\n\n\n\n##"


def judge_habitation(people: float, kind: Any, drawing: str = OFF_THE_ROAD) -> Gaps:
    toy = draw_county(drawing)
    toy.villages["population"] = [people]
    toy.villages["area_kind"] = np.array([kind], dtype=object)
    return judge(toy, standard="pmgsy-4")


def by_tier(gaps: Gaps) -> tuple[str, ...]:
    return tuple(states(gaps, f"all_weather_road_{tier}").get("A", "–") for tier in TIERS)


@pytest.mark.parametrize(
    ("people", "kind", "expected"),
    [
        (500, "plain", ("missed", "–", "–")),
        (499, "plain", ("–", "–", "–")),
        (499, "hill", ("–", "missed", "–")),
        (250, "tribal", ("–", "missed", "–")),
        (250, "desert", ("–", "missed", "–")),
        (250, "aspirational", ("–", "missed", "–")),
        (249, "aspirational", ("–", "–", "–")),
        (249, "lwe", ("–", "–", "missed")),
        (100, "lwe", ("–", "–", "missed")),
        (99, "lwe", ("–", "–", "–")),
        (600, "lwe", ("missed", "missed", "missed")),
    ],
)
def test_each_kind_of_area_has_its_own_number(people: float, kind: str, expected: tuple[str, ...]) -> None:
    assert by_tier(judge_habitation(people, kind)) == expected


def test_without_a_kind_of_area_it_is_unknown_where_the_kind_would_decide() -> None:
    assert by_tier(judge_habitation(300, None)) == ("–", "unknown", "unknown")
    assert by_tier(judge_habitation(150, None)) == ("–", "–", "unknown")
    assert by_tier(judge_habitation(99, None)) == ("–", "–", "–")
    gaps = judge_habitation(500, None)
    assert by_tier(gaps) == ("missed", "unknown", "unknown")
    assert gaps.villages["state"].tolist() == ["missed"], "every area requires a road for 500 people"
    asked = gaps.settlements.set_index("criterion").loc["all_weather_road_250"]
    assert (asked["why"], asked["needs"]) == ("filter_unknown", ("villages.area_kind",))


def test_without_a_number_of_people_it_is_unknown() -> None:
    assert by_tier(judge_habitation(np.nan, "lwe")) == ("unknown", "unknown", "unknown")


def test_a_connected_habitation_is_met_in_any_area() -> None:
    assert by_tier(judge_habitation(500, None, ON_THE_ROAD)) == ("met", "met", "met")


def test_a_standard_that_names_no_kind_of_area_is_refused() -> None:
    with pytest.raises(StandardError, match="where"):
        standard_of('where = { area_kind = ["hilly"] }')

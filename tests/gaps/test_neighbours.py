"""A habitation near one that is met, by way of the roads, counts as met (PMGSY). A cell is 100 m."""

from __future__ import annotations

import pytest
from shapely import LineString

from tests.counties import judge, set_aside, standard_of, states, verdict
from tests.toys import draw_county

NEAR = standard_of("threshold = 150.0\nneighbour_m = 500.0")


def test_a_neighbour_along_the_road_counts() -> None:
    gaps = judge("  A  B    C\n###---------", standard=NEAR)
    assert states(gaps) == {"A": "met", "B": "met", "C": "missed"}
    row = verdict(gaps, "B")
    assert (row["why"], row["params"]["name"], row["params"]["near_m"]) == ("near_met", "A", 416.2)
    assert verdict(gaps, "A")["why"] == "within_reach"


def test_it_goes_one_step_and_no_further() -> None:
    assert states(judge("  A  B  C\n###-------", standard=NEAR)) == {"A": "met", "B": "met", "C": "missed"}
    assert states(judge("  A  B  C\n######----", standard=NEAR))["C"] == "met", "C is as far from B, which is met"


@pytest.mark.parametrize(("gap", "state"), [("  ", "met"), ("   ", "missed")])
def test_five_hundred_metres_and_no_more(gap: str, state: str) -> None:
    """416 or 512 m: straight to where a road passes, at either end, and along it."""
    assert states(judge(f"  A{gap}B\n###------", standard=NEAR))["B"] == state


def test_near_in_a_straight_line_is_not_near_along_the_road() -> None:
    gaps = judge("  A\n###-----\n\n\n     B", standard=NEAR)
    one, two = (verdict(gaps, name) for name in "AB")
    assert one["geometry"].distance(two["geometry"]) == 500.0
    assert (one["state"], two["state"]) == ("met", "missed"), "524 m by way of the road"


def test_without_a_road_between_them_none_is_a_neighbour() -> None:
    assert states(judge("  A\n###\n\n\n\n\n  B\n---", standard=NEAR))["B"] == "missed"


def test_a_road_that_may_exist_leaves_it_unknown() -> None:
    toy = draw_county("  A    B\n###")
    a, b = (toy.villages.set_index("name").geometry[name] for name in "AB")
    aside = [set_aside("roads", row=7, geometry=LineString([a, b]))]
    assert states(judge(toy, standard=NEAR, aside=aside))["B"] == "unknown"


def test_a_neighbour_that_may_be_met_leaves_it_unknown() -> None:
    assert states(judge("   A  B\n##??----", standard=NEAR)) == {"A": "unknown", "B": "unknown"}


def test_the_packaged_standard_asks_it_of_five_hundred_people() -> None:
    toy = draw_county("###" + "#" * 4 + "A---B")
    toy.villages["population"] = [600, 499]
    gaps = judge(toy, standard="pmgsy")
    assert states(gaps, "all_weather_road") == {"A": "met"}, "below 500 people the criterion does not apply"
    assert states(gaps, "all_weather_road_hills") == {"A": "met", "B": "met"}

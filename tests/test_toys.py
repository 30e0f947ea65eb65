"""The toy counties are drawn as their picture says."""

import pytest

from tests.toys import draw_county


def test_kinds_meet_in_the_middle_of_the_earlier_kinds_cell() -> None:
    roads = draw_county("#=--").roads
    assert [(r["class"], r.surface, r.geometry.wkt) for _, r in roads.iterrows()] == [
        ("C", 12, "LINESTRING (500000 3500000, 500100 3500000)"),
        ("C", 31, "LINESTRING (500100 3500000, 500300 3500000)"),
    ]


def test_a_line_is_cut_where_three_meet_and_crosses_without_a_node_at_plus() -> None:
    assert len(draw_county("=====\n  =  \n  =  ").roads) == 3
    crossing = draw_county("  =  \n==+==\n  =  ").roads
    assert len(crossing) == 2
    assert not crossing["bridge"].any()


def test_a_bridge_is_a_line_of_its_own() -> None:
    roads = draw_county("  =  \n==%==\n  =  ", cell_m=10).roads
    assert roads["bridge"].sum() == 1
    assert roads.loc[roads["bridge"], "geometry"].item().length == 10
    assert len(roads) == 4


def test_places_have_codes_and_households() -> None:
    toy = draw_county(
        """
        A = b
          @ b
        """,
        households={"b": 12},
    )
    assert toy.villages["code"].tolist() == ["610728100201"]
    assert toy.groups["code"].tolist() == ["610728100202001", "610728100202002"]
    assert toy.groups["village"].tolist() == ["610728100202", "610728100202"]
    assert toy.groups["population"].tolist() == [48, 48]
    assert toy.seats.geometry.iloc[0].coords[0] == (500_200.0, 3_499_900.0)


def test_an_unknown_character_is_refused() -> None:
    with pytest.raises(ValueError, match=r"cannot hold \['!'\]"):
        draw_county("A!")

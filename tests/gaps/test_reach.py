"""Met, missed, unknown: each sentence of the verdict on a county drawn for it. A cell is 300 m, the reach 500 m."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.report.terminal.verdicts import show_verdicts
from tests.counties import judge, set_aside, standard_of, states, verdict
from tests.toys import ORIGIN, Toy, draw_county

CELL_M = 300.0


def draw(picture: str, **columns: Any) -> Toy:
    """A county whose roads have further columns: a value for all, or for each segment."""
    toy = draw_county(picture, cell_m=CELL_M)
    for name, values in columns.items():
        known = values if isinstance(values, dict) else dict.fromkeys(toy.roads["segment"], values)
        given = toy.roads[name] if name in toy.roads else [None] * len(toy.roads)
        own = [known.get(s, v) for s, v in zip(toy.roads["segment"], given, strict=True)]
        toy.roads[name] = pd.Series(own, dtype=object)
    return toy


def judge_picture(picture: str | Toy, **county: Any) -> Gaps:
    return judge(picture, cell_m=CELL_M, **county)


def place(*cells: tuple[float, float]) -> shapely.LineString:
    """A line through cells, counted from the upper left one, downwards."""
    return shapely.LineString([(ORIGIN[0] + CELL_M * x, ORIGIN[1] - CELL_M * y) for x, y in cells])


def unknown_segments(toy: Toy) -> list[str]:
    return toy.roads.loc[toy.roads["surface"].isna(), "segment"].tolist()


def test_a_sealed_way_to_the_trunk_is_met() -> None:
    row = verdict(judge_picture("A===##"), "A")
    assert (row["state"], row["why"], row["distance_m"]) == ("met", "within_reach", 300.0)


def test_an_unsealed_way_is_missed_and_names_what_is_missing() -> None:
    toy = draw("A===---##")
    row = verdict(judge_picture(toy), "A")
    assert (row["state"], row["why"], row["distance_m"]) == ("missed", "beyond_reach", 7 * 300.0)
    assert row["segments"] == tuple(toy.roads.loc[toy.roads["surface"] == 31, "segment"])
    assert (row["unsealed_m"], row["off_network_m"], row["cost_m"]) == pytest.approx((1200.0, 300.0, 2100.0))


def test_a_settlement_away_from_every_sealed_road_is_missed() -> None:
    assert states(judge_picture("A  ##")) == {"A": "missed"}
    assert states(judge_picture("A ##")) == {"A": "missed"}


def test_a_settlement_near_sealed_roads_without_a_trunk_is_missed() -> None:
    assert states(judge_picture("A====  ##")) == {"A": "missed"}


def test_an_unsealed_road_never_joins_two_sealed_ones() -> None:
    """Both sealed roads end on the track, 10 m apart from each other."""
    toy = draw("A==\n  -\n  ==##")
    assert states(judge_picture(toy)) == {"A": "missed"}


def test_roads_of_other_classes_are_no_trunk() -> None:
    assert states(judge_picture("A===", trunk_classes=["C"])) == {"A": "met"}
    assert states(judge_picture("A===", trunk_classes=["G", "S", "X"])) == {"A": "missed"}
    assert states(judge_picture("A-##", trunk_classes=["X"])) == {"A": "missed"}


def test_an_unsealed_trunk_is_no_reach() -> None:
    toy = draw("A##")
    toy.roads["surface"] = 31
    row = verdict(judge_picture(toy), "A")
    assert (row["state"], row["why"], row["cut_off"]) == ("missed", "cut_off", True)


@pytest.mark.parametrize(("beyond_m", "state"), [(0.0, "met"), (0.001, "missed")])
def test_the_reach_ends_at_exactly_its_distance(beyond_m: float, state: str) -> None:
    toy = draw("A\n##")
    x, y = toy.roads.geometry.iloc[0].coords[0]
    toy.villages.geometry = [shapely.Point(x, y + 500.0 + beyond_m)]
    assert states(judge_picture(toy)) == {"A": state}
    assert states(judge_picture(toy, reach_m=499.9)) == {"A": "missed"}


def test_the_reach_of_the_county_file_goes_before_the_standards() -> None:
    assert states(judge_picture("A  ##", reach_m=900.0)) == {"A": "met"}
    assert states(judge_picture("A##", reach_m=299.0)) == {"A": "missed"}


def test_a_bridge_over_a_road_does_not_join_it() -> None:
    toy = draw("  #  \nA=%==\n  #  ")
    assert toy.roads["bridge"].sum() == 1
    assert states(judge_picture(toy, reach_m=350)) == {"A": "missed"}
    assert states(
        judge_picture(toy.__class__(toy.roads.drop(columns="bridge"), *list(vars(toy).values())[1:]), reach_m=350)
    ) == {"A": "met"}


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({}, "met"),
        ({"tunnel": {"R2": True}}, "missed"),
        ({"level": {"R2": 1}}, "missed"),
        ({"level": {"R2": 0}}, "met"),
        ({"level": {"R1": 1, "R2": 1}}, "met"),
        ({"bridge": {"R1": False}}, "met"),
    ],
)
def test_roads_on_two_levels_cross_without_touching(columns: dict[str, Any], state: str) -> None:
    toy = draw("    # \nA===+=\n    # ", **columns)
    assert states(judge_picture(toy, reach_m=350)) == {"A": state}


class TestUnknownSurfaces:
    def test_what_depends_on_one_is_unknown_and_names_it(self) -> None:
        toy = draw("A==?=##")
        row = verdict(judge_picture(toy), "A")
        assert (row["state"], row["why"]) == ("unknown", "surface_unknown")
        assert row["segments_to_survey"] == tuple(unknown_segments(toy))
        assert row["segments"] == ()
        assert np.isnan(row["cost_m"])

    def test_what_is_met_without_it_is_met(self) -> None:
        assert states(judge_picture("A====##\n?   ?  \n?????  ")) == {"A": "met"}

    def test_what_is_missed_even_with_it_is_missed_and_pays_for_it(self) -> None:
        toy = draw("A??---##")
        row = verdict(judge_picture(toy), "A")
        assert row["state"] == "missed"
        assert row["segments"] == tuple(toy.roads.loc[toy.roads["surface"].ne(12).fillna(True), "segment"])
        assert row["unsealed_m"] == pytest.approx(5 * 300.0)

    def test_the_deciding_way_is_the_one_with_the_fewest_unknown_metres(self) -> None:
        toy = draw(
            """
            A=?????##
             =     =
             ===?===
            """
        )
        row = verdict(judge_picture(toy), "A")
        lengths = toy.roads.set_index("segment").geometry.length
        shortest = lengths[unknown_segments(toy)].idxmin()
        assert row["segments_to_survey"] == (shortest,)

    def test_a_trunk_of_unknown_surface_decides(self) -> None:
        toy = draw("A==##")
        toy.roads.loc[toy.roads["class"] == "S", "surface"] = None
        row = verdict(judge_picture(toy), "A")
        assert (row["state"], row["why"]) == ("unknown", "surface_unknown")
        assert row["segments_to_survey"] == tuple(unknown_segments(toy))

    def test_an_unknown_road_at_exactly_the_distance_is_named(self) -> None:
        toy = draw("A\n?=##")
        for angle in np.linspace(0.1, 3.0, 12):
            turned = toy.roads.copy()
            turned.geometry = [shapely.affinity.rotate(g, angle, (0, 0), use_radians=True) for g in toy.roads.geometry]
            first = shapely.points(turned.geometry.loc[turned["surface"].isna()].iloc[0].coords[0])
            towards = shapely.Point(first.x + 300 * np.sin(angle), first.y - 300 * np.cos(angle))
            reach_m = float(shapely.distance(shapely.union_all(turned.geometry[turned["surface"].isna()]), towards))
            villages = toy.villages.set_geometry([towards], crs=toy.roads.crs)
            row = verdict(judge_picture(Toy(turned, villages, toy.groups, toy.seats), reach_m=reach_m), "A")
            assert (row["state"], row["segments_to_survey"]) in [
                ("unknown", tuple(unknown_segments(toy))),
                ("met", ()),
            ], angle


class TestUnknownClasses:
    def test_a_sealed_road_that_may_be_trunk_leaves_it_unknown(self) -> None:
        toy = draw("A===", **{"class": None})
        row = verdict(judge_picture(toy), "A")
        assert (row["state"], row["why"], row["segments_to_survey"]) == ("unknown", "class_unknown", ("R1",))

    def test_an_unsealed_road_that_may_be_trunk_is_none(self) -> None:
        assert states(judge_picture(draw("A---", **{"class": None}))) == {"A": "missed"}

    def test_the_missing_link_does_not_count_on_it(self) -> None:
        toy = draw("A---====---##", **{"class": {"R2": None}})
        row = verdict(judge_picture(toy), "A")
        assert row["state"] == "missed"
        assert row["unsealed_m"] == pytest.approx(7 * 300.0)


class TestRegisteredSurfaces:
    def test_they_are_trusted_only_where_the_county_file_says_so(self) -> None:
        toy = draw("A?=##", registered_surface=12)
        assert states(judge_picture(toy)) == {"A": "unknown"}
        assert states(judge_picture(toy, trust_registered=True)) == {"A": "met"}

    def test_the_survey_goes_first(self) -> None:
        toy = draw("A----##", registered_surface=12)
        assert states(judge_picture(toy, trust_registered=True)) == {"A": "missed"}
        toy = draw("A====##", registered_surface=31)
        assert states(judge_picture(toy, trust_registered=True)) == {"A": "met"}


@pytest.mark.parametrize(
    ("status", "state"),
    [("not_started", "missed"), ("under_way", "missed"), ("built", "met"), ("accepted", "met"), (None, "met")],
)
def test_a_road_that_is_not_built_does_not_exist(status: str | None, state: str) -> None:
    assert states(judge_picture(draw("A===##", status={"R1": status}))) == {"A": state}


def test_a_road_that_is_not_built_is_no_missing_link_either() -> None:
    row = verdict(judge_picture(draw("A---##", status={"R1": "under_way"})), "A")
    assert row["segments"] == ()
    assert (row["unsealed_m"], row["off_network_m"]) == (0.0, 1200.0)


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Left out of every verdict: 2 roads not built."), ("zh", "2条未建成的道路不参与任何判定。")],
)
def test_a_terminal_says_how_many_roads_are_not_built(
    language: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    toy = draw("A---==##", status={"R1": "not_started", "R2": "under_way"})
    set_language(language)
    try:
        show_verdicts(judge_picture(toy))
    finally:
        set_language(None)
    assert line in capsys.readouterr().out


class TestQuarantine:
    GAP = "A=  =##"

    def test_a_road_set_aside_turns_missed_into_unknown(self) -> None:
        assert states(judge_picture(self.GAP)) == {"A": "missed"}
        row = verdict(
            judge_picture(self.GAP, aside=[set_aside("roads", code="Q1", row=7, geometry=place((1, 0), (4, 0)))]), "A"
        )
        assert (row["state"], row["why"], row["segments_to_survey"]) == ("unknown", "road_quarantined", ("Q1",))

    def test_without_a_code_it_is_named_by_its_row(self) -> None:
        row = verdict(judge_picture(self.GAP, aside=[set_aside("roads", row=7, geometry=place((1, 0), (4, 0)))]), "A")
        assert row["segments_to_survey"] == ("row 7",)

    def test_a_multi_part_road_set_aside_counts_with_all_its_parts(self) -> None:
        parts = shapely.MultiLineString([place((1, 0), (2.5, 0)), place((2.5, 0), (4, 0))])
        row = verdict(judge_picture(self.GAP, aside=[set_aside("roads", code="Q1", geometry=parts)]), "A")
        assert (row["state"], row["segments_to_survey"]) == ("unknown", ("Q1",))

    def test_a_road_set_aside_never_makes_it_met(self) -> None:
        alone = Toy(draw("##").roads.iloc[:0], *list(vars(draw("A  ##")).values())[1:])
        gaps = judge_picture(alone, aside=[set_aside("roads", code="Q1", geometry=place((0, 0.5), (3, 0.5)))])
        assert states(gaps) == {"A": "unknown"}

    @pytest.mark.parametrize(
        "aside",
        [
            set_aside("roads", code="Q1", geometry=place((1, 0), (4, 0)), changes_nothing=True),
            set_aside("roads", code="Q1"),
            set_aside("roads", code="Q1", geometry=place((1, 9), (4, 9))),
        ],
        ids=["a repeat", "no place", "far away"],
    )
    def test_one_that_could_change_nothing_leaves_it_missed(self, aside: dict[str, Any]) -> None:
        assert states(judge_picture(self.GAP, aside=[aside])) == {"A": "missed"}

    def test_a_missing_link_does_not_use_it(self) -> None:
        """It could not make the village met, but it is shorter than the track."""
        toy = draw("A---    ##\n  -------")
        aside = set_aside("roads", code="Q1", geometry=place((3, 0), (8, 0)))
        row = verdict(judge_picture(toy, aside=[aside]), "A")
        assert row["state"] == "missed"
        assert "Q1" not in row["segments"]

    def test_a_settlement_set_aside_is_listed_as_unknown(self) -> None:
        aside = set_aside("villages", code="610728100299", name="Z", row=12, population=40.0)
        row = verdict(judge_picture("A==##", aside=[aside]), "Z")
        assert (row["state"], row["why"], row["row"]) == ("unknown", "settlement_quarantined", 12)
        assert np.isnan(row["distance_m"])


class TestGroups:
    def judge_picture(self, picture: str = "a==##", households: float | None = 30, **county: Any) -> dict[str, str]:
        toy = draw(picture)
        toy.groups["households"] = pd.Series([households] * len(toy.groups), dtype="Float64")
        return states(judge_picture(toy, **county), "group_road")

    @pytest.mark.parametrize("picture", ["a==##", "a--##", "a??##"])
    def test_a_group_below_thirty_households_is_not_listed(self, picture: str) -> None:
        assert self.judge_picture(picture, households=29) == {}

    def test_from_thirty_on_it_is(self) -> None:
        assert self.judge_picture("a==##") == {"a": "met"}
        assert self.judge_picture("a--##") == {"a": "missed"}

    def test_where_households_are_not_known_it_is_met_or_unknown(self) -> None:
        assert self.judge_picture("a==##", households=None) == {"a": "met"}
        assert self.judge_picture("a--##", households=None) == {"a": "unknown"}
        assert self.judge_picture("a??##", households=None) == {"a": "unknown"}

    def test_the_wider_hardened_set_is_enough_for_them_and_not_for_villages(self) -> None:
        toy = draw("Aa--##")
        toy.villages.geometry = toy.groups.geometry.to_numpy()
        for surface, state in ((32, "met"), (34, "met"), (35, "met"), (33, "missed"), (36, "missed")):
            toy.roads.loc[toy.roads["class"] == "C", "surface"] = surface
            gaps = judge_picture(toy)
            assert states(gaps, "group_road") == {"a": state}
            assert states(gaps) == {"A": "missed"}

    def test_one_set_aside_is_listed_unless_it_is_known_to_be_small(self) -> None:
        aside = [
            set_aside("groups", code=f"61072810020200{n}", name=f"z{n}", row=n, households=h)
            for n, h in enumerate([12.0, 45.0, None])
        ]
        assert self.judge_picture("a==##", aside=aside) == {"a": "met", "z1": "unknown", "z2": "unknown"}


class TestSeats:
    """`@` is the seat of the town 610728100, in which all villages lie."""

    def judge_picture(self, picture: str, reach_to: str = "seat", town: str | None = None, **county: Any) -> Gaps:
        toy = draw(picture)
        toy.seats["code"] = "610728100000"
        toy.villages["town"] = pd.Series([town] * len(toy.villages), dtype=object)
        return judge_picture(toy, reach_to=reach_to, **county)

    def test_a_sealed_way_to_the_seat_needs_no_trunk(self) -> None:
        assert states(self.judge_picture("A===@")) == {"A": "met"}
        assert states(self.judge_picture("A===@", "trunk")) == {"A": "missed"}
        assert states(self.judge_picture("A===@", "both")) == {"A": "missed"}

    def test_both_need_both_on_one_network(self) -> None:
        assert states(self.judge_picture("A===##\n @")) == {"A": "met"}
        assert states(self.judge_picture("A===##\n @", "both")) == {"A": "met"}
        assert states(self.judge_picture("A===##", "both")) == {"A": "unknown"}, "there is no seat"
        split = "===##\nA     \n\n\n A===@"
        assert set(states(self.judge_picture(split, "both")).values()) == {"missed"}

    def test_a_seat_beyond_the_reach_of_the_sealed_road_is_not_reached(self) -> None:
        assert states(self.judge_picture("A===  @")) == {"A": "missed"}

    @pytest.mark.parametrize("town", [None, "610728100", "610728100000", "@"])
    def test_a_town_is_known_by_code_or_name_or_by_the_villages_own_code(self, town: str | None) -> None:
        assert states(self.judge_picture("A===@", town=town)) == {"A": "met"}

    @pytest.mark.parametrize("reach_to", ["seat", "both"])
    def test_a_settlement_of_an_unknown_town_is_unknown(self, reach_to: str) -> None:
        gaps = self.judge_picture("A===##\n @", reach_to, town="elsewhere")
        assert (verdict(gaps, "A")["state"], verdict(gaps, "A")["why"]) == ("unknown", "seat_unknown")

    def test_only_the_own_seat_counts(self) -> None:
        toy = draw("@  ===A\n\n@")
        toy.seats["code"] = ["610728100000", "610728200000"]
        toy.seats.geometry = [place((2, 0), (3, 0)).interpolate(0), place((0, 9), (1, 9)).interpolate(0)]
        for code, state in (("610728100201", "met"), ("610728200201", "missed")):
            toy.villages["code"] = code
            assert states(judge_picture(toy, reach_to="seat")) == {"A": state}

    def test_the_missing_link_leads_to_the_own_seat(self) -> None:
        toy = draw("@==---A---==@")
        toy.seats["code"] = ["610728100000", "610728200000"]
        for code, segment in (("610728100201", "R2"), ("610728200201", "R3")):
            toy.villages["code"] = code
            assert verdict(judge_picture(toy, reach_to="seat"), "A")["segments"] == (segment,)

    def test_a_group_belongs_to_its_villages_town(self) -> None:
        toy = draw("A  \na==@")
        toy.seats["code"] = "999999999000"
        toy.villages["town"] = "@"
        assert states(judge_picture(toy, reach_to="seat"), "group_road") == {"a": "met"}

    def test_an_unknown_surface_on_the_way_is_named(self) -> None:
        row = verdict(self.judge_picture("A==?==@"), "A")
        assert (row["state"], row["segments_to_survey"]) == ("unknown", ("R2",))

    def test_both_name_what_is_unknown_on_either_way(self) -> None:
        row = verdict(self.judge_picture("@==?===?==##\n     A", "both"), "A")
        assert row["state"] == "unknown"
        assert sorted(row["segments_to_survey"]) == ["R2", "R4"]

    def test_both_name_the_unknown_road_that_would_make_one_network_of_two(self) -> None:
        row = verdict(self.judge_picture("##A==@\n#   =\n#???=", "both"), "A")
        assert (row["state"], row["why"], row["segments_to_survey"]) == ("unknown", "surface_unknown", ("R3",))


class TestCutOff:
    def test_without_any_trunk_there_is_no_number(self) -> None:
        row = verdict(judge_picture("A---"), "A")
        assert (row["state"], row["why"], row["cut_off"]) == ("missed", "cut_off", True)
        assert np.isnan([row["cost_m"], row["unsealed_m"], row["off_network_m"]]).all()

    def test_without_an_entry_within_access_there_is_no_way(self) -> None:
        assert verdict(judge_picture("A    ##"), "A")["cost_m"] == 3 * 1500.0
        assert verdict(judge_picture("A    ##", access_m=1500.0), "A")["cost_m"] == 3 * 1500.0
        row = verdict(judge_picture("A    ##", access_m=1499.0), "A")
        assert row["cut_off"]
        assert row["near_ends"] == ()

    def test_the_nearest_near_miss_ends_are_listed(self) -> None:
        toy = draw("A---  ##")
        begin = toy.roads.geometry.iloc[0].coords[-1]
        far = shapely.LineString([(begin[0] + 30, begin[1]), (begin[0] + 30, begin[1] + 900)])
        more = gpd.GeoDataFrame({"segment": ["X"], "class": ["C"], "surface": [31]}, geometry=[far], crs=toy.roads.crs)
        toy = Toy(pd.concat([toy.roads, more], ignore_index=True), toy.villages, toy.groups, toy.seats)
        row = verdict(judge_picture(toy, access_m=600.0), "A")
        assert row["cut_off"]
        assert row["near_ends"][0] in [("X", "R1", 30.0), ("R1", "X", 30.0)]


def test_roads_known_to_be_partial_leave_missed_unknown() -> None:
    gaps = judge_picture("A--##==B", incomplete=["roads"])
    assert states(gaps) == {"A": "unknown", "B": "met"}
    assert verdict(gaps, "A")["why"] == "roads_incomplete"


def test_a_county_without_roads_has_all_missed() -> None:
    toy = draw("A  ##")
    gaps = judge_picture(Toy(toy.roads.iloc[:0], toy.villages, toy.groups, toy.seats))
    assert states(gaps) == {"A": "missed"}
    assert verdict(gaps, "A")["cut_off"]
    assert len(gaps.near_misses) == len(gaps.critical_edges) == 0


def test_a_criterion_of_other_surfaces_is_judged_by_its_own() -> None:
    standard = standard_of("surfaces = [31]")
    assert states(judge_picture("A--##", standard=standard)) == {"A": "missed"}, "the trunk is not of gravel"
    toy = draw("A--##")
    toy.roads["surface"] = 31
    assert states(judge_picture(toy, standard=standard)) == {"A": "met"}

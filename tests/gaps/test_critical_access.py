"""Whose sealed access depends on one edge. A cell is 300 m, the reach 500 m."""

import pandas as pd
from shapely.ops import substring

from gisplan.gaps import Gaps
from tests.counties import judge, verdict
from tests.toys import Toy, draw_county


def judge_picture(picture: str | Toy, **county: object) -> Gaps:
    return judge(picture, cell_m=300.0, **county)


SPUR = """
    ####
     =
     =
     =
     =
     =A
"""
RING = """
    #######
     =   =
     =   =
     =   =
     =====
       A
"""


def test_a_village_at_the_end_of_a_spur_depends_on_it() -> None:
    gaps = judge_picture(SPUR)
    assert verdict(gaps, "A")["depends_on"] == "R2"
    edges = gaps.critical_edges
    assert edges[["criterion", "to", "segment", "settlements", "people"]].values.tolist() == [
        ["sealed_road", "trunk", "R2", 1, 120.0]
    ]
    assert (edges["from_m"].item(), edges["to_m"].item()) == (0.0, edges["length_m"].item()) == (0.0, 1500.0)
    assert edges.geometry.length.item() == 1500.0


def test_a_village_on_a_ring_depends_on_none() -> None:
    gaps = judge_picture(RING)
    assert verdict(gaps, "A")["state"] == "met"
    assert verdict(gaps, "A")["depends_on"] is None
    assert len(gaps.critical_edges) == 0


def test_a_village_beside_the_trunk_depends_on_none() -> None:
    assert verdict(judge_picture("####\nA"), "A")["depends_on"] is None


def test_an_unsealed_way_round_does_not_help() -> None:
    toy = draw_county(RING, cell_m=300.0)
    trunk, ring = toy.roads[toy.roads["class"] == "S"], toy.roads[toy.roads["class"] == "C"]
    line = ring.geometry.item()
    at = line.project(toy.villages.geometry.item())
    halves = pd.concat([ring, ring]).assign(segment=["W", "E"], surface=[12, 31])
    halves.geometry = [substring(line, 0, at), substring(line, at, line.length)]
    roads = pd.concat([trunk, halves], ignore_index=True)
    assert verdict(judge_picture(Toy(roads, toy.villages, toy.groups, toy.seats)), "A")["depends_on"] == "W"


def test_those_behind_the_same_edge_are_counted_on_it_and_each_depends_on_its_own_last() -> None:
    gaps = judge_picture("######\n =\n =\n =\n =\n =====\nA=   =\n     =B")
    edges = gaps.critical_edges
    most = edges.sort_values("settlements").iloc[-1]
    assert (most["settlements"], most["people"]) == (2, 240.0)
    assert verdict(gaps, "B")["depends_on"] not in (None, most["segment"])


def test_only_the_met_depend_on_an_edge() -> None:
    gaps = judge_picture("A--##")
    assert len(gaps.critical_edges) == 0
    assert verdict(gaps, "A")["depends_on"] is None


def test_access_to_a_seat_depends_on_edges_too() -> None:
    toy = draw_county("A====@", cell_m=300.0)
    toy.seats["code"] = "610728100000"
    gaps = judge_picture(toy, reach_to="seat")
    assert verdict(gaps, "A")["depends_on"] is None, "the only edge begins within reach of the seat"
    toy = draw_county("A====\n    =\n    =\n    =\n    =\n    ==@", cell_m=300.0)
    toy.seats["code"] = "610728100000"
    assert set(judge_picture(toy, reach_to="seat").critical_edges["to"]) <= {"seat"}


TOWNS = """
    A=========================B
       =          =@    =
       =          =     =
    C  =====D     =     ====E
    =             =
    ==============================F
         =  @   =           =
         =      =    G----  =
"""


def test_towns_whose_roads_are_one_network_are_judged_as_each_alone() -> None:
    toy = draw_county(TOWNS, cell_m=300.0)
    codes = [f"6107281{town:02}" for town in range(len(toy.seats))]
    toy.seats["code"] = [f"{code}000" for code in codes]
    town_of = toy.seats.sindex.nearest(toy.villages.geometry, return_all=False)[1]
    toy.villages["town"] = [codes[town] for town in town_of]
    together = judge_picture(toy, reach_to="seat")
    assert set(together.settlements["state"]) == {"met", "missed"}
    assert len(set(town_of)) == len(codes)
    columns = ["settlements", "people", "segment", "from_m"]
    alone, edges = {}, []
    for code in codes:
        some = toy.villages[toy.villages["town"] == code].reset_index(drop=True)
        gaps = judge_picture(Toy(toy.roads, some, toy.groups, toy.seats), reach_to="seat")
        alone |= {name: verdict(gaps, name) for name in some["name"]}
        edges += gaps.critical_edges[columns].values.tolist()
    assert len(edges) > 1
    assert sorted(together.critical_edges[columns].values.tolist()) == sorted(edges)
    for name, expected in alone.items():
        found = verdict(together, name)
        for key in ("state", "distance_m", "cost_m", "segments", "depends_on"):
            assert found[key] == expected[key] or pd.isna(found[key]), (name, key)
            assert pd.isna(found[key]) == pd.isna(expected[key]) if key != "segments" else True

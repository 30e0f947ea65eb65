"""The county that ships: built again byte for byte, the real kept as it is, every count and kilometre."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from benchmarks.county import MadeCounty
from gisplan.workflow import find_gaps, read_county

Frames = Mapping[str, pd.DataFrame]
ORIGINS = {"register", "osm", "synthetic"}


def test_building_again_makes_the_same_bytes(zhenba: Path, built: tuple[Path, MadeCounty]) -> None:
    folder, _ = built
    kept = {
        path.relative_to(zhenba) for path in zhenba.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    kept = {path for path in kept if path.parts[0] not in ("sources", "build.py")}
    made = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert made == kept
    differ = [path.as_posix() for path in sorted(kept) if (folder / path).read_bytes() != (zhenba / path).read_bytes()]
    assert not differ, "the generator was changed: run python layers/zhenba/build.py and commit both"


def test_the_county_is_under_eight_megabytes(zhenba: Path) -> None:
    assert sum(path.stat().st_size for path in zhenba.rglob("*") if path.is_file()) < 8_000_000


def test_nothing_is_refused_and_nothing_set_aside(zhenba: Path) -> None:
    county = read_county(zhenba)
    assert len(county.quarantine) == 0
    assert len(county.villages) == 181


def test_the_sources_are_copies(zhenba: Path, shared_data: Path) -> None:
    own = {"neighbours_wgs84.geojson"}  # from the package of the boundary
    for path in (path for path in (zhenba / "sources").iterdir() if path.name not in own):
        assert path.read_bytes() == (shared_data / "zhenba" / path.name).read_bytes(), path.name


def test_codes_and_names_are_the_registers(zhenba: Path, frames: Frames) -> None:
    register = pd.read_csv(zhenba / "sources" / "register_villages.csv", dtype=str).sort_values("village_code")
    villages = frames["villages"]
    assert villages["code"].tolist() == register["village_code"].tolist()
    assert villages["town"].tolist() == register["town_name"].tolist()
    assert villages["kind"].tolist() == register["kind"].tolist()
    for name, full in zip(villages["name"], register["village_name"], strict=True):
        stem = name.removesuffix("村").removesuffix("社区")
        ending = full.removeprefix(stem)
        assert ending in {"村委会", "村民委员会", "社区居委会", "社区居民委员会"}, (name, full)
    seats = pd.read_csv(zhenba / "sources" / "town_seats.csv", dtype=str)
    towns = dict(zip(seats["town_code"], seats["town_name"], strict=True))
    for layer, rows in (("seats", frames["seats"]), ("boundary", frames["boundary"].iloc[1:])):
        assert dict(zip(rows["code"], rows["name"], strict=True)) == towns, layer
    assert len(towns) == 20


def test_seats_stand_where_the_source_has_them(zhenba: Path, frames: Frames) -> None:
    seats = pd.read_csv(zhenba / "sources" / "town_seats.csv", dtype={"town_code": str}).set_index("town_code")
    degrees = frames["seats"].to_crs("EPSG:4326").set_index("code")
    off = (
        (degrees.geometry.x - seats["lon_if_gcj02"]).abs().max(),
        (degrees.geometry.y - seats["lat_if_gcj02"]).abs().max(),
    )
    assert max(off) < 2e-6
    assert (degrees["rank"] == "county").to_dict() == {code: code == "610728001" for code in degrees.index}


def test_trunk_roads_are_the_sources_line_by_line(zhenba: Path) -> None:
    def lines(path: Path) -> list[dict[str, object]]:
        return json.loads(path.read_text(encoding="utf-8"))["features"]

    source = lines(zhenba / "sources" / "trunk_roads_in_county.geojson")
    trunk = [f for f in lines(zhenba / "roads.geojson") if f["properties"]["origin"] == "osm"]
    assert [f["geometry"] for f in trunk] == [f["geometry"] for f in source]
    assert [f["properties"]["length_km"] for f in trunk] == [f["properties"]["km"] for f in source]
    assert {f["properties"]["class"] for f in trunk} == {"G"}


def test_every_row_says_where_it_comes_from(frames: Frames) -> None:
    real = {"villages": {"register"}, "seats": {"register"}, "boundary": {"register", "synthetic"}}
    real |= {"roads": {"osm", "synthetic"}, "neighbours": {"register"}}
    for layer, rows in frames.items():
        assert set(rows["origin"]) == real.get(layer, {"synthetic"}), layer
        assert set(rows["origin"]) <= ORIGINS
    villages = frames["villages"]
    assert set(villages["place_origin"]) == set(villages["people_origin"]) == {"synthetic"}
    assert frames["boundary"]["origin"].tolist() == ["register"] + 20 * ["synthetic"]


def test_the_numbered_network_has_the_countys_routes_and_kilometres(frames: Frames) -> None:
    roads = frames["roads"]
    numbered = roads[roads["class"] != "W"]
    village = roads[roads["class"] == "C"]
    assert numbered["route"].nunique() == 438
    assert village["route"].nunique() == 392
    assert numbered["length_km"].sum() == pytest.approx(2_554, abs=1)
    assert village["length_km"].sum() == pytest.approx(1_595, abs=1)
    assert roads["segment"].is_unique
    assert roads["route"].str.fullmatch(r"[GXYCW]\d{3,}610728").all()
    assert (roads["segment"].str[:-3] == roads["route"]).all()


def test_what_is_drawn_and_what_is_to_be_done(frames: Frames) -> None:
    roads, groups = frames["roads"], frames["groups"]
    sealed = roads["registered_surface"].isin([11, 12, 21, 22, 23])
    bare = roads["surface"].isin([31, 33, 36])
    large = set(groups.loc[groups["households"] >= 30, "code"])
    serves = roads["groups"].fillna("").map(lambda codes: not large.isdisjoint(codes.split(";")))
    assert 3_000 <= roads.length.sum() / 1_000 <= 5_000
    assert roads.loc[sealed & bare, "length_km"].sum() == pytest.approx(330, abs=10)
    assert roads.loc[~sealed & bare & serves, "length_km"].sum() == pytest.approx(900, abs=20)


def test_people_and_what_the_programme_says_of_villages(frames: Frames) -> None:
    villages, groups = frames["villages"], frames["groups"]
    seat = (villages["kind"] == "居委会") & villages["code"].str.startswith("610728001")
    assert len(groups) == 1_100
    assert villages["population"].sum() == 280_000
    assert villages.loc[seat, "population"].sum() == 56_000
    assert groups["population"].sum() == pytest.approx(224_000, rel=0.03)
    assert (villages["poor_village"].sum(), villages["task"].sum()) == (129, 178)
    assert (villages["exit_year"] == 2019).sum() == 93
    assert villages.loc[villages["exit_year"].notna(), "poor_village"].all()
    assert villages.loc[villages["deep_poverty"], "poor_village"].all()
    outside = villages.loc[~seat].set_index("code")["population"]
    assert (groups.groupby("village")["population"].sum()[outside.index] == outside).all()


def test_the_plans_kilometres_are_exact(frames: Frames) -> None:
    works, roads = frames["road_works"], frames["roads"].set_index("segment")
    metres = (works["km"] * 1_000).round().astype(int).groupby(works["programme"]).sum()
    assert metres.to_dict() == {"resurfacing": 201_000, "group_roads": 312_000}
    for work in works.dropna(subset=["segments"]).itertuples():
        stated = roads.loc[work.segments.split(";"), "length_km"].sum()
        assert work.km <= stated + 0.0005 if isinstance(work.note, str) else work.km == pytest.approx(stated, abs=5e-4)
    assert works["segments"].isna().sum() == 2
    assert (works.groupby("programme")["status"].nunique() == 4).all()
    listed = works["segments"].dropna().str.split(";").explode()
    assert listed.is_unique, "a segment is paid for once"


def test_water_projects_and_supply(frames: Frames) -> None:
    projects, supply = frames["water_projects"], frames["water_supply"]
    assert projects["category"].value_counts().to_dict() == {"poor": 65, "non_poor": 52, "township": 20}
    assert projects.loc[projects["category"] == "non_poor", "villages"].nunique() == 51
    assert projects["people"].sum() - projects["shared_people"].sum() == 51_000
    assert 5 <= (projects["main_done"].isna()).sum() <= 30, "a share is late"
    assert len(supply) == 181
    assert supply[["tap_population", "guarantee", "unsafe_households"]].isna().any().all()


def test_no_date_lies_beyond_mid_year(frames: Frames) -> None:
    for layer in ("road_works", "water_projects"):
        dates = frames[layer].filter(regex="approved|tendered|started|built|main_done|flowing|tested|accepted|handed")
        assert dates.stack().max() <= "2019-06-30", layer
    assert frames["roads"]["surveyed"].dropna().astype(str).max() <= "2019-06-30"
    assert frames["attestations"]["date"].max() <= "2019-06-30"


def test_the_seven_households_without_power_live_in_renhe(frames: Frames) -> None:
    power = frames["power"].set_index("village")
    gap = power["households"] - power["connected_households"]
    assert gap[gap > 0].to_dict() == {"610728111209": 7}
    named = power.loc["610728111209", "unconnected_names"].split(";")
    assert len(set(named)) == 7
    assert all(name.startswith("户") for name in named), "no name is a person's"
    assert len(frames["broadcasting"]) == 181
    assert (frames["broadcasting"]["poor_households"] <= frames["broadcasting"]["households"]).all()


def test_candidates_are_distinguished_by_name(frames: Frames) -> None:
    candidates = frames["candidates"]
    assert candidates["name"].is_unique
    towns = frames["villages"]["town"].drop_duplicates()
    assert candidates["name"].map(lambda name: any(name.startswith(town) for town in towns)).all()
    assert candidates["km"].tolist() == pytest.approx((candidates.length * 1.03 / 1_000).tolist(), abs=0.002)


def test_every_criterion_is_met_missed_and_unknown_somewhere(zhenba: Path) -> None:
    found = find_gaps(read_county(zhenba)).settlements
    assert found["criterion"].nunique() == 13
    for criterion, rows in found.groupby("criterion"):
        states = set(rows["state"])
        assert states == {"met", "missed", "unknown"}, criterion


def test_maps_are_in_degrees(zhenba: Path) -> None:
    for path in zhenba.glob("*.geojson"):
        west, south, east, north = gpd.read_file(path).total_bounds
        beyond = 1.0 if path.stem == "neighbours" else 0.0
        assert 107 - beyond < west < east < 109 + beyond, path.name
        assert 31.5 - beyond < south < north < 33.5 + beyond, path.name

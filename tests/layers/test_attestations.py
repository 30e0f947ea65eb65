"""Findings on site: who, when, which document, and three that disagree with the tables."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.county.attestations import attest
from benchmarks.county.people import give_people
from benchmarks.county.power import plan_power
from benchmarks.county.water import plan_water
from tests.layers.register import register

Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def tables(seed: int) -> Tables:
    """Villages, supply, power."""
    villages, groups = give_people(*register(seed=seed), np.random.default_rng(7))
    _, supply = plan_water(villages, groups, np.random.default_rng(8))
    return villages, supply, plan_power(villages, np.random.default_rng(9))


@pytest.fixture(scope="module", params=[0, 1, 2])
def county(request: pytest.FixtureRequest) -> Tables:
    return tables(request.param)


def stated(county: Tables, findings: pd.DataFrame) -> list[str]:
    """What the tables say where there is a finding: met, missed or unknown."""
    villages, supply, power = county
    unsafe = supply.set_index("village")["unsafe_households"]
    gap = (power["households"] - power["connected_households"]).set_axis(power["village"])
    way = (villages["road_m"] // 500).set_axis(villages["code"])
    left = {"water_safe": unsafe, "power_households": gap, "sealed_road": way}
    values = [left[c][v] for v, c in zip(findings["village"], findings["criterion"], strict=True)]
    return ["unknown" if pd.isna(v) else "missed" if v > 0 else "met" for v in values]


def test_three_findings_disagree_with_the_tables_and_some_fill_a_gap(county: Tables) -> None:
    findings = attest(*county, np.random.default_rng(10))
    tables_say = np.array(stated(county, findings))
    against = findings[(tables_say != findings["state"]) & (tables_say != "unknown")]
    assert sorted(against["criterion"]) == ["power_households", "water_safe", "water_safe"]
    assert sorted(against["state"]) == ["met", "missed", "missed"]
    assert 1 <= (tables_say == "unknown").sum() <= 4


def test_each_finding_says_who_when_and_in_which_document(county: Tables) -> None:
    findings = attest(*county, np.random.default_rng(10))
    assert 20 <= len(findings) <= 30
    assert set(findings["criterion"]) == {"sealed_road", "water_safe", "power_households"}
    assert set(findings["state"]) == {"met", "missed"}
    assert findings["document"].tolist() == [f"核查表2019-{i:03d}" for i in range(1, len(findings) + 1)]
    assert findings["date"].is_monotonic_increasing
    assert findings["date"].between("2019-03-01", "2019-05-31").all()
    assert findings["by"].str.fullmatch("县(交通运输局|水利局|供电分公司)核查[一二三]组").all()
    assert not findings.duplicated(["village", "criterion"]).any()
    assert findings["village"].isin(county[0]["code"]).all()


def test_roads_are_found_as_they_are_recorded(county: Tables) -> None:
    sealed = county[0]["code"].str[-1].isin(list("02468")).to_numpy()
    findings = attest(*county, np.random.default_rng(10), sealed=sealed)
    road = findings[findings["criterion"] == "sealed_road"]
    even = road["village"].str[-1].isin(list("02468"))
    assert ((road["state"] == "met") == even).all()
    assert set(road["state"]) == {"met", "missed"}


def test_the_same_seed_gives_the_same() -> None:
    county = tables(0)
    pd.testing.assert_frame_equal(attest(*county, np.random.default_rng(3)), attest(*county, np.random.default_rng(3)))

"""The gap map as bytes: whole, inert, the same every time."""

import json
import re
from pathlib import Path

import pytest
import shapely

from gisplan.base.crs import find_degrees
from gisplan.base.language import set_language
from gisplan.county.schema import LAYERS
from gisplan.gaps import KINDS, Gaps
from gisplan.maps import draw_gap_map, make_gap_map
from gisplan.maps.gaps.gap_map import describe_map
from gisplan.maps.shared.folium_map import draw_map, render_map
from gisplan.maps.shared.html_page import MapPage, write_data
from gisplan.standards import read_packaged_standard
from gisplan.wording.names import name_criterion
from gisplan.workflow import judge
from tests.attacks import ATTACKS
from tests.counties import judge as draw_and_judge


@pytest.fixture(scope="module")
def gaps(qingxi: Path) -> Gaps:
    return judge(qingxi)


@pytest.fixture(scope="module")
def zhenba(root: Path) -> Gaps:
    return judge(root / "layers" / "zhenba")


def page_data(page: bytes) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.decode("utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])


def test_two_runs_give_the_same_bytes(qingxi: Path, gaps: Gaps) -> None:
    assert make_gap_map(gaps) == make_gap_map(judge(qingxi))


def test_the_page_may_load_nothing_and_run_only_its_own_scripts(gaps: Gaps) -> None:
    page = make_gap_map(gaps).decode("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe-inline" not in policy[1].split("script-src")[1]
    assert policy[1].count("sha256-") == page.count("<script>")


def test_what_would_be_loaded_from_elsewhere_is_a_fault_of_ours() -> None:
    base = draw_map(MapPage("x", "x", "shared/wording.mjs", (), "show", {}))
    base.default_js = [("far", "https://far.example/x.js")]
    with pytest.raises(RuntimeError, match="elsewhere"):
        render_map(base)


def test_the_page_is_the_one_that_folium_makes(gaps: Gaps, attacked: Gaps) -> None:
    """It is made without folium; where another folium makes another page, copy it to page/shared/folium.html."""
    for county in (gaps, attacked):
        assert make_gap_map(county) == render_map(draw_gap_map(county))


def test_no_value_stands_raw_in_the_source(attacked: Gaps) -> None:
    page = make_gap_map(attacked).decode("utf-8")
    for attack in ATTACKS:
        if "<" in attack:
            assert attack not in page
    names = set(page_data(make_gap_map(attacked))["settlements"]["name"])  # type: ignore[index,call-overload]
    assert set(ATTACKS) <= names


def test_data_is_inert_and_comes_back_whole() -> None:
    data = {"a": [*ATTACKS, "\u2028", "&amp;", "]]>", "<!--"]}
    text = write_data(data)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == data


def test_the_switch_counts_what_the_document_counts(gaps: Gaps, zhenba: Gaps) -> None:
    for found in (gaps, zhenba):
        shown = {c["id"]: c["states"] for c in describe_map(found, language="en")["criteria"]}
        for count in (c for c in found.criteria if c.resolved_reach is not None or not c.nobody_judged):
            states = shown[count.criterion.id]
            assert [states.count(letter) for letter in "mxu"] == [count.met, count.missed, count.unknown]


def test_a_county_of_roads_alone_shows_the_roads_alone() -> None:
    """What no file tells is said once: no criterion to choose, no unknown dot."""
    data = describe_map(
        draw_and_judge("A ##", standard=read_packaged_standard("zhenba-2019", kinds=KINDS)), language="en"
    )
    assert {c["sector"] for c in data["criteria"]} == {"road"}
    assert any(name_criterion("water_tap") in line for line in data["warnings"])
    assert data["first"] == 0, "no village can be judged as a whole, so the first criterion is shown"
    assert data["overlays"] == {}
    assert data["outline"] == {"xy": [], "n": []}


def test_rivers_and_neighbours_lie_around_the_county_and_are_marked_as_what_they_are(zhenba: Gaps) -> None:
    data = describe_map(zhenba, language="en")
    ground = data["ground"]
    assert sorted(ground["neighbours"]["name"]) == ["万源市", "汉阴县", "紫阳县", "西乡县", "通江县"]
    assert set(ground["rivers"]["size"]) == set("012")
    assert max(ground["rivers"]["of"]) < len(ground["rivers"]["name"]) == len(ground["rivers"]["size"])
    own = shapely.transform(
        zhenba.county.boundary.geometry.iloc[0], find_degrees(zhenba.county.crs).transform, interleaved=False
    )
    for x, y in zip(ground["neighbours"]["at"][::2], ground["neighbours"]["at"][1::2], strict=True):
        assert 0 < shapely.Point(x / 1e6, y / 1e6).distance(own) < 0.2, "outside, and seen with the county"
    assert data["warnings"][1] == "Invented, for orientation only: Rivers, Relief."
    assert {"rivers", "neighbours", "relief"} <= {item["layer"] for item in data["inputs"]}
    assert data["inputs"][-1]["counts"] == "heights from 539 to 2580 m, in cells of 200 m"
    assert ground["relief"]["image"].startswith("data:image/png;base64,")
    assert len(ground["relief"]["image"]) < 300_000


def test_a_county_without_them_has_none(gaps: Gaps) -> None:
    data = describe_map(gaps, language="en")
    assert data["ground"] == {}
    assert not any("orientation" in line for line in data["warnings"])


def test_every_village_has_its_own_verdict(zhenba: Gaps) -> None:
    data = describe_map(zhenba, language="en")
    own, order = data["settlements"]["own"], zhenba.villages
    assert data["settlements"]["code"][: len(order)] == order["code"].tolist()
    letters = {"m": "met", "x": "missed", "u": "unknown"}
    assert [letters[letter] for letter in own["states"]] == order["state"].tolist()
    assert own["judged_for_exit"].count("1") == int(order["judged_for_exit"].sum()) == 93
    assert data["first"] == -1


def test_a_sheet_has_each_verdict_with_value_required_and_why(zhenba: Gaps) -> None:
    data = describe_map(zhenba, language="en")
    texts, settlements = data["texts"], data["settlements"]
    row = zhenba.settlements.query("criterion == 'water_tap' and state == 'missed'").iloc[0]
    place = settlements["code"].index(row["code"])
    water_tap = next(i for i, c in enumerate(data["criteria"]) if c["id"] == "water_tap")
    verdict = next(v for v in settlements["details"][place] if v[0] == water_tap)
    result = dict(zip([texts[i] for i in verdict[2::2]], [texts[i] for i in verdict[3::2]], strict=True))
    assert result["Value"] == f"{row['value']:.1f}".removesuffix(".0") + " %"
    assert result["Required"] == "≥ 90 %"
    assert "water_supply.csv" in result["Source file and row"]
    assert "people on tap water" in texts[verdict[1]]
    assert len(settlements["details"][place]) == int((zhenba.settlements["code"] == row["code"]).sum())


def test_listed_works_and_findings_on_site_are_described(zhenba: Gaps) -> None:
    data = describe_map(zhenba, language="en")
    texts, settlements = data["texts"], data["settlements"]
    for row in zhenba.settlements[zhenba.settlements["second_visit"]].to_dict("records"):
        place = settlements["code"].index(row["code"])
        result = {texts[i] for verdict in settlements["details"][place] for i in verdict[2:]}
        assert {"Found on site", "Revisit"} <= result
        assert any(row["attested"].document in text for text in result)
    closed = zhenba.settlements[[bool(listed_works) for listed_works in zhenba.settlements["listed_works"]]].iloc[0]
    place = settlements["code"].index(closed["code"])
    result = {texts[i] for verdict in settlements["details"][place] for i in verdict[2:]}
    assert any(closed["listed_works"][0].code in text for text in result)


def test_households_are_never_named(zhenba: Gaps) -> None:
    assert zhenba.county.power is not None
    names = {
        n for text in zhenba.county.power["unconnected_names"].dropna() for n in re.split(r"[;；、,，\s]+", text) if n
    }
    assert names, "the county names some households"
    page = make_gap_map(zhenba).decode("utf-8")
    assert not [name for name in names if name in page]


def test_towns_are_areas_and_the_county_is_an_outline(zhenba: Gaps) -> None:
    data = describe_map(zhenba, language="en")
    towns = data["towns"]
    assert len(towns["name"]) == 20
    assert set(towns["areas"]["of"]) == set(range(20)), "the county's own row is no town"
    assert len(data["outline"]["n"]) == 1
    assert "泾洋街道" in towns["name"]
    villages = data["settlements"]["villages"]
    assert min(data["settlements"]["town"][:villages]) >= 0


def test_facilities_are_points_with_kind_and_name_and_change_no_verdict() -> None:
    names = [*ATTACKS, "一小"]
    rows = [
        {"code": f"F{i}", "kind": kind, "name": name, "geometry": shapely.Point(500_000 + i, 3_600_000)}
        for i, (name, kind) in enumerate(zip(names, [*[None] * len(ATTACKS), "school"], strict=True))
    ]
    found = draw_and_judge("A ##", tables={"facilities": rows})
    page = make_gap_map(found).decode("utf-8")
    assert all(attack not in page for attack in ATTACKS if "<" in attack)
    data = describe_map(found, language="en")
    shown = data["overlays"]["facilities"]
    assert (shown["name"], shown["kind"], shown["few"]) == (names, "4" * len(ATTACKS) + "2", True)
    assert [data["texts"][place] for place in shown["details"][-1]] == ["Kind", "school"]
    assert all(x is not None for x in shown["x"])
    alone = describe_map(draw_and_judge("A ##"), language="en")
    assert data["settlements"]["own"] == alone["settlements"]["own"]
    assert [c["states"] for c in data["criteria"]] == [c["states"] for c in alone["criteria"]]
    many = describe_map(draw_and_judge("A ##", tables={"facilities": rows * 5}), language="en")["overlays"][
        "facilities"
    ]
    assert many["few"] is False


def test_works_say_how_far_they_are(zhenba: Gaps) -> None:
    overlays = describe_map(zhenba, language="en")["overlays"]
    assert zhenba.county.works is not None
    water = zhenba.county.works.query("layer == 'water_projects'")
    done = water["main_done"].notna() & (water["main_done"] <= "2019-06-30")
    assert overlays["water_projects"]["progress"].count("done") == int(done.sum())
    late = ~done & (water["due"] <= "2019-06-30")
    assert overlays["water_projects"]["progress"].count("late") == int(late.sum()) > 0
    roads = overlays["road_works"]
    drawn = set(roads["lines"]["of"]) | {i for i, x in enumerate(roads["x"]) if x is not None}
    assert drawn == set(range(len(roads["code"]))), "every work has a place"
    assert {"power_lines", "coverage", "candidates"} <= set(overlays)


def test_invented_rows_are_reported_wherever_they_are(zhenba: Gaps) -> None:
    assert any("invented" in line for line in describe_map(zhenba, language="en")["warnings"])
    assert describe_map(zhenba, language="en")["source"] == zhenba.standard.source


def test_it_says_what_it_shows(gaps: Gaps) -> None:
    data = describe_map(gaps, language="en")
    assert (data["title"], data["subtitle"]) == ("清溪县", "610728 · zhenba-2019 · no date given")
    assert "10 m" in data["settings"]
    assert [i["sha256"] for i in data["inputs"]] == [i.sha256 for i in gaps.county.inputs]


def test_a_notebook_gets_a_map_without_remote_links(gaps: Gaps) -> None:
    html = draw_gap_map(gaps).get_root().render()
    assert "cdn" not in html.lower()


def test_ladakhs_map_is_under_three_megabytes(ladakh: Path) -> None:
    assert len(make_gap_map(judge(ladakh))) < 3_000_000


def test_zhenbas_map_is_under_three_megabytes(zhenba: Gaps) -> None:
    assert len(make_gap_map(zhenba)) < 3_000_000


def test_a_chinese_page_calls_layers_by_their_names(gaps: Gaps) -> None:
    set_language("zh")
    try:
        texts = json.dumps(describe_map(gaps, language="zh")["texts"], ensure_ascii=False)
    finally:
        set_language(None)
    assert "判定所需资料" in texts
    assert not [layer for layer in LAYERS if re.search(rf"(?<![\w.]){layer}(?![\w.])", texts)]

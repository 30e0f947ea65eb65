"""The gap map as bytes: whole, inert, the same every time."""

import json
import re
from pathlib import Path

import pytest

from gisplan.gaps import Gaps
from gisplan.maps import draw_gap_map, make_gap_map
from gisplan.maps.gap_map import describe_map
from gisplan.maps.names import name_criterion
from gisplan.maps.offline import make_base_map, render_page, write_data
from gisplan.workflow import judge
from tests.attacks import ATTACKS


@pytest.fixture(scope="module")
def gaps(qingxi: Path) -> Gaps:
    return judge(qingxi)


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
    base = make_base_map("x", title="x")
    base.default_js = [("far", "https://far.example/x.js")]
    with pytest.raises(RuntimeError, match="elsewhere"):
        render_page(base)


def test_no_value_stands_raw_in_the_source(attacked: Gaps) -> None:
    page = make_gap_map(attacked).decode("utf-8")
    for attack in ATTACKS:
        if "<" in attack:
            assert attack not in page
    names = {s["name"] for s in page_data(make_gap_map(attacked))["settlements"]}  # type: ignore[index,attr-defined]
    assert set(ATTACKS) <= names


def test_data_is_inert_and_comes_back_whole() -> None:
    data = {"a": [*ATTACKS, "\u2028", "&amp;", "]]>", "<!--"]}
    text = write_data(data)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == data


def test_the_legend_counts_what_the_document_counts(gaps: Gaps) -> None:
    settlements = describe_map(gaps, language="en")["settlements"]
    for count in (c for c in gaps.criteria if c.question is not None or not c.nobody_judged):
        label = name_criterion(count.criterion.id)
        shown = [v["state"] for s in settlements for v in s["verdicts"] if v["label"] == label]
        for state in ("met", "missed", "unknown"):
            assert shown.count(state) == getattr(count, state)


def test_what_no_file_tells_colours_no_dot(gaps: Gaps) -> None:
    """Radio and TV are in none of the county's files: said once, not at every village."""
    data = describe_map(gaps, language="en")
    labels = {v["label"] for s in data["settlements"] for v in s["verdicts"]}
    assert name_criterion("broadcast_cable") not in labels
    assert any(name_criterion("broadcast_cable") in line for line in data["warnings"])


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

"""The plan's page as a planner uses it: its numbers are those of the plan, whatever is put in or out."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from gisplan.maps.plan.plan_map import make_plan_map
from gisplan.plan import PlanResult, sum_served
from gisplan.plan.model.build_order import order_units
from gisplan.workflow import make_plan, read_county
from tests.attacks import ATTACKS
from tests.journeys.browser import READY, open_page, wait_until


def save(planned: PlanResult, folder: Path) -> Path:
    path = folder / "plan.html"
    path.write_bytes(make_plan_map(planned))
    return path


@pytest.fixture(scope="module")
def zhenba(root: Path) -> PlanResult:
    return make_plan(read_county(root / "layers" / "zhenba"), budgets=("resurfacing=3", "group_roads=3"))


@pytest.fixture(scope="module")
def toy(qingxi: Path) -> PlanResult:
    return make_plan(read_county(qingxi), budgets=("general=8",))


@pytest.fixture(params=["toy", "zhenba"])
def planned(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def ask(page: Page, name: str) -> Any:
    return page.evaluate(f"gisplanPlan.{name}()")


def test_the_plan_as_found_has_the_plans_numbers(planned: PlanResult, tmp_path: Path) -> None:
    plan = planned.plan
    with open_page(save(planned, tmp_path)) as page:
        totals = ask(page, "totals")
        assert ask(page, "served") == plan.served.astype(int).tolist()
    assert dict(zip([p.id for p in plan.problem.programmes], totals["spent"], strict=True)) == plan.spent()
    for name, who in (("before", plan.before), ("now", plan.served)):
        result = sum_served(plan.problem.demand, who)
        assert [totals[name][k] for k in ("villages", "groups", "people", "households")] == [
            result.villages,
            result.groups,
            result.people,
            result.households,
        ]
    assert totals["served"]["prize"] == plan.gained


def test_random_changes_are_evaluated_as_the_plan_evaluates_them(planned: PlanResult, tmp_path: Path) -> None:
    plan, draw = planned.plan, random.Random(6)
    may = np.flatnonzero(plan.problem.units.programmes.any(axis=1)).tolist()
    built = plan.built.copy()
    with open_page(save(planned, tmp_path)) as page:
        for size in (1, 3, 30, 200, 3, 30):
            some = draw.sample(may, min(size, len(may)))
            into = draw.random() < 0.7
            page.evaluate("([units, into]) => void gisplanPlan.toggle(units, into)", [some, into])
            built[some] = into
            assert ask(page, "joined") == plan.problem.connected(built).astype(int).tolist()
            assert ask(page, "served") == plan.problem.served(built).astype(int).tolist()
            assert ask(page, "totals")["cost"] == int(plan.problem.units.cost[built].sum())


def test_edits_are_made_undone_and_kept(zhenba: PlanResult, tmp_path: Path) -> None:
    """A click selects, a double click or a key puts out and in, and the page opened again has it."""
    plan = zhenba.plan
    i = int(np.flatnonzero(plan.built)[np.argmax(plan.problem.units.cost[plan.built])])
    page_path = save(zhenba, tmp_path)
    with open_page(page_path) as page:

        def is_in() -> bool:
            return bool(page.evaluate(f"gisplanPlan.isIn({i})"))

        page.evaluate("['served', 'left', 'before'].forEach((n) => document.querySelector(`input[name=${n}]`).click())")
        middle = _degrees(zhenba, plan.problem.units.geometry[i].interpolate(0.4, normalized=True))
        page.evaluate(f"void map_plan.setView([{middle[1]}, {middle[0]}], 15, {{animate: false}})")
        page.mouse.click(640, 400)
        assert is_in(), "a click only selects"
        assert str(plan.problem.units.segment[i]) in page.inner_text(".gp-details")
        why_missing = page.locator(".gp-steps >> text=Lengths up to the settlements are not shown")
        assert not why_missing.is_visible()
        page.keyboard.press("Enter")
        assert not is_in()
        removed = f"{plan.problem.units.length_mm[i] / 1e6:.2f} km removed"
        assert removed in page.inner_text(".gp-panel > .gp-warn")
        assert why_missing.is_visible()
        page.keyboard.press("Control+z")
        assert is_in()
        assert not page.locator(".gp-panel > .gp-warn").first.is_visible()
        assert page.locator(".gp-hand").count() == 0
        page.keyboard.press("Control+Shift+z")
        assert not is_in()
        page.mouse.dblclick(640, 400)
        assert is_in()
        page.keyboard.press("Control+z")
        assert "1" in page.inner_text(".gp-hand")
        page.goto("about:blank")
        page.goto(page_path.as_uri())
        wait_until(page, READY)
        assert not is_in(), "it is kept while the page is closed"
        page.click("text=Discard edits")
        assert is_in()


def test_the_slider_and_the_steps_follow_what_is_built(planned: PlanResult, tmp_path: Path) -> None:
    """The steps of the page, evaluated anew for edits, are those of the plan."""
    plan, draw = planned.plan, random.Random(2)
    may = np.flatnonzero(plan.problem.units.programmes.any(axis=1)).tolist()
    ends = planned.seal_ends.distance_m
    with open_page(save(planned, tmp_path)) as page:
        for m in np.flatnonzero(plan.served & ~plan.before & ~np.isnan(ends)).tolist():
            assert page.evaluate(f"gisplanPlan.sealEnd({m})") == pytest.approx(ends[m], abs=6), "lines are simplified"
        built = plan.built.copy()
        for _round in range(3):
            some = draw.sample(may, min(12, len(may)))
            into = draw.random() < 0.8
            page.evaluate("([units, into]) => void gisplanPlan.toggle(units, into)", [some, into])
            built[some] = into
            order = order_units(plan.problem, built, plan.locked.done, plan.prizes)
            own = ask(page, "order")
            assert own["step"] == order.step.tolist()
            assert own["served"] == order.served_step.tolist()
        page.fill(".gp-within input", "2")
        sums = ask(page, "sums")
        cost = np.bincount(order.step[built], weights=plan.problem.units.length_mm[built], minlength=order.steps)
        done = int(np.searchsorted(np.cumsum(cost), 2e6, side="right"))
        assert sums["until"] == min(done, order.steps)
        assert (
            sums["people"]
            == plan.problem.demand.count_once("people")[(order.served_step >= 0) & (order.served_step < done)].sum()
        )
        assert f"{done}" in page.inner_text(".gp-until-step")


def _degrees(planned: PlanResult, point: Any) -> tuple[float, float]:
    from pyproj import Transformer

    to_degrees = Transformer.from_crs(planned.plan.problem.county.crs, "EPSG:4326", always_xy=True)
    return to_degrees.transform(point.x, point.y)  # type: ignore[no-any-return]


def test_the_list_is_used_with_the_keys_and_undone(zhenba: PlanResult, tmp_path: Path) -> None:
    with open_page(save(zhenba, tmp_path)) as page:
        page.click(".gp-pick summary")
        page.click(".gp-unfold >> nth=0")
        page.focus(".gp-part input:checked >> nth=0")
        i = int(page.evaluate("document.activeElement.value"))
        page.keyboard.press("Space")
        assert page.evaluate(f"gisplanPlan.isIn({i})") is False
        assert page.evaluate("document.activeElement.value") == str(i), "the focus stays where it was"
        page.click(".gp-edits >> text=Undo")
        assert page.evaluate(f"gisplanPlan.isIn({i})") is True


@pytest.mark.parametrize("saved", ["locks.csv", "edits.json"])
def test_saved_edits_are_read_and_planned_with(zhenba: PlanResult, root: Path, tmp_path: Path, saved: str) -> None:
    plan = zhenba.plan
    out = np.flatnonzero(plan.built)[:2].tolist()
    free = np.flatnonzero(plan.problem.units.programmes[:, 1] & ~plan.built & (plan.problem.units.cost < 300_000))
    into = free[:3].tolist()
    path = tmp_path / saved
    with open_page(save(zhenba, tmp_path)) as page:
        page.evaluate("([a, b]) => { gisplanPlan.toggle(a, false); gisplanPlan.toggle(b, true); }", [out, into])
        with page.expect_download() as file:
            page.click("text=Save as a table" if saved == "locks.csv" else "text=Save edits.json")
        assert file.value.suggested_filename == saved
        path.write_bytes(Path(file.value.path()).read_bytes())
    again = make_plan(
        read_county(root / "layers" / "zhenba"), budgets=("resurfacing=3", "group_roads=3"), locks=str(path)
    ).plan
    assert np.flatnonzero(again.locked.excluded).tolist() == sorted(out)
    assert np.flatnonzero(again.locked.required).tolist() == sorted(into)


def test_towns_are_the_contract_packages(zhenba: PlanResult, tmp_path: Path) -> None:
    packages = zhenba.packages.set_index("town")
    with open_page(save(zhenba, tmp_path)) as page:
        page.click(".gp-packages summary")
        page.wait_for_selector(".gp-towns-table td")
        rows = page.locator(".gp-towns-table tbody tr").all()
        assert len(rows) == len(packages)
        for row in rows:
            town, km, yuan, *counts = row.locator("th, td").all_inner_texts()
            own = packages.loc[town.strip()]
            assert float(km) == pytest.approx(own["km"], abs=0.006)
            assert own["km"] == 0 or int(yuan.replace(",", "").replace("\u202f", "")) == round(own["yuan"])
            assert [int(n.replace("\u202f", "")) for n in counts] == own[
                ["segments", "villages", "groups", "people"]
            ].tolist()
        built = zhenba.units[zhenba.units["in_plan"]]
        by_year = built["km"].groupby(built["due_year"].astype("string").fillna("–")).sum().to_dict()
        years = [row.locator("th, td").all_inner_texts() for row in page.locator(".gp-years-table tbody tr").all()]
        assert {year: float(km) for year, km, *_more in years} == pytest.approx(by_year, abs=0.006)


def test_edits_are_saved_and_opened_again(zhenba: PlanResult, tmp_path: Path) -> None:
    i = int(np.flatnonzero(zhenba.plan.built)[0])
    with open_page(save(zhenba, tmp_path)) as page:
        page.evaluate(f"void gisplanPlan.toggle([{i}], false)")
        with page.expect_download() as saved:
            page.click("text=Save edits.json")
        assert saved.value.suggested_filename == "edits.json"
        path = tmp_path / "edits.json"
        path.write_bytes(Path(saved.value.path()).read_bytes())
        edits = json.loads(path.read_text(encoding="utf-8"))
        assert edits["inputs"] == [
            {"layer": item.layer, "path": item.path, "sha256": item.sha256}
            for item in zhenba.plan.problem.county.inputs
        ]
        page.click("text=Discard edits")
        page.set_input_files(".gp-edits input[type=file]", str(path))
        wait_until(page, f"!gisplanPlan.isIn({i})")
        path.write_text(json.dumps({**edits, "inputs": []}), encoding="utf-8")
        page.set_input_files(".gp-edits input[type=file]", str(path))
        page.wait_for_selector(".gp-said .gp-warn")


def test_attacks_are_shown_and_never_run(attacked_plan: PlanResult, tmp_path: Path) -> None:
    with open_page(save(attacked_plan, tmp_path)) as page:
        assert page.inner_text(".gp-panel h1") == ATTACKS[1]
        page.click(".gp-pick summary")
        page.fill(".gp-pick input[type=search]", "<img")
        assert page.locator(".gp-pick .gp-unit").count() > 0
        page.evaluate("void map_plan.setZoom(16, {animate: false})")


@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_ready_soon_and_fits_the_screen(zhenba: PlanResult, tmp_path: Path, width: int) -> None:
    with open_page(save(zhenba, tmp_path), width=width) as page:
        assert page.evaluate("performance.now()") < 9000  # several tests share a machine's cores
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_length_that_is_none_is_refused_and_the_table_of_steps_is_sorted(toy: PlanResult, tmp_path: Path) -> None:
    with open_page(save(toy, tmp_path)) as page:
        steps = len(toy.steps)
        for typed in ("-3", "5,5", "five"):
            page.fill(".gp-within input", typed)
            assert ask(page, "sums")["until"] == steps, "nothing is done"
            assert typed in page.inner_text(".gp-wrong")
        page.fill(".gp-within input", "0")
        assert ask(page, "sums")["until"] == 0
        assert page.locator(".gp-wrong").is_hidden()
        page.click(".gp-steps-too summary")
        for key, down in (("people", True), ("people", False), ("step", False)):
            page.click(f'.gp-step-table [data-key="{key}"]')
            assert page.evaluate("document.activeElement.dataset.key") == key, "the focus stays at the head"
            cells = page.locator(".gp-step-table tbody th").all_inner_texts()
            order = toy.steps.sort_values(key, ascending=not down, kind="stable")["step"].astype(str).tolist()
            assert [cell.strip() for cell in cells] == order
        page.click(".gp-step-table tbody button >> nth=0")
        assert ask(page, "sums")["until"] == 1, "a step of the table is shown on the map"
        assert page.inner_text(".gp-details .gp-main") == "Remove", "its longest stretch can be put out at once"


def test_edits_are_counted_alike_and_the_farthest_end_is_shown(toy: PlanResult, tmp_path: Path) -> None:
    ends = toy.seal_ends.distance_m
    fresh = toy.plan.served & ~toy.plan.before
    built = int(np.flatnonzero(toy.plan.built)[0])
    with open_page(save(toy, tmp_path)) as page:
        assert page.locator(".gp-farthest").count() == (ends[fresh].max() > 100)
        if page.locator(".gp-farthest").count():
            page.click(".gp-farthest")
            assert f"{ends[fresh].max():.0f} m" in page.inner_text(".gp-details")
        page.click(".gp-pick summary")
        assert " km" in page.inner_text(".gp-pick .gp-unit >> nth=0")
        page.evaluate(f"void gisplanPlan.toggle([{built}], false)")
        rows = page.locator(".gp-joined tbody tr").all_inner_texts()
        people = next(row.split()[-1] for row in rows if row.startswith("People"))
        assert f"{people} people" in page.inner_text(".gp-hand")
        assert "1 stretch " in page.inner_text(".gp-hand")


def test_edits_of_a_plan_of_whole_segments_are_not_those_of_another(qingxi: Path, tmp_path: Path) -> None:
    """Both pages are opened from one place, where the browser keeps what was edited."""
    county = read_county(qingxi)
    path = tmp_path / "plan.html"
    parts, whole = (
        make_plan_map(make_plan(county, budgets=("general=8",), whole_segments=one)) for one in (False, True)
    )
    path.write_bytes(whole)
    with open_page(path) as page:
        page.evaluate("void gisplanPlan.toggle([0, 1, 2, 3, 4], !gisplanPlan.isIn(0))")
        assert page.locator(".gp-hand").count() == 1
        for content, count in ((parts, 0), (whole, 1)):
            path.write_bytes(content)
            page.goto("about:blank")
            page.goto(path.as_uri())
            wait_until(page, READY)
            assert page.locator(".gp-hand").count() == count
            assert page.inner_text(".gp-said").startswith("The edits kept from" if count else "")
            assert bool(page.inner_text(".gp-said")) == bool(count)

"""The plan's map: what to build, in which order, and whom it joins; a planner changes it with clicks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from gisplan.base.crs import find_degrees
from gisplan.base.language import _, fill, language
from gisplan.county.towns import find_towns
from gisplan.maps.plan.labels import PLAN_PAGE_WORDS, SEALED_ROADS
from gisplan.maps.plan.page_data import describe_demand, describe_joins, describe_roads, describe_units
from gisplan.maps.plan.page_totals import (
    describe_budget_curve,
    describe_cost,
    describe_length,
    describe_next,
    describe_packages,
    describe_score,
    describe_steps,
)
from gisplan.maps.shared.county_data import find_bounds, input_to_dict, place_seats
from gisplan.maps.shared.encoding import Texts, pack_areas, pack_lines
from gisplan.maps.shared.html_page import MapPage, describe_colours, make_page
from gisplan.maps.shared.labels import translate_words
from gisplan.plan import PRIZE_SCALE, Plan, PlanningProblem, PlanResult
from gisplan.wording.names import name_source
from gisplan.wording.plan_findings import (
    format_length,
    format_price,
    list_count_differences,
    list_far_ends,
    list_modes,
)
from gisplan.wording.plan_headline import format_plan_headline, list_help
from gisplan.wording.plans import (
    NOT_SERVED_REASONS,
    UNIT_LABELS,
    format_plan_quality,
    format_prize,
    list_unusable_programmes,
    name_prize,
    name_programme,
    name_surfaces,
)
from gisplan.wording.replaced import list_replaced_values
from gisplan.wording.works import list_credits, list_shifts, list_time_doubts

__all__ = ["make_page_of_plan", "make_plan_map"]

_NAMES = {"zh": "zh-CN"}
_COUNTED = ("villages", "groups", "people", "households")  # of which the page always says how many are served
_SCRIPT = "plan/plan_map.mjs"
_STYLES = ("shared/page.css", "plan/plan_map.css")


def make_plan_map(planned: PlanResult, *, language: str = "en") -> bytes:
    """The plan's map as one HTML page, in UTF-8, that loads nothing from anywhere."""
    return make_page_of_plan(planned, language=language)


def make_page_of_plan(
    planned: PlanResult, *, language: str, more: Mapping[str, Any] | None = None, warnings: Sequence[str] = ()
) -> bytes:
    """Return the plan's page with data that replace or add to those of every plan, and with more warnings."""
    problem = planned.plan.problem
    title = f"{problem.county.name} · {problem.standard.id}"
    data = {**describe_plan(planned, language=language), **(more or {})}
    data["warnings"] = [*warnings, *data["warnings"]]
    return make_page(MapPage("plan", title, _SCRIPT, _STYLES, "showPlan", data))


def describe_plan(planned: PlanResult, *, language: str) -> dict[str, Any]:
    """Everything the page shows, as plain data; places in WGS 84."""
    county = planned.plan.problem.county
    towns, texts = find_towns(county), Texts()
    to_degrees = find_degrees(county.crs)
    return {
        "lang": _NAMES.get(language, language),
        "words": translate_words(PLAN_PAGE_WORDS),
        **describe_colours(),
        **_head(planned),
        "bounds": find_bounds(county, to_degrees),
        "towns": {"name": towns.names, "areas": pack_areas(towns.areas, to_degrees, joined=True)},
        "outline": pack_lines(towns.outline, to_degrees),
        "seats": place_seats(county, towns, to_degrees),
        "road_kinds": [{**kind, "label": _(str(kind["label"]))} for kind in SEALED_ROADS],
        "roads": describe_roads(planned, to_degrees, texts),
        "units": describe_units(planned, to_degrees, texts),
        "joins": describe_joins(planned),
        "settlements": describe_demand(planned, to_degrees, texts),
        "programmes": _programmes(planned),
        "why": [_(text) for text in NOT_SERVED_REASONS.values()],
        "steps": describe_steps(planned, texts),
        **describe_packages(planned, texts),
        "budget_curve": describe_budget_curve(planned),
        "score": describe_score(planned),
        "next": describe_next(planned),
        "texts": texts.listed,
    }


def _head(planned: PlanResult) -> dict[str, Any]:
    """What the page says of itself: whose plan, how good it is, by what, from what."""
    plan, problem = planned.plan, planned.plan.problem
    county, standard, unit = problem.county, problem.standard, problem.rules.cost
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    return {
        "title": county.name,
        "gisplan": version("gisplan"),
        "county": {"code": county.code, "name": county.name},
        "standard_id": standard.id,
        "headline": format_plan_headline(planned),
        "help": list_help(planned),
        "subtitle": " · ".join((county.code, standard.id, as_of)),
        "credits": list_credits(county),
        "answer": format_plan_quality(plan),
        "serve_all": plan.serve_all,
        "proven": bool(plan.proven),
        "value": plan.value if plan.serve_all else plan.value / PRIZE_SCALE,
        "bound": plan.bound if plan.serve_all else plan.bound / PRIZE_SCALE,
        "gap": plan.gap_percent,
        "prize": {
            "id": plan.prize,
            "label": name_prize(plan.prize, translate=_),
            "parts": PRIZE_SCALE,
            "amount": _amount(plan),
        },
        "prize_is_counted": plan.prize in _COUNTED and problem.rules.exit_weight == 1.0,
        "cost": {**describe_cost(unit), "label": _(UNIT_LABELS[unit])},
        "build_to": problem.build_to,
        "whole_segments": problem.whole_segments,
        **describe_length(planned),
        "findings": _findings(planned),
        "joined_note": _joined_note(problem),
        "differences": list_count_differences(problem),
        "warnings": _warnings(planned),
        "settings": _settings(planned),
        "standard": standard.title_zh if language() == "zh" and standard.title_zh else standard.title,
        "source": name_source(standard),
        "inputs": [input_to_dict(item) for item in county.inputs],
    }


def _amount(plan: Plan) -> str:
    """Return what the plan serves the most of with a place for its number."""
    return format_prize("{0}", plan.prize, weighted=plan.problem.rules.exit_weight != 1.0, translate=_)


def _joined_note(problem: PlanningProblem) -> str:
    """Say when a settlement counts as connected."""
    text = _(
        "Connected: within {0:g} m of the village ({1:g} m of the group) passes a road that is sealed all the way to a "
        "trunk road."
    )
    return text.format(*(problem.reach_by_kind[kind].reach_m for kind in ("village", "group")))


def _findings(planned: PlanResult) -> list[str]:
    """What is to be known of the plan beside how good it is, in sentences."""
    problem, price = planned.plan.problem, format_price(planned)
    known = list_modes(problem)
    if not planned.plan.built.any():
        return known
    return [*known, *list_far_ends(planned), format_length(planned), *([price] if price else [])]


def _warnings(planned: PlanResult) -> list[str]:
    """What must be seen at a glance: rows set aside, invented rows."""
    county, lines = planned.plan.problem.county, []
    if aside := len(county.quarantine):
        lines.append(fill(_("{0} row(s) were set aside when read."), aside))
    frames = [frame for frame in (county.roads, county.villages, county.groups) if frame is not None]
    if any((frame["origin"] == "synthetic").any() for frame in frames if "origin" in frame):
        lines.append(_("This map contains invented (synthetic) rows."))
    unusable = list_unusable_programmes(planned.plan.problem)
    replaced = list_replaced_values(county, planned.plan.problem.standard)
    return [*lines, *replaced, *unusable, *list_shifts(county), *list_time_doubts(county)]


def _settings(planned: PlanResult) -> str:
    """The settings that the plan rests on, in a line or two."""
    problem = planned.plan.problem
    reach = [problem.reach_by_kind[kind].reach_m for kind in ("village", "group")]
    text = _("objective: {0} · reach {1:g} m (villages), {2:g} m (groups) · sealed surfaces: {3}")
    surfaces = name_surfaces(problem.rules.surfaces)
    lines = [text.format(name_prize(planned.plan.prize, translate=_), *reach, surfaces)]
    if len(problem.demand.needs):
        text = _("A village counts as connected when all its groups of {0:g} households or more are connected.")
        lines.append(text.format(problem.rules.min_households))
    return "\n".join(lines)


def _programmes(planned: PlanResult) -> list[dict[str, Any]]:
    """The programmes in the order of their numbers, each with its budget in parts (none: no limit)."""
    plan = planned.plan
    spent = plan.spent()
    return [
        {
            "id": programme.id,
            "label": name_programme(programme, language(), translate=_),
            "source": name_source(programme),
            "budget": plan.budgets.get(programme.id),
            "spent": spent[programme.id],
        }
        for programme in plan.problem.programmes
    ]

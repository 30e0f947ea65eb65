"""The schemas of scenarios: what programs change in them, and what they get."""

from __future__ import annotations

from gisplan.ledger.events.entries import MOST_CHARACTERS_OF_ID
from gisplan.plan.scenario.scenario import ACTIONS
from gisplan.web.api.values import INSTANT, NULL_TEXT, NUMBER, TEXT, Schema, list_of, make_object, or_null, ref

__all__ = ["list_scenario_requests", "list_scenario_schemas"]

MOST_CHANGES, MOST_EDITS = 20, 40_000
"""Changes of one entry, and stretches of one change."""

_FLAG: Schema = {"type": "boolean"}
_AMOUNT: Schema = {"type": "number", "minimum": 0}
_LONGEST = 200
_LONGEST_NOTES = 20_000
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
_YEAR: Schema = or_null({"type": "integer", "minimum": 1950, "maximum": 2150})


def list_scenario_requests() -> dict[str, Schema]:
    """List the schemas of what programs send, by name.

    A plan cannot be sent: who has one solved knows that its bound is right.
    """
    metres = or_null(_AMOUNT)
    programme: Schema = {"type": ["string", "null"], "maxLength": _LONGEST}
    edit = {"segment": _NAME, "action": {"enum": list(ACTIONS)}, "from_m": metres, "to_m": metres}
    more = {"programme": programme, "year": _YEAR, "surface": or_null({"type": "integer", "minimum": 0, "maximum": 99})}
    edits = list_of(make_object(edit | more, optional=("from_m", "to_m", *more)))
    place = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    points = {"type": "array", "items": place, "minItems": 2, "maxItems": MOST_EDITS}
    road = make_object({"code": _NAME, "name": programme, "points": points}, optional=("name",))
    budget = make_object({"programme": _NAME, "amount": or_null(_AMOUNT), "year": _YEAR}, optional=("amount", "year"))
    settings = {
        "name": _NAME,
        "prize": _NAME,
        "build_to": {"enum": ["rule", "settlement"]},
        "whole_segments": _FLAG,
        "budgets": {**list_of(budget), "maxItems": 1000},
        "notes": {"type": "string", "maxLength": _LONGEST_NOTES},
        "archived": _FLAG,
    }
    kinds = {
        "edits": {**edits, "minItems": 1, "maxItems": MOST_EDITS},
        "roads": {**list_of(road), "minItems": 1, "maxItems": 1000},
        "set": {**make_object(settings, optional=tuple(settings)), "minProperties": 1},
        "undo": {**NUMBER, "minimum": 1},
    }
    change = {"anyOf": [make_object({name: schema}) for name, schema in kinds.items()]}
    changes = {**list_of(change), "minItems": 1, "maxItems": MOST_CHANGES}
    entry = {"type": ["string", "null"], "maxLength": MOST_CHARACTERS_OF_ID}
    limit = or_null({"type": "integer", "minimum": 1, "maximum": 3600})
    return {
        "ScenarioEntry": make_object({"seen": NUMBER, "entry": entry, "changes": changes}, optional=("entry",)),
        "Solve": make_object({"time_limit": limit}, optional=("time_limit",)),
        "Cancel": make_object({}),
    }


def list_scenario_schemas() -> dict[str, Schema]:
    """List the schemas of what is answered, by name."""
    number = or_null(NUMBER)
    years = make_object({"value": {"type": "number"}, "bound": {"type": "number"}, "proven": _FLAG})
    plan = {"value": {"type": "number"}, "bound": {"type": "number"}, "unit": TEXT, "proven": _FLAG}
    plan |= {"text": TEXT, "stretches": NUMBER, "edits": NUMBER, "years": or_null(years)}
    known: dict[str, Schema] = {"number": NUMBER, "version": NUMBER, "by": TEXT, "created": INSTANT, "copy_of": number}
    known |= {"name": TEXT, "prize": TEXT, "build_to": TEXT, "whole_segments": _FLAG, "notes": TEXT, "archived": _FLAG}
    known |= {"standard": TEXT, "budgets": list_of({"type": "object"}), "roads": list_of(TEXT)}
    known |= {"edits": or_null(list_of({"type": "object"})), "plan": or_null(make_object(plan))}
    steps = {"undo": number, "redo": number}
    job: dict[str, Schema] = {"id": NUMBER, "state": TEXT, "state_label": TEXT, "active": _FLAG, "by": TEXT}
    job |= {"step": TEXT, "fault": NULL_TEXT, "may_cancel": _FLAG}
    job |= {name: {"type": ["number", "null"]} for name in ("best", "bound")}
    change: dict[str, Schema] = {"number": NUMBER, "by": TEXT, "at": INSTANT, "shown": TEXT, "text": TEXT}
    page = make_object({"key": TEXT, "state": {"enum": ["making", "ready", "failed"]}, "fault": TEXT})
    jobs, rows = list_of(ref("ScenarioSolution")), list_of(ref("ScenarioChange"))
    return {
        "Scenarios": make_object({"scenarios": list_of(make_object(known))}),
        "Scenario": make_object(known | steps),
        "ScenarioNow": make_object(known | steps | {"page": page, "jobs": jobs, "latest": rows}),
        "ScenarioChange": make_object(change | {"change": or_null({"type": "object"})}),
        "ScenarioChanges": make_object({"number": NUMBER, "version": NUMBER, "changes": rows}),
        "ScenarioSolution": make_object(job),
        "ScenarioJob": make_object({"job": NUMBER, "jobs": jobs}),
    }

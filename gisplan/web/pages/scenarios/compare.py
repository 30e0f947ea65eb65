"""Two to four scenarios side by side: what each costs and serves, and whom one serves and another does not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _
from gisplan.ledger.jobs.job import write_json
from gisplan.ledger.scenarios.stored import KeptScenario
from gisplan.web.jobs.sources import hash_sources
from gisplan.web.pages.scenarios.describe import describe_amount, name_prize, open_scenarios
from gisplan.web.render import json_answer, page
from gisplan.web.scenarios.budgets import read_rules
from gisplan.web.scenarios.make import COMPARISON

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.web.call import Call
    from gisplan.web.scenarios.made import Result

__all__ = ["show", "state"]

_OTHERS = ("today", "road_works")  # as the commands name what is no scenario of the store
_LEAST, _MOST = 2, 4
_MOST_LISTED = 2000  # settlements that are served by one and not by another
_TOTALS = ("villages", "groups", "people", "households")


def show(call: Call) -> Response:
    """Show scenarios side by side, or what may be compared."""
    known = open_scenarios(call).list()
    chosen = _read_chosen(call, known)
    values: dict[str, Any] = {
        "choices": [
            *((str(one.number), one.scenario.name, one in chosen) for one in known if not one.scenario.archived),
            *((name, _name_other(name), name in chosen) for name in _OTHERS),
        ],
        "state": "none",
        "compared": None,
        "faults": [],
        "query": "&".join(f"s={_key(one)}" for one in chosen),
    }
    if _LEAST <= len(chosen) <= _MOST:
        made = _ask(call, chosen)
        values |= {"state": made.state, "faults": made.fault.split("\n") if made.fault else []}
        values["compared"] = _describe(call, chosen, made) if made.state == "ready" else None
    elif chosen:
        values["faults"] = [_("Choose two to {0}.").format(_MOST)]
    return page(call, "scenario_compare.html", values)


def state(call: Call) -> Response:
    """Answer whether a comparison is made."""
    chosen = _read_chosen(call, open_scenarios(call).list())
    return json_answer({"state": _ask(call, chosen).state if _LEAST <= len(chosen) <= _MOST else "none"})


def _read_chosen(call: Call, known: Sequence[KeptScenario]) -> list[KeptScenario | str]:
    """Read what the address names, each once; what there is not is left out."""
    by_number = {str(one.number): one for one in known}
    found = [by_number.get(name, name) for name in dict.fromkeys(call.query.get("s", ()))]
    return [one for one in found if isinstance(one, KeptScenario) or one in _OTHERS]


def _key(one: KeptScenario | str) -> str:
    return one if isinstance(one, str) else str(one.number)


def _ask(call: Call, chosen: Sequence[KeptScenario | str]) -> Result:
    desk = call.desk
    names = [one if isinstance(one, str) else f"{one.number}@{one.version}" for one in chosen]
    known = [names, hash_sources(desk.settings.county, desk.ledger), desk.ledger.last_event]
    key = hashlib.sha256(write_json(known).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return desk.scenarios.ask(key, "compare", names, language=call.language)


def _name_other(name: str) -> str:
    return _("today") if name == "today" else _("the county's list")


def _describe(call: Call, chosen: Sequence[KeptScenario | str], made: Result) -> dict[str, Any]:
    """Describe a comparison as tables: each a title, and rows of a label and a text a scenario."""
    document = made.read_json(COMPARISON)
    rows, rules = document["scenarios"], read_rules(call.desk.settings, call.language)
    differ = document["served_differently"]
    return {
        "heads": [
            {
                "name": _name_other(one) if isinstance(one, str) else one.scenario.name,
                "number": None if isinstance(one, str) else one.number,
                "prize": "" if isinstance(one, str) else name_prize(one.scenario.prize),
            }
            for one in chosen
        ],
        "tables": [
            _list_totals(rows),
            _list_amounts(_("By programme"), rows, "by_programme", lambda row: _name_programme(rules.programmes, row)),
            _list_amounts(_("By year"), rows, "by_programme_and_year", _name_year),
            _list_amounts(_("By town"), rows, "by_town", lambda row: row["town"] or "–"),
        ],
        "differ": differ[:_MOST_LISTED],
        "more": max(0, len(differ) - _MOST_LISTED),
        "same": not differ,
    }


def _list_totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    labels = {"villages": _("Villages newly served"), "groups": _("Groups newly served")}
    labels |= {"people": _("People newly served"), "households": _("Households newly served")}
    listed = [(_("Length"), [describe_amount(row["totals"]["km"], "km") for row in rows])]
    if any(row["totals"]["yuan"] is not None for row in rows):
        yuan = [row["totals"]["yuan"] for row in rows]
        listed.append((_("Cost"), ["–" if one is None else describe_amount(one, "yuan") for one in yuan]))
    for name in _TOTALS:
        listed.append((labels[name], [_count(row["newly_served"][name]) for row in rows]))
    apart = [row["stretches_not_connected"] for row in rows]
    if any(apart):
        listed.append((_("Stretches that no sealed road joins to the trunk road"), [_count(one) for one in apart]))
    return {"title": _("In all"), "rows": listed}


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", "\u202f")


def _list_amounts(title: str, rows: Sequence[Mapping[str, Any]], key: str, name: Any) -> dict[str, Any]:
    """List kilometres by what the rows are named for, in the order of their names; years before none."""
    names = sorted({name(one) for row in rows for one in row[key]})
    sums: list[dict[str, float]] = []
    for row in rows:
        total: dict[str, float] = {}
        for one in row[key]:
            total[name(one)] = total.get(name(one), 0.0) + one["km"]
        sums.append(total)
    listed = [(label, [describe_amount(total.get(label, 0.0), "km") for total in sums]) for label in names]
    return {"title": title, "rows": listed}


def _name_programme(names: Mapping[str, str], row: Mapping[str, Any]) -> str:
    return names.get(row["programme"], row["programme"]) or _("no programme may build it")


def _name_year(row: Mapping[str, Any]) -> str:
    return _("without a year") if row["year"] is None else f"{row['year']:.0f}"

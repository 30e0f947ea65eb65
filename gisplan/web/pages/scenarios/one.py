"""One scenario: its map and panel, which are made by a process of its own, its settings, history and comments."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from gisplan.base.errors import DeskError, LedgerError, LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.scenarios.scenarios import ScenarioConflictError
from gisplan.plan.scenario.changes import Adopted, Configured, Undone, list_effective
from gisplan.web.pages.scenarios.describe import (
    ask_page,
    change_to_row,
    find_scenario,
    format_time,
    may_change,
    open_scenarios,
)
from gisplan.web.pages.scenarios.listed import describe_form, read_form
from gisplan.web.render import page, redirect
from gisplan.web.scenarios.budgets import read_rules
from gisplan.web.security.guard import POLICY
from gisplan.web.texts.scenarios import PAGE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan.ledger.scenarios.stored import KeptScenario
    from gisplan.web.call import Call

__all__ = ["archive", "comment", "configure", "show", "show_history", "show_made", "show_settings", "undo"]

_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')


def show(call: Call) -> Response:
    """Show a scenario: its map and panel in their frame, and how far its plan is."""
    kept = find_scenario(call)
    made = ask_page(call, kept)
    values = {
        "number": kept.number,
        "name": kept.scenario.name,
        "archived": kept.scenario.archived,
        "key": made.key if made.state == "ready" else "",
        "may_change": may_change(call),
        "page_words": {key: _(text) for key, text in PAGE_WORDS.items()},
    }
    response = page(call, "scenario.html", values)
    response.headers["content-security-policy"] = f"{POLICY}; frame-src 'self'"
    return response


def show_made(call: Call) -> Response:
    """Answer the map and panel of a scenario, which the desk alone may frame."""
    made = ask_page(call, find_scenario(call))
    try:
        content = (made.folder / f"{call.language}.html").read_bytes() if made.state == "ready" else None
    except OSError:
        content = None
    policy = _POLICY.search(content) if content is not None else None
    if content is None or policy is None:
        raise HTTPException(404)
    headers = {
        "content-security-policy": f"{policy[1].decode()}; frame-ancestors 'self'",
        "x-frame-options": "SAMEORIGIN",
        "cache-control": "private, no-cache",
        "etag": f'"{hashlib.sha256(content).hexdigest()[:16]}"',
    }
    if call.if_none_match == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/html", headers=headers)


def show_settings(call: Call) -> Response:
    """Show the settings of a scenario: name, budgets, objective, notes."""
    return _show_settings(call, find_scenario(call))


def _show_settings(call: Call, kept: KeptScenario, *, faults: Sequence[str] = (), status: int = 200) -> Response:
    values = {
        "number": kept.number,
        "name": kept.scenario.name,
        "version": kept.version,
        "archived": kept.scenario.archived,
        "form": describe_form(call, kept.scenario),
        "faults": list(faults),
    }
    return page(call, "scenario_settings.html", values, status=status)


def configure(call: Call) -> Response:
    """Set what was changed of a scenario's settings."""
    kept = find_scenario(call)
    try:
        given = read_form(call, read_rules(call.desk.settings, call.language))
        changed = {name: value for name, value in given.items() if value != getattr(kept.scenario, name)}
        if changed:
            _change(call, kept, changed)
    except LedgerStoreError:
        raise
    except (DeskError, LedgerError) as error:
        status = 409 if isinstance(error, ScenarioConflictError) else 422
        return _show_settings(call, kept, faults=str(error).split("\n"), status=status)
    return redirect(f"/scenarios/{kept.number}")


def _change(call: Call, kept: KeptScenario, values: dict[str, object]) -> None:
    seen = call.body.get("seen")
    at = int(seen) if seen.isdecimal() and len(seen) < 10 else kept.version
    open_scenarios(call).change(kept.number, (Configured(values),), by=call.signer, seen=at)


def archive(call: Call) -> Response:
    """Put a scenario away, or take it back."""
    kept = find_scenario(call)
    away = call.body.get("archived") != "no"
    if away != kept.scenario.archived:
        change = (Configured({"archived": away}),)
        open_scenarios(call).change(kept.number, change, by=call.signer, seen=kept.version)
    return redirect("/scenarios" if away else f"/scenarios/{kept.number}")


def show_history(call: Call) -> Response:
    """Show all changes of a scenario, the latest first, and the comments on it."""
    return _show_history(call, find_scenario(call))


def _show_history(call: Call, kept: KeptScenario, *, faults: Sequence[str] = (), status: int = 200) -> Response:
    numbered = [Configured({}) if one.change is None else one.change for one in kept.changes]
    holding = {id(change) for change in list_effective(numbered)}
    rows = [
        {
            **change_to_row(call, one),
            "fixed": one.change is None or isinstance(one.change, Adopted),
            "undo": isinstance(one.change, Undone),
            "holds": one.change is None or isinstance(one.change, Undone) or id(one.change) in holding,
        }
        for one in kept.changes[::-1]
    ]
    values = {
        "number": kept.number,
        "name": kept.scenario.name,
        "begun": {"by": kept.by, "at": format_time(call, kept.created), "copy_of": kept.copy_of},
        "version": kept.version,
        "changes": rows,
        "may_change": may_change(call),
        "faults": list(faults),
    }
    return page(call, "scenario_history.html", values, status=status)


def undo(call: Call) -> Response:
    """Undo one change of a scenario, whoever made it; to undo that is to do it again."""
    kept, given = find_scenario(call), call.body.get("change")
    try:
        number = int(given) if given.isdecimal() and len(given) < 10 else 0
        open_scenarios(call).change(kept.number, (Undone(number),), by=call.signer, seen=kept.version)
    except LedgerStoreError:
        raise
    except LedgerError as error:
        return _show_history(call, kept, faults=[str(error)], status=422)
    return redirect(f"/scenarios/{kept.number}/history")


def comment(call: Call) -> Response:
    """Record a comment on a scenario."""
    kept = find_scenario(call)
    try:
        open_scenarios(call).comment(kept.number, call.body.get("text"), by=call.signer)
    except LedgerStoreError:
        raise
    except LedgerError as error:
        return _show_history(call, kept, faults=[str(error)], status=422)
    return redirect(f"/scenarios/{kept.number}/history")

"""The accounts: made, changed, disabled; what each signed in and recorded. For administrators alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from gisplan.base.errors import AccountError
from gisplan.base.language import _
from gisplan.ledger.accounts.accounts import ROLE_LABELS, ROLES
from gisplan.ledger.accounts.lock_out import list_locks
from gisplan.ledger.accounts.log import ACTION_LABELS, LogEntry, read_log
from gisplan.ledger.accounts.passwords import SHORTEST
from gisplan.ledger.accounts.retention import remove_account
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import escape_unprintable
from gisplan.web.pages.work_values import describe_event_row
from gisplan.web.render import page, redirect
from gisplan.web.texts import TEXTS
from gisplan.web.works.by_person import count_batches, read_last_events
from gisplan.web.works.shown_tokens import list_tokens

if TYPE_CHECKING:
    from datetime import timezone

    from starlette.responses import Response

    from gisplan.ledger.accounts.accounts import Account
    from gisplan.ledger.accounts.lock_out import Locks
    from gisplan.web.call import Call

__all__ = ["add", "change", "disable", "remove", "revoke_tokens", "set_password", "show", "show_one", "unlock"]

_EVENTS = 30  # of one person that are listed
_LINES = 40  # of the log
_PARTS = re.compile(r"; (?=(?:programmes|role|towns)=)")  # of what the log says was set


def show(call: Call) -> Response:
    """List the accounts, and what happened to them."""
    return _show(call)


def add(call: Call) -> Response:
    """Make an account."""
    body = call.body
    limits = {"towns": _split(body.get("towns")), "programmes": _split(body.get("programmes"))}
    try:
        call.desk.accounts.add(body.get("name"), body.get("password"), role=body.get("role"), by=call.signer, **limits)
    except AccountError as error:
        return _show(call, error=str(error), status=422)
    return redirect("/people")


def change(call: Call) -> Response:
    """Change the role, towns and programmes of an account."""
    account, body = _find(call), call.body
    limits = {"towns": _split(body.get("towns")), "programmes": _split(body.get("programmes"))}
    return _try(
        call, account, lambda: call.desk.accounts.change(account.name, role=body.get("role"), by=call.signer, **limits)
    )


def disable(call: Call) -> Response:
    """Disable an account, or enable it again."""
    account = _find(call)
    disabled = call.body.get("disabled") == "yes"
    return _try(call, account, lambda: call.desk.accounts.disable(account.name, disabled=disabled, by=call.signer))


def set_password(call: Call) -> Response:
    """Set the password of an account, and sign it out everywhere."""
    account = _find(call)
    return _try(
        call, account, lambda: call.desk.accounts.set_password(account.name, call.body.get("password"), by=call.signer)
    )


def revoke_tokens(call: Call) -> Response:
    """End all tokens of an account."""
    account = _find(call)
    return _try(call, account, lambda: call.desk.tokens.revoke(account.name, by=call.signer))


def unlock(call: Call) -> Response:
    """Let those try again who are kept out of an account after wrong passwords."""
    account = _find(call)
    return _try(call, account, lambda: call.desk.accounts.unlock(account.name, by=call.signer))


def remove(call: Call) -> Response:
    """Remove an account that is disabled already; what it recorded keeps its name."""
    account, desk = _find(call), call.desk
    if not account.disabled:
        raise HTTPException(409)
    remove_account(desk.ledger.engine, account.name, desk.ledger.clock(), by=call.signer)
    return redirect("/people")


def show_one(call: Call) -> Response:
    """Show one account: what it may do, when it signed in, and what it recorded."""
    return _show_one(call, _find(call))


def _try(call: Call, account: Account, step: Any) -> Response:
    try:
        step()
    except AccountError as error:
        return _show_one(call, account, error=str(error), status=422)
    return redirect(f"/people/{account.id}")


def _find(call: Call) -> Account:
    """Find the account of the address.

    Raises
    ------
    HTTPException
        404 where there is none.
    """
    number = int(call.places["id"])
    found = next((account for account in call.desk.accounts.list() if account.id == number), None)
    if found is None:
        raise HTTPException(404)
    return found


def _show(call: Call, *, error: str = "", status: int = 200) -> Response:
    counts = count_batches(call.desk.ledger)
    accounts = call.desk.accounts.list()
    locked = list_locks(call.desk.ledger.engine, call.desk.ledger.clock())
    values = {
        "error": error,
        "accounts": [_describe(account, counts, locked.get(account.name)) for account in accounts],
        "tokens": list_tokens(call.desk),
        "others": [(escape_unprintable(n), c) for n, c in counts.most_common() if n not in {a.name for a in accounts}],
        "roles": [(role, _(ROLE_LABELS[role])) for role in ROLES],
        "log": _list_log(call),
        "entered": {name: call.body.get(name) for name in ("name", "role", "towns", "programmes")},
        "shortest": SHORTEST,
    }
    return page(call, "people.html", values, status=status)


def _show_one(call: Call, account: Account, *, error: str = "", status: int = 200) -> Response:
    zone = parse_utc_offset(call.desk.ledger.utc_offset)
    numbers = {(work.kind, work.code): work for work in call.desk.works.state().works}
    events = [
        {**describe_event_row(work, event, zone, {}), "work": work}
        for event in read_last_events(call.desk.ledger, account.name, _EVENTS)
        if (work := numbers.get((event.kind, event.code))) is not None
    ]
    locks = list_locks(call.desk.ledger.engine, call.desk.ledger.clock()).get(account.name)
    values = {
        "error": error,
        "person": _describe(account, count_batches(call.desk.ledger), locks),
        "locks": _list_locks(locks, zone),
        "roles": [(role, _(ROLE_LABELS[role])) for role in ROLES],
        "events": events,
        "tokens": list_tokens(call.desk, account.name),
        "log": _list_log(call, account.name),
        "shortest": SHORTEST,
        "kept_days": call.desk.settings.keep_accounts,
    }
    return page(call, "person.html", values, status=status)


def _describe(account: Account, counts: Counter[str], locks: Locks | None) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": escape_unprintable(account.name),
        "role": account.role,
        "role_label": _(ROLE_LABELS[account.role]),
        "towns": ", ".join(account.towns),
        "programmes": ", ".join(account.programmes),
        "disabled": account.disabled,
        "locked": locks is not None,
        "batches": counts.get(account.name, 0),
    }


def _list_locks(locks: Locks | None, zone: timezone) -> list[str]:
    """List in sentences from where nobody may sign in, and until when."""
    if locks is None:
        return []
    lines = []
    if locks.account is not None:
        lines.append(_("From everywhere until {0}.").format(f"{locks.account.astimezone(zone):%H:%M}"))
    for address, until in sorted(locks.addresses.items()):
        shown = escape_unprintable(address) or "–"
        lines.append(_("From {0} until {1}.").format(shown, f"{until.astimezone(zone):%H:%M}"))
    return lines


def _list_log(call: Call, name: str | None = None) -> list[dict[str, str]]:
    zone = parse_utc_offset(call.desk.ledger.utc_offset)
    return [
        {
            "at": f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}",
            "name": escape_unprintable(entry.name),
            "action": _(ACTION_LABELS.get(entry.action, entry.action)),
            "by": escape_unprintable(entry.by or ""),
            "address": escape_unprintable(entry.address or ""),
            "detail": escape_unprintable(_describe_detail(entry)),
        }
        for entry in read_log(call.desk.ledger.engine, name=name, most=_LINES)
    ]


def _describe_detail(entry: LogEntry) -> str:
    """Describe what was set of an account, in the reader's language; what is no such text as it is."""
    detail = entry.detail or ""
    if entry.action == "added":
        return _(TEXTS["detail_role"]).format(_label_role(detail))
    if entry.action != "changed":
        return detail
    parts = [part.partition("=")[::2] for part in _PARTS.split(detail)]
    return _(TEXTS["semicolon"]).join(_describe_value(name, value) for name, value in parts)


def _describe_value(name: str, value: str) -> str:
    if f"detail_{name}" not in TEXTS:
        return f"{name}={value}"
    if name == "role":
        shown = _label_role(value)
    else:
        shown = _(TEXTS["no_limits"]) if value == "None" else _(TEXTS["comma"]).join(_read_list(value))
    return _(TEXTS[f"detail_{name}"]).format(shown)


def _read_list(text: str) -> list[str]:
    """Read a list as the log has it; what is none, as the log of an older gisplan, is one text."""
    try:
        found = json.loads(text)
    except ValueError:
        return [text]
    return [str(one) for one in found] if isinstance(found, list) else [text]


def _label_role(role: str) -> str:
    return _(ROLE_LABELS[role]) if role in ROLE_LABELS else role


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]

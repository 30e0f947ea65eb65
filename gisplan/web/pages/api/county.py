"""The county as other programs ask for it: the state of its ledger, and the verdicts on its villages."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from gisplan.web.desk.make_pages import VERDICTS
from gisplan.web.render import json_answer

if TYPE_CHECKING:
    from gisplan.web.call import Call
    from gisplan.web.desk.made_pages import Made

__all__ = ["state", "verdicts", "village"]


def state(call: Call) -> Response:
    """Answer the county, the last event of its ledger, and who asks."""
    desk, account = call.desk, call.account
    assert account is not None
    who = {"name": account.name, "role": account.role}
    limits = {"towns": list(account.towns), "programmes": list(account.programmes)}
    county = {"code": desk.ledger.county, "name": desk.name}
    head = {"version": version("gisplan"), "county": county, "store": desk.ledger.id}
    now = {"last_event": desk.ledger.last_event, "today": desk.ledger.today.isoformat()}
    return json_answer({**head, **now, "read_only": desk.settings.read_only, "account": {**who, **limits}})


def verdicts(call: Call) -> Response:
    """Answer the document of all verdicts, as it was last made."""
    return Response(_read_verdicts(call)[1], media_type="application/json")


def village(call: Call) -> Response:
    """Answer the verdicts on one village.

    Raises
    ------
    HTTPException
        404 where the verdicts have no such village, or are not made yet.
    """
    made, text = _read_verdicts(call)
    document: dict[str, Any] = json.loads(text)
    code = call.places["code"]
    villages = [row for row in document["villages"] if row["code"] == code]
    if not villages:
        raise HTTPException(404)
    settlements = [row for row in document["settlements"] if (row["settlement"], row["code"]) == ("village", code)]
    head = {"last_event": made.last_event, "as_of": document["as_of"]}
    return json_answer({**head, "villages": villages, "settlements": settlements})


def _read_verdicts(call: Call) -> tuple[Made, bytes]:
    made = call.desk.pages.ask()
    try:
        if made is not None:
            return made, made.read(VERDICTS)
    except OSError:  # newer ones replace them just now
        pass
    raise HTTPException(404)

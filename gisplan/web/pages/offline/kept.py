"""What a device keeps of the desk: the works that its account records, and the page that shows them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from gisplan.base.language import _
from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable, field_label, group_label
from gisplan.ledger.kinds import read_kinds
from gisplan.web.pages.work_values import describe_field
from gisplan.web.render import json_answer, page, read_clock
from gisplan.web.static_files import app_version, read_static_files, static_address
from gisplan.web.works.entries import may_record
from gisplan.web.works.selection import programme_of, town_of
from gisplan.web.works.shown_values import input_value, list_plan_fields, list_progress_fields, name_villages
from gisplan.web.works.stages import find_next_due, is_finished

if TYPE_CHECKING:
    from gisplan.ledger import Kind, WorkState
    from gisplan.web.call import Call

__all__ = ["me", "show_kept", "worker", "works"]

_MOST = 500  # works that a device keeps: about 400 kB
_WORKER = "worker/worker.mjs"


def me(call: Call) -> Response:
    """Answer who is signed in, with the token that what this account sends carries."""
    assert call.account is not None
    may = call.account.may("clerk") and not call.desk.settings.read_only
    token = "" if call.by_token else call.form_token  # a program has no session, and needs none of its token
    answer = {"owner": call.owner, "name": call.account.name, "token": token, "records": may}
    return json_answer({**answer, "app": app_version(), "last_event": call.desk.ledger.last_event})


def show_kept(call: Call) -> Response:
    """Show what is not sent yet; without a network, the same page shows the works that are kept."""
    return page(call, "kept.html")


def works(call: Call) -> Response:
    """Answer the works that the account records, unfinished ones first: no history, no photo, no household."""
    state, villages = call.desk.works.listed(), call.desk.villages.get()
    own = sorted((work for work in state.works if may_record(call, work)), key=_order)
    rows = []
    for work in own[:_MOST]:
        kind, codes = read_kinds()[work.kind], work.values.get("villages") or ()
        rows.append(
            {
                "number": work.number,
                "code": escape_unprintable(work.code),
                "name": escape_unprintable(work.name),
                "kind": work.kind,
                "town": escape_unprintable(town_of(work) or ""),
                "programme": escape_unprintable(group_label(programme_of(work) or "")),
                "villages": name_villages(codes, villages),
                "version": work.version,
                "reached": work.reached,
                "late": list(work.overdue(state.on)),
                "values": _list_values(kind, work),
            }
        )
    kinds = {name: _describe_kind(kind, own) for name, kind in read_kinds().items()}
    answer = {"owner": call.owner, "app": app_version(), "store": state.store, "last_event": state.last_event}
    more = {"clock": read_clock(call), "kinds": kinds, "works": rows, "left_out": len(own) - len(rows)}
    return json_answer({**answer, **more})


def _order(work: WorkState) -> tuple[bool, date, str]:
    due = find_next_due(work)
    return is_finished(work), due.day if due is not None else date.max, work.code


def _list_values(kind: Kind, work: WorkState) -> dict[str, str]:
    """List what a form shows of a work, by field; what is not known is left out."""
    columns = [*list_progress_fields(kind), *list_plan_fields(kind), *(kind.fields[name] for name in kind.milestones)]
    texts = {column.name: input_value(column, work.values.get(column.name)) for column in columns}
    return {name: text for name, text in texts.items() if text}


def _describe_kind(kind: Kind, works: list[WorkState]) -> dict[str, Any] | None:
    """Describe the fields of a kind of works for forms; None where there is no such work."""
    example = next((work for work in works if work.kind == kind.name), None)
    if example is None:
        return None
    lists = {"progress": list_progress_fields(kind), "plan": list_plan_fields(kind)}
    fields = {name: [describe_field(column, example) for column in columns] for name, columns in lists.items()}
    shown_keys = ("name", "label", "type", "options", "long", "required")
    milestones = [{"name": name, "label": field_label(name), "due": kind.due(name)} for name in kind.milestones]
    shown = {name: [{key: one[key] for key in shown_keys} for one in some] for name, some in fields.items()}
    return {"label": _(KIND_LABELS[kind.name]), "milestones": milestones, **shown}


def worker(_call: Call) -> Response:
    """Answer the service worker: one script, as browsers of 2020 run no modules there."""
    from gisplan.maps.shared.script_modules import join_modules

    files = read_static_files()
    folder = static_address()
    names = [f"{folder}/{name}" for name in files if not name.startswith("worker/")]
    app = json.dumps({"version": app_version(), "files": names})
    script = join_modules(_WORKER, lambda name: files[name].content.decode())
    headers = {"cache-control": "no-cache", "service-worker-allowed": "/"}
    return Response(f"const APP = {app};\n{script}", media_type="text/javascript; charset=utf-8", headers=headers)

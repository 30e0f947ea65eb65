"""Make answers: pages of templates in which no value is markup, JSON documents, redirects and files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.responses import RedirectResponse, Response

from gisplan.base.display import escape_json
from gisplan.base.language import _
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.web.static_files import static_address
from gisplan.web.texts import TEXTS
from gisplan.web.texts.queue import QUEUE

if TYPE_CHECKING:
    from gisplan.web.call import Call

__all__ = ["NAVIGATION", "disposition", "file_answer", "json_answer", "page", "read_clock", "redirect"]

NAVIGATION = (
    ("/", "nav_today", "viewer"),
    ("/works", "nav_works", "viewer"),
    ("/map", "nav_map", "viewer"),
    ("/scenarios", "nav_scenarios", "viewer"),
    ("/reports", "nav_reports", "viewer"),
    ("/sheets", "nav_sheets", "clerk"),
    ("/people", "nav_people", "admin"),
)
"""The pages that the bar above every page links to: address, key of the text, and the least role that sees it."""

_FORMS = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?"),
}
"""What a browser shows in an input of a type."""

LANGUAGE_CODES = {"en": "en", "zh": "zh-Hans"}


class _Texts:
    """The texts of the pages by their keys, in the language of the call; no mapping, which has names of its own."""

    def __getitem__(self, key: str) -> str:
        return _(TEXTS[key])


def page(call: Call, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200) -> Response:
    """Make a page of a template.

    Parameters
    ----------
    call : Call
    template : str
        A file of `templates/`.
    values : mapping
        What it shows.
    status : int
    """
    ledger = call.desk.ledger
    known = {"last_event": ledger.last_event, "last_record": ledger.last_record} if call.account is not None else {}
    common = {
        **known,
        "t": _Texts(),
        "call": call,
        "navigation": NAVIGATION,
        "county": call.desk.name,
        "account": call.account,
        "form_token": call.form_token,
        "read_only": call.desk.settings.read_only,
        "language": LANGUAGE_CODES[call.language],
        "static": static_address(),
        "owner": call.owner,
        "clock": read_clock(call),
        "words": {key: _(text) for key, text in QUEUE.items()},
    }
    text = _environment().get_template(template).render({**common, **(values or {})})
    return Response(text, status, media_type="text/html")


def read_clock(call: Call) -> dict[str, Any]:
    """Read the county's day and the offset of its clock, by which scripts know which day is today.

    Parameters
    ----------
    call : Call
    """
    ledger = call.desk.ledger
    offset = parse_utc_offset(ledger.utc_offset).utcoffset(None)
    return {"today": ledger.today.isoformat(), "offset": int(offset.total_seconds() // 60)}


def json_answer(document: Any, *, status: int = 200) -> Response:
    """Make an answer of a JSON document."""
    text = escape_json(json.dumps(document, ensure_ascii=False, allow_nan=False))
    return Response(text, status, media_type="application/json")


def redirect(path: str) -> Response:
    """Send the browser to another page, which it gets anew."""
    return RedirectResponse(path, 303)


def file_answer(content: bytes, name: str, media_type: str) -> Response:
    """Make an answer that the browser saves as a file."""
    return Response(content, media_type=media_type, headers={"content-disposition": disposition(name)})


def disposition(name: str, *, inline: bool = False) -> str:
    """Return the header that names a file, and says whether the browser saves it or may show it.

    Examples
    --------
    >>> disposition("a b.jpg", inline=True).split("; ")
    ['inline', 'filename="a_b.jpg"', "filename*=UTF-8''a%20b.jpg"]
    """
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in name)
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def type_for(text: Any, kind: str) -> str:
    """Return the type of an input that shows a text: browsers leave out what is no date or number, so that it is lost.

    Examples
    --------
    >>> [type_for(text, "date") for text in ("", "2019-06-30", "6月30日")]
    ['date', 'date', 'text']
    >>> [type_for(text, "number") for text in ("-5", "5.25", "1e3", "五")]
    ['number', 'number', 'number', 'text']
    """
    form = _FORMS.get(kind)
    return kind if not text or form is None or form.fullmatch(str(text)) else "text"


@cache
def _environment() -> Environment:
    folder = files("gisplan.web") / "templates"

    def load(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    made = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["type_for"] = type_for
    made.filters["path"] = lambda text: quote(str(text), safe="")
    return made

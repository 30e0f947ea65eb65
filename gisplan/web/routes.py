"""The table of all addresses: which role each asks for, how large what is sent may be, and what answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from gisplan.web.api.document import make_document
from gisplan.web.api.operations import DOCUMENT, OPERATIONS, Operation
from gisplan.web.call import Call
from gisplan.web.pages import account, bulk, editing, files, people, service, today, work, work_files, works
from gisplan.web.pages.api import county, entries, listed
from gisplan.web.pages.api import scenarios as api_scenarios
from gisplan.web.pages.county import county_map, village
from gisplan.web.pages.offline import kept
from gisplan.web.pages.reports import ask as ask_report
from gisplan.web.pages.reports import kept as kept_report
from gisplan.web.pages.reports import reports
from gisplan.web.pages.scenarios import compare as compared
from gisplan.web.pages.scenarios import listed as scenarios
from gisplan.web.pages.scenarios import one as scenario
from gisplan.web.render import json_answer

__all__ = ["ROUTES", "Route"]

Method = Literal["GET", "POST"]
Kind = Literal["page", "data"]

_KB = 1024
_MB = 1024 * _KB
_FILES = 60 * _MB  # one of the largest that are kept, or many photos


@dataclass(frozen=True)
class Route:
    """One address.

    Parameters
    ----------
    method : str
        A GET changes nothing; a POST comes from one of the desk's own pages, and is refused on a desk that is only
        read, except where `always` is true.
    path : str
        The address, with the names of its variable places.
    role : str or None
        The least role that may ask; None where nobody need be signed in.
    answer : callable
        Makes the answer, in a thread of its own.
    kind : str
        "page" for people: who is not signed in is sent to the page where to sign in. "data" for scripts and other
        programs: they get 401.
    largest : int
        The most bytes that may be sent.
    files : int
        How many more bytes the files of a form may have.
    always : bool
        Whether it also works on a desk that is only read.
    hashes : bool
        Whether it hashes a password, which takes long: so many wait outside of the threads that answer all else.
    """

    method: Method
    path: str
    role: str | None
    answer: Callable[[Call], Response]
    kind: Kind = "page"
    largest: int = 256 * _KB
    files: int = 0
    always: bool = False
    hashes: bool = False

    @property
    def operation(self) -> Operation | None:
        """What it does for programs; None where it is for the pages alone."""
        return OPERATIONS.get((self.method, self.template))

    @property
    def template(self) -> str:
        """The address with the names of its variable places, without their types."""
        return self.path.replace(":number", "").replace(":path", "")


def describe(call: Call) -> Response:  # noqa: ARG001  # the same for all
    """Answer the document of the addresses for programs."""
    return json_answer(make_document(ROUTES))


ROUTES: tuple[Route, ...] = (
    Route("GET", "/health", None, service.health, "data"),
    Route("GET", "/metrics", None, service.metrics, "data"),
    Route("GET", "/static/{name:path}", None, service.static, "data"),
    Route("GET", "/sign-in", None, account.show_sign_in),
    Route("POST", "/sign-in", None, account.sign_in, always=True, hashes=True, largest=8 * _KB),
    Route("POST", "/language", None, account.choose_language, always=True, largest=8 * _KB),
    Route("POST", "/sign-out", "viewer", account.sign_out, always=True, largest=8 * _KB),
    Route("GET", "/password", "viewer", account.show_password),
    Route("POST", "/password", "viewer", account.change_password, always=True, hashes=True, largest=8 * _KB),
    Route("GET", "/", "viewer", today.show),
    Route("GET", "/works", "viewer", works.show),
    Route("GET", "/works.xlsx", "viewer", files.download_form),
    Route("GET", "/works.csv", "viewer", files.download_csv),
    Route("GET", "/works.geojson", "viewer", files.download_geojson),
    Route("POST", "/works/bulk", "clerk", bulk.record),
    Route("GET", "/works/{number:number}", "viewer", work.show),
    Route("POST", "/works/{number:number}", "clerk", work.record, files=_FILES),
    Route("POST", "/works/{number:number}/undo", "clerk", work.undo),
    Route("POST", "/works/{number:number}/choose", "clerk", work.choose),
    Route("POST", "/works/{number:number}/editing", "clerk", editing.mark, "data", largest=1 * _KB),
    Route("POST", "/works/{number:number}/comments", "clerk", work_files.comment, files=_FILES),
    Route("GET", "/works/{number:number}/files/{sha256}", "viewer", work_files.show_file),
    Route("GET", "/works/{number:number}/files/{sha256}/small", "viewer", work_files.show_small),
    Route("GET", "/sheets", "clerk", files.show),
    Route("POST", "/sheets", "clerk", files.compare, files=20 * _MB),
    Route("POST", "/sheets/take", "clerk", files.take),
    Route("GET", "/reports", "viewer", reports.show),
    Route("POST", "/reports", "viewer", ask_report.ask, largest=16 * _KB),
    Route("GET", "/reports/new", "viewer", ask_report.show_form),
    Route("GET", "/reports/state", "viewer", reports.state, "data"),
    Route("GET", "/reports/{id:number}", "viewer", reports.show_one),
    Route("POST", "/reports/{id:number}/cancel", "viewer", ask_report.cancel, largest=8 * _KB),
    Route("POST", "/reports/{id:number}/again", "viewer", ask_report.again, largest=8 * _KB),
    Route("GET", "/reports/{id:number}/files/{name:path}", "viewer", kept_report.answer),
    Route("GET", "/scenarios", "viewer", scenarios.show),
    Route("POST", "/scenarios", "planner", scenarios.begin),
    Route("POST", "/scenarios/upload", "planner", scenarios.upload, files=20 * _MB),
    Route("GET", "/scenarios/compare", "viewer", compared.show),
    Route("GET", "/scenarios/compare/state", "viewer", compared.state, "data"),
    Route("GET", "/scenarios/{number:number}", "viewer", scenario.show),
    Route("GET", "/scenarios/{number:number}/page", "viewer", scenario.show_made),
    Route("GET", "/scenarios/{number:number}/file", "viewer", scenarios.download),
    Route("GET", "/scenarios/{number:number}/history", "viewer", scenario.show_history),
    Route("GET", "/scenarios/{number:number}/settings", "planner", scenario.show_settings),
    Route("POST", "/scenarios/{number:number}/settings", "planner", scenario.configure),
    Route("POST", "/scenarios/{number:number}/copy", "planner", scenarios.copy, largest=8 * _KB),
    Route("POST", "/scenarios/{number:number}/archive", "planner", scenario.archive, largest=8 * _KB),
    Route("POST", "/scenarios/{number:number}/undo", "planner", scenario.undo, largest=8 * _KB),
    Route("POST", "/scenarios/{number:number}/comments", "planner", scenario.comment, largest=32 * _KB),
    Route("GET", "/people", "admin", people.show),
    Route("POST", "/people", "admin", people.add, hashes=True),
    Route("GET", "/people/{id:number}", "admin", people.show_one),
    Route("POST", "/people/{id:number}", "admin", people.change),
    Route("POST", "/people/{id:number}/disable", "admin", people.disable),
    Route("POST", "/people/{id:number}/password", "admin", people.set_password, hashes=True),
    Route("POST", "/people/{id:number}/unlock", "admin", people.unlock, largest=8 * _KB),
    Route("POST", "/people/{id:number}/remove", "admin", people.remove, largest=8 * _KB),
    Route("POST", "/people/{id:number}/tokens", "admin", people.revoke_tokens),
    Route("GET", DOCUMENT, None, describe, "data"),
    Route("GET", "/api/state", "viewer", county.state, "data"),
    Route("GET", "/api/works", "viewer", listed.works, "data"),
    Route("GET", "/api/works/{number:number}", "viewer", listed.work, "data"),
    Route("GET", "/api/works/{number:number}/events", "viewer", listed.history, "data"),
    Route("POST", "/api/works/{number:number}", "clerk", entries.record, "data"),
    Route("POST", "/api/works/{number:number}/undo", "clerk", entries.undo, "data"),
    Route("GET", "/api/works/{number:number}/comments", "viewer", listed.comments, "data"),
    Route("POST", "/api/works/{number:number}/comments", "clerk", entries.comment, "data"),
    Route("POST", "/api/works/{number:number}/files", "clerk", entries.keep, "data", files=_FILES),
    Route("GET", "/api/works/{number:number}/files/{sha256}", "viewer", work_files.show_file, "data"),
    Route("GET", "/api/verdicts", "viewer", county.verdicts, "data"),
    Route("GET", "/api/villages/{code}", "viewer", county.village, "data"),
    Route("GET", "/api/scenarios", "viewer", api_scenarios.scenarios, "data"),
    Route("GET", "/api/scenarios/{number:number}", "viewer", api_scenarios.one, "data"),
    Route("POST", "/api/scenarios/{number:number}", "planner", api_scenarios.change, "data", largest=4 * _MB),
    Route("GET", "/api/scenarios/{number:number}/changes", "viewer", api_scenarios.changes, "data"),
    Route("POST", "/api/scenarios/{number:number}/solve", "planner", api_scenarios.solve, "data", largest=8 * _KB),
    Route("POST", "/api/scenarios/{number:number}/cancel", "planner", api_scenarios.cancel, "data", largest=8 * _KB),
    Route("GET", "/offline/me", "viewer", kept.me, "data"),
    Route("GET", "/offline/works", "clerk", kept.works, "data"),
    Route("GET", "/unsent", "clerk", kept.show_kept),
    Route("GET", "/worker.js", None, kept.worker, "data"),
    Route("GET", "/map", "viewer", county_map.show),
    Route("GET", "/map/page", "viewer", county_map.show_page),
    Route("GET", "/map/works", "viewer", county_map.works, "data"),
    Route("GET", "/map/state", "viewer", county_map.state, "data"),
    Route("GET", "/villages/{code}", "viewer", village.show),
    Route("GET", "/dossier/{name}", "viewer", county_map.show_dossier),
    Route("GET", "/live", "viewer", service.live, "data"),
    Route("GET", "/live/state", "viewer", service.live_state, "data"),
)
"""All addresses. A test asks each of them as each role, and as nobody."""

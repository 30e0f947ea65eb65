"""What each address for programs does: its words, its parameters, what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gisplan.base.language import N_
from gisplan.ledger.kinds import read_kinds
from gisplan.web.api.values import TEXT, Schema
from gisplan.web.works.selection import SORTS, STAGES

__all__ = ["DOCUMENT", "OPERATIONS", "Operation", "Parameter"]

DOCUMENT = "/api/openapi.json"
"""The address of the document of all operations."""

_MOST_OF_SEARCH = 200  # characters


@dataclass(frozen=True)
class Parameter:
    """What may stand behind the question mark of an address."""

    text: str
    schema: Schema = field(default_factory=lambda: TEXT)


@dataclass(frozen=True)
class Operation:
    """One address for programs.

    Parameters
    ----------
    summary : str
        What it does, in a sentence.
    answers : str
        The name of the schema of its answer; "file" for bytes.
    takes : str
        The name of the schema of the document that is sent; "files" for a form with files; empty for nothing.
    query : mapping of str to Parameter
    refuses : tuple of int
        The statuses of refusals beside those of every address.
    """

    summary: str
    answers: str
    takes: str = ""
    query: Mapping[str, Parameter] = field(default_factory=dict)
    refuses: tuple[int, ...] = ()


def _choice(names: Any) -> Schema:
    return {"enum": list(names)}


_FILTERS = {
    "q": Parameter(
        N_("Parts of the name, code, village or town, or their pinyin."), {**TEXT, "maxLength": _MOST_OF_SEARCH}
    ),
    "kind": Parameter(N_("The kind of works."), _choice(read_kinds())),
    "town": Parameter(N_("The town, by its name.")),
    "programme": Parameter(N_("The programme or category, as the works have it.")),
    "stage": Parameter(N_("Which works, by how far they are."), _choice(STAGES)),
    "sort": Parameter(N_("The order."), _choice(SORTS)),
    "own": Parameter(N_("1 for those alone that the account may record."), _choice(["1"])),
}

OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("GET", DOCUMENT): Operation(N_("This document."), "OpenAPI"),
    ("GET", "/api/state"): Operation(N_("The county, the last event of its ledger, and who asks."), "State"),
    ("GET", "/api/works"): Operation(N_("The works that the filters choose, all in one list."), "Works", "", _FILTERS),
    ("GET", "/api/works/{number}"): Operation(
        N_("One work, with the version that a change must name."), "Works", refuses=(404,)
    ),
    ("GET", "/api/works/{number}/events"): Operation(
        N_("What was recorded of a work, in the order of recording."), "Events", refuses=(404,)
    ),
    ("POST", "/api/works/{number}"): Operation(
        N_(
            "Record milestones and values of a work. If somebody changed the work since the version that was seen, "
            "nothing is recorded, and the answer has both values. An entry that is sent again with the same id "
            "counts once."
        ),
        "Recorded",
        "Entry",
        refuses=(404, 409, 410),
    ),
    ("POST", "/api/works/{number}/undo"): Operation(
        N_("Record the value that a field had before its last event; nothing is erased."),
        "Recorded",
        "Undo",
        refuses=(404, 409),
    ),
    ("GET", "/api/works/{number}/comments"): Operation(N_("The comments on a work."), "Comments", refuses=(404,)),
    ("POST", "/api/works/{number}/comments"): Operation(
        N_("Comment on a work."), "Comment", "NewComment", refuses=(404, 410)
    ),
    ("POST", "/api/works/{number}/files"): Operation(
        N_(
            "Send photos and documents. The answer names each file; an entry or comment that has such a name attaches "
            "the file. What nothing was attached to within an hour is removed."
        ),
        "KeptFiles",
        "files",
        refuses=(404,),
    ),
    ("GET", "/api/works/{number}/files/{sha256}"): Operation(N_("A file of a work."), "file", refuses=(404,)),
    ("GET", "/api/scenarios"): Operation(N_("All scenarios of the county, without their edits."), "Scenarios"),
    ("GET", "/api/scenarios/{number}"): Operation(
        N_("One scenario with its edits, the version that a change must name, and how far its page and its plan are."),
        "ScenarioNow",
        refuses=(404,),
    ),
    ("POST", "/api/scenarios/{number}"): Operation(
        N_(
            "Change a scenario: edits of stretches, settings, roads that were drawn, or undoing a change by its "
            "number. If somebody else changed the same since the version that was seen, nothing is recorded, and the "
            "answer has their changes. An entry that is sent again with the same id counts once."
        ),
        "Scenario",
        "ScenarioEntry",
        refuses=(404, 409),
    ),
    ("GET", "/api/scenarios/{number}/changes"): Operation(
        N_("All changes of a scenario and the comments on it, in the order of recording."),
        "ScenarioChanges",
        refuses=(404,),
    ),
    ("POST", "/api/scenarios/{number}/solve"): Operation(
        N_("Ask for the best plan from a scenario: what was put in, out or done by hand is kept."),
        "ScenarioJob",
        "Solve",
        refuses=(404,),
    ),
    ("POST", "/api/scenarios/{number}/cancel"): Operation(
        N_("Cancel what the account has asked for; an administrator cancels all of it."),
        "ScenarioJob",
        "Cancel",
        refuses=(404, 409),
    ),
    ("GET", "/api/verdicts"): Operation(
        N_("The verdicts on all villages, as gisplan gaps writes them to verdicts.json; 404 until they are made."),
        "Verdicts",
        refuses=(404,),
    ),
    ("GET", "/api/villages/{code}"): Operation(
        N_("The verdicts on one village, as they stand in the verdicts on all; 404 until they are made."),
        "Villages",
        refuses=(404,),
    ),
}
"""Every address under /api/; a test compares it with the table of routes."""

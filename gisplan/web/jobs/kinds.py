"""The table of all kinds of reports: what each is called, takes and contains; a command writes the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from gisplan.base.errors import DeskError
from gisplan.base.language import N_, _
from gisplan.ledger.events.labels import KIND_LABELS
from gisplan.web.jobs.arguments import Argument, read_arguments

__all__ = ["Kind", "read_kept", "read_kinds"]


@dataclass(frozen=True)
class Kind:
    """One kind of report.

    Parameters
    ----------
    name : str
        Also the name of what makes it, in `gisplan.web.jobs.makers`.
    label, text : str
        What it is called, and what it contains; in English.
    command : str
        The command that writes the same.
    arguments : tuple of Argument
    has_names : callable
        Whether households are listed by name, by the arguments.
    of_ledger : bool
        Whether it depends on the ledger.
    is_report : bool
        Whether it is offered as a report; others are asked for on pages of their own.
    """

    name: str
    label: str
    text: str
    command: str
    arguments: tuple[Argument, ...]
    has_names: Callable[[Mapping[str, Any]], bool] = lambda _values: False
    of_ledger: bool = True
    is_report: bool = True


_ON = Argument("on", N_("As of the end of"), "day", hint=N_("Without a day: the county's own date, else today."))
_SCOPE = Argument(
    "scope",
    N_("Criteria that count"),
    "choice",
    (("exit", N_("the exit standard")), ("plan", N_("the annual plan too")), ("all", N_("all criteria"))),
)
_STANDARD = Argument("standard", N_("Standard"), "choice", (("", N_("the county's own")),))
_ACCEPT = Argument("accept_assumed", N_("Count assumed surfaces as surveyed"), "flag")

_GAPS = Kind(
    "gaps",
    N_("Verdicts with map and workbook"),
    N_("What each village lacks: map, workbook, GIS layers and document."),
    "gisplan gaps --ledger",
    (
        _ON,
        _SCOPE,
        _STANDARD,
        Argument(
            "formats",
            N_("Layers in these formats too"),
            "several",
            (("geojson", "GeoJSON"), ("parquet", "Parquet"), ("csv", "CSV")),
        ),
        Argument("charts", N_("Charts"), "flag", extra="matplotlib"),
        Argument("names", N_("List households without power by name"), "flag"),
    ),
    lambda values: bool(values.get("names")),
)
_DOSSIER = Kind(
    "dossier",
    N_("Exit dossier"),
    N_("A page for each village, for signature, packed in one file."),
    "gisplan gaps --ledger --dossier",
    (
        _ON,
        _SCOPE,
        Argument("pdf", N_("As PDF too, one file a town"), "flag", extra="typst"),
        Argument("docx", N_("As Word documents too, one a village"), "flag", extra="docxtpl"),
    ),
)
_VERIFY = Kind(
    "verify",
    N_("Verdict document"),
    N_("The verdicts as a document for other programs."),
    "gisplan verify --ledger --json",
    (_ON, _SCOPE, _STANDARD, _ACCEPT),
)
_PROGRESS = Kind(
    "progress",
    N_("Progress of the works"),
    N_("By programme and town: what is finished, overdue and still to come; page with a map, workbook and document."),
    "gisplan ledger report",
    (
        replace(_ON, hint=N_("Without a day: today.")),
        Argument("known_at", N_("By what was recorded up to"), "day", hint=N_("Without a day: everything.")),
    ),
)
_WORKS = Kind(
    "works",
    N_("Works in the bureaus' forms"),
    N_("All works of the ledger as a workbook, which can be edited and uploaded again."),
    "gisplan ledger export",
    (
        Argument(
            "works_kind",
            N_("Kind of works"),
            "choice",
            (
                ("", N_("works of every kind")),
                *KIND_LABELS.items(),
            ),
        ),
    ),
)
_PLAN = Kind(
    "plan",
    N_("Plan: what to build first"),
    N_("The roads that serve most within the budgets, with proof or bound: map, workbook, GIS layers and document."),
    "gisplan plan --ledger",
    (
        _ON,
        _STANDARD,
        Argument(
            "budgets",
            N_("Budgets in km"),
            "pairs",
            hint=N_(
                "A programme and its budget, such as group_roads=20, general=8. Without any: all that can be served."
            ),
        ),
        Argument(
            "prize",
            N_("Serve the most"),
            "choice",
            (
                ("people", N_("people")),
                ("households", N_("households")),
                ("villages", N_("villages")),
                ("groups", N_("groups")),
            ),
        ),
        Argument("time_limit", N_("Time limit in seconds"), "number", least=1, most=3600),
        Argument("whole_segments", N_("Build only whole segments"), "flag"),
        Argument("budget_curve", N_("Smaller and larger budgets too"), "flag"),
        Argument("road_works", N_("Evaluate the county's own list too"), "flag"),
        _ACCEPT,
    ),
)
_COMPARE = Kind(
    "compare",
    N_("Comparison of two days"),
    N_("Which verdicts changed between two days, and why: text and documents."),
    "gisplan compare",
    (
        Argument("before", N_("From the end of"), "day", required=True),
        replace(_ON, label=N_("To the end of")),
        _SCOPE,
    ),
)
_CHECK = Kind(
    "check",
    N_("Check of the county's files"),
    N_("Every fault of the files, and the rows that were set aside, in workbooks. It may show names of households."),
    "gisplan check",
    (),
    lambda _values: True,
    of_ledger=False,
)

_LARGEST = 999_999_999
_SCENARIO = Kind(
    "scenario",
    N_("Best plan of a scenario"),
    N_("The best plan from a scenario, which keeps what was put in, out or done by hand. It is recorded there."),
    "gisplan scenario solve",
    (
        Argument("number", N_("Scenario"), "number", least=1, most=_LARGEST, required=True),
        Argument("version", N_("Up to its change"), "number", most=_LARGEST),
        Argument("time_limit", N_("Time limit in seconds"), "number", least=1, most=3600),
    ),
    of_ledger=False,
    is_report=False,
)


@cache
def read_kinds() -> Mapping[str, Kind]:
    """Return all kinds by their name, in the order in which they are offered."""
    from importlib.resources import files

    names = sorted(item.name.removesuffix(".toml") for item in (files("gisplan.standards") / "data").iterdir())
    standard = replace(_STANDARD, choices=(*_STANDARD.choices, *((name, name) for name in names)))
    listed = (_PROGRESS, _GAPS, _DOSSIER, _PLAN, _COMPARE, _WORKS, _VERIFY, _CHECK, _SCENARIO)
    return {kind.name: _with_standards(kind, standard) for kind in listed}


def _with_standards(kind: Kind, standard: Argument) -> Kind:
    return replace(kind, arguments=tuple(standard if one is _STANDARD else one for one in kind.arguments))


def read_kept(name: str, arguments: Mapping[str, Any]) -> tuple[Kind, dict[str, Any]]:
    """Read the kind and the arguments of a job as the store has them.

    Raises
    ------
    DeskError
        There is no such kind, or the arguments are none of it: a later gisplan asked for it, or somebody else.
    """
    kind = read_kinds().get(name)
    if kind is None:
        raise DeskError(_("This gisplan does not know reports of the kind {0}: update gisplan.").format(name))

    def given(key: str) -> Sequence[str]:
        value = arguments.get(key, [])
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]

    return kind, read_arguments(kind.arguments, given)

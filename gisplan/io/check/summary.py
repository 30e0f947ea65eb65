"""What matters first of a check: what is refused, set aside, blank, assumed, corrected, and missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from gisplan.base.faults import Fault
from gisplan.county.code_lists import NOT_BUILT
from gisplan.county.county import County
from gisplan.county.facility_kinds import count_kinds
from gisplan.county.milestones import MILESTONES
from gisplan.county.schema import LAYERS
from gisplan.io.check.needs import Missing, find_missing, find_unusable_programmes, list_needs
from gisplan.io.check.report import CheckReport

__all__ = [
    "Blank",
    "Summary",
    "Unused",
    "count_values",
    "describe_summary",
    "is_assumption",
    "summarise",
]

_ASSUMPTIONS = ("encoding-detected", "encoding-claimed", "header-found", "gcj02-read")
_ALWAYS = (("roads", "surface"), ("roads", "class"), ("villages", "population"))
_EXIT_YEAR = ("villages", "exit_year")  # blank of villages that do not exit
_FIGURES = ("number", "percent", "boolean")
_COMPARED = ("population", "households")


@dataclass(frozen=True)
class Blank:
    """A column with values that are blank or stated as unknown: what verdicts rest on there is unknown.

    Attributes
    ----------
    layer, column : str
    count, of : int
        How many of the accepted rows are blank, and how many there are.
    """

    layer: str
    column: str
    count: int
    of: int


@dataclass(frozen=True)
class Unused:
    """A column of a table of villages that was read, and that no criterion or target of the standard uses.

    Attributes
    ----------
    layer, column : str
    """

    layer: str
    column: str


@dataclass(frozen=True)
class Summary:
    """The numbers of a check.

    Attributes
    ----------
    refused : tuple of str
        The files that are refused.
    rows, accepted, set_aside, left_out : int
        The rows of the files that are not refused; `rows` is `accepted` + `set_aside` + `left_out`, which the county
        file leaves out by `where`.
    set_aside_of : mapping of str to int
        How many rows of each layer are set aside.
    blanks : tuple of Blank
        Blank values that the standard's criteria, the roads' surfaces and the counts of people need; none are counted
        where a file is refused.
    assumptions : tuple of Fault
        What was assumed, such as the coordinate system of a file that states none.
    corrected, warnings : int
        How many values were corrected when read; how many warnings there are.
    standard : str
        The id of the standard; "" where none is known.
    missing : tuple of Missing
        What the standard needs and the county does not give.
    unusable_programmes : tuple of Missing
        What programmes of the plan need and the county does not give: they may build nothing.
    unused : tuple of Unused
        What the county gives and the standard does not use.
    facilities : mapping of str to int
        How many facilities there are of each kind, "" of those without one; no verdict rests on them.
    roads_not_built : int
        How many rows of roads are not started or under way; verdicts leave them out.
    """

    refused: tuple[str, ...]
    rows: int
    accepted: int
    set_aside: int
    left_out: int
    set_aside_of: Mapping[str, int]
    blanks: tuple[Blank, ...]
    assumptions: tuple[Fault, ...]
    corrected: int
    warnings: int
    standard: str
    missing: tuple[Missing, ...]
    unused: tuple[Unused, ...]
    roads_not_built: int = 0
    unusable_programmes: tuple[Missing, ...] = ()
    facilities: Mapping[str, int] = field(default_factory=dict)


def summarise(report: CheckReport) -> Summary:
    """Return what matters first of a check.

    Parameters
    ----------
    report : CheckReport

    Returns
    -------
    Summary
    """
    read = [item for item in report.inputs if not report.refuses(item)]
    needs = list_needs(report.standard)
    corrections = [fault for fault in report.faults_of("F") if not is_assumption(fault)]
    return Summary(
        refused=report.refused,
        rows=sum(item.rows for item in read),
        accepted=sum(item.accepted for item in read),
        set_aside=sum(item.quarantined for item in read),
        left_out=sum(item.left_out for item in read),
        set_aside_of={item.layer: item.quarantined for item in read if item.quarantined},
        blanks=() if report.county is None else tuple(_find_blanks(report.county, needs)),
        assumptions=tuple(fault for fault in report.faults if is_assumption(fault)),
        corrected=sum(map(count_values, corrections)),
        warnings=sum(1 for fault in report.faults_of("W") if not is_assumption(fault)),
        standard=report.standard.id if report.standard is not None else "",
        missing=tuple(find_missing(report, needs)),
        unused=() if report.county is None or report.standard is None else tuple(_find_unused(report.county, needs)),
        roads_not_built=0 if report.county is None else _count_not_built(report.county),
        unusable_programmes=tuple(find_unusable_programmes(report)),
        facilities={} if report.county is None else _count_facilities(report.county),
    )


def is_assumption(fault: Fault) -> bool:
    """Return whether a fault says that something was assumed which no file states."""
    return "assumed" in fault.code or fault.code in _ASSUMPTIONS


def count_values(fault: Fault) -> int:
    """Return how many values a fault is about."""
    return max(len(fault.rows), 1) if "rows" in fault.params else int(fault.params.get("count", 1))


def _find_unused(county: County, needs: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[Unused]:
    """Find the figures in tables of villages that no criterion uses; people and households are compared in any case."""
    for name, layer in LAYERS.items():
        if layer.shape is not None or layer.code != "village" or name not in county.columns:
            continue
        for column in layer.columns:
            is_figure = column.kind in _FIGURES and column.name not in _COMPARED
            if is_figure and column.name in county.columns[name] and (name, column.name) not in needs:
                yield Unused(name, column.name)


def _find_blanks(county: County, needs: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[Blank]:
    """Find blank values of needed columns; a milestone that is not reached yet is rightly blank."""
    for layer, column in dict.fromkeys((*_ALWAYS, *needs)):
        if not column or column in MILESTONES.get(layer, ()) or column not in county.columns.get(layer, ()):
            continue
        if (layer, column) == _EXIT_YEAR:
            continue
        frame = getattr(county, "works" if layer in MILESTONES else layer, None)
        if frame is None:
            continue
        if layer in MILESTONES:
            frame = frame[frame["layer"] == layer]
        values = frame[~frame["row"].duplicated()][column]  # a line of several parts is one row
        count = int(values.isna().sum())
        if count:
            yield Blank(layer, column, count, len(values))


def _count_not_built(county: County) -> int:
    left_out = county.roads["status"].isin(NOT_BUILT)
    return int(county.roads["row"][left_out].nunique())  # a line of several parts is one row


def _count_facilities(county: County) -> dict[str, int]:
    return {} if county.facilities is None else count_kinds(county.facilities)


def describe_summary(summary: Summary) -> dict[str, Any]:
    """Return a summary as plain values for JSON."""
    plain = {name: value for name, value in vars(summary).items() if name != "assumptions"}
    plain["blanks"] = [asdict(blank) for blank in summary.blanks]
    plain["missing"] = [asdict(missing) for missing in summary.missing]
    plain["unusable_programmes"] = [asdict(missing) for missing in summary.unusable_programmes]
    plain["unused"] = [asdict(unused) for unused in summary.unused]
    plain["assumptions"] = dict(sorted(Counter(fault.code for fault in summary.assumptions).items()))
    return plain

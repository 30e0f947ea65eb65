"""What a standard needs of a county's files: its criteria and targets, and the programmes of its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gisplan.county.county import County
from gisplan.county.schema import LAYERS
from gisplan.io.check.report import CheckReport
from gisplan.standards import Criterion, Standard, Target

__all__ = ["Missing", "find_missing", "find_unusable_programmes", "list_needs", "needs_trunk"]

_PEOPLE = ("villages", "population")  # everybody counts people, whatever the standard
_COLUMN_KEYS = ("column", "numerator", "denominator", "weight")
_SIZES = {"min_households": "households", "min_people": "population"}


@dataclass(frozen=True)
class Missing:
    """A layer that the county does not give, or a column that its file does not have.

    Attributes
    ----------
    layer : str
    column : str
        "" where the whole layer is missing.
    needed_by : tuple of str
        The criteria and targets of the standard that need it, by their ids; none of the people of the villages, whom
        the figures count without a criterion.
    """

    layer: str
    column: str
    needed_by: tuple[str, ...]


def list_needs(standard: Standard | None) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the layers and columns that a standard's criteria and targets need, and which of them need each.

    Parameters
    ----------
    standard : Standard or None
        None of a county without one.

    Returns
    -------
    dict
        The ids by the layer and the column; "" where the whole layer is needed.
    """
    needs: dict[tuple[str, str], list[str]] = {}
    entries: list[Criterion | Target] = [] if standard is None else [*standard.criteria, *standard.targets]
    for entry in entries:
        for place in _list_places(entry):
            needs.setdefault(place, []).append(entry.id)
    return {place: tuple(dict.fromkeys(ids)) for place, ids in needs.items()}


def needs_trunk(standard: Standard) -> bool:
    """Return whether a criterion of a standard asks for a way to the trunk network, so that its roads must be known.

    Parameters
    ----------
    standard : Standard
    """
    return any(getattr(criterion, "reach_to", "any") in ("trunk", "both") for criterion in standard.criteria)


def _list_places(entry: Criterion | Target) -> Iterator[tuple[str, str]]:
    """The layers and columns of one criterion or target: what it measures, and what says to whom it applies."""
    settlements = f"{getattr(entry, 'settlement', 'village')}s"
    if settlements == "groups":
        yield "groups", ""
    for key, column in _SIZES.items():
        if getattr(entry, key, None) is not None:
            yield settlements, column
    yield from (("villages", column) for column, _values in entry.where)
    if getattr(entry, "served_by_roads", False):
        yield "roads", "surface"
    if entry.layer in LAYERS:
        yield entry.layer, ""
        columns = {getattr(entry, name, "") for name in (*_COLUMN_KEYS, "milestone")}
        yield from ((entry.layer, column) for column in sorted(columns & set(LAYERS[entry.layer].names)))


def find_missing(report: CheckReport, needs: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[Missing]:
    """Find what a standard needs and the county does not give.

    Parameters
    ----------
    report : CheckReport
    needs : mapping
        As `list_needs` returns them.

    Yields
    ------
    Missing
    """
    if report.layers:
        for (layer, column), needed_by in sorted({_PEOPLE: (), **needs}.items()):
            if _is_missing(report, layer, column):
                yield Missing(layer, column, needed_by)


def find_unusable_programmes(report: CheckReport) -> Iterator[Missing]:
    """Find what programmes of the plan need and the county does not give: without it they may build nothing.

    Parameters
    ----------
    report : CheckReport

    Yields
    ------
    Missing
    """
    if report.county is None or report.standard is None:
        return
    needs: dict[tuple[str, str], list[str]] = {}
    for programme in replace(report.standard.plan, **report.county.plan).programmes:
        for place in programme.needs:
            needs.setdefault(place, []).append(programme.id)
    for (layer, column), ids in sorted(needs.items()):
        if _is_missing(report, layer, column):
            yield Missing(layer, column, tuple(ids))


def _is_missing(report: CheckReport, layer: str, column: str) -> bool:
    """Whether the county has no such layer, or its file no such column; the column of a missing layer is not asked."""
    if layer not in report.layers:
        return not column
    return bool(column) and report.county is not None and not _is_given(report.county, layer, column)


def _is_given(county: County, layer: str, column: str) -> bool:
    """Whether the file has a column, or the county file fills it in."""
    if column in county.columns.get(layer, {column}):
        return True
    frame = getattr(county, layer, None)
    return frame is not None and column in frame and bool(frame[column].notna().any())

"""Standards: what ought to be there, as data. A standard is criteria and targets with their sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from gisplan.base.errors import StandardError
from gisplan.base.language import _
from gisplan.standards.criterion import Criterion, Where, find_sector
from gisplan.standards.plan_rules import PlanRules
from gisplan.standards.values import (
    DATE,
    MILESTONE,
    NUMBER,
    READINGS,
    TEXT,
    TEXTS,
    WHERE,
    key,
    list_milestones,
    list_number_columns,
    one_of,
)

__all__ = ["OutOfScope", "Reading", "Standard", "Target"]


@dataclass(frozen=True)
class Reading:
    """One reading of a garbled figure.

    Attributes
    ----------
    id : str
    threshold : float
        What the figure requires when it is read so.
    works : int or None
        How many works it takes that to be.
    note : str
        A remark for readers.
    """

    id: str
    threshold: float
    works: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Target:
    """What the county as a whole must have. `gisplan.standards.measures` lists which keys each measure needs.

    Attributes
    ----------
    id : str
        The name of the target in the standard and in all documents.
    role : str
        "exit", "plan" or "report": see `Criterion`.
    unit : str
        The unit of `threshold`.
    source, source_zh : str
        Where the requirement is written, in English and Chinese.
    criterion : str
        Of "share" and "count": the criterion whose settlements are counted.
    measure : str
        What is measured. "share": per cent of a criterion's settlements, or of their people, that meet
        it. "count": how many meet it; without a criterion, villages that meet all exit criteria, or
        works that reached a milestone. "length": km of works that reached it. "people": people whom
        works serve that reached it, each once. "ratio": per cent, a sum over a sum. "left": what a sum
        lacks of another. "least": the lowest value of a column. "mean": its mean, weighted.
    threshold : float or None
        Required; none for the role "report" is only a figure.
    compare : str
        "at_least" or "at_most".
    of : str
        What a share or a count counts: "settlements", the "people" in them, villages "listed" in the
        county, or those whose "verdict" is met.
    due : date or None
        By when it must be reached.
    where : tuple
        Only villages whose columns have one of the values.
    layer, column, numerator, denominator, weight : str
        The layer that is measured, and its columns.
    milestone : str
        What works must have reached.
    categories : tuple of str
        Only works of these categories or programmes; none: all.
    baseline : float or None
        What it was when the plan was made.
    raw, chosen_by, chosen_by_zh, reading, readings
        Of a garbled figure: its text, who chose the reading in English and Chinese, which, and all of them.
    note : str
        A remark for readers.
    """

    id: str = key(TEXT, required=True)
    role: str = key(one_of("exit", "plan", "report"), required=True)
    unit: str = key(TEXT, required=True)
    source: str = key(TEXT, required=True)
    source_zh: str = key(TEXT, default="")
    criterion: str = key(TEXT, default="")
    measure: str = key(TEXT, default="share")
    threshold: float | None = key(NUMBER)
    compare: str = key(one_of("at_least", "at_most"), default="at_least")
    of: str = key(one_of("settlements", "people", "listed", "verdict"), default="settlements")
    due: date | None = key(DATE)
    where: Where = key(WHERE, default=())
    layer: str = key(TEXT, default="")
    column: str = key(TEXT, default="", columns=list_number_columns)
    numerator: str = key(TEXT, default="", columns=list_number_columns)
    denominator: str = key(TEXT, default="", columns=list_number_columns)
    weight: str = key(TEXT, default="", columns=list_number_columns)
    milestone: str = key(MILESTONE, default="", columns=list_milestones)
    categories: tuple[str, ...] = key(TEXTS, default=())
    baseline: float | None = key(NUMBER)
    raw: str = key(TEXT, default="")
    chosen_by: str = key(TEXT, default="")
    chosen_by_zh: str = key(TEXT, default="")
    reading: str = key(TEXT, default="")
    readings: tuple[Reading, ...] = key(READINGS, default=())
    note: str = key(TEXT, default="")


@dataclass(frozen=True)
class OutOfScope:
    """What the source asks for and gisplan does not measure: listed, so that its absence is not read as a pass.

    Attributes
    ----------
    id : str
    title, title_zh : str
        What it is called, in English and Chinese.
    source : str
        Where the requirement is written.
    note : str
        A remark for readers.
    """

    id: str = key(TEXT, required=True)
    title: str = key(TEXT, required=True)
    source: str = key(TEXT, required=True)
    title_zh: str = key(TEXT, default="")
    note: str = key(TEXT, default="")


@dataclass(frozen=True)
class Standard:
    """Criteria and targets, with the title and source of the whole.

    Attributes
    ----------
    id : str
    title, title_zh : str
        What it is called, in English and Chinese.
    source, source_zh : str
        The document that it is taken from, in English and Chinese.
    criteria : tuple of Criterion
        What each settlement must have.
    targets : tuple of Target
        What the county as a whole must have.
    out_of_scope : tuple of OutOfScope
        What the source asks for and gisplan does not measure.
    exit_year : int or None
        Its exit criteria are judged for the villages that exit in this year.
    note : str
        A remark for readers.
    plan : PlanRules
        What may be built, and at what cost.
    """

    id: str
    title: str
    source: str
    criteria: tuple[Criterion, ...]
    targets: tuple[Target, ...] = ()
    out_of_scope: tuple[OutOfScope, ...] = ()
    title_zh: str = ""
    source_zh: str = ""
    exit_year: int | None = None
    note: str = ""
    plan: PlanRules = field(default_factory=PlanRules)

    def criterion(self, id: str) -> Criterion:
        """Return one criterion by its id."""
        return next(c for c in self.criteria if c.id == id)

    def sectors_of(self, requirement: Criterion | Target) -> tuple[str, ...]:
        """Return the sectors that a criterion or target rests on: "road", "water", "power", "broadcast"."""
        if isinstance(requirement, Criterion):
            own, ids = set(requirement.sectors), requirement.parts
        else:
            own = set(filter(None, [find_sector(requirement.layer)]))
            ids = (requirement.criterion,) if requirement.criterion else ()
        return tuple(sorted(own.union(*(self.sectors_of(self.criterion(id)) for id in ids))))

    def read_as(self, reading: str) -> Standard:
        """Return the standard with another reading of its garbled figures.

        Parameters
        ----------
        reading : str
            The id of a reading that some target has.

        Returns
        -------
        Standard

        Raises
        ------
        StandardError
            None of its targets has such a reading.
        """
        known = sorted({r.id for t in self.targets for r in t.readings})
        if reading not in known:
            readings = ", ".join(known) or _("none")
            raise StandardError(
                _("{0} has no reading {1!r}. Give one of these with --reading, or leave it out: {2}.").format(
                    self.id, reading, readings
                )
            )
        return replace(self, targets=tuple(_read_as(t, reading) for t in self.targets))


def _read_as(target: Target, reading: str) -> Target:
    chosen = [r for r in target.readings if r.id == reading]
    return replace(target, reading=reading, threshold=chosen[0].threshold) if chosen else target

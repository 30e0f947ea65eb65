"""Standards: what ought to be there, as data. A standard is criteria and targets with their sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from gisplan.base.errors import StandardError
from gisplan.base.language import _
from gisplan.standards.plan_rules import PlanRules

__all__ = ["Criterion", "OutOfScope", "Reading", "Standard", "Target"]

Where = tuple[tuple[str, tuple[bool | int | str, ...]], ...]
"""A filter by columns of the villages: each column, and the values of it that are asked for."""

_SECTORS = {
    "road_works": "road",
    "water_projects": "water",
    "water_supply": "water",
    "power": "power",
    "power_lines": "power",
    "broadcasting": "broadcast",
    "coverage": "broadcast",
}
_WORKS = {"road_works": "road", "water_projects": "water"}


@dataclass(frozen=True)
class Criterion:
    """What one settlement is asked for. Which keys a kind needs stands in `gisplan.standards.kinds`.

    Attributes
    ----------
    id, kind : str
        The kind is one of "reach", "ratio", "number", "boolean", "milestone", "coverage", "combine".
    settlement : str
        "village" or "group".
    role : str
        "exit" decides, "plan" is reported against the plan, "report" is only a figure.
    unit, threshold
        Of `reach`: how far, in metres, the settlement may stand from the reach. Of `ratio`: at least
        so many per cent. Of `number`: the number that is compared. Of `coverage`: how near, in metres;
        none asks for a place inside.
    where : tuple
        The criterion applies to settlements of villages that are so.
    min_households, min_people : float or None
        The criterion applies to settlements with at least so many.
    surfaces : tuple of int
        Of `reach`: the surface codes (K5104) that count as sealed.
    reach_to : str
        "trunk", "seat", "both", or "any": any sealed road will do.
    measure : str
        "straight", or "network": along roads of any surface, and straight to the nearest of them.
    fixed : bool
        The distance and `reach_to` belong to the definition: no county file changes them.
    neighbour_m : float or None
        Of `reach`: so near, along roads of any surface, to one that is met counts as met. It goes one step.
    layer, column, numerator, denominator : str
        Where the numbers stand.
    compare : str
        Of `number`: "at_least" or "at_most".
    milestone, due
        Of `milestone`: what each listed work must have reached, and by when where its row does not say.
    categories : tuple of str
        Only works of these categories or programmes; none: all.
    of_kind : tuple of str
        Of `coverage`: only areas or lines of these kinds; none: all.
    all_of, any_of : tuple of str
        Of `combine`: ids of criteria, all or one of which must be met.
    every_group : str
        Of `combine`: a criterion of groups, which all groups of the village that it lists must meet.
    otherwise : str
        With `every_group`: the criterion that stands for it in a village without such a group.
    """

    id: str
    kind: str
    settlement: str
    role: str
    source: str
    unit: str = ""
    threshold: float | None = None
    where: Where = ()
    min_households: float | None = None
    min_people: float | None = None
    surfaces: tuple[int, ...] = ()
    reach_to: str = "trunk"
    measure: str = "straight"
    fixed: bool = False
    neighbour_m: float | None = None
    layer: str = ""
    column: str = ""
    numerator: str = ""
    denominator: str = ""
    compare: str = "at_least"
    milestone: str = ""
    due: date | None = None
    categories: tuple[str, ...] = ()
    of_kind: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    every_group: str = ""
    otherwise: str = ""
    note: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the criteria that it is made of."""
        return tuple(id for id in (*self.all_of, *self.any_of, self.every_group, self.otherwise) if id)


@dataclass(frozen=True)
class Reading:
    """One reading of a garbled figure: what it requires, and how many works it takes that to be."""

    id: str
    threshold: float
    works: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Target:
    """What the county as a whole is asked for.

    Attributes
    ----------
    measure : str
        What is reckoned. "share": per cent of a criterion's settlements, or of their people, that meet
        it. "count": how many meet it; without a criterion, villages that meet all that decides, or
        works that reached a milestone. "length": km of works that reached it. "people": people whom
        works serve that reached it, each once. "ratio": per cent, a sum over a sum. "left": what a sum
        lacks of another. "least": the lowest value of a column. "mean": its mean, weighted.
    of : str
        What a share or a count counts: "settlements", the "people" in them, villages "listed" in the
        county, or those whose "verdict" is met.
    threshold : float or None
        Required; none for the role "report" is only a figure.
    compare : str
        "at_least" or "at_most".
    baseline : float or None
        What it was when the plan was made.
    raw, chosen_by, reading, readings
        Of a garbled figure: its text, who chose the reading, which, and all of them.
    """

    id: str
    role: str
    unit: str
    source: str
    criterion: str = ""
    measure: str = "share"
    threshold: float | None = None
    compare: str = "at_least"
    of: str = "settlements"
    due: date | None = None
    where: Where = ()
    layer: str = ""
    column: str = ""
    numerator: str = ""
    denominator: str = ""
    weight: str = ""
    milestone: str = ""
    categories: tuple[str, ...] = ()
    baseline: float | None = None
    raw: str = ""
    chosen_by: str = ""
    reading: str = ""
    readings: tuple[Reading, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class OutOfScope:
    """What the source asks for and gisplan does not measure, so that nobody takes silence for a pass."""

    id: str
    title: str
    source: str
    title_zh: str = ""
    note: str = ""


@dataclass(frozen=True)
class Standard:
    """Criteria and targets, with the title and source of the whole.

    `exit_year`: its exit criteria decide for the villages that exit in that year; `plan`: what may be built.
    """

    id: str
    title: str
    source: str
    criteria: tuple[Criterion, ...]
    targets: tuple[Target, ...] = ()
    out_of_scope: tuple[OutOfScope, ...] = ()
    title_zh: str = ""
    exit_year: int | None = None
    note: str = ""
    plan: PlanRules = field(default_factory=PlanRules)

    def criterion(self, id: str) -> Criterion:
        """One criterion by its id."""
        return next(c for c in self.criteria if c.id == id)

    def sectors_of(self, what: Criterion | Target) -> tuple[str, ...]:
        """The sectors that a criterion or target rests on: "road", "water", "power", "broadcast"."""
        if isinstance(what, Criterion) and what.kind == "reach":
            return ("road",)
        ids = what.parts if isinstance(what, Criterion) else (what.criterion,) if what.criterion else ()
        found = {sector for id in ids for sector in self.sectors_of(self.criterion(id))}
        return tuple(sorted(found | {_SECTORS[what.layer]})) if what.layer in _SECTORS else tuple(sorted(found))

    def works_of(self, what: Criterion | Target) -> str:
        """The kind of works that could close a gap in it: "road", "water", or "" where none are listed."""
        sectors = self.sectors_of(what)
        return sectors[0] if sectors in (("road",), ("water",)) else ""

    def read_as(self, reading: str) -> Standard:
        """The standard with another reading of its garbled figures.

        Raises
        ------
        StandardError
            None of its targets has such a reading.
        """
        known = sorted({r.id for t in self.targets for r in t.readings})
        if reading not in known:
            told = ", ".join(known) or _("none")
            raise StandardError(
                _("{0} has no reading {1!r}. Give one of these with --reading, or leave it out: {2}.").format(
                    self.id, reading, told
                )
            )
        return replace(self, targets=tuple(_read_as(t, reading) for t in self.targets))


def _read_as(target: Target, reading: str) -> Target:
    chosen = [r for r in target.readings if r.id == reading]
    return replace(target, reading=reading, threshold=chosen[0].threshold) if chosen else target

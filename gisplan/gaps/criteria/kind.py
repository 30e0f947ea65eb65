"""What every kind of criterion offers, and what its judging is given and returns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import geopandas as gpd
from numpy.typing import NDArray

from gisplan.base.arrays import Objects
from gisplan.county.county import County
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.missing_links import MissingLinks
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.gaps.settings import Settings
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.three_valued import Applicability
from gisplan.gaps.verdicts.verdict import CriterionVerdicts
from gisplan.network import Contacts
from gisplan.standards import Criterion

__all__ = ["CriterionKind", "JudgedCriterion", "JudgingContext", "ReachOutcome", "RoadColumns", "RoadInputs"]

RoadColumns = Mapping[str, Any]
"""The columns of `Gaps.settlements` that only reach criteria fill, by name."""


@dataclass(frozen=True)
class RoadInputs:
    """What every reach criterion is judged by.

    Attributes
    ----------
    survey : RoadSurvey
    misses : Contacts
        Pairs of roads whose ends nearly touch.
    seats : (K,) object
        The points of the seats.
    settings : Settings
    """

    survey: RoadSurvey
    misses: Contacts
    seats: NDArray[Any]
    settings: Settings


@dataclass(frozen=True)
class ReachOutcome:
    """What judging a reach criterion finds beside its verdicts.

    Attributes
    ----------
    verdicts : ReachVerdicts
    links : MissingLinks
    critical_edges : GeoDataFrame
    columns : RoadColumns
    """

    verdicts: ReachVerdicts
    links: MissingLinks
    critical_edges: gpd.GeoDataFrame
    columns: RoadColumns


@dataclass(frozen=True)
class JudgedCriterion:
    """What judging one criterion finds.

    Attributes
    ----------
    verdicts : CriterionVerdicts
    segments : (M,) object, optional
        The road segments that would have to be sealed for each settlement, tuples of codes.
    reach : ReachOutcome, optional
        Of reach criteria.
    """

    verdicts: CriterionVerdicts
    segments: Objects | None = None
    reach: ReachOutcome | None = None


@dataclass(frozen=True)
class JudgingContext:
    """What one criterion is judged by.

    Attributes
    ----------
    county : County
    settlements : Settlements
        The villages or the groups, whichever the criterion is about.
    applicability : Applicability
        To which of them it applies.
    roads : RoadInputs
    judged : mapping of str to JudgedCriterion
        The criteria that it is made of, by id.
    """

    county: County
    settlements: Settlements
    applicability: Applicability
    roads: RoadInputs
    judged: Mapping[str, JudgedCriterion]


@dataclass(frozen=True, kw_only=True)
class CriterionKind(Criterion):
    """A kind of criterion: one class in one module, registered in `gisplan.gaps.criteria.registry`.

    A subclass declares its `kind`, its keys as fields with `gisplan.standards.values.key`, the `layers` that it may
    look into, the `reasons` that its verdicts give, and `judge`.

    Attributes
    ----------
    reasons : mapping of str to str
        The sentence of each reason code, in English, as a template over a verdict's parameters.
    id, settlement, role, source, unit, threshold, where, min_households, min_people, layer, note
        The fields of every criterion: see `gisplan.standards.Criterion`.
    """

    reasons: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def judge(self, context: JudgingContext) -> JudgedCriterion:
        """Return the verdicts of the context's settlements.

        Parameters
        ----------
        context : JudgingContext

        Returns
        -------
        JudgedCriterion
        """

    def sentence_params(self, row: Mapping[str, Any], settings: Settings) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters of a verdict's sentence.

        Parameters
        ----------
        row : mapping of str to value
            One row of `Gaps.settlements`.
        settings : Settings
            The settings of the county.

        Returns
        -------
        dict of str to value
        """
        return dict(row["params"])

"""Reach: is a settlement near a sealed network that is connected to the trunk, to its town's seat, or both?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gisplan.base.language import N_
from gisplan.base.values import is_missing
from gisplan.gaps.criteria.kind import CriterionKind, JudgedCriterion, JudgingContext, ReachOutcome
from gisplan.gaps.criteria.reach_evidence import collect_evidence
from gisplan.gaps.roads.critical_access import find_critical_access
from gisplan.gaps.roads.missing_links import find_missing_links
from gisplan.gaps.roads.neighbours import with_neighbours_met
from gisplan.gaps.roads.reach import find_states, judge_reach
from gisplan.gaps.settings import Replaced, ResolvedReach, Settings
from gisplan.standards.values import NUMBER, SURFACES, YES_OR_NO, key, one_of

__all__ = ["ReachCriterion"]


@dataclass(frozen=True, kw_only=True)
class ReachCriterion(CriterionKind):
    """A settlement is within `threshold` metres of a sealed network that is connected as `reach_to` says.

    Attributes
    ----------
    threshold : float
        How far the settlement may be from the connected sealed network, in metres.
    surfaces : tuple of int
        The surface codes (K5104) that count as sealed.
    reach_to : str
        "trunk", "seat", "both", or "any": any sealed road will do.
    measure : str
        "straight", or "network": along roads of any surface, and straight to the nearest of them.
    fixed : bool
        The distance and `reach_to` belong to the definition: no county file changes them.
    neighbour_m : float or None
        A settlement so near, along roads of any surface, to one that is met counts as met. It goes one step.
    """

    kind: ClassVar[str] = "reach"
    served_by_roads: ClassVar[bool] = True
    reasons: ClassVar[Mapping[str, str]] = {
        "within_reach": N_(
            "The reaching point is {distance_m} m from the sealed network connected to the {reach_to} (at most "
            "{reach_m} m)."
        ),
        "near_met": N_(
            "Counted as met: {name}, which is met, is {near_m} m away along the roads (at most {neighbour_m} m)."
        ),
        "beyond_reach": N_(
            "The sealed network connected to the {reach_to} is {distance_m} m away (at most {reach_m} m). "
            "Missing: {unsealed_m} m of road to seal and {off_network_m} m off the network."
        ),
        "cut_off": N_(
            "No road within {access_m} m leads to a network that is known to be sealed and connected to the {reach_to}."
        ),
        "surface_unknown": N_("Unknown because the surface of {count} segment(s) is not stated: {deciding}."),
        "class_unknown": N_("Unknown because the class of {count} segment(s) is not stated: {deciding}."),
        "road_quarantined": N_("Unknown because rows of {count} segment(s) were set aside when read: {deciding}."),
        "roads_incomplete": N_("Unknown: the road layer is stated to be incomplete, and a missing road may lead here."),
        "seat_unknown": N_(
            "Unknown: the seat of its town is not known. Fill in the town of the row, and add the town to the "
            "layer seats."
        ),
    }

    unit: str = key(one_of("m"), required=True)
    threshold: float = key(NUMBER, required=True)
    surfaces: tuple[int, ...] = key(SURFACES, required=True)
    reach_to: str = key(one_of("trunk", "seat", "both", "any"), default="trunk")
    measure: str = key(one_of("straight", "network"), default="straight")
    fixed: bool = key(YES_OR_NO, default=False)
    neighbour_m: float | None = key(NUMBER)

    @property
    def sectors(self) -> frozenset[str]:
        """The sectors that it rests on."""
        return frozenset({"road"})

    @property
    def at_most(self) -> bool:
        """Whether a value must be at most the threshold, not at least."""
        return True

    def resolve(self, settings: Settings) -> ResolvedReach:
        """Return the criterion with what the county file says in place of the standard's own values.

        Parameters
        ----------
        settings : Settings

        Returns
        -------
        ResolvedReach
        """
        differing = self.find_differing(settings)
        counts = {} if self.fixed else {value.key: value.county_file for value in differing}
        return ResolvedReach(
            criterion=self,
            reach_m=float(counts.get("reach_m", self.threshold)),
            reach_to=str(counts.get("reach_to", self.reach_to)),
            surfaces=self.surfaces,
            along_roads=self.measure == "network",
            neighbour_m=self.neighbour_m,
            replaced=() if self.fixed else differing,
        )

    def find_differing(self, settings: Settings) -> tuple[Replaced, ...]:
        """Return the values that the county file gives otherwise than the criterion, whether or not they count.

        Parameters
        ----------
        settings : Settings
        """
        pairs = ("reach_m", self.threshold, settings.reach_m), ("reach_to", self.reach_to, settings.reach_to)
        return tuple(Replaced(key, own, given) for key, own, given in pairs if given is not None and given != own)

    def judge(self, context: JudgingContext) -> JudgedCriterion:
        """Return verdicts by the roads, with every unknown road read both ways."""
        roads = context.roads
        survey, seats, settings = roads.survey, roads.seats, roads.settings
        resolved_reach = self.resolve(settings)
        v = judge_reach(survey, context.settlements, context.applicability, seats, resolved_reach)
        v = with_neighbours_met(survey, v)
        state = find_states(v, v.met_pessimistic, v.met_optimistic, incomplete=context.county.incomplete)
        links = find_missing_links(survey, v, np.flatnonzero(state == "missed"), settings)
        critical_edges, depends_on = find_critical_access(survey, v, (state == "met") & ~v.by_neighbour, seats)
        verdicts, columns = collect_evidence(context, v, state, links, depends_on)
        return JudgedCriterion(verdicts, columns["segments"], ReachOutcome(v, links, critical_edges, columns))

    def sentence_params(self, row: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
        """Return the parameters of a verdict's sentence: see `CriterionKind.sentence_params`."""
        resolved, code = self.resolve(settings), row["why"]
        if code == "near_met":
            return dict(row["params"])
        if code == "cut_off":
            return {"access_m": settings.access_m, "reach_to": resolved.reach_to}
        if code not in ("within_reach", "beyond_reach"):
            return {}
        params: dict[str, Any] = {"distance_m": round_metres(row["distance_m"]), "reach_m": resolved.reach_m}
        if code == "beyond_reach":
            params |= {name: round_metres(row[name]) for name in ("unsealed_m", "off_network_m")}
        if resolved.own_reach_m is not None:
            params["own_reach_m"] = resolved.own_reach_m
        return params | {"reach_to": resolved.reach_to}


def round_metres(value: float | None) -> float | None:
    """Return metres to 0.1, None where there is no number."""
    return None if value is None or is_missing(value) else round(float(value), 1) + 0.0

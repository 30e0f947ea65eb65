"""Scenarios side by side: what each costs, whom one serves and another does not, and what only one of them builds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.plan.scenario.figures import Figures
from gisplan.plan.verdicts import judge_sealed

__all__ = ["MOST_COMPARED", "ScenarioComparison", "compare_scenarios"]

MOST_COMPARED = 4
"""Scenarios that are compared at once: more do not fit beside each other."""


@dataclass(frozen=True)
class ScenarioComparison:
    """Scenarios of one county side by side; their settlements are the same, their stretches need not be.

    Attributes
    ----------
    names : tuple of str
    figures : tuple of Figures
    """

    names: tuple[str, ...]
    figures: tuple[Figures, ...]

    @cached_property
    def newly_served(self) -> Mask:
        """Which settlements each scenario newly serves, (N, M)."""
        return np.stack([one.newly_served for one in self.figures])

    @cached_property
    def totals(self) -> pd.DataFrame:
        """One row a scenario: `name, km, cost, yuan, km_unpriced, villages, groups, people, households`."""
        rows = []
        for name, one in zip(self.names, self.figures, strict=True):
            served = one.totals
            people = {key: getattr(served, key) for key in ("villages", "groups", "people", "households")}
            rows.append({"name": name, **one.sum_by().to_dict("records")[0], **people})
        return pd.DataFrame(rows)

    def amounts_by(self, column: str) -> pd.DataFrame:
        """Return the kilometres and costs by `programme`, `year` or `town`: a row each, `km_0, cost_0, km_1, …`."""
        parts = [
            one.sum_by(column).set_index(column)[["km", "cost"]].add_suffix(f"_{place}")
            for place, one in enumerate(self.figures)
        ]
        joined = pd.concat(parts, axis=1).fillna(0.0)
        return joined.sort_index(na_position="last").rename_axis(column).reset_index()

    @cached_property
    def served_by_town(self) -> pd.DataFrame:
        """The villages, groups and people newly served in each town: `town, villages_0, groups_0, people_0, …`."""
        demand = self.figures[0].proposal.problem.demand
        people = demand.count_once("people")
        columns: dict[str, object] = {}
        for place, newly in enumerate(self.newly_served):
            columns[f"villages_{place}"] = newly & demand.is_village
            columns[f"groups_{place}"] = newly & ~demand.is_village
            columns[f"people_{place}"] = np.where(newly, people, 0.0)
        frame = pd.DataFrame(columns).assign(town=demand.frame["town"].to_numpy())
        sums = frame.groupby("town", dropna=False, sort=True).sum().reset_index()
        numbers = [name for name in sums.columns if name != "town"]
        return sums.astype(dict.fromkeys(numbers, "int64"))[["town", *numbers]]

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """The verdicts after each scenario: `criterion, settlement`, and `met_0, missed_0, unknown_0, met_1, …`.

        One row a criterion that has its layer, in the order of the standard; the county is judged again for each
        scenario, with what it builds and what is done sealed, on the plan's own surfaces.
        """
        parts = []
        for place, one in enumerate(self.figures):
            gaps = judge_sealed(one.proposal.problem, one.proposal.built | one.proposal.done)
            counts = [
                {
                    "criterion": count.criterion.id,
                    "settlement": count.criterion.settlement,
                    **{f"{state}_{place}": int(getattr(count, state)) for state in ("met", "missed", "unknown")},
                }
                for count in gaps.criteria
                if not count.layer_missing
            ]
            parts.append(pd.DataFrame(counts).set_index(["criterion", "settlement"]))
        return pd.concat(parts, axis=1).reset_index()

    @cached_property
    def differences(self) -> pd.DataFrame:
        """One row a settlement that some scenarios newly serve and others do not, villages first, by code.

        Columns: `kind, code, name, village, town, people, households`, and `served_0, served_1, …`.
        """
        demand = self.figures[0].proposal.problem.demand
        differs = self.newly_served.any(axis=0) & ~self.newly_served.all(axis=0)
        columns = ["kind", "code", "name", "village", "town", "people", "households"]
        frame = demand.frame.loc[differs, columns].reset_index(drop=True)
        served = {f"served_{place}": newly[differs] for place, newly in enumerate(self.newly_served)}
        return frame.assign(**served)

    @cached_property
    def stretches(self) -> pd.DataFrame:
        """One row a stretch that some scenario builds: `segment, from_m, to_m, km`, and `built_0, built_1, …`.

        Stretches are cut where any of the networks has a node, so each is built as a whole or not at all.
        """
        parts = []
        for place, one in enumerate(self.figures):
            units, rows = one.proposal.problem.units, np.flatnonzero(one.proposal.built)
            part = {
                "segment": units.segment[rows].astype(str),
                "from_m": np.round(units.from_m[rows], 1),
                "to_m": np.round(units.to_m[rows], 1),
                "km": units.length_mm[rows] / 1e6,
                "place": place,
            }
            parts.append(pd.DataFrame(part))
        table = pd.concat(parts, ignore_index=True)
        keys = ["segment", "from_m", "to_m"]
        wide = table.groupby(keys, sort=True)["km"].max().reset_index()
        for place in range(len(self.figures)):
            own = table[table["place"] == place].set_index(keys).index
            wide[f"built_{place}"] = pd.MultiIndex.from_frame(wide[keys]).isin(own)
        return wide


def compare_scenarios(named: Sequence[tuple[str, Figures]]) -> ScenarioComparison:
    """Put two to four scenarios of one county side by side.

    Raises
    ------
    PlanError
        There are fewer or more, or they are of other counties or other settlements.
    """
    if not 2 <= len(named) <= MOST_COMPARED:
        raise PlanError(_("Give two to {0} scenarios to compare, and not {1}.").format(MOST_COMPARED, len(named)))
    codes = [one.proposal.problem.demand.frame["code"].astype(str).tolist() for _name, one in named]
    if any(other != codes[0] for other in codes[1:]):
        raise PlanError(_("The scenarios are of other counties or other settlements: they cannot be compared."))
    return ScenarioComparison(tuple(name for name, _figures in named), tuple(figures for _name, figures in named))

"""What a proposal costs and serves: by programme, year and town, and in all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask
from gisplan.plan.analysis.subtotals import unit_towns
from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.model.demand import ServedTotals, sum_served
from gisplan.plan.plan import COST_SCALE
from gisplan.plan.scenario.replay import NO_YEAR, Proposal

__all__ = ["Figures", "measure_proposal"]


@dataclass(frozen=True)
class Figures:
    """The figures of a proposal.

    Attributes
    ----------
    proposal : Proposal
    before, served : (M,) bool
        The settlements served by what is there and done, and with the proposal built.
    connected : (U,) bool
        The built units that a sealed road joins to the trunk network.
    """

    proposal: Proposal
    before: Mask
    served: Mask
    connected: Mask

    @property
    def newly_served(self) -> Mask:
        """The settlements that the proposal serves and that were not served before, (M,)."""
        newly: Mask = self.served & ~self.before
        return newly

    @cached_property
    def totals(self) -> ServedTotals:
        """How many villages, groups, people and households are newly served."""
        return sum_served(self.proposal.problem.demand, self.newly_served)

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """What is built, a row a programme, year and town.

        Columns: `programme` ("" where none may build it), `year` (null where none is given), `town` (null where none
        is known), `km, cost` (in the unit of the rules), `yuan` (by the cost table; null where nothing has a price),
        `km_unpriced`.
        """
        problem, proposal = self.proposal.problem, self.proposal
        units, ids = problem.units, [*(p.id for p in problem.programmes), ""]
        rows = np.flatnonzero(proposal.built)
        km = units.length_mm[rows] / COST_SCALE["km"]
        priced = np.isfinite(units.yuan[rows])
        frame = pd.DataFrame(
            {
                "programme": np.array(ids, dtype=object)[proposal.programme[rows]],
                "year": pd.array(np.where(proposal.year[rows] == NO_YEAR, 0, proposal.year[rows]), dtype="Int64"),
                "town": unit_towns(problem)[rows],
                "km": km,
                "cost": units.cost[rows] / COST_SCALE[problem.rules.cost],
                "yuan": units.yuan[rows],
                "km_unpriced": np.where(priced, 0.0, km),
            }
        )
        grouped = frame.groupby(["programme", "year", "town"], dropna=False, sort=True)
        sums = grouped[["km", "cost", "km_unpriced"]].sum()
        sums.insert(2, "yuan", grouped["yuan"].sum(min_count=1))
        found = sums.reset_index()
        return found.assign(year=found["year"].mask(found["year"] == 0))

    def sum_by(self, *columns: str) -> pd.DataFrame:
        """Sum the amounts by some of `programme, year, town`; by none: one row in all."""
        wanted = ["km", "cost", "km_unpriced"]
        if not columns:
            total = self.amounts[wanted].sum().to_frame().T
            return total.assign(yuan=self.amounts["yuan"].sum(min_count=1))
        grouped = self.amounts.groupby(list(columns), dropna=False, sort=True)
        return grouped[wanted].sum().assign(yuan=grouped["yuan"].sum(min_count=1)).reset_index()


def measure_proposal(proposal: Proposal) -> Figures:
    """Find what a proposal serves.

    Parameters
    ----------
    proposal : Proposal
        From `replay`.

    Returns
    -------
    Figures
        By the rule of the plan, which is the rule of the verdicts on the plan's surfaces.
    """
    problem = proposal.problem.with_done(proposal.done)
    sealed = proposal.built | proposal.done
    return Figures(
        proposal=proposal,
        before=problem.served(proposal.done),
        served=problem.served(sealed),
        connected=connected_units(problem.adjacency, sealed)[: len(proposal.built)] & proposal.built,
    )

"""Each village's own verdict, and the county's: one missed criterion is enough to miss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.county.county import County
from gisplan.gaps.criteria.combination import join_by_village
from gisplan.gaps.criterion_counts import CriterionCount
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.targets.target_verdict import TargetVerdict
from gisplan.gaps.verdicts.three_valued import all_of
from gisplan.gaps.verdicts.verdict import CriterionVerdicts
from gisplan.standards import Standard

__all__ = [
    "SCOPES",
    "decide_county",
    "find_judged_for_exit",
    "find_not_required",
    "judge_villages",
    "mark_judged_for_exit",
]

SCOPES: Mapping[str, tuple[str, ...]] = {
    "exit": ("exit",),
    "plan": ("exit", "plan"),
    "all": ("exit", "plan", "report"),
}
"""The roles of the criteria and targets that each scope of `verify` is made of."""


def find_judged_for_exit(county: County, standard: Standard, villages: Settlements) -> Mask:
    """Find the villages that are judged for exit: those that exit in the standard's year, else in that of `as_of`.

    All are where the file has no `exit_year`, or no year is given. A blank one says that the village
    does not exit; a village whose row was quarantined may, so it is judged.
    """
    year = standard.exit_year or (county.as_of.year if county.as_of else None)
    given = pd.to_numeric(villages.frame["exit_year"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    had = county.columns.get("villages")
    absent = np.isnan(given).all() if had is None else "exit_year" not in had
    if absent or year is None:
        return np.ones(len(given), dtype=bool)
    return np.asarray((given == year) | villages.quarantined, dtype=bool)


def mark_judged_for_exit(judged: CriterionVerdicts, villages: Settlements, judged_for_exit: Mask) -> Mask:
    """Find the settlements of villages that are judged for exit; one of an unknown village is."""
    if judged.settlements.kind == "village":
        return judged_for_exit
    village = judged.settlements.frame["village"]
    others = villages.frame.loc[~judged_for_exit, "code"].dropna()
    return np.asarray(~village.isin(others), dtype=bool)


def judge_villages(
    standard: Standard,
    villages: Settlements,
    judged: Mapping[str, CriterionVerdicts],
    judged_for_exit: Mask,
    second_visits: Sequence[str],
) -> pd.DataFrame:
    """Return one row a village, whatever the scope: see `Gaps.villages`.

    The state is Kleene's and over its exit criteria; a criterion of groups counts by all of its groups.
    `second_visits` holds the codes of villages that someone should visit again.
    """
    frame = villages.frame
    states = {c.id: _of_villages(judged[c.id], frame["code"]) for c in standard.criteria}
    roles = {role: [c.id for c in standard.criteria if c.role == role] for role in ("exit", "plan")}
    size = len(frame)
    exits = np.stack([states[id] for id in roles["exit"]]) if roles["exit"] else np.full((1, size), "", dtype=object)
    state = all_of(exits)
    state[(state == "") | villages.quarantined] = "unknown"
    return pd.DataFrame(
        {
            **{name: frame[name].to_numpy() for name in ("code", "name", "town", "row")},
            "people": villages.people,
            "exit_year": pd.array(pd.to_numeric(frame["exit_year"], errors="coerce"), dtype="Float64").astype("Int64"),
            "judged_for_exit": judged_for_exit,
            "state": state,
            "vetoes": _name(states, roles["exit"], ("missed", "unknown"), size),
            "missed": _name(states, roles["exit"], ("missed",), size),
            "unknown": _name(states, roles["exit"], ("unknown",), size),
            "plan_missed": _name(states, roles["plan"], ("missed",), size),
            "plan_unknown": _name(states, roles["plan"], ("unknown",), size),
            "needs": fill_objects(size, values=_join_needs(judged, states, roles["exit"], size)),
            "second_visit": frame["code"].isin(list(second_visits)).to_numpy(dtype=bool),
        }
    )


def find_not_required(county: County, villages: pd.DataFrame) -> pd.Series[bool]:
    """Find the villages of which no exit criterion requires anything: their state is unknown, and nothing is open.

    Parameters
    ----------
    county : County
    villages : DataFrame
        Rows of `Gaps.villages`.

    Returns
    -------
    Series of bool
    """
    nothing_open = villages["vetoes"].map(len) == 0
    aside = villages["row"].isin(county.quarantined("villages")["row"])
    return (villages["state"] == "unknown") & nothing_open & ~aside


def _join_needs(
    judged: Mapping[str, CriterionVerdicts], states: Mapping[str, Objects], ids: Sequence[str], size: int
) -> list[tuple[str, ...]]:
    """What would decide each village's unknown criteria of villages."""
    needs: list[dict[str, None]] = [{} for _ in range(size)]
    for verdicts in (judged[id] for id in ids if judged[id].settlements.kind == "village"):
        for i in np.flatnonzero(states[verdicts.criterion.id] == "unknown").tolist():
            needs[i].update(dict.fromkeys(verdicts.needs[i]))
    return [tuple(some) for some in needs]


def _of_villages(judged: CriterionVerdicts, codes: pd.Series[str]) -> Objects:
    return judged.state if judged.settlements.kind == "village" else join_by_village(judged, codes)[0]


def _name(states: Mapping[str, Objects], ids: Sequence[str], which: tuple[str, ...], size: int) -> Objects:
    """For each village the ids, sorted, of criteria in which it has one of the states."""
    ids = sorted(ids)
    if not ids:
        return fill_objects(size, ())
    hit = np.stack([np.isin(states[id].astype(str), which) for id in ids]).T.tolist()
    return fill_objects(size, values=[tuple(id for id, on in zip(ids, row, strict=True) if on) for row in hit])


def decide_county(criteria: Sequence[CriterionCount], targets: Sequence[TargetVerdict], *, scope: str = "exit") -> str:
    """Return a county's state: met only where nothing of the scope is missed or unknown; pending targets never fail.

    Exit criteria are judged for the villages that exit this year, the others for all settlements to which
    they apply. A figure without a threshold is not judged.
    """
    roles = SCOPES[scope]
    counted = [c for c in criteria if c.criterion.role in roles]
    states = {c.judged_for_exit.state if c.criterion.role == "exit" else c.state for c in counted}
    states |= {t.state for t in targets if t.target.role in roles and t.state is not None}
    for state in ("missed", "unknown"):
        if state in states:
            return state
    return "met" if states else "unknown"

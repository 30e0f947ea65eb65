"""What would close a gap: the works that are listed for it, and what was found on site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.base.values import text_or_none
from gisplan.county.county import County
from gisplan.county.once import once_per_county
from gisplan.gaps.verdicts.lookup import look_up
from gisplan.gaps.verdicts.verdict import Attested, CriterionVerdicts, ListedWork
from gisplan.gaps.works import Works, find_quarantined_rows, take_works

__all__ = ["Attestations", "add_listed_works", "find_attestations", "list_second_visits"]

_BUILT = ("built", "accepted")
_LAYERS = {"road": "road_works", "water": "water_projects"}


@dataclass(frozen=True)
class Attestations:
    """What was found on site, for the M settlements of one criterion.

    Attributes
    ----------
    found : (M,) object
        `Attested`, or None.
    disagrees : (M,) bool
        Whether the finding is met and the verdict missed, or the other way round.
    """

    found: Objects
    disagrees: Mask


def add_listed_works(
    county: County, judged: CriterionVerdicts, sectors: Sequence[str], segments: Objects | None = None
) -> CriterionVerdicts:
    """Return the verdicts with the works that are listed to close each missed one.

    Parameters
    ----------
    sectors : sequence of str
        What the criterion rests on; the works of roads and water are listed, and when power is planned.
    segments : (M,) object, optional
        The segments of each missing link: works on them come before those of the village.
    """
    sector = sectors[0] if len(sectors) == 1 else ""
    missed = np.flatnonzero(judged.state == "missed")
    if not sector or not len(missed):
        return judged
    layer = _LAYERS.get(sector, sector)
    listed_works, needs = judged.listed_works.copy(), judged.needs.copy()
    found: dict[int, tuple[ListedWork, ...]] | None
    if sector == "power":
        found = _find_planned(county, judged, missed)
        layer = "power.plan_date"
    else:
        works = take_works(county, layer) if sector in _LAYERS else None
        found = None if works is None else _find_listed(judged, missed, works, segments)
    if found is not None:
        listed_works[missed] = fill_objects(len(missed), values=[found.get(i, ()) for i in missed.tolist()])
        for i in find_quarantined_rows(county, judged.settlements, layer) if sector in _LAYERS else ():
            if listed_works[i] == ():  # a row that was set aside may be what is planned
                listed_works[i], needs[i] = None, (layer,)
    elif sector != "broadcast":
        needs[missed] = fill_objects(len(missed), (layer,))
    return replace(judged, listed_works=listed_works, needs=needs)


def _find_listed(
    judged: CriterionVerdicts, missed: NDArray[Any], works: Works, segments: Objects | None
) -> dict[int, tuple[ListedWork, ...]]:
    """The works of each missed settlement: on its missing link, then of its village, each in the file's order."""
    listed = _list_works(works)
    by_village, by_segment = _group(*works.pairs()), _group(*works.segments())
    village = judged.settlements.village_code.tolist()
    found = {}
    for i in missed.tolist():
        on_link = [w for s in (segments[i] if segments is not None else ()) for w in by_segment.get(s, ())]
        each = dict.fromkeys([*on_link, *by_village.get(village[i], ())])
        found[i] = tuple(listed[w]._replace(disputed=w in on_link and listed[w].status in _BUILT) for w in each)
    return found


def _group(work: NDArray[Any], codes: Objects) -> dict[Any, list[int]]:
    grouped: dict[Any, list[int]] = {}
    for w, code in zip(work.tolist(), codes.tolist(), strict=True):
        grouped.setdefault(code, []).append(w)
    return grouped


def _list_works(works: Works) -> list[ListedWork]:
    frame = works.frame
    columns = (frame["row"].tolist(), frame["code"].tolist(), frame["name"].tolist(), works.status())
    return [
        ListedWork(works.layer, int(row), text_or_none(code), text_or_none(name), status, _day(due))
        for row, code, name, status, due in zip(*columns, frame["due"].tolist(), strict=True)
    ]


def _find_planned(
    county: County, judged: CriterionVerdicts, missed: NDArray[Any]
) -> dict[int, tuple[ListedWork, ...]] | None:
    """The day on which each village is to get its power; None where the file has no such column."""
    had = county.columns.get("power")
    if county.power is None or (had is not None and "plan_date" not in had):
        return None
    row = look_up(county, judged.settlements, "power", ()).row
    days = dict(zip(county.power["row"].tolist(), pd.to_datetime(county.power["plan_date"]).tolist(), strict=True))
    code = judged.settlements.frame["code"].tolist()
    planned = [(i, int(row[i]), _day(days.get(int(row[i])))) for i in missed.tolist()]
    return {i: (ListedWork("power", at, text_or_none(code[i]), None, None, day),) for i, at, day in planned if day}


def find_attestations(county: County, judged: CriterionVerdicts) -> Attestations:
    """Return what was last found on site for each settlement by the end of the county's date.

    It disagrees where one says met and the other missed; one that is unknown contradicts nothing.
    """
    size = len(judged.state)
    if county.attestations is None or not len(county.attestations):
        return Attestations(fill_objects(size), np.zeros(size, dtype=bool))
    last = _find_last(county).get(judged.criterion.id, {})
    found = [last.get(code) for code in judged.settlements.frame["code"].tolist()]
    pairs = zip(found, judged.state.tolist(), strict=True)
    disagrees = [one is not None and {one.state, state} == {"met", "missed"} for one, state in pairs]
    return Attestations(fill_objects(size, values=found), np.array(disagrees, dtype=bool))


@once_per_county
def _find_last(county: County) -> dict[Any, dict[Any, Attested]]:
    """The last attestation of each settlement under each criterion, by the criterion's id and by code."""
    table = county.attestations
    assert table is not None
    day = pd.to_datetime(table["date"])
    in_time = np.ones(len(table), dtype=bool)
    if county.as_of is not None:
        in_time = ~(day >= pd.Timestamp(county.as_of) + pd.Timedelta(days=1)).to_numpy(dtype=bool)
    rows = table.assign(date=day)[in_time]
    order = ["date", "state", "by", "document", "row"]  # of two on one day, the worse one counts
    rows = rows.sort_values(order, kind="stable", na_position="first")
    last: dict[Any, dict[Any, Attested]] = {}
    for row in rows.to_dict("records"):
        last.setdefault(row["criterion"], {})[row["village"]] = Attested(
            text_or_none(row["state"]),
            text_or_none(row["by"]),
            _day(row["date"]),
            text_or_none(row["document"]),
            int(row["row"]),
        )
    return last


def _day(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(pd.Timestamp(value).date())


def list_second_visits(
    judged: Mapping[str, CriterionVerdicts], attested: Mapping[str, Attestations]
) -> tuple[str, ...]:
    """Return the codes of the villages in which something disagrees with what was found on site, sorted."""
    codes: set[str] = set()
    for id, verdicts in judged.items():
        codes |= set(verdicts.settlements.village_code[attested[id].disagrees].dropna().astype(str))
    return tuple(sorted(codes))

"""The settlements of the map: where each is, every verdict on it, and the details that say why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from gisplan.base.language import N_, _, join_clauses, join_names
from gisplan.base.rows import iterate_rows
from gisplan.base.values import count_or_none, is_missing, text_or_none
from gisplan.county.county import County
from gisplan.county.towns import Towns, key_towns
from gisplan.gaps import CriterionCount, Gaps
from gisplan.gaps.village_verdicts import find_not_required
from gisplan.maps.shared.encoding import Texts, pack_pairs, pack_points
from gisplan.wording.names import SECTORS, name_criterion, name_needs, name_row, name_source
from gisplan.wording.replaced import add_own_distance
from gisplan.wording.verdicts import STATES, explain_listed_works

__all__ = ["describe_criteria", "describe_settlements", "list_settlements", "list_shown"]

_LETTERS = {"met": "m", "missed": "x", "unknown": "u"}
_MET_IF_ASSUMED = "a"
_UNITS = {"households": N_("{0} households"), "people": N_("{0} people")}
_NONE = {"households": N_("no households"), "people": N_("no people")}
_ROLES = {"exit": N_("exit"), "plan": N_("plan"), "report": N_("report")}
_KEYS = ("settlement", "row")
_CELLS = 4  # rows of files that the details name before it only counts them

Key = tuple[str, int]


def list_shown(gaps: Gaps) -> tuple[CriterionCount, ...]:
    """The criteria that some settlement could be judged by; one of roads wherever it lists any."""
    return tuple(
        c
        for c in gaps.criteria
        if (c.resolved_reach and not c.layer_missing) or not (c.resolved_reach or c.nobody_judged)
    )


def describe_criteria(gaps: Gaps, keys: pd.DataFrame) -> list[dict[str, Any]]:
    """What the switch shows of each criterion; `states` has a letter for each of `list_settlements`, or "-"."""
    place = {key: i for i, key in enumerate(zip(keys["settlement"], keys["row"], strict=True))}
    described = []
    for c in list_shown(gaps):
        states = ["-"] * len(keys)
        rows = gaps.settlements[gaps.settlements["criterion"] == c.criterion.id]
        for kind, row, letter in zip(rows["settlement"], rows["row"], _letters(rows), strict=True):
            states[place[kind, int(row)]] = letter
        described.append(
            {
                "id": c.criterion.id,
                "label": name_criterion(c.criterion.id, translate=_),
                "sector": c.sectors[0] if len(c.sectors) == 1 and c.sectors[0] in SECTORS else "several",
                "role": _(_ROLES[c.criterion.role]),
                "exit": c.criterion.role == "exit",
                "kind": c.criterion.settlement,
                "required": require(c),
                "source": name_source(c.criterion),
                "states": "".join(states),
            }
        )
    return described


def _letters(rows: pd.DataFrame) -> list[str]:
    """The letter of each verdict's state; one that the assumed surfaces would make met has its own."""
    met = (rows["if_assumed"] == "met").to_numpy(dtype=bool)
    return [_MET_IF_ASSUMED if on else _LETTERS[state] for on, state in zip(met, rows["state"], strict=True)]


def require(count: CriterionCount) -> str | None:
    """What is asked for, as a sign, a number and its unit."""
    criterion = count.criterion
    number = count.resolved_reach.reach_m if count.resolved_reach else criterion.threshold
    if number is None:
        return None
    if criterion.at_most and number == 0:
        return _(_NONE.get(criterion.unit, N_("none")))
    text = f"{'≤' if criterion.at_most else '≥'} {_measure(number, criterion.unit)}"
    return add_own_distance(text, count.resolved_reach, translate=_)


def _measure(number: float, unit: str) -> str:
    text = f"{number:,.1f}".removesuffix(".0").replace(",", "\u202f")
    return _(_UNITS[unit]).format(text) if unit in _UNITS else f"{text} {unit}".strip()


def list_settlements(gaps: Gaps) -> pd.DataFrame:
    """Every village, then every group that a criterion lists: `settlement, row`, and what the details begin with."""
    verdicts = gaps.settlements
    listed = verdicts.drop_duplicates(list(_KEYS))
    names = [*_KEYS, "code", "name", "town", "village", "people", "households"]
    groups = pd.DataFrame(listed.loc[listed["settlement"] == "group", [*names, "geometry"]])
    places = pd.concat([gaps.county.villages[["row", "geometry"]], listed.loc[listed["settlement"] == "village"]])
    by_row = places.drop_duplicates("row").set_index("row")
    households = verdicts.loc[verdicts["settlement"] == "village"].drop_duplicates("row").set_index("row")["households"]
    rows = gaps.villages["row"]
    villages = gaps.villages[["row", "code", "name", "town", "people"]].assign(
        settlement="village", village=None, households=rows.map(households), geometry=rows.map(by_row["geometry"])
    )
    both = [villages[[*names, "geometry"]].astype(object), groups.astype(object)]
    return pd.concat(both, ignore_index=True)


def describe_settlements(
    gaps: Gaps, settlements: pd.DataFrame, frame: pd.DataFrame, towns: Towns, to_degrees: Transformer, texts: Texts
) -> dict[str, Any]:
    """The settlements by column; `details` lists, for each criterion, its place, the why and what it rests on.

    `settlements` are the verdicts as `explain_settlements` returns them, `frame` what `list_settlements` does.
    """
    points = np.array([None if is_missing(p) else p for p in frame["geometry"]], dtype=object)
    x, y = pack_points(shapely.get_x(points), shapely.get_y(points), to_degrees)
    village = (frame["settlement"] == "village").to_numpy(dtype=bool)
    homes = {code: i for i, code in enumerate(frame.loc[village, "code"]) if not is_missing(code)}
    home = [homes.get(code, -1) if not own else -1 for own, code in zip(village, frame["village"], strict=True)]
    own = frame["code"].where(village, frame["village"])
    return {
        "villages": int(village.sum()),
        "code": [text_or_none(code) for code in frame["code"]],
        "name": [text_or_none(name) for name in frame["name"]],
        "town": towns.place(key_towns(gaps.county, own, frame["town"])),
        "home": home,
        "people": [count_or_none(n) for n in frame["people"]],
        "households": [count_or_none(n) for n in frame["households"]],
        "x": x,
        "y": y,
        "details": _details(gaps, settlements, frame, texts),
        "own": _own(gaps, texts),
    }


def _own(gaps: Gaps, texts: Texts) -> dict[str, Any]:
    """Each village's own verdict, in the order of the settlements; "-" where no exit criterion requires anything."""
    rows = list(iterate_rows(gaps.villages))
    free = find_not_required(gaps.county, gaps.villages)
    letters = ["-" if nothing else letter for nothing, letter in zip(free, _letters(gaps.villages), strict=True)]
    names = {"missed": _("Missed"), "unknown": _("Unknown"), "plan_missed": _("Annual plan: missed")}
    places = {c.criterion.id: i for i, c in enumerate(list_shown(gaps))}
    names["plan_unknown"] = _("Annual plan: unknown")
    return {
        "states": "".join(letters),
        "judged_for_exit": "".join("1" if row["judged_for_exit"] else "0" for row in rows),
        "again": "".join("1" if row["second_visit"] else "0" for row in rows),
        "missed": [[places[id] for id in row["missed"] if id in places] for row in rows],
        "exit_year": [count_or_none(None if pd.isna(row["exit_year"]) else row["exit_year"]) for row in rows],
        "details": [
            pack_pairs(
                [
                    (label, join_clauses(name_criterion(i, translate=_) for i in row[key]))
                    for key, label in names.items()
                ],
                texts,
            )
            for row in rows
        ],
    }


def _details(gaps: Gaps, settlements: pd.DataFrame, frame: pd.DataFrame, texts: Texts) -> list[list[list[int]]]:
    place = {c.criterion.id: i for i, c in enumerate(list_shown(gaps))}
    counts = {c.criterion.id: c for c in gaps.criteria}
    asked = {id: require(count) for id, count in counts.items()}
    sheets: dict[Key, list[list[int]]] = {
        (kind, int(row)): [] for kind, row in zip(frame["settlement"], frame["row"], strict=True)
    }
    for row in iterate_rows(settlements[settlements["criterion"].isin(list(place))]):
        why = texts.add(row["why_text"])
        count = counts[row["criterion"]]
        pairs = pack_pairs(_evidence(row, count, asked[count.criterion.id], gaps.county), texts)
        sheets[row["settlement"], int(row["row"])].append([place[row["criterion"]], why, *pairs])
    return [sorted(verdicts) for verdicts in sheets.values()]


def _evidence(
    row: dict[str, Any], count: CriterionCount, asked: str | None, county: County
) -> list[tuple[str, str | None]]:
    """What a verdict rests on, what would decide it or close it, and what was found on site."""
    pairs: list[tuple[str, str | None]] = []
    if row["value"] == row["value"]:
        label = _("To the connected sealed network") if count.resolved_reach else _("Value")
        pairs.append((label, _measure(row["value"], "m" if count.resolved_reach else count.criterion.unit)))
    pairs.append((_("Required"), asked))
    if row["if_assumed"]:
        pairs.append((_("With the assumed surfaces"), _(STATES[row["if_assumed"]])))
    if count.resolved_reach is not None:
        pairs += _roads(row)
    else:
        pairs.append((_("Source file and row"), _cite(row["rows"], county)))
    if row["state"] == "missed":
        pairs.append((_("Remedy"), explain_listed_works(row, translate=_)))
    if row["state"] != "met" and row["needs"]:
        label = _("Data needed to decide") if row["state"] == "unknown" else _("Data needed to find a remedy")
        pairs.append((label, name_needs(row["needs"])))
    if row["attested"] is not None:
        pairs.append((_("Found on site"), _attest(row["attested"])))
        if row["second_visit"]:
            pairs.append((_("Revisit"), _("Findings on site disagree with the files.")))
    return pairs


def _roads(row: dict[str, Any]) -> list[tuple[str, str | None]]:
    pairs: list[tuple[str, str | None]] = []
    if row["state"] == "missed" and not row["cut_off"]:
        pairs += [(_("To seal"), _measure(row["unsealed_m"], "m"))]
        pairs += [(_("Off the network"), _measure(row["off_network_m"], "m"))]
    pairs.append((_("Segments"), join_names(row["segments"])))
    pairs.append((_("Segments to survey"), join_names(row["segments_to_survey"])))
    pairs.append((_("Nearest road ends"), join_clauses(f"{a} – {b} ({gap:.1f} m)" for a, b, gap in row["near_ends"])))
    pairs.append((_("Depends on one road"), text_or_none(row["depends_on"])))
    return pairs


def _cite(cells: Any, county: County) -> str | None:
    """The rows of the files that a verdict rests on; never what stands in them."""
    places = list(dict.fromkeys((cell.layer, cell.row) for cell in cells))
    named = [name_row(county, layer, row) for layer, row in places[:_CELLS]]
    return join_clauses(named) + (" …" if len(places) > _CELLS else "") or None


def _attest(found: Any) -> str:
    state = _(STATES[found.state]) if found.state in STATES else found.state
    return " · ".join(part for part in (state, found.by, found.date, found.document) if part)

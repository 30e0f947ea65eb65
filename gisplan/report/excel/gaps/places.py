"""The sheets of places: villages and groups by criterion, critical roads, towns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from gisplan.base.language import N_, _, fill, join_label
from gisplan.base.rows import iterate_rows
from gisplan.base.values import number_or_none, text_or_none
from gisplan.gaps import Gaps
from gisplan.gaps.verdicts.household_names import NAMES_COLUMN, split_names
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.paper import LIST, WHOLE, Paper
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import NO_TOWN
from gisplan.wording.verdicts import (
    NEAR_MISS_REASONS,
    STATES,
    STATES_IF_ASSUMED,
    count_codes,
    explain_listed_works,
    format_near_ends,
    join_codes,
    name_changed_verdicts,
    round_metres,
)

__all__ = [
    "list_critical_edges",
    "list_findings",
    "list_near_misses",
    "list_settlements",
    "list_towns",
    "list_unpowered_households",
]


def list_settlements(context: WorkbookContext, kind: str, name: str) -> Sheet:
    """List the verdict of each settlement of a kind ("village" or "group") under each criterion."""
    columns: list[Column] = [
        Column(_("code"), "code", text_or_none, of="code"),
        Column(_("name"), value=text_or_none, of="name"),
        Column(_("town"), value=lambda town: None if town == NO_TOWN else town, of="town"),
        *([Column(_("village"), "code", text_or_none, of="village")] if kind == "group" else []),
        Column(_("people"), "count", of="people"),
        Column(_("households"), "count", of="households"),
        Column(_("criterion"), value=context.criterion_names.get, of="criterion"),
        Column(_("state"), "state", of="state"),
        *_assumed_columns(context),
        Column(_("why"), "long", of="why_text"),
        Column(_("distance (m)"), "metres", round_metres, of="distance_m"),
        Column(_("to seal (m)"), "metres", round_metres, of="unsealed_m"),
        Column(_("off network (m)"), "metres", round_metres, of="off_network_m"),
        Column(_("cost (m)"), "metres", round_metres, of="cost_m"),
        Column(_("cut off"), value=lambda cut_off: _("cut off") if cut_off else None, of="cut_off"),
        Column(_("segments to seal"), "code", partial(join_codes, translate=_), of="segments"),
        Column(_("segments to survey"), "code", partial(join_codes, translate=_), of="segments_to_survey"),
        Column(_("depends on"), "code", text_or_none, of="depends_on"),
        Column(_("nearest road ends"), "code", partial(format_near_ends, translate=_), of="near_ends"),
        Column(_("what is planned"), "long", _explain_works, of="listed_works"),
        Column(_("found on site"), "state", lambda found: found.state if found else None, of="attested"),
        Column(_("revisit"), value=lambda differs: _("yes") if differs else None, of="second_visit"),
    ]
    rows = context.settlements.assign(town=context.towns)
    rows = rows[rows["settlement"] == kind]
    return context.make_sheet(name, name.capitalize(), columns, rows, frozen=2, paper=Paper(rows="none"))


def _explain_works(listed_works: Any) -> str | None:
    return explain_listed_works({"listed_works": listed_works}, translate=_)


def _assumed_columns(context: WorkbookContext) -> list[Column]:
    """Return the column of what unknown verdicts would be with the assumed surfaces, where any is assumed."""
    if context.gaps.states_if_assumed is None:
        return []
    texts = {state: _(text) for state, text in STATES_IF_ASSUMED.items()}
    return [Column(_("if assumed"), value=texts.get, of="if_assumed")]


def list_unpowered_households(context: WorkbookContext) -> Sheet:
    """List the households without power by name: written only with the option for names."""
    columns: list[Column] = [
        Column(_("town"), value=lambda row: text_or_none(row["town"])),
        Column(_("village code"), "code", lambda row: row["village"]),
        Column(_("village name"), value=lambda row: text_or_none(row["name"])),
        Column(_("household"), value=lambda row: row["household"]),
        Column(_("power planned"), "date", lambda row: _day(row["plan_date"])),
        Column(_("row"), "count", lambda row: context.gaps.county.locate_row("power", row["row"])[1]),
    ]
    notes = [_("Names of persons: only for connecting these households; do not pass on.")]
    records = _split_household_names(context.gaps)
    title = _("Households without power")
    return context.make_sheet(_("names"), title, columns, records, notes=notes, frozen=3, paper=WHOLE)


def _split_household_names(gaps: Gaps) -> Iterator[dict[str, Any]]:
    """Split each village's list of names at the marks that lists are written with; one record a household."""
    power = gaps.county.power
    if power is None or NAMES_COLUMN not in power:
        return
    villages = gaps.villages.dropna(subset="code").drop_duplicates("code").set_index("code")[["town", "name"]]
    named = power[power[NAMES_COLUMN].notna()].join(villages, on="village").sort_values("row", kind="stable")
    for row in named.to_dict("records"):
        for name in split_names(row[NAMES_COLUMN]):
            yield {**row, "household": name}


def _day(value: Any) -> Any:
    return None if pd.isna(value) else pd.Timestamp(value).date()


_GOALS = {"trunk": N_("trunk network"), "seat": N_("seat of its town")}


def list_near_misses(context: WorkbookContext) -> Sheet:
    """List the road ends to check first: does the road really end there?"""
    gaps, names = context.gaps, context.criterion_names
    columns: list[Column] = [
        Column(_("end of"), "code", lambda row: text_or_none(row["segment"])),
        Column(_("near"), "code", lambda row: text_or_none(row["near"])),
        Column(_("gap (m)"), "metres", lambda row: round_metres(row["gap_m"])),
        Column(_("not joined: why"), value=lambda row: _(NEAR_MISS_REASONS[row["reason"]])),
        Column(_("would be met"), "count", lambda row: row["verdicts"]),
        Column(_("people"), "count", lambda row: row["people"]),
        Column(_("which"), "codes", lambda row: name_changed_verdicts(row["changed_verdicts"], names)),
        Column(_("no longer missed, but unknown"), "count", lambda row: count_codes(row["missed_to_unknown"])),
        Column(_("which of these"), "codes", lambda row: name_changed_verdicts(row["missed_to_unknown"], names)),
        Column(_("x (east, m)"), "metres", lambda row: round_metres(row["geometry"].x)),
        Column(_("y (north, m)"), "metres", lambda row: round_metres(row["geometry"].y)),
    ]
    note = _(
        "Road ends within {0:g} m of another road without touching it. What would change if they touched: those first "
        "of which most would be met."
    )
    notes = [note.format(gaps.settings.near_miss_m), gaps.county.crs.to_string()]
    records = iterate_rows(gaps.near_misses)
    return context.make_sheet(_("near misses"), _("Near misses"), columns, records, notes=notes, frozen=2)


def list_critical_edges(context: WorkbookContext) -> Sheet:
    """List the stretches of road whose loss would cut off settlements that are met."""
    columns: list[Column] = [
        Column(_("criterion"), value=lambda row: context.criterion_names[row["criterion"]]),
        Column(_("leads to"), value=lambda row: _(_GOALS[row["to"]]) if row["to"] in _GOALS else row["to"]),
        Column(_("segment"), "code", lambda row: text_or_none(row["segment"])),
        Column(_("from (m)"), "metres", lambda row: round_metres(row["from_m"])),
        Column(_("to (m)"), "metres", lambda row: round_metres(row["to_m"])),
        Column(_("length (m)"), "metres", lambda row: round_metres(row["length_m"])),
        Column(_("settlements"), "count", lambda row: row["settlements"]),
        Column(_("people"), "count", lambda row: row["people"]),
    ]
    notes = [
        _(
            "Segments without which settlements that are met now would lose access, with the settlements and people "
            "that depend on each."
        )
    ]
    records = iterate_rows(context.gaps.critical_edges.drop(columns="geometry"))
    name, title, paper = _("critical segments"), _("Critical segments"), Paper("first")
    return context.make_sheet(name, title, columns, records, notes=notes, frozen=3, paper=paper)


def list_towns(context: WorkbookContext) -> Sheet:
    """List the towns with the number of settlements that miss each criterion, or of which it is not known."""
    counts = _count_by_town(context)
    columns: list[Column] = [Column(_("town"), value=lambda row: row["town"])]
    for name, header in _town_headers(context).items():
        columns.append(_count_column(name, header))
    records = counts.reset_index(names="town").to_dict("records")
    total = [_("total"), *(number_or_none(counts[name].sum(min_count=1)) for name in _town_headers(context))]
    notes = [_("Settlements that miss each criterion, and those that cannot be judged.")]
    return context.make_sheet(_("towns"), _("Towns"), columns, records, notes=notes, frozen=1, total=total)


def _count_column(name: str, header: str) -> Column:
    return Column(header, "count", lambda row: number_or_none(row[name]))


def _town_headers(context: WorkbookContext) -> Mapping[str, str]:
    """Return the header of each column of `_count_by_town`, in their order."""
    headers = {"villages": _("villages"), "exits": _("exit this year"), "people": _("people")}
    if context.gaps.villages["people"].isna().any():
        headers["people"] = _("people, at least")
        headers["without_people"] = _("villages without a number of people")
    for c in context.gaps.criteria:
        if not c.layer_missing:
            for state in ("missed", "unknown"):
                name = context.criterion_names[c.criterion.id]
                headers[f"{c.criterion.id}: {state}"] = join_label(name, _(STATES[state]))
    return headers


def _count_by_town(context: WorkbookContext) -> pd.DataFrame:
    """Count villages, exits and people by town, and settlements missed and unknown by criterion."""
    gaps = context.gaps
    villages = gaps.villages.assign(town=gaps.villages["town"].fillna(NO_TOWN).astype(str))
    by_town = villages.groupby("town", sort=True)
    towns = by_town.agg(villages=("code", "size"), exits=("judged_for_exit", "sum"))
    people = by_town["people"].sum(min_count=1)  # blank where nobody's are known
    verdicts = pd.DataFrame(gaps.settlements[["criterion", "state"]]).assign(town=context.towns)
    towns = towns.reindex(sorted(set(towns.index) | set(verdicts["town"]))).fillna(0)
    towns["people"] = people.reindex(towns.index)
    towns["without_people"] = villages["people"].isna().groupby(villages["town"]).sum().reindex(towns.index).fillna(0)
    counts = verdicts.groupby(["criterion", "state", "town"]).size().unstack("town", fill_value=0)
    asked = [(c.criterion.id, state) for c in gaps.criteria if not c.layer_missing for state in ("missed", "unknown")]
    found = counts.reindex(pd.MultiIndex.from_tuples(asked, names=counts.index.names), fill_value=0).T
    found.columns = [f"{criterion}: {state}" for criterion, state in asked]
    return towns.join(found.reindex(towns.index, fill_value=0))


def list_findings(context: WorkbookContext) -> Sheet | None:
    """List what was found on site beside what the files hold, disagreements first; None without findings."""
    found = context.settlements[context.settlements["attested"].notna()]
    if not len(found):
        return None
    columns: list[Column] = [
        Column(_("revisit"), value=lambda row: _("yes") if row["second_visit"] else None),
        Column(_("code"), "code", lambda row: text_or_none(row["code"])),
        Column(_("name"), value=lambda row: text_or_none(row["name"])),
        Column(_("town"), value=lambda row: text_or_none(row["town"])),
        Column(_("criterion"), value=lambda row: context.criterion_names[row["criterion"]]),
        Column(_("by the files"), "state", lambda row: row["state"]),
        Column(_("found on site"), "state", lambda row: row["attested"].state),
        Column(_("department"), value=lambda row: row["attested"].by),
        Column(_("date of finding"), "date", lambda row: _parse_date(row["attested"].date)),
        Column(_("document"), "code", lambda row: row["attested"].document),
        Column(_("why"), "long", lambda row: row["why_text"]),
    ]
    records = iterate_rows(found.sort_values("second_visit", ascending=False, kind="stable"))
    note = _("{0} finding(s) on site disagree with the files; neither replaces the other: revisit.")
    notes = [fill(note, int(found["second_visit"].sum()))]
    return context.make_sheet(_("revisits"), _("Revisits"), columns, records, notes=notes, frozen=3, paper=LIST)


def _parse_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""The sheets that sum a county up: the verdict with each criterion, and each target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gisplan.base.language import _, fill, join_clauses
from gisplan.gaps import CriterionCount, ReadingVerdict, TargetVerdict
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.gaps.cells import format_requirement
from gisplan.report.excel.paper import Paper
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.wording.assumed import format_assumed, format_assumed_verdict
from gisplan.wording.names import ROLES, name_chooser, name_needs, name_source, name_target, name_titled, name_unit
from gisplan.wording.unknown import format_unknown_advice
from gisplan.wording.verdicts import (
    FIGURE_IF_ASSUMED,
    STATES,
    STATES_IF_ASSUMED,
    format_county_summary,
)

__all__ = ["list_criteria", "list_targets"]

_ASSUMED_AND_UNKNOWN = (format_assumed, format_assumed_verdict, format_unknown_advice)
_NOT_PRINTED = 110  # characters: so wide that a row need not be high for what only the screen shows
_SIGNS = {"at_least": "≥", "at_most": "≤"}


def list_criteria(context: WorkbookContext) -> Sheet:
    """List the criteria with the number of settlements that meet each, under the county's verdict."""
    gaps = context.gaps
    dependent = gaps.settlements[gaps.settlements["depends_on"].notna()]["criterion"].value_counts()
    assumed = [Column(_("met if assumed"), "count", lambda c: _if_judged(c, c.met_if_assumed))]
    columns: list[Column] = [
        Column(_("item"), value=lambda c: context.criterion_names[c.criterion.id]),
        Column(_("standard"), value=format_requirement),
        Column(_("role"), value=lambda c: _(ROLES[c.criterion.role])),
        Column(_("state"), "state", lambda c: c.state),
        Column(_("met"), "count", lambda c: _if_judged(c, c.met)),
        Column(_("missed"), "count", lambda c: _if_judged(c, c.missed)),
        Column(_("unknown"), "count", lambda c: _if_judged(c, c.unknown)),
        Column(_("people missed"), "count", lambda c: _sum_people(c, "missed")),
        Column(_("people unknown"), "count", lambda c: _sum_people(c, "unknown")),
        Column(
            _("met, depending on one road"), "count", lambda c: _if_judged(c, int(dependent.get(c.criterion.id, 0)))
        ),
        *(assumed if gaps.states_if_assumed is not None else []),
        Column(_("remark"), "long", _format_criterion_remark),
        Column(_("source"), "long", lambda c: name_source(c.criterion), _NOT_PRINTED),
    ]
    verdict = _("Verdict: {0}").format(_(STATES[gaps.state]))
    title = f"{gaps.county.name} · {verdict}"
    notes = _list_county_notes(context)
    paper = Paper(upright=True)
    return context.make_sheet(_("summary"), title, columns, gaps.criteria, notes=notes, frozen=1, paper=paper)


def _if_judged(count: CriterionCount, value: float) -> float | None:
    """Return a number, or None where the criterion's layer is missing, so that no settlement was judged."""
    return None if count.layer_missing else value


def _sum_people(count: CriterionCount, state: str) -> float | None:
    """Return the people of a state's settlements; None where none of them has a number."""
    of_state = count.missed if state == "missed" else count.unknown
    without = count.without_people.get(state, 0)
    return None if without and without == of_state else _if_judged(count, count.people[state])


def _format_criterion_remark(count: CriterionCount) -> str | None:
    if count.layer_missing:
        return _("no such layer")
    remarks = [_("the layer is known to be incomplete")] if count.incomplete else []
    if count.nobody_judged:
        remarks.append(_("cannot be judged; needed: {0}").format(name_needs(count.needs, with_key=True)))
    if without := sum(count.without_people.get(state, 0) for state in ("missed", "unknown")):
        remarks.append(_("missed or unknown without a number of people, who are not counted: {0}").format(without))
    return "\n".join(remarks) or None


def _list_county_notes(context: WorkbookContext) -> list[str]:
    """List the result in a line, what is not measured, the standard's title, and settings that the head leaves out."""
    gaps, s = context.gaps, context.gaps.settings
    titles = " · ".join(t for t in (gaps.standard.title, gaps.standard.title_zh) if t)
    factors = _(
        "Near misses within {0:g} m; access to the network within {1:g} m; 1 m off the network costs as much as "
        "{2:g} m of road."
    )
    warnings = sum(fault.level == "W" for fault in gaps.county.faults)
    counts = _(
        "{0} row(s) were set aside when read; {1} warning(s) of the files alone: gisplan check shows them, and those "
        "of its further checks."
    )
    outside = [name_titled(item) for item in gaps.standard.out_of_scope]
    return [
        format_county_summary(gaps, translate=_),
        *filter(None, (form(gaps, translate=_) for form in _ASSUMED_AND_UNKNOWN)),
        *([_("Not measured, which does not mean met: {0}.").format(join_clauses(outside))] if outside else []),
        f"{titles} – {name_source(gaps.standard)}",
        factors.format(s.near_miss_m, s.access_m, s.offroad_factor),
        fill(counts, len(gaps.county.quarantine), warnings),
    ]


class _ReadTarget(NamedTuple):
    """A target by one reading of its figure; by none where the figure is plain."""

    verdict: TargetVerdict
    reading: ReadingVerdict | None

    @property
    def required(self) -> float | None:
        return self.verdict.target.threshold if self.reading is None else self.reading.required

    @property
    def state(self) -> str | None:
        return self.verdict.state if self.reading is None else self.reading.state


def list_targets(context: WorkbookContext) -> Sheet:
    """List what each target requires against what is the case; a garbled figure has a row for each reading."""
    columns: list[Column] = [
        Column(_("item"), value=lambda t: name_target(t.verdict.target.id, translate=_)),
        Column(_("role"), value=lambda t: _(ROLES[t.verdict.target.role])),
        Column(_("state"), "state", lambda t: t.state),
        Column("", value=lambda t: None if t.required is None else _SIGNS[t.verdict.target.compare]),
        Column(_("required"), "number", lambda t: t.required),
        Column(_("actual"), "number", lambda t: _round_actual(t.verdict)),
        Column(_("still missing"), "number", _find_shortfall),
        Column(_("unit"), value=lambda t: name_unit(t.verdict.target.unit)),
        Column(_("due"), "date", lambda t: t.verdict.target.due),
        Column(_("reading"), value=_name_reading),
        Column(_("remark"), "long", _format_target_remark),
        Column(_("calculated as"), "long", lambda t: t.verdict.explain(_), _NOT_PRINTED),
        Column(_("source"), "long", lambda t: name_source(t.verdict.target), _NOT_PRINTED),
    ]
    records = (record for verdict in context.gaps.targets for record in _list_readings(verdict))
    return context.make_sheet(_("targets"), _("Targets"), columns, records, frozen=1)


def _list_readings(verdict: TargetVerdict) -> Iterator[_ReadTarget]:
    """List a target by each reading of its figure, the chosen one first."""
    chosen = verdict.target.reading
    for reading in sorted(verdict.readings, key=lambda r: r.id != chosen) or (None,):
        yield _ReadTarget(verdict, reading)


def _round_actual(verdict: TargetVerdict) -> float | None:
    return None if verdict.actual is None else round(verdict.actual, 3) + 0.0


def _find_shortfall(record: _ReadTarget) -> float | None:
    """Return how much is missing to the required figure; 0 where it is reached."""
    required, actual = record.required, record.verdict.actual
    if required is None or actual is None:
        return None
    short = required - actual if record.verdict.target.compare == "at_least" else actual - required
    return round(max(short, 0.0), 3)


def _format_if_assumed(other: TargetVerdict) -> str:
    if other.state is None:
        return _(FIGURE_IF_ASSUMED).format("–" if other.actual is None else round(other.actual, 3))
    return _(STATES_IF_ASSUMED[other.state])


def _name_reading(record: _ReadTarget) -> str | None:
    if record.reading is None:
        return None
    chosen = record.reading.id == record.verdict.target.reading
    return _("{0} (chosen)").format(record.reading.id) if chosen else record.reading.id


def _format_target_remark(record: _ReadTarget) -> str | None:
    verdict, reading = record
    remarks = [_("Data needed: {0}.").format(name_needs(verdict.needs, with_key=True))] if verdict.needs else []
    if verdict.state is None:
        remarks.append(_("Only a figure: the standard states nothing that is required."))
    if verdict.if_assumed is not None:
        remarks.append(_format_if_assumed(verdict.if_assumed))
    if reading is not None:
        raw = _("The notice reads “{0}”; reading {1} was chosen by {2}.")
        remarks.append(raw.format(verdict.target.raw, verdict.target.reading, name_chooser(verdict.target)))
        if reading.works:
            remarks.append(_("In this reading: {0} works.").format(reading.works))
    return "\n".join(remarks) or None

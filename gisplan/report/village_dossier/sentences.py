"""The texts on a page of the dossier about one verdict: required against actual, and from which file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gisplan.base.language import N_, _, fill, language
from gisplan.base.values import is_missing
from gisplan.county.county import County
from gisplan.gaps import MILESTONE_LABELS, CriterionCount, ListedWork
from gisplan.gaps.criteria.combination import CombinedCriterion
from gisplan.gaps.criteria.milestone import MilestoneCriterion
from gisplan.wording.names import COLUMNS, name_criterion, name_needs, name_or_id, name_row
from gisplan.wording.replaced import add_own_distance
from gisplan.wording.verdicts import DISPUTED

__all__ = [
    "PAGE_TEXTS",
    "ROLE_HEADS",
    "format_actual",
    "format_listed_works",
    "format_metres",
    "format_needs",
    "format_required",
    "format_sources",
    "format_status",
    "name_all",
    "name_work",
]

PAGE_TEXTS: Mapping[str, str] = {
    "title": N_("Village exit dossier"),
    "index": N_("Index"),
    "town": N_("Town"),
    "village": N_("Village"),
    "code": N_("Code"),
    "people": N_("People"),
    "exit_year": N_("Exit year"),
    "verdict": N_("Verdict"),
    "criterion": N_("Criterion"),
    "required": N_("Required"),
    "actual": N_("Actual"),
    "state": N_("State"),
    "why": N_("Reasons, evidence and remedies"),
    "listed_works": N_("Listed: "),
    "needs": N_("Data needed: "),
    "needed_for_works": N_("Data needed to see what is planned: "),
    "groups": N_("Groups"),
    "group": N_("Group"),
    "households": N_("Households"),
    "distance": N_("To the sealed network"),
    "planned": N_("Listed works"),
    "works": N_("Works listed for this village"),
    "work": N_("Work"),
    "progress": N_("Progress"),
    "due": N_("Due"),
    "source": N_("File and row"),
    "attestations": N_("Findings on site"),
    "found": N_("Found"),
    "computed": N_("Computed"),
    "by": N_("By"),
    "date": N_("Date"),
    "document": N_("Document"),
    "second_visit": N_("Findings on site disagree with the files: revisit this village."),
    "out_of_scope": N_("Not measured here, which does not mean met"),
    "signatures": N_("Reviewed and signed"),
    "sign": N_("Signature and seal"),
    "sign_village": N_("Village"),
    "sign_town": N_("Town"),
    "sign_county": N_("County"),
    "sign_city": N_("City"),
    "lacks": N_("What it lacks, and the works listed"),
    "hashes": N_("Files read, each with the first 16 digits of its SHA-256; verdicts.json has them whole."),
    "basis": N_("Data and standard used"),
    "standard": N_("Standard"),
    "as_of": N_("As of"),
    "no_place": N_("The location of this village is not known, so there is no map."),
    "no_groups": N_("The county's files list no group of this village."),
    "by_town": N_("By town"),
    "by_state": N_("By verdict"),
    "villages": N_("Villages"),
    "judged_for_exit": N_("Judged for exit"),
    "missing": N_("Missed or unknown"),
    "pages": N_("Page"),
    "surroundings": N_("Surroundings of the village"),
    "north_up": N_("Map: the county's own files; north is up."),
    "not_asked": N_("not required"),
    "again": N_("revisit"),
    "colon": N_(": "),
    "between": N_("; "),
}
"""The fixed words of the pages, by key; `_` where they are shown."""

ROLE_HEADS: Mapping[str, str] = {
    "exit": N_("Exit standard: counts for the verdict"),
    "plan": N_("Annual plan: reported only"),
    "report": N_("For information"),
}
_UNITS = {
    "%": "{0} %",
    "households": N_("{0} households"),
    "people": N_("{0} people"),
    "min": N_("{0} min"),
    "minutes": N_("{0} min"),
}
_ALL = 100.0  # per cent
_FILES = 4  # places in files that a verdict names before it only counts them


def format_metres(metres: float | None) -> str:
    """Return metres with their unit; a dash where there is no number."""
    return "–" if metres is None or is_missing(metres) else _("{0} m").format(f"{metres:,.0f}".replace(",", "\u202f"))


def _number(value: float) -> str:
    return f"{value:,.1f}".rstrip("0").rstrip(".").replace(",", "\u202f")


def _with_unit(value: float, unit: str) -> str:
    if unit == "m":
        return format_metres(value)
    return _(_UNITS[unit]).format(_number(value)) if unit in _UNITS else f"{_number(value)} {unit}".rstrip()


def format_required(count: CriterionCount) -> str:
    """Return what a criterion requires, in a few words."""
    c = count.criterion
    if count.resolved_reach is not None:
        text = _("at most {0}").format(format_metres(count.resolved_reach.reach_m))
        return add_own_distance(text, count.resolved_reach, translate=_)
    if c.kind == "boolean":
        return _("yes")
    if isinstance(c, MilestoneCriterion):
        done = _(MILESTONE_LABELS[c.milestone])
        return _("{0} by {1}").format(done, c.due.isoformat()) if c.due else done
    if c.kind == "coverage":
        return _("inside") if c.threshold is None else _("at most {0}").format(format_metres(c.threshold))
    if isinstance(c, CombinedCriterion):
        if c.every_group:
            return _("every group")
        return _("all of them") if c.all_of else _("one of them")
    if c.threshold is None:
        return "–"
    if c.at_most and not c.threshold:
        return _("no household without it") if c.unit == "households" else _("none")
    limit = _with_unit(c.threshold, c.unit)
    if c.unit == "%" and not c.at_most and c.threshold == _ALL:
        return limit
    return (_("at most {0}") if c.at_most else _("at least {0}")).format(limit)


def format_actual(count: CriterionCount, row: Mapping[str, Any]) -> str:
    """Return what is the case, in a few words; a dash where it is not known."""
    c, params = count.criterion, row["params"] or {}
    if count.resolved_reach is not None:
        return _("cut off") if row["cut_off"] and row["state"] == "missed" else format_metres(row["distance_m"])
    if c.kind == "boolean":
        return {"is_yes": _("yes"), "is_no": _("no")}.get(row["why"], "–")
    if c.kind == "milestone":
        if "total" not in params:
            return "–"
        return _("{0} of {1} works").format(params.get("reached", 0), params["total"])
    if c.kind == "combine":
        if row["why"] == "group_missed":
            return fill(_("{0} group(s) missed"), len(params["missed"]))
        if row["why"] == "group_unknown":
            return fill(_("{0} group(s) cannot be judged"), len(params["unknown"]))
        return "–" if row["state"] == "unknown" else _("see there")
    value = row["value"]
    if c.kind == "coverage":
        if c.threshold is None and not is_missing(value):
            return _("inside") if value == 0 else _("outside, {0} away").format(format_metres(value))
        return format_metres(value)
    if is_missing(value):
        return "–"
    if c.at_most and c.unit == "households":
        return fill(_("{0} household(s) without it"), int(value)) if value else _("none")
    return _with_unit(float(value), c.unit)


def format_sources(row: Mapping[str, Any], county: County) -> str:
    """Return the files and rows of the values that a verdict rests on."""
    places = list(dict.fromkeys((cell.layer, int(cell.row)) for cell in row["rows"]))
    named = [name_row(county, layer, number) for layer, number in places[:_FILES]]
    if len(places) > _FILES:
        named.append(_("and {0} more").format(len(places) - _FILES))
    return _("; ").join(named)


def format_status(work: ListedWork) -> str:
    """Return the status of a work, in a word."""
    if work.layer == "power" and not work.status:
        return _("planned")
    status = work.status or "–"
    return _(MILESTONE_LABELS[status]) if status in MILESTONE_LABELS else status


def name_work(work: ListedWork) -> str:
    """Return the code or name of a work that the page describes elsewhere."""
    if work.layer == "power":
        return _("power")
    return work.code or work.name or "–"


def format_listed_works(row: Mapping[str, Any], *, brief: bool = False) -> str:
    """Return what is listed to close a missed verdict: codes, and unless `brief` their status and when they are due."""
    listed_works = row["listed_works"]
    if listed_works is None:
        return ""
    if not listed_works:
        return _("Nothing is planned.")
    texts = []
    for work in listed_works:
        if brief:
            texts.append(name_work(work))
            continue
        words = [format_status(work), *([_("due {0}").format(work.due)] if work.due else [])]
        words += [_(DISPUTED)] if work.disputed else []
        texts.append(_("{0} ({1})").format(name_work(work), _(", ").join(words)))
    return _("; ").join(texts)


def format_needs(needs: Any) -> str:
    """Return the layers and columns that would decide, by their names."""
    return _(", ").join(name_needs([need]) if language() == "zh" else _name_beside(need) for need in needs)


def _name_beside(need: str) -> str:
    column = need.partition(".")[2]
    return f"{need} ({name_or_id(COLUMNS, column, _)})" if column in COLUMNS else need


def name_all(ids: Any) -> str:
    """Return the names of criteria, in a line."""
    return _(", ").join(name_criterion(id, translate=_) for id in ids)

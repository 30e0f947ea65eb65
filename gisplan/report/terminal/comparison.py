"""A comparison as tables on a terminal: what may explain everything first, then what changed and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from gisplan.base.display import visible
from gisplan.base.language import N_, _, fill, join_clauses, join_names, language
from gisplan.gaps import MILESTONE_LABELS, find_reason
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, format_number
from gisplan.report.documents.comparison import CHANGES
from gisplan.report.terminal.layout import format_state, make_table, show_rows
from gisplan.wording.names import COLUMNS, LAYER_NAMES, name_criterion, name_needs, name_or_id, name_target
from gisplan.wording.verdicts import REACH_TO

__all__ = [
    "explain_change",
    "format_reason",
    "format_value",
    "format_work_change",
    "safe_markup",
    "safe_text",
    "show_comparison",
]

Comparison = Mapping[str, Any]
Side = Mapping[str, Any]

CHANGE_LABELS: Mapping[str, str] = {
    "closed": N_("closed"),
    "opened": N_("opened"),
    "became_known": N_("became known"),
    "became_unknown": N_("became unknown"),
    "appeared": N_("appeared"),
    "disappeared": N_("disappeared"),
}
_NAMES = {"as_of": N_("as of"), "standard": N_("standard")}
_DIGITS = 12  # of a hash: enough to know two files from each other


def show_comparison(comparison: Comparison, console: Console | None = None) -> None:
    """Print what changed between two documents."""
    console = console or make_console()
    _show_head(comparison, console)
    if comparison["nothing_changed"]:
        console.print(_("Nothing changed."), style="bold")
        return
    _show_codes(comparison["differences"]["codes"], console)
    _show_differences(comparison["differences"], console)
    _show_counts(comparison["criteria"], console)
    _show_targets(comparison["targets"], console)
    _show_villages(comparison["villages"], console)
    for change in CHANGES:
        _show_changes([c for c in comparison["changes"] if c["change"] == change], change, console)
    if not comparison["changes"] and not comparison["villages"]:
        console.print(_("No verdict changed."), style="bold")


def _show_head(comparison: Comparison, console: Console) -> None:
    """Print the county, and standard, date and verdict of either document."""
    county, old, new = comparison["county"], comparison["old"], comparison["new"]
    console.print(f"[bold]{safe_markup(county['name'])}[/bold] ({safe_markup(county['code'])})")
    for label, side in ((_("old"), old), (_("new"), new)):
        as_of = format_value(side["as_of"]) if side["as_of"] else _("no date given")
        head = f"{label}: {safe_markup(side['standard'])} · {escape(as_of)} · {format_state(side['state'])}"
        console.print(head, soft_wrap=not console.is_terminal)
    if old["scope"] != new["scope"]:
        text = _("Different scope: {0} before, {1} now.").format(old["scope"], new["scope"])
        console.print(escape(text), style="yellow")


def _show_codes(codes: Sequence[Side], console: Console) -> None:
    """Print the villages that have another code in the other document."""
    if not codes:
        return
    named = join_names(f"{safe_text(c['old'])} → {safe_text(c['new'])}" for c in codes[:_LISTED])
    text = fill(
        _("{count} former codes of villages were compared with those of today: {codes}."), count=len(codes), codes=named
    )
    console.print(escape(text + (" …" if len(codes) > _LISTED else "")), style="yellow")


def _show_differences(differences: Comparison, console: Console) -> None:
    """Print what may explain every change below."""
    records = list(_list_differences(differences))
    if not records:
        return
    if differences["standard"]:
        console.print(_("The standards differ: only criteria that are in both are compared."), style="yellow")
    if differences["standard"] or differences["settings"] or differences["criteria"]:
        console.print(_("The standard or the settings differ; this may explain all changes below."), style="yellow")
    columns = [
        Column(_("item"), lambda row: format_value(row[0])),
        Column(_("old"), lambda row: format_value(row[1])),
        Column(_("new"), lambda row: format_value(row[2])),
    ]
    console.print(make_table(_("Settings that differ"), columns, records))


def _list_differences(differences: Comparison) -> Iterator[tuple[str, Any, Any]]:
    """List the name, the old and the new value of each difference."""
    for kind in ("standard", "as_of"):
        yield from ((_(_NAMES[d["name"]]), d["old"], d["new"]) for d in differences[kind])
    yield from ((d["name"], d["old"], d["new"]) for d in differences["settings"])
    for d in differences["criteria"]:
        yield f"{name_criterion(d['id'], translate=_)}: {d['name']}", d["old"], d["new"]
    for item in differences["inputs"]:
        name = _("file of the layer {0}").format(item["layer"])
        yield name, _format_file(item["old"]), _format_file(item["new"])


def _format_file(item: Side | None) -> str | None:
    return None if item is None else f"{item['path']} {item['sha256'][:_DIGITS]} ({item['rows']})"


def _show_counts(criteria: Sequence[Side], console: Console) -> None:
    """Print the criteria of which verdicts changed, and how many miss them then and now."""
    changed = [c for c in criteria if c["in"] != "both" or any(c[change] for change in CHANGES)]
    if not changed:
        return
    columns = [
        Column(_("criterion"), _name_counted_criterion),
        *(_change_column(change) for change in CHANGES if any(c[change] for c in changed)),
        Column(_("missed"), lambda c: f"{c['missed']['old']} → {c['missed']['new']}", is_number=True),
        Column(_("unknown"), lambda c: f"{c['unknown']['old']} → {c['unknown']['new']}", is_number=True),
    ]
    console.print(make_table(_("Changes by criterion"), columns, changed))
    if same := len(criteria) - len(changed):
        console.print(_("No verdict changed for {0} other criteria.").format(same))


def _name_counted_criterion(c: Side) -> str:
    name = name_criterion(c["id"], translate=_)
    if c["in"] != "both":
        side = _("only in the old") if c["in"] == "old" else _("only in the new")
        name = f"{name} · {side}"
    return safe_text(name)


def _change_column(change: str) -> Column:
    return Column(_(CHANGE_LABELS[change]), lambda c: str(c[change] or "–"), is_number=True)


def _show_targets(targets: Sequence[Side], console: Console) -> None:
    if not targets:
        return
    columns = [
        Column(_("target"), lambda t: safe_text(name_target(t["id"], translate=_))),
        Column(_("old"), lambda t: _format_target(t["old"], t["unit"]), is_markup=True),
        Column(_("new"), lambda t: _format_target(t["new"], t["unit"]), is_markup=True),
    ]
    console.print(make_table(_("Targets that changed"), columns, targets))


def _format_target(side: Side | None, unit: str) -> str:
    if side is None:
        return "–"
    actual = "–" if side["actual"] is None else f"{format_number(side['actual'], 1)} {safe_markup(unit)}"
    return actual if side["state"] is None else f"{actual} {format_state(side['state'])}"


def _show_villages(villages: Sequence[Side], console: Console) -> None:
    """Print the villages whose own verdict is another one now."""
    columns = [
        Column(_("code"), _format_code, is_whole=True),
        Column(_("name"), lambda v: format_value(v["name"])),
        Column(_("town"), lambda v: format_value(v["town"])),
        Column(_("old"), lambda v: _format_village(v["old"]), is_markup=True),
        Column(_("new"), lambda v: _format_village(v["new"]), is_markup=True),
    ]
    show_rows(console, _("Villages whose verdict changed ({0})").format(len(villages)), columns, villages)


def _format_code(row: Side) -> str:
    code = safe_text(format_value(row["code"]))
    return code if row["old_code"] is None else f"{safe_text(row['old_code'])} → {code}"


def _format_village(side: Side | None) -> str:
    if side is None:
        return "–"
    state = format_state(side["state"])
    return state if side["judged_for_exit"] else _("{0} (not judged for exit)").format(state)


def _show_changes(changes: Sequence[Side], change: str, console: Console) -> None:
    """Print every verdict that changed in one way, most people first, with both reasons."""
    columns = [
        Column(_("code"), _format_code, is_whole=True),
        Column(_("name"), lambda c: safe_text(format_value(c["name"]))),
        Column(_("criterion"), lambda c: safe_text(name_criterion(c["criterion"], translate=_))),
        Column(_("before, now, and why"), explain_change, is_markup=True),
    ]
    records = sorted(changes, key=lambda c: -(c["people"] or 0))
    show_rows(console, f"{_(CHANGE_LABELS[change])} ({len(records)})", columns, records)


_LONGEST = 500  # letters of a text that a terminal shows
_LISTED = 12  # codes that a sentence names before it only counts them
_WORKS = 4  # works that a change names


def safe_text(value: Any) -> str:
    """Return a value from a document as text that changes nothing on a terminal."""
    return visible(value)[:_LONGEST]


def safe_markup(value: Any) -> str:
    """Return a value from a document as text that is no markup either."""
    return escape(safe_text(value))


def format_value(value: Any) -> str:
    """Return a value as text, a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return join_names(map(safe_text, value)) or "–"
    return f"{value:.10g}" if isinstance(value, float) else safe_text(value)


def explain_change(change: Side) -> str:
    """Return the lines that explain a change, as markup: both reasons, the values that differ, and the works."""
    lines = []
    for side in ("old", "new"):
        if change[side] is not None:
            lines.append(f"{format_state(change[side]['state'])}: {escape(format_reason(change[side]))}")
    for v in change["values"]:
        place = safe_text(f"{v['layer']}.{v['column']}")
        lines.append(escape(f"{place}: {format_value(v['old'])} → {format_value(v['new'])}"))
    if works := change["works"]:
        moved_first = sorted(works, key=lambda w: w["old"] == w["new"])[:_WORKS]
        text = join_clauses(format_work_change(w) for w in moved_first) + (" …" if len(works) > _WORKS else "")
        lines.append(escape(_("Works: {0}").format(text)))
    return "\n".join(lines)


def format_reason(side: Side) -> str:
    """Return the sentence of a reason in the user's language, or as the document has it where that fails."""
    code, text = side["why"]["code"], safe_text(side["why"]["text"])
    template = find_reason(code)
    if language() == "en" or template is None:
        return text
    try:
        return _(template).format(**_name_params(side))
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        return text  # a document of another version, or a forged one: its own sentence will do


def _name_params(side: Side) -> dict[str, Any]:
    """Return the parameters of a reason as its sentence names them."""
    params = dict(side["why"]["params"])
    named: dict[str, Any] = {key: format_value(value) for key, value in params.items()}
    named["needs"] = name_needs(side["needs"])
    named["deciding"] = _join_codes(side["segments_to_survey"])
    for key, names in (("numerator", COLUMNS), ("denominator", COLUMNS), ("column", COLUMNS), ("layer", LAYER_NAMES)):
        if key in params:
            named[key] = name_or_id(names, str(params[key]), _)
    reach_to, milestone = (str(params.get(name)) for name in ("reach_to", "milestone"))
    if reach_to in REACH_TO:
        named["reach_to"] = _(REACH_TO[reach_to])
    if milestone in MILESTONE_LABELS:
        named["milestone"] = _(MILESTONE_LABELS[milestone])
        named["open"] = params["total"] - params["reached"]
        named["codes"] = _join_codes(params["codes"])
    if isinstance(params.get("criteria"), list):
        named["criteria"] = join_names(name_criterion(str(c), translate=_) for c in params["criteria"])
    groups = params.get(side["why"]["code"].removeprefix("group_"))
    if isinstance(groups, list):
        named["count"], named["groups"] = len(groups), _join_codes(groups)
    return named


def _join_codes(codes: Any) -> str:
    return join_names(map(safe_text, codes[:_LISTED])) + ("" if len(codes) <= _LISTED else " …")


def format_work_change(work: Mapping[str, Any]) -> str:
    """Return a listed work: its code, its status then, and its status now."""
    old, new = (_format_status(work[side]) for side in ("old", "new"))
    name = safe_text(work["code"])
    if work["old"] == work["new"]:
        return _("{0} ({1})").format(name, new)
    if work["new"] is None:
        return _("{0} (was {1}; no longer listed for a gap)").format(name, old)
    if work["old"] is None:
        return _("{0} (now listed: {1})").format(name, new)
    return _("{0} ({1}, was {2})").format(name, new, old)


def _format_status(status: Any) -> str:
    return "–" if status is None else _(MILESTONE_LABELS[status]) if status in MILESTONE_LABELS else safe_text(status)

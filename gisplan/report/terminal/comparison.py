"""A comparison as tables on a terminal: what may explain everything first, then what changed and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from gisplan.base.language import N_, _, language
from gisplan.gaps import MILESTONE_LABELS, find_reason
from gisplan.report.documents.comparison import CHANGES
from gisplan.report.terminal.layout import ROWS, format_number, format_state, make_table
from gisplan.wording.names import COLUMNS, LAYER_NAMES, name_criterion, name_or_id, name_target
from gisplan.wording.verdicts import REACH_TO

__all__ = ["CHANGE_LABELS", "format_reason", "format_value", "format_work_change", "safe_text", "show_comparison"]

_DIGITS = 12  # of a hash: enough to tell two files apart
_NAMES = {"as_of": N_("as of"), "standard": N_("standard")}

Told = Mapping[str, Any]


def show_comparison(found: Told, console: Console | None = None) -> None:
    """Print what changed between two documents."""
    console = console or Console(highlight=False)
    county, old, new = found["county"], found["old"], found["new"]
    console.print(f"[bold]{_safe(county['name'])}[/bold] ({_safe(county['code'])})")
    for label, side in ((_("old"), old), (_("new"), new)):
        as_of = format_value(side["as_of"]) if side["as_of"] else _("no date given")
        head = f"{label}: {_safe(side['standard'])} · {escape(as_of)} · {format_state(side['state'])}"
        console.print(head, soft_wrap=True)
    if old["scope"] != new["scope"]:
        told = _("Different scope: {0} before, {1} now.").format(old["scope"], new["scope"])
        console.print(escape(told), style="yellow")
    if found["nothing_changed"]:
        console.print(_("Nothing changed."), style="bold")
        return
    _show_differences(found["differences"], console)
    _show_counts(found["criteria"], console)
    _show_targets(found["targets"], console)
    _show_villages(found["villages"], console)
    for change in CHANGES:
        _show_changes([c for c in found["changes"] if c["change"] == change], change, console)
    if not found["changes"] and not found["villages"]:
        console.print(_("No verdict changed."), style="bold")


def _safe(value: Any) -> str:
    return escape(safe_text(value))


def _show_differences(differences: Told, console: Console) -> None:
    """What may explain every change below."""
    rows = [(_(_NAMES[d["name"]]), d["old"], d["new"]) for n in ("standard", "as_of") for d in differences[n]]
    rows += [(d["name"], d["old"], d["new"]) for d in differences["settings"]]
    rows += [
        (f"{name_criterion(d['id'], translate=_)}: {d['name']}", d["old"], d["new"]) for d in differences["criteria"]
    ]
    for item in differences["inputs"]:
        rows.append((_("file of the layer {0}").format(item["layer"]), _file(item["old"]), _file(item["new"])))
    if not rows:
        return
    if differences["standard"]:
        console.print(_("The standards differ: only criteria that are in both are compared."), style="yellow")
    if differences["standard"] or differences["settings"] or differences["criteria"]:
        console.print(_("The standard or the settings differ; this may explain all changes below."), style="yellow")
    table = make_table(_("Settings that differ"), _("item"), _("old"), _("new"))
    for row in rows:
        table.add_row(*(escape(format_value(cell)) for cell in row))
    console.print(table)


def _file(item: Told | None) -> str | None:
    return None if item is None else f"{item['path']} {item['sha256'][:_DIGITS]} ({item['rows']})"


def _show_counts(criteria: Sequence[Told], console: Console) -> None:
    """The criteria of which verdicts changed, and how many miss them then and now."""
    moved = [c for c in criteria if c["in"] != "both" or any(c[change] for change in CHANGES)]
    kinds = [change for change in CHANGES if any(c[change] for c in moved)]
    if not moved:
        return
    heads = [_("criterion"), *(_(CHANGE_LABELS[c]) for c in kinds), _("missed"), _("unknown")]
    table = make_table(_("Changes by criterion"), *heads, numbers=tuple(range(1, len(heads))))
    for c in moved:
        name = name_criterion(c["id"], translate=_)
        if c["in"] != "both":
            only = _("only in the old") if c["in"] == "old" else _("only in the new")
            name = f"{name} · {only}"
        counts = [str(c[change] or "–") for change in kinds]
        steps = [f"{c[state]['old']} → {c[state]['new']}" for state in ("missed", "unknown")]
        table.add_row(_safe(name), *counts, *steps)
    console.print(table)
    if same := len(criteria) - len(moved):
        console.print(_("No verdict changed for {0} other criteria.").format(same))


def _show_targets(targets: Sequence[Told], console: Console) -> None:
    if not targets:
        return
    table = make_table(_("Targets that changed"), _("target"), _("old"), _("new"), numbers=())
    for t in targets:
        table.add_row(
            _safe(name_target(t["id"], translate=_)), *(_target(t[side], t["unit"]) for side in ("old", "new"))
        )
    console.print(table)


def _target(side: Told | None, unit: str) -> str:
    if side is None:
        return "–"
    actual = "–" if side["actual"] is None else f"{format_number(side['actual'], 1)} {_safe(unit)}"
    return f"{actual} {format_state(side['state'])}"


def _show_villages(villages: Sequence[Told], console: Console) -> None:
    """Villages whose own verdict is another one now."""
    if not villages:
        return
    title = _("Villages whose verdict changed ({0})").format(len(villages))
    table = make_table(title, _("code"), _("name"), _("town"), _("old"), _("new"), whole=(0,))
    for v in villages[:ROWS]:
        cells = [escape(format_value(v[name])) for name in ("code", "name", "town")]
        table.add_row(*cells, *(_village(v[side]) for side in ("old", "new")))
    console.print(table)
    _show_omitted(len(villages), console)


def _village(side: Told | None) -> str:
    if side is None:
        return "–"
    state = format_state(side["state"])
    return state if side["judged_for_exit"] else _("{0} (not judged for exit)").format(state)


def _show_changes(rows: list[Told], change: str, console: Console) -> None:
    """Every verdict that changed in one way, most people first, with both whys."""
    if not rows:
        return
    rows = sorted(rows, key=lambda c: -(c["people"] or 0))
    title = f"{_(CHANGE_LABELS[change])} ({len(rows)})"
    table = make_table(title, _("code"), _("name"), _("criterion"), _("before, now, and why"), whole=(0,))
    for c in rows[:ROWS]:
        cells = [format_value(c["code"]), format_value(c["name"]), name_criterion(c["criterion"], translate=_)]
        table.add_row(*(escape(safe_text(cell)) for cell in cells), "\n".join(_reasons(c)))
    console.print(table)
    _show_omitted(len(rows), console)


def _reasons(c: Told) -> list[str]:
    """Both whys, the values that differ, and the works."""
    lines = []
    for side in ("old", "new"):
        if c[side] is not None:
            lines.append(f"{format_state(c[side]['state'])}: {escape(format_reason(c[side]))}")
    for v in c["values"]:
        place = f"{v['layer']}.{v['column']}"
        lines.append(escape(f"{safe_text(place)}: {format_value(v['old'])} → {format_value(v['new'])}"))
    if c["works"]:
        moved_first = sorted(c["works"], key=lambda w: w["old"] == w["new"])
        works = "; ".join(format_work_change(w) for w in moved_first[:4]) + (" …" if len(c["works"]) > 4 else "")
        lines.append(escape(_("Works: {0}").format(works)))
    return lines


def _show_omitted(count: int, console: Console) -> None:
    if count > ROWS:
        console.print(_("… and {0} more (use --json to see all).").format(count - ROWS))


CHANGE_LABELS: Mapping[str, str] = {
    "closed": N_("closed"),
    "opened": N_("opened"),
    "became_known": N_("became known"),
    "became_unknown": N_("became unknown"),
    "appeared": N_("appeared"),
    "disappeared": N_("disappeared"),
}
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LISTED = 12


def safe_text(value: Any) -> str:
    """A value from a document as text that changes nothing on a terminal."""
    return _HIDDEN.sub("\ufffd", str(value))[:500]


def format_value(value: Any) -> str:
    """A value, a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(safe_text(v) for v in value) or "–"
    return f"{value:.10g}" if isinstance(value, float) else safe_text(value)


def format_reason(side: Mapping[str, Any]) -> str:
    """The sentence of a why; as the document has it where its code says nothing here."""
    code, text = side["why"]["code"], safe_text(side["why"]["text"])
    template = find_reason(code)
    if language() == "en" or template is None:
        return text
    try:
        return _(template).format(**_words(side))
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        return text  # a document of another version, or a forged one: its own sentence will do


def _words(side: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a why, as people call them."""
    params = dict(side["why"]["params"])
    words: dict[str, Any] = {key: format_value(value) for key, value in params.items()}
    words["needs"] = ", ".join(side["needs"])
    words["deciding"] = _list(side["segments_to_survey"])
    for key, names in (("numerator", COLUMNS), ("denominator", COLUMNS), ("column", COLUMNS), ("layer", LAYER_NAMES)):
        if key in params:
            words[key] = name_or_id(names, str(params[key]), _)
    reach_to, milestone = (str(params.get(name)) for name in ("reach_to", "milestone"))
    if reach_to in REACH_TO:
        words["reach_to"] = _(REACH_TO[reach_to])
    if milestone in MILESTONE_LABELS:
        words["milestone"] = _(MILESTONE_LABELS[milestone])
        words["open"] = params["total"] - params["reached"]
        words["codes"] = _list(params["codes"])
    if isinstance(params.get("criteria"), list):
        words["criteria"] = ", ".join(name_criterion(str(c), translate=_) for c in params["criteria"])
    groups = params.get(side["why"]["code"].removeprefix("group_"))
    if isinstance(groups, list):
        words["count"], words["groups"] = len(groups), _list(groups)
    return words


def _list(codes: Any) -> str:
    return ", ".join(safe_text(c) for c in codes[:_LISTED]) + ("" if len(codes) <= _LISTED else " …")


def format_work_change(work: Mapping[str, Any]) -> str:
    """A listed work: its code, how far it was, and how far it is."""
    old, new = (_status(work[side]) for side in ("old", "new"))
    name = safe_text(work["code"])
    if work["old"] == work["new"]:
        return _("{0} ({1})").format(name, new)
    if work["new"] is None:
        return _("{0} (was {1}; no longer listed for a gap)").format(name, old)
    if work["old"] is None:
        return _("{0} (now listed: {1})").format(name, new)
    return _("{0} ({1}, was {2})").format(name, new, old)


def _status(status: Any) -> str:
    return "–" if status is None else _(MILESTONE_LABELS[status]) if status in MILESTONE_LABELS else safe_text(status)

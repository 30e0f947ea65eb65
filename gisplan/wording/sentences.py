"""The sentences that say why verdicts are as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from gisplan.base.language import N_, _, fill, join_names
from gisplan.base.rows import iterate_rows
from gisplan.gaps import MILESTONE_LABELS, CriterionKind, Gaps, find_reason
from gisplan.io.faults.shown_rows import explain_shown
from gisplan.wording.names import COLUMNS, LAYER_NAMES, name_criterion, name_needs, name_or_id
from gisplan.wording.verdicts import REACH_TO

__all__ = ["Explanation", "Sentences", "explain_settlements", "explain_verdict"]

Translate = Callable[[str], str]
Row = Mapping[str, Any]
_LAYERS = {"village": "villages", "group": "groups"}
_REPLACED = N_("The distance of {reach_m} m is the county file's; the standard has {own_reach_m} m.")
_LISTED = 12  # codes that a sentence names before it only counts them


class Explanation(NamedTuple):
    """Why a verdict is as it is: the parameters of its reason, and the sentence made of them."""

    params: dict[str, Any]
    text: str


def explain_settlements(gaps: Gaps) -> pd.DataFrame:
    """Return the verdicts without their places, with the sentence of each in the user's language.

    Parameters
    ----------
    gaps : Gaps

    Returns
    -------
    DataFrame
        `gaps.settlements` with `why_text` in place of the geometry.
    """
    rows, sentences = pd.DataFrame(gaps.settlements.drop(columns="geometry")), Sentences(gaps, _)
    texts = [sentences.explain(row).text for row in iterate_rows(rows)]
    return rows.assign(why_text=pd.Series(texts, index=rows.index, dtype=object))


def explain_verdict(gaps: Gaps, row: Row, *, translate: Translate = str) -> Explanation:
    """Explain a verdict: the parameters of its reason, and its sentence in the language of `translate`.

    Parameters
    ----------
    gaps : Gaps
    row : mapping
        A row of `gaps.settlements`.
    translate : callable, optional
        Gives a text in the user's language; by default the sentence is English.

    Returns
    -------
    Explanation
        `params` as JSON has them, and `text`.
    """
    return Sentences(gaps, translate).explain(row)


class Sentences:
    """Explains the verdicts of a county; those of one reason with the same parameters have one sentence.

    Parameters
    ----------
    gaps : Gaps
    translate : callable, optional
        Gives a text in the user's language; by default the sentences are English.
    """

    def __init__(self, gaps: Gaps, translate: Translate = str) -> None:
        self._gaps, self._translate = gaps, translate
        self._criteria = {criterion.id: criterion for criterion in gaps.standard.criteria}
        self._made: dict[tuple[Any, ...], Explanation] = {}

    def explain(self, row: Row) -> Explanation:
        """Explain the verdict of a row of `gaps.settlements`: see `explain_verdict`."""
        criterion, code = self._criteria[row["criterion"]], row["why"]
        if not isinstance(criterion, CriterionKind):
            raise TypeError(f"{criterion.id}: it has no sentences: read the standard by gisplan.gaps.KINDS")
        params = criterion.sentence_params(row, self._gaps.settings)
        texts = (repr(params), tuple(row["needs"]), tuple(row["segments_to_survey"]))
        key: tuple[Any, ...] = (criterion.id, code, row["state"], *texts)
        if code == "settlement_quarantined":
            key = (*key, row["settlement"], row["row"])
        elif code.endswith("_contradict"):
            key = (*key, repr(row["params"]))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = _explain(self._gaps, criterion, params, row, self._translate)
        return found


def _explain(
    gaps: Gaps, criterion: CriterionKind, params: dict[str, Any], row: Row, translate: Translate
) -> Explanation:
    code = row["why"]
    template = find_reason(code)
    if template is None:
        raise ValueError(f"{criterion.id}: no kind of criterion has a sentence for {code!r}")
    words: dict[str, Any] = dict(params)
    if "reach_to" in params:
        words["reach_to"] = translate(REACH_TO[params["reach_to"]])
    if code in ("surface_unknown", "class_unknown", "road_quarantined"):
        segments = list(row["segments_to_survey"])
        params["count"] = words["count"] = len(segments)
        words["deciding"] = _list(segments, translate)
    if code == "settlement_quarantined":
        params["row"], words["row"] = int(row["row"]), gaps.county.locate_row(_LAYERS[row["settlement"]], row["row"])[1]
        params["fault"], words["fault"] = _fault(gaps, row, translate)
    for name in ("min_households", "min_people"):
        if code in (f"{name[4:]}_unknown", f"{name[4:]}_contradict"):
            params[name] = words[name] = getattr(criterion, name)
    if code.endswith("_contradict"):
        values = {key: value for key, value in row["params"].items() if key.startswith(("own_", "other_"))}
        params, words = params | values, words | values
    if row["state"] == "unknown" and not criterion.served_by_roads:
        params["needs"] = list(row["needs"])
    words["needs"] = join_names(row["needs"], translate=str) if translate is str else name_needs(row["needs"])
    if code == "work_quarantined":
        words["aside"] = [gaps.county.locate_row(params["layer"], at)[1] for at in params["aside"]]
    words |= _name(params, words, code, translate)
    text = fill(translate(template), **words)
    if "own_reach_m" in params:
        text = translate(N_("{0} {1}")).format(text, translate(_REPLACED).format(**words))
    return Explanation(params, text)


_NAMED = {
    **dict.fromkeys(("numerator", "denominator", "column", "own_column", "other_column"), COLUMNS),
    **dict.fromkeys(("layer", "own_layer", "other_layer"), LAYER_NAMES),
}


def _name(params: dict[str, Any], words: dict[str, Any], why: str, translate: Translate) -> dict[str, Any]:
    """The names of what the parameters hold as codes, and their numbers as they are read."""
    named: dict[str, Any] = {}
    for key, names in _NAMED.items():
        if key in params:
            named[key] = name_or_id(names, str(words[key]), translate)
    if "milestone" in params:
        named["milestone"] = translate(MILESTONE_LABELS[words["milestone"]])
        named["open"] = params["total"] - params["reached"]
        named["codes"] = _list(words["codes"], translate)
    if "criteria" in params:
        criteria = (name_criterion(c, translate=translate) for c in words["criteria"])
        named["criteria"] = join_names(criteria, translate=translate)
    if why in ("group_missed", "group_unknown"):
        groups = params[why.removeprefix("group_")]
        named["count"], named["groups"] = len(groups), _list(groups, translate)
    if why == "work_quarantined":
        named["rows"] = _list(words["aside"], translate)
    if why == "inside" and params.get("name") is None:
        named["name"] = "–"
    for key in ("value", "required", "part", "whole", "reach_m", "own_reach_m"):
        if isinstance(words.get(key), float):
            named[key] = f"{_round(words[key], words.get('required')):.10g}"
    return named


def _round(value: float, required: float | None) -> float:
    """A figure to one decimal, or to as many as it takes not to look like the threshold that it misses."""
    digits = 1
    while digits < 6 and round(value, digits) == required != value:
        digits += 1
    return round(value, digits)


def _list(codes: Sequence[Any], translate: Translate) -> str:
    return join_names(map(str, codes[:_LISTED]), translate=translate) + ("" if len(codes) <= _LISTED else " …")


def _fault(gaps: Gaps, row: Row, translate: Translate) -> tuple[str, str]:
    """The code and the sentence of the fault for which a row was set aside."""
    layer = _LAYERS[row["settlement"]]
    number = int(row["row"])
    for fault in gaps.county.faults:
        if fault.level == "Q" and fault.layer == layer and number in fault.rows:
            return fault.code, explain_shown(fault.pick_row(number), gaps.county.rows_above, translate=translate)[
                0
            ].rstrip(".。")
    return "", ""

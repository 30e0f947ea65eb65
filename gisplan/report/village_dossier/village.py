"""The data of one page of the dossier: the same for the HTML page and the PDF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from gisplan.base.language import _, join_names, language
from gisplan.base.values import is_missing, text_or_none
from gisplan.gaps import Gaps
from gisplan.report.village_dossier.sentences import (
    PAGE_TEXTS,
    ROLE_HEADS,
    format_actual,
    format_listed_works,
    format_metres,
    format_needs,
    format_required,
    format_sources,
    format_status,
    name_all,
    name_work,
)
from gisplan.report.village_dossier.village_map import (
    Dot,
    Surroundings,
    VillageOnMap,
    draw_village,
    survey_surroundings,
)
from gisplan.wording.names import name_criterion, name_row, name_source, name_titled
from gisplan.wording.palette import PALETTE, text_colour
from gisplan.wording.sentences import explain_verdict
from gisplan.wording.verdicts import DISPUTED, MARKS, STATES, format_settings
from gisplan.wording.works import format_as_of, list_credits, list_warnings

__all__ = ["Dossier"]

Row = dict[str, Any]
Rows = list[Row]
_BY_GROUPS = {"group_missed": "missed", "group_unknown": "unknown"}
_PLAIN = re.compile(r"[A-Za-z0-9-]{1,60}")


class Dossier:
    """A county's verdicts, laid out for one page a village."""

    def __init__(self, gaps: Gaps) -> None:
        self.gaps = gaps
        self.counts = {c.criterion.id: c for c in gaps.criteria}
        self.villages = gaps.villages.to_dict("records")
        verdicts = gaps.settlements.to_dict("records")
        groups = [] if gaps.county.groups is None else gaps.county.groups.to_dict("records")
        self._own = _group((row["row"], row) for row in verdicts if row["settlement"] == "village")
        self._groups = _group((row["village"], row) for row in verdicts if row["settlement"] == "group")
        self._listed = _group((row["village"], row) for row in groups)
        self._places = dict(zip(gaps.county.villages["row"], gaps.county.villages.geometry, strict=True))

    @cached_property
    def around(self) -> Surroundings:
        """The data that all pictures share."""
        return survey_surroundings(self.gaps)

    @cached_property
    def names(self) -> list[str]:
        """Each village's file name without its ending: from its code only, in ASCII, each different on any system."""
        slugs = ["" if v["code"] is None or v["code"] != v["code"] else _slug(str(v["code"])) for v in self.villages]
        often = Counter(slug.lower() for slug in slugs)
        return [
            f"village-{slug}"
            if slug and often[slug.lower()] == 1
            else f"village-row-{int(v['row'])}-{slug}".rstrip("-")
            for slug, v in zip(slugs, self.villages, strict=True)
        ]

    @cached_property
    def head(self) -> dict[str, Any]:
        """What is the same on all pages."""
        gaps, county, standard = self.gaps, self.gaps.county, self.gaps.standard
        return {
            "lang": "zh-CN" if language() == "zh" else "en",
            "words": {key: _(text) for key, text in PAGE_TEXTS.items()},
            "county": county.name,
            "county_code": county.code,
            "standard": standard.id,
            "standard_title": name_titled(standard),
            "source": name_source(standard),
            "as_of": format_as_of(county),
            "settings": format_settings(gaps, translate=_),
            "credits": list_credits(gaps.county),
            "warnings": list_warnings(gaps),
            "inputs": [
                {"path": i.path, "sha256": i.sha256, "rows": _rows(i.accepted + i.quarantined, i.quarantined)}
                for i in county.inputs
            ],
            "out_of_scope": [name_titled(item) for item in standard.out_of_scope],
            "states": {s: _state(s) for s in STATES},
            "signers": [_(PAGE_TEXTS[f"sign_{who}"]) for who in ("village", "town", "county", "city")],
        }

    def make_index_entry(self, place: int) -> dict[str, Any]:
        """Return one village as the index has it."""
        village, year = self.villages[place], self.villages[place]["exit_year"]
        code = text_or_none(village["code"])
        return {
            "file": self.names[place],
            "name": text_or_none(village["name"]) or code or _("without a name"),
            "code": code or "–",
            "town": text_or_none(village["town"]) or "–",
            "people": _count(village["people"]),
            "exit_year": str(int(year)) if not is_missing(year) else "–",
            "state": _state(village["state"]),
            "judged_for_exit": bool(village["judged_for_exit"]),
            "second_visit": bool(village["second_visit"]),
            "missing": name_all((*village["missed"], *village["unknown"])),
        }

    def make_page(self, place: int) -> dict[str, Any]:
        """Return everything on one village's page."""
        village, code = self.villages[place], text_or_none(self.villages[place]["code"])
        judged = _take_worst(self._groups.get(code, []) if code else [])
        listed = self._listed.get(code, []) if code else []
        return self.make_verdicts(place) | {"map": self._draw(village, code, listed, judged)}

    def make_verdicts(self, place: int) -> dict[str, Any]:
        """Return everything on one village's page but its picture."""
        village, code = self.villages[place], text_or_none(self.villages[place]["code"])
        rows = self._ordered(self._own.get(village["row"], []))
        groups = self._groups.get(code, []) if code else []
        listed = self._listed.get(code, []) if code else []
        judged_here = _("This village is judged for exit: it exits this year.")
        decides_not = _("For information: this village does not exit this year.")
        return self.make_index_entry(place) | {
            "role": judged_here if village["judged_for_exit"] else decides_not,
            "sections": self._sections(rows),
            "groups": self._list_groups(listed, _take_worst(groups)),
            "works": self._works([*rows, *groups]),
            "attestations": self._attestations([*rows, *groups]),
        }

    def _sections(self, rows: Rows) -> Rows:
        """Group the verdicts by role."""
        found = []
        for role, title in ROLE_HEADS.items():
            verdicts = [self._verdict(r) for r in rows if self._role(r) == role]
            if verdicts:
                found.append({"role": role, "title": _(title), "verdicts": verdicts})
        return found

    def _role(self, row: Mapping[str, Any]) -> str:
        return self.counts[row["criterion"]].criterion.role

    def _ordered(self, rows: Rows) -> Rows:
        """Sort verdicts in the standard's own order."""
        order = {id: i for i, id in enumerate(self.counts)}
        return sorted(rows, key=lambda r: order[r["criterion"]])

    def _verdict(self, row: Row) -> dict[str, Any]:
        count = self.counts[row["criterion"]]
        missed, unknown = row["state"] == "missed", row["state"] == "unknown"
        return {
            "name": name_criterion(row["criterion"], translate=_),
            "required": format_required(count),
            "actual": format_actual(count, row),
            "state": _state(row["state"]),
            "why": "" if row["state"] == "met" else self._explain(row),
            "segments": join_names(row["segments"]) if missed else "",
            "sources": format_sources(row, self.gaps.county),
            "listed_works": format_listed_works(row, brief=True) if missed else "",
            "needs": format_needs(row["needs"]) if unknown else "",
            "needed_for_works": format_needs(row["needs"]) if missed and row["listed_works"] is None else "",
        }

    def _explain(self, row: Row) -> str:
        """Return why a verdict is not met, with the village's groups by their names."""
        params = row["params"]
        if row["why"] in _BY_GROUPS:
            names = {g["code"]: text_or_none(g["name"]) or g["code"] for g in self._listed.get(row["code"], [])}
            key = _BY_GROUPS[row["why"]]
            params = {**params, key: [names.get(code, code) for code in params[key]]}
        return explain_verdict(self.gaps, {**row, "params": params}, translate=_).text

    def _list_groups(self, listed: Rows, judged: Mapping[int, Row]) -> Rows:
        """List the groups of the village, each with its road where a criterion requires one."""
        entries = []
        for group in listed:
            row = judged.get(group["row"])
            link = row is not None and row["state"] == "missed" and not row["cut_off"]
            entries.append(
                {
                    "name": text_or_none(group["name"]) or text_or_none(group["code"]) or "–",
                    "code": _shorten(text_or_none(group["code"]) or "–", text_or_none(group["village"])),
                    "households": _count(group["households"]),
                    "people": _count(group["population"]),
                    "state": None if row is None else _state(row["state"]),
                    "distance": "–" if row is None else format_metres(row["distance_m"]),
                    "detail": "" if row is None else _describe_link(row, link=link),
                }
            )
        return entries

    def _works(self, rows: Rows) -> list[dict[str, str]]:
        """List each work that is listed for anything of the village, once."""
        listed = (work for row in rows if row["state"] == "missed" for work in row["listed_works"] or ())
        works = {(work.layer, work.row): work for work in listed}.values()
        return [
            {
                "code": name_work(work),
                "name": (work.name or "–") if work.layer != "power" else _("power planned"),
                "status": _("{0} ({1})").format(status, _(DISPUTED)) if work.disputed else status,
                "due": work.due or "–",
                "source": name_row(self.gaps.county, work.layer, work.row),
            }
            for work in sorted(works, key=lambda w: (w.layer, w.row))
            if (status := format_status(work))
        ]

    def _attestations(self, rows: Rows) -> Rows:
        return [
            {
                "name": name_criterion(row["criterion"], translate=_),
                "found": _state(a.state) if a.state in STATES else None,
                "computed": _state(row["state"]),
                "by": a.by or "–",
                "date": a.date or "–",
                "document": a.document or "–",
                "disagrees": bool(row["second_visit"]),
            }
            for row in rows
            if (a := row["attested"]) is not None
        ]

    def _draw(self, village: Row, code: str | None, listed: Rows, judged: Mapping[int, Row]) -> str | None:
        name = text_or_none(village["name"]) or code or ""
        placed = [g for g in listed if g["geometry"] is not None]
        dots = [
            Dot(text_or_none(g["name"]) or "", judged[g["row"]]["state"] if g["row"] in judged else "", g["geometry"])
            for g in placed
        ]
        here = VillageOnMap(code, name, village["state"], self._places.get(village["row"]))
        return draw_village(self.around, here, dots)


def _group(pairs: Iterable[tuple[Any, Row]]) -> dict[Any, Rows]:
    """Group rows by their keys, each group in its old order."""
    grouped: dict[Any, Rows] = {}
    for key, row in pairs:
        grouped.setdefault(key, []).append(row)
    return grouped


def _take_worst(rows: Rows) -> dict[int, Row]:
    """Return one verdict for each group: the worst, where several criteria apply to it."""
    worst: dict[int, Row] = {}
    for row in sorted(rows, key=lambda r: ("met", "unknown", "missed").index(r["state"])):
        worst[row["row"]] = row
    return worst


def _shorten(code: str, village: str | None) -> str:
    """Return the code of a group; only its own part where it begins with its village's, which the page names."""
    return f"…{code[len(village) :]}" if village and code.startswith(village) and code != village else code


def _describe_link(row: Row, *, link: bool) -> str:
    """Return what a missed group lacks, and the works listed for it."""
    if row["state"] != "missed":
        return ""
    parts = [works] if (works := format_listed_works(row, brief=True)) else []
    if link:
        text = _("To seal: {0}; off the network: {1}")
        parts.insert(0, text.format(format_metres(row["unsealed_m"]), format_metres(row["off_network_m"])))
    return " · ".join(parts)


def _state(state: str) -> dict[str, str]:
    """Return a state's word, mark and colour, and the colour of text on it."""
    return {"key": state, "word": _(STATES[state]), "mark": MARKS[state]} | {
        "colour": PALETTE[state],
        "on": text_colour(PALETTE[state]),
    }


def _slug(code: str) -> str:
    """Return a code as part of a file name: what is not plain ASCII is spelled by its number."""
    if _PLAIN.fullmatch(code):
        return code
    spelled = "".join(c if _PLAIN.fullmatch(c) else f"_{ord(c):x}" for c in code[:20])
    return spelled[:80]


def _count(value: Any) -> str:
    return "–" if is_missing(value) else f"{value:,.0f}".replace(",", "\u202f")


def _rows(rows: int, aside: int) -> str:
    return _("{0} rows").format(rows) if not aside else _("{0} rows, {1} set aside").format(rows, aside)

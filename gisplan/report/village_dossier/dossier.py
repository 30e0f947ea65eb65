"""The dossier: one page a village, and an index, as HTML without any script; as Word; and as PDF, one file a town."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.village_dossier.typesetting import prepare_pdf
from gisplan.report.village_dossier.village import Dossier
from gisplan.report.village_dossier.word.prepare import prepare_docx
from gisplan.wording.verdicts import format_county_summary

__all__ = ["is_of_dossier", "make_dossier"]

_OURS = re.compile(r"index\.html|village-[A-Za-z0-9_-]+\.(html|docx)|town-[A-Za-z0-9_-]+\.pdf")
_TOWN = 9  # digits of a Chinese code that name the town


def is_of_dossier(name: str) -> bool:
    """Return whether a file's name is one that a dossier has."""
    return bool(_OURS.fullmatch(name))


def make_dossier(
    gaps: Gaps, *, pdf: bool = False, docx: bool = False, docx_template: str | os.PathLike[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Make the files of the dossier, one by one: their names and their bytes.

    Parameters
    ----------
    pdf : bool
        Make a PDF of each town too, with a bookmark for each village: what one office carries to one
        town for its signatures. It needs the extra gisplan[pdf].
    docx : bool
        Make a Word document of each village too; it needs the extra gisplan[docx].
    docx_template : path, optional
        The bureau's own template for them; with it they are made without `docx` too.

    Raises
    ------
    ExtraMissingError
        A PDF was required, and typst is not installed; or Word documents, and docxtpl is not.
    FontMissingError
        A PDF was required, and no font with Chinese characters is installed.
    TemplateFileError
        The template cannot be used.
    """
    if pdf:
        compile_pdf = prepare_pdf()
    dossier = Dossier(gaps)
    make_docx = prepare_docx(dossier, docx_template) if docx or docx_template is not None else None
    pages = _environment()
    style = _read("dossier.css")
    page = pages.get_template("dossier.html.jinja")
    towns = _by_town(dossier)
    for town in towns:
        villages = []
        for place in town["places"]:
            village = dossier.make_page(place)
            villages.append(village)
            yield f"{village['file']}.html", _render(page, dossier.head, village, style)
            if make_docx is not None:
                yield f"{village['file']}.docx", make_docx(village)
        if pdf:
            yield town["pdf"], compile_pdf(dossier.head, town["name"], villages)
    yield "index.html", _index(dossier, towns, pages, style, pdf=pdf).encode("utf-8")


def _render(template: Template, head: Mapping[str, Any], village: Mapping[str, Any], style: str) -> bytes:
    """Return the page of a village."""
    footer = _quote_css(f"{village['code']} {village['name']} · {head['standard']}")
    return template.render(head=head, page=village, style=style, footer=footer).encode("utf-8")


def _environment() -> Environment:
    """Return templates that escape everything, and refuse a name that they do not know."""
    return Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )


def _read(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _quote_css(text: str) -> str:
    """Return a text as a string of CSS: everything but plain letters and digits goes by its number."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'


def _by_town(dossier: Dossier) -> list[dict[str, Any]]:
    """List the towns in the order of their villages' codes, with the places of their villages."""
    towns: dict[tuple[str, str], list[int]] = {}
    for place, village in enumerate(dossier.villages):
        name = village["town"] if isinstance(village["town"], str) else ""
        code = village["code"] if isinstance(village["code"], str) else ""
        chinese = dossier.gaps.county.code_system == "cn-12" and code.isascii() and code.isdigit() and len(code) == 12
        towns.setdefault((code[:_TOWN] if chinese else "", name), []).append(place)
    codes = [code for code, _name in towns]
    entries = []
    for i, ((code, name), places) in enumerate(towns.items(), start=1):
        # two names under one code would overwrite each other's file
        anchor = f"town-{code}" if code and codes.count(code) == 1 else f"town-{i:03d}"
        entries.append(
            {"anchor": anchor, "pdf": f"{anchor}.pdf", "name": name or _("Without a town"), "places": places}
        )
    return entries


_WORST_FIRST = ("missed", "unknown", "met")


def _index(dossier: Dossier, towns: list[dict[str, Any]], pages: Environment, style: str, *, pdf: bool) -> str:
    """Render the index: villages by verdict, by town, and each with what it lacks."""
    listed = [dossier.make_index_entry(place) for place in range(len(dossier.villages))]
    order = {state: i for i, state in enumerate(_WORST_FIRST)}
    for town in towns:
        own = [listed[place] for place in town["places"]]
        judged = [v for v in own if v["judged_for_exit"]]
        town["villages"] = sorted(own, key=lambda v: (not v["judged_for_exit"], order[v["state"]["key"]]))
        town["judged_for_exit"] = len(judged)
        town["counts"] = [sum(v["state"]["key"] == s for v in judged) for s in ("met", "missed", "unknown")]
    states = [
        {
            "state": dossier.head["states"][s],
            "villages": [v for v in listed if v["judged_for_exit"] and v["state"]["key"] == s],
        }
        for s in _WORST_FIRST
    ]
    head = dossier.head
    return pages.get_template("dossier_index.html.jinja").render(
        head=head,
        style=style,
        footer=_quote_css(f"{head['county']} {head['county_code']} · {head['standard']} · {head['as_of']}"),
        answer=format_county_summary(dossier.gaps, translate=_),
        states=states,
        towns=towns,
        pdfs=pdf,
    )

"""The dossier: one page a village, and an index, as HTML without any script; and as PDF, one file a town."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from gisplan.base.errors import ExtraMissingError, FontMissingError
from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.village_dossier.page_fit import choose_zoom
from gisplan.report.village_dossier.village import Dossier
from gisplan.wording.verdicts import format_county_summary

__all__ = ["CHINESE_FONTS", "is_of_dossier", "make_dossier", "prepare_pdf"]

_OURS = re.compile(r"index\.html|village-[A-Za-z0-9_-]+\.html|town-[A-Za-z0-9_-]+\.pdf")
_TOWN = 9  # digits of a Chinese code that name the town


def is_of_dossier(name: str) -> bool:
    """Return whether a file's name is one that a dossier has."""
    return bool(_OURS.fullmatch(name))


def make_dossier(gaps: Gaps, *, pdf: bool = False) -> Iterator[tuple[str, bytes]]:
    """Make the files of the dossier, one by one: their names and their bytes.

    Parameters
    ----------
    pdf : bool
        Make a PDF of each town too, with a bookmark for each village: what one office carries to one
        town for its signatures. It needs the extra gisplan[pdf].

    Raises
    ------
    ExtraMissingError
        A PDF was required, and typst is not installed.
    FontMissingError
        A PDF was required, and no font with Chinese characters is installed.
    """
    if pdf:
        compile_pdf = prepare_pdf()
    dossier = Dossier(gaps)
    pages = _environment()
    style = _read("dossier.css")
    page = pages.get_template("dossier.html.jinja")
    towns = _by_town(dossier)
    for town in towns:
        villages = []
        for place in town["places"]:
            village = dossier.make_page(place)
            villages.append(village)
            footer = _quote_css(f"{village['code']} {village['name']} · {dossier.head['standard']}")
            html = page.render(
                head=dossier.head, page=village, style=style, footer=footer, zoom=choose_zoom(dossier.head, village)
            )
            yield f"{village['file']}.html", html.encode("utf-8")
        if pdf:
            yield town["pdf"], compile_pdf(dossier.head, town["name"], villages)
    yield "index.html", _index(dossier, towns, pages, style, pdf=pdf).encode("utf-8")


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


CHINESE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei"),
    *("PingFang SC", "Hiragino Sans GB", "Heiti SC", "DengXian", "SimHei", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "Droid Sans Fallback", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC"),
    *("SimSun", "FangSong", "KaiTi", "Noto Sans CJK JP", "Noto Sans CJK TC"),
)
"""Families with simplified Chinese characters, those that read best on a form first."""

_CHINESE = re.compile("[\u3400-\u9fff]")


def prepare_pdf() -> Callable[[Mapping[str, Any], str, Sequence[Mapping[str, Any]]], bytes]:
    """A function that typesets one town: the head of all pages, the town's name, its villages.

    The same input gives the same bytes on one machine; another font gives others.

    Raises
    ------
    ExtraMissingError
        typst is not installed.
    FontMissingError
        When a town is typeset: there is Chinese text, and no font for it is installed.
    """
    if importlib.util.find_spec("typst") is None:
        raise ExtraMissingError(_('PDF needs an extra that is not installed: python -m pip install "gisplan[pdf]".'))
    import typst

    fonts = typst.Fonts()
    installed = {family.lower() for family in fonts.families()}
    chinese = [family for family in CHINESE_FONTS if family.lower() in installed][:1]
    source = (resources.files(__package__) / "dossier.typ").read_bytes()
    compiler = typst.Compiler(font_paths=fonts)

    def compile_town(head: Mapping[str, Any], town: str, pages: Sequence[Mapping[str, Any]]) -> bytes:
        data = json.dumps(
            {"head": head, "town": town, "pages": pages, "fonts": chinese or ["Libertinus Serif"]}, ensure_ascii=False
        )
        if not chinese and _CHINESE.search(data):
            raise FontMissingError(
                _(
                    "PDF needs a font with Chinese characters, and none is installed. Install one, "
                    "such as Noto Sans CJK SC (fonts-noto-cjk), or leave --pdf out and print the HTML pages."
                )
            )
        made = compiler.compile(source, format="pdf", sys_inputs={"data": data})
        assert isinstance(made, bytes)
        return made

    return compile_town

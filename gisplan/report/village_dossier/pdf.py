"""The dossier's pages as PDF, typeset by typst: an optional extra, without any network."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

from gisplan.base.errors import ExtraMissingError, FontMissingError
from gisplan.base.language import _

__all__ = ["CHINESE_FONTS", "prepare_pdf"]

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

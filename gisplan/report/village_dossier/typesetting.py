"""What typst makes of a dossier: a PDF of each town, and pictures of its maps."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

from gisplan.base.errors import ExtraMissingError, FontMissingError
from gisplan.base.language import _

__all__ = ["CHINESE_FONTS", "prepare_pdf", "prepare_pictures"]

CHINESE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei"),
    *("PingFang SC", "Hiragino Sans GB", "Heiti SC", "DengXian", "SimHei", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "Droid Sans Fallback", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC"),
    *("SimSun", "FangSong", "KaiTi", "Noto Sans CJK JP", "Noto Sans CJK TC"),
)
"""Families with simplified Chinese characters, those that read best on a form first."""

_CHINESE = re.compile("[\u3400-\u9fff]")
_PICTURE = '#set page(width: 84mm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.map), format: "svg")'
_PER_INCH = 220.0


def _choose_font(fonts: Any) -> list[str]:
    """Return the first installed family with Chinese characters; none where there is none."""
    installed = {family.lower() for family in fonts.families()}
    return [family for family in CHINESE_FONTS if family.lower() in installed][:1]


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
    chinese = _choose_font(fonts)
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


def prepare_pictures() -> tuple[Callable[[str], bytes] | None, str]:
    """Return a function that makes a PNG of a map in SVG, 84 mm wide; or None, and the sentence that says why."""
    if importlib.util.find_spec("typst") is None:
        return None, _('The map is left out, as typst is not installed: python -m pip install "gisplan[pdf]".')
    import typst

    fonts = typst.Fonts()
    if not _choose_font(fonts):
        return None, _(
            "The map is left out, as no font with Chinese characters is installed. Install one, such as "
            "Noto Sans CJK SC (fonts-noto-cjk)."
        )
    compiler = typst.Compiler(font_paths=fonts)

    def draw(svg: str) -> bytes:
        made = compiler.compile(_PICTURE.encode(), format="png", ppi=_PER_INCH, sys_inputs={"map": svg})
        assert isinstance(made, bytes)
        return made

    return draw, ""

"""Maps in one file that need no network: everything is inlined, and nothing else may be loaded."""

from __future__ import annotations

import base64
import hashlib
import html as html_text
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from jinja2 import Template

__all__ = ["Page", "inline_page", "make_base_map", "render_page", "write_data"]

_LOADS = re.compile(r"<(?:script|link|img|iframe|object|embed)\b[^>]*\b(?:src|href|data)\s*=", re.IGNORECASE)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_INERT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class _Inline(Element):  # type: ignore[misc]
    """Text that goes into the page as it is; a branca Element would read it as a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def make_base_map(name: str, *, title: str) -> folium.Map:
    """A folium map without tiles, with Leaflet inlined and without folium's remote links."""
    base = folium.Map(tiles=None, zoom_control="topleft", prefer_canvas=True, max_zoom=19, zoom_snap=0.25)
    base.default_js, base.default_css = [], []  # folium's eleven links to four hosts
    base._id = name  # folium's ids are random
    figure: Figure = base.get_root()
    figure._id, figure.title = name, Template("{{ t | e }}").render(t=title)
    leaflet = _leaflet()
    _add(figure.header, "leaflet_css", f"<style>{(leaflet / 'leaflet.css').read_text(encoding='utf-8')}</style>")
    _add(figure.header, "leaflet_js", f"<script>{(leaflet / 'leaflet.js').read_text(encoding='utf-8')}</script>")
    return base


def inline_page(
    base: folium.Map, scripts: Sequence[str], styles: Sequence[str], call: str, data: dict[str, Any]
) -> None:
    """Give a map our own scripts and styles (files of `page/`), and call a function of theirs with the data."""
    page = resources.files("gisplan.maps") / "page"
    figure = base.get_root()
    for style in styles:
        _add(figure.header, style, f"<style>{(page / style).read_text(encoding='utf-8')}</style>")
    for script in scripts:
        _add(figure.header, script, f"<script>{(page / script).read_text(encoding='utf-8')}</script>")
    _add(figure.html, "page_data", f'<script type="application/json" id="data">{write_data(data)}</script>')
    start = f'{call}({base.get_name()}, JSON.parse(document.getElementById("data").textContent));'
    base.add_child(_Start(start), name="start")


class _Start(folium.MacroElement):  # type: ignore[misc]
    """A statement of ours after the map has been made."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.text }}{% endmacro %}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name, self.text = "Start", text


def render_page(base: folium.Map) -> bytes:
    """The whole page. Only its own scripts may run, by their hashes, and it may load nothing.

    Raises
    ------
    RuntimeError
        Something on the page would be loaded from elsewhere.
    """
    html: str = base.get_root().render()
    if found := _LOADS.search(_SCRIPT.sub("", html)):
        raise RuntimeError(f"the page would load something from elsewhere: {found.group()}")
    hashes = [_hash(script) for script in _SCRIPT.findall(html)]
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        f"script-src {' '.join(hashes)}"
    )
    meta = f'<head>\n<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    return html.replace("<head>", meta, 1).encode("utf-8")


def write_data(data: dict[str, Any]) -> str:
    """JSON that is inert inside a page: no `<`, `>` or `&` of a value stands raw in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for raw, inert in _INERT.items():
        text = text.replace(raw, inert)
    return text


def _add(parent: Element, name: str, text: str) -> None:
    parent.add_child(_Inline(text), name=name)


def _leaflet() -> Path:
    """Leaflet as the package XStatic-Leaflet carries it."""
    from xstatic.pkg import leaflet

    return Path(leaflet.BASE_DIR)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@dataclass(frozen=True, repr=False)
class Page:
    """A page as a notebook shows it."""

    content: bytes

    def __repr__(self) -> str:
        return f"<Page of {len(self.content):,} bytes: a notebook shows it; gisplan.write writes it>"

    def _repr_html_(self) -> str:
        page = html_text.escape(self.content.decode("utf-8"), quote=True)
        return f'<iframe srcdoc="{page}" style="width: 100%; height: 640px; border: none"></iframe>'

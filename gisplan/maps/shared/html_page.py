"""Maps in one file that need no network: everything is inlined, and nothing else may be loaded.

The page is the one that folium makes of its map; importing folium would take longer than making the page. A test
compares them.
"""

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

from gisplan.maps.shared.script_modules import join_modules
from gisplan.wording.palette import CASED, SCHEMES

__all__ = ["MapPage", "Page", "describe_colours", "guard_page", "make_page", "write_data"]

_LOADS = re.compile(r"<(?:script|link|img|iframe|object|embed)\b[^>]*\b(?:src|href|data)\s*=", re.IGNORECASE)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NO_ZOOM = re.compile(r",\s*maximum-scale=1\.0, user-scalable=no")  # folium's; whoever reads with difficulty zooms in
_INERT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True)
class MapPage:
    """What a map's page is made of.

    Attributes
    ----------
    name : str
        Of the map in the page.
    title : str
    script : str
        The module of `page/` that, with what it imports, is the page's script.
    styles : sequence of str
        Files of `page/`.
    call : str
        The function of the module that draws the map; it takes the map and the data.
    data : dict
        As JSON has it.
    """

    name: str
    title: str
    script: str
    styles: Sequence[str]
    call: str
    data: dict[str, Any]

    @property
    def head(self) -> list[str]:
        """Leaflet's and our own styles and scripts, as elements."""
        page, leaflet = resources.files("gisplan.maps") / "page", _leaflet()
        styles = [leaflet / "leaflet.css", *(page / name for name in self.styles)]
        leaflet_script = (leaflet / "leaflet.js").read_text(encoding="utf-8")
        script = join_modules(self.script, lambda name: (page / name).read_text(encoding="utf-8"))
        return [
            *(f"<style>{file.read_text(encoding='utf-8')}</style>" for file in styles),
            *(f"<script>{text}</script>" for text in (leaflet_script, script)),
        ]

    @property
    def title_text(self) -> str:
        """The title, in which nothing is markup."""
        return html_text.escape(self.title)

    @property
    def data_element(self) -> str:
        """The data as an element of the page."""
        return f'<script type="application/json" id="data">{write_data(self.data)}</script>'

    @property
    def start(self) -> str:
        """The statement that draws the map."""
        return f'gisplanPage.{self.call}(map_{self.name}, JSON.parse(document.getElementById("data").textContent));'


def describe_colours() -> dict[str, Any]:
    """The colours of a page, light and dark, by their names, and the names of what is drawn with an edge."""
    return {"schemes": {name: dict(colours) for name, colours in SCHEMES.items()}, "cased": list(CASED)}


def make_page(page: MapPage) -> bytes:
    """Make the whole page. Only its own scripts may run, by their hashes, and it may load nothing.

    Raises
    ------
    RuntimeError
        Something on the page would be loaded from elsewhere.
    """
    template = (resources.files("gisplan.maps") / "page" / "shared" / "folium.html").read_text(encoding="utf-8")
    parts = {"TITLE": page.title_text, "HEAD": "\n    ".join(page.head), "DATA": page.data_element, "START": page.start}
    pieces = re.split(f"({'|'.join(parts)})", template.replace("NAME", page.name))
    return guard_page("".join(parts.get(piece, piece) for piece in pieces))


def guard_page(html: str) -> bytes:
    """Return a page with a policy that lets only its own scripts run, and nothing be loaded.

    Raises
    ------
    RuntimeError
        Something on the page would be loaded from elsewhere.
    """
    if found := _LOADS.search(_SCRIPT.sub("", html)):
        raise RuntimeError(f"the page would load something from elsewhere: {found.group()}")
    html = _NO_ZOOM.sub("", html, count=1)
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

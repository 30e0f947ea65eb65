"""A map's page as a map of folium, to be shown in a notebook."""

from __future__ import annotations

import folium
from branca.element import Element, Figure
from jinja2 import Template

from gisplan.maps.shared.html_page import MapPage, guard_page

__all__ = ["draw_map", "render_map"]


class _Inline(Element):  # type: ignore[misc]
    """Text that goes into the page as it is; a branca Element would read it as a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class _Start(folium.MacroElement):  # type: ignore[misc]
    """A statement of ours after the map has been made."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.text }}{% endmacro %}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name, self.text = "Start", text


def draw_map(page: MapPage) -> folium.Map:
    """Draw a page as a folium map without tiles, with everything inlined and without folium's remote links."""
    base = folium.Map(tiles=None, zoom_control="topleft", prefer_canvas=True, max_zoom=19, zoom_snap=0.25)
    base.default_js, base.default_css = [], []  # folium's eleven links to four hosts
    base._id = page.name  # folium's ids are random
    figure: Figure = base.get_root()
    figure._id, figure.title = page.name, page.title_text
    for place, element in enumerate(page.head):
        figure.header.add_child(_Inline(element), name=f"head_{place}")
    figure.html.add_child(_Inline(page.data_element), name="page_data")
    base.add_child(_Start(page.start), name="start")
    return base


def render_map(base: folium.Map) -> bytes:
    """Render a folium map as a page that may load nothing: see `guard_page`."""
    html: str = base.get_root().render()
    return guard_page(html)

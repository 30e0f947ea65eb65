"""The layers' styles for QGIS, as QML, in the colours of the palette."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from gisplan.base.language import N_, _
from gisplan.wording.palette import LABELS, PALETTE, SHARE_CLASSES, SHARE_COLOURS

__all__ = ["PLAN_STYLES", "STYLES", "style_layer"]

_EDGE = "trunk"  # the outline of a point, so that a light one shows on white paper


@dataclass(frozen=True)
class Symbol:
    """One symbol: the meaning whose colour it has, and what QGIS is to draw; millimetres."""

    meaning: str
    kind: str
    options: Mapping[str, str]
    size: str | None = None
    alpha: float = 1.0
    label: str | None = None


@dataclass(frozen=True)
class Style:
    """How a layer is drawn: one symbol, or one for each value of `attribute`, the last one uppermost."""

    symbols: Sequence[tuple[str, Symbol]]
    attribute: str | None = None
    labels: str | None = None


def _rgb(meaning: str) -> str:
    return _mix(PALETTE[meaning])


def _mix(colour: str) -> str:
    """Return a colour as QGIS writes it."""
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _marker(meaning: str, *, size_mm: float, shape: str = "circle", size: str | None = None) -> Symbol:
    """Return a point; `size` is an expression that QGIS evaluates for each of them."""
    options = {
        "name": shape,
        "color": _rgb(meaning),
        "outline_color": _rgb(_EDGE),
        "outline_width": "0.2",
        "outline_width_unit": "MM",
        "size": f"{size_mm:g}",
        "size_unit": "MM",
    }
    return Symbol(meaning, "marker", options, size)


def _line(meaning: str, *, width_mm: float, pen: str = "solid", alpha: float = 1.0) -> Symbol:
    options = {
        "line_color": _rgb(meaning),
        "line_width": f"{width_mm:g}",
        "line_width_unit": "MM",
        "line_style": pen,
        "capstyle": "round" if pen == "solid" else "flat",
        "joinstyle": "round",
    }
    return Symbol(meaning, "line", options, alpha=alpha)


def _outline(meaning: str, *, width_mm: float) -> Symbol:
    options = {
        "style": "no",
        "outline_color": _rgb(meaning),
        "outline_style": "dash dot",
        "outline_width": f"{width_mm:g}",
        "outline_width_unit": "MM",
    }
    return Symbol(meaning, "fill", options)


def _town(place: int) -> tuple[str, Symbol]:
    options = {
        "style": "solid",
        "color": _mix(SHARE_COLOURS[place]),
        "outline_color": _rgb("boundary"),
        "outline_style": "solid",
        "outline_width": "0.2",
        "outline_width_unit": "MM",
    }
    return SHARE_CLASSES[place], Symbol("missed", "fill", options, alpha=0.7, label=SHARE_CLASSES[place])


# millimetres: villages are larger than groups, and villages judged for exit larger than others
_KIND_SIZE = "if(\"settlement\" = 'group', 2, 3)"
_EXIT_SIZE = 'if("judged_for_exit", 4, 2.4)'


def _by_state(state: str, size: str) -> tuple[str, Symbol]:
    return state, _marker(state, size_mm=3, size=size)


STYLES: Mapping[str, Style] = {
    "towns": Style([_town(place) for place in range(len(SHARE_COLOURS))], attribute="share"),
    "boundary": Style([("", _outline("boundary", width_mm=0.5))]),
    "roads": Style(
        [
            ("unsealed", _line("unsealed", width_mm=0.3, pen="dash")),
            ("unknown_surface", _line("unknown_surface", width_mm=0.5, pen="dot")),
            ("sealed", _line("sealed", width_mm=0.4)),
            ("trunk", _line("trunk", width_mm=0.8)),
        ],
        attribute="kind",
    ),
    "reach": Style([("", _line("reach", width_mm=1.4, alpha=0.45))]),
    "critical_edges": Style([("", _line("critical", width_mm=0.6))]),
    "missing_links": Style([("", _line("missing_link", width_mm=0.9, pen="dash"))]),
    "near_misses": Style([("", _marker("near_miss", size_mm=2.2, shape="diamond"))]),
    "settlements": Style(
        [_by_state(s, _KIND_SIZE) for s in ("met", "unknown", "missed")], attribute="state", labels="name"
    ),
    "villages": Style(
        [_by_state(s, 'if("judged_for_exit", 4, 2.4)') for s in ("met", "unknown", "missed")],
        attribute="state",
        labels="name",
    ),
}
"""One style a layer."""


def _named(meaning: str, label: str, symbol: Symbol) -> tuple[str, Symbol]:
    """Return a symbol with a name of its own in the legend."""
    return meaning, replace(symbol, label=label)


PLAN_STYLES: Mapping[str, Style] = {
    "plan_units": Style(
        [
            _named("other", N_("may be built"), _line("unsealed", width_mm=0.3, pen="dash")),
            _named("out", N_("locked out"), _line("unknown_surface", width_mm=0.5, pen="dot")),
            _named("done", N_("done already"), _line("sealed", width_mm=0.8)),
            _named("listed", N_("only on the evaluated list"), _line("works", width_mm=1.2)),
            _named("planned", N_("to build"), _line("met", width_mm=1.2)),
        ],
        attribute="state",
    ),
    "plan_settlements": Style(
        [
            _named("before", N_("connected before"), _marker("reach", size_mm=2)),
            _named("not_served", N_("not connected by the plan"), _marker("missed", size_mm=2)),
            _named("served", N_("connected by the plan"), _marker("met", size_mm=3)),
        ],
        attribute="state",
        labels="name",
    ),
}
"""The styles of a plan's own layers."""

_CLASSES = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}


def style_layer(name: str) -> str:
    """Return a layer's style as QML, its legend in the user's language."""
    style = PLAN_STYLES[name] if name in PLAN_STYLES else STYLES[name]
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling", labelsEnabled="0")
    kind = "categorizedSymbol" if style.attribute else "singleSymbol"
    renderer = ET.SubElement(root, "renderer-v2", type=kind, symbollevels="1", enableorderby="0", forceraster="0")
    if style.attribute:
        renderer.set("attr", style.attribute)
        categories = ET.SubElement(renderer, "categories")
        for i, (value, symbol) in enumerate(style.symbols):
            label = _(symbol.label or LABELS[symbol.meaning])
            ET.SubElement(categories, "category", value=value, symbol=str(i), label=label, render="true", type="string")
    symbols = ET.SubElement(renderer, "symbols")
    for i, (_value, symbol) in enumerate(style.symbols):
        _add_symbol(symbols, i, symbol)
    if style.labels:
        root.set("labelsEnabled", "1")
        _add_labels(root, style.labels)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")


def _add_symbol(parent: ET.Element, place: int, symbol: Symbol) -> None:
    """Add a symbol; its place is also its level, so that the last category lies on top."""
    element = ET.SubElement(parent, "symbol", name=str(place), type=symbol.kind, alpha=f"{symbol.alpha:g}")
    layer = ET.SubElement(element, "layer", {"class": _CLASSES[symbol.kind], "pass": str(place), "enabled": "1"})
    _add_options(layer, symbol.options)
    if symbol.size:
        properties = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
        ET.SubElement(properties, "Option", name="name", value="", type="QString")
        each = ET.SubElement(properties, "Option", name="properties", type="Map")
        size = ET.SubElement(each, "Option", name="size", type="Map")
        ET.SubElement(size, "Option", name="active", value="true", type="bool")
        ET.SubElement(size, "Option", name="expression", value=symbol.size, type="QString")
        ET.SubElement(size, "Option", name="type", value="3", type="int")
        ET.SubElement(properties, "Option", name="type", value="collection", type="QString")


def _add_options(layer: ET.Element, options: Mapping[str, str]) -> None:
    """Add what QGIS is to draw, as 3.18 and later write it and as the versions before do."""
    group = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(group, "Option", name=name, value=value, type="QString")
    for name, value in options.items():
        ET.SubElement(layer, "prop", k=name, v=value)


def _add_labels(root: ET.Element, column: str) -> None:
    """Add names beside the points, from the scale on at which they fit; none covers another."""
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    style = ET.SubElement(
        settings, "text-style", fieldName=column, fontSize="8", fontSizeUnit="Point", textColor=_rgb(_EDGE)
    )
    ET.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,255"
    )
    ET.SubElement(settings, "placement", placement="6", dist="1", distUnits="MM")
    ET.SubElement(settings, "rendering", scaleVisibility="1", scaleMin="0", scaleMax="150000", obstacle="1")

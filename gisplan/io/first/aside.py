"""Why a file is left aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gisplan.base.language import N_
from gisplan.io.faults import explain_fault
from gisplan.io.first.look import Aside
from gisplan.io.first.said import Said

__all__ = ["explain_aside"]

_ASIDE = {
    "format": N_("a format that gisplan does not read; save it as GeoPackage, shapefile, GeoJSON or CSV"),
    "other": N_("none of the layers that gisplan reads"),
    "facilities": N_("looks like facilities, which no criterion asks for yet"),
    "later": N_("looks like a table or layer of water, power, broadcasting or works; add its [layers.X] by hand"),
    "rival": N_("{rival} looks more like this layer"),
    "name": N_("its name holds signs that cannot be written; rename it"),
}


def explain_aside(item: Aside, translate: Callable[[str], str] = str) -> str:
    """Why a file was left aside."""
    if item.fault is None:
        return Said(_ASIDE.get(item.reason, _ASIDE["other"]), {"rival": item.rival or ""}).text(translate)
    # the fault was found before anybody knew which layer the file is
    message, remedy = explain_fault(replace(item.fault, layer=""), translate=translate)
    told = message.lstrip(":：").strip()
    return Said("{told}", {"told": told if "[layers." in remedy else f"{told} {remedy}"}).text()

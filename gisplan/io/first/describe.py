"""A first county file as one document, and what became of every file."""

from __future__ import annotations

from typing import Any

from gisplan.io.first.aside import explain_aside
from gisplan.io.first.ground import sheet_crs
from gisplan.io.first.layers import Layer
from gisplan.io.first.look import Aside
from gisplan.io.first.propose import First
from gisplan.io.first.said import Said, sureness
from gisplan.io.first.values import Words

__all__ = ["describe_first"]

SCHEMA = "gisplan.init/1"


def describe_first(first: First) -> dict[str, Any]:
    """A first county file as the plain values of a `gisplan.init/1` document; sentences are English."""
    roads = first.roads
    return {
        "schema": SCHEMA,
        "written": first.path.name,
        "county": {
            "code": _guess(first.code.value, first.code.share, first.code.why),
            "name": _guess(first.name.value, first.name.share, first.name.why),
            "crs": _guess(first.crs.crs, first.crs.share, first.crs.why) if first.crs is not None else None,
            "code_system": _guess(first.system.value, first.system.share, first.system.why),
            "standard": first.standard,
        },
        "files": [_file(first, layer) for layer in first.layers.values()]
        + [_left(first, item) for item in first.aside],
        "layers": {name: _layer(first, layer, first.words[name]) for name, layer in first.layers.items()},
        "network": {
            "roots": list(roads.roots) if roads is not None else [],
            "confidence": round(roads.roots_share, 3) if roads is not None else 0.0,
        },
        "questions": [
            {
                "number": number,
                "code": question.code,
                "at": question.at,
                "params": dict(question.said.params),
                "text": question.said.text(),
            }
            for number, question in enumerate(first.questions, 1)
        ],
    }


def _guess(value: str, share: float, why: Said) -> dict[str, Any]:
    return {"value": value, "confidence": round(share, 3), "sureness": sureness(share), "why": why.text()}


def _file(first: First, layer: Layer) -> dict[str, Any]:
    found = layer.found
    return {
        "path": first.prefix + found.file,
        "layer_in_file": found.layer,
        "shape": found.shape,
        "rows": found.raw.count,
        "layer": layer.name,
        "confidence": round(layer.share, 3),
        "reason": None,
    }


def _left(first: First, item: Aside) -> dict[str, Any]:
    return {
        "path": first.prefix + item.file,
        "layer_in_file": item.layer,
        "shape": item.shape,
        "rows": item.rows,
        "layer": None,
        "confidence": None,
        "reason": explain_aside(item),
    }


def _layer(first: First, layer: Layer, words: Words) -> dict[str, Any]:
    return {
        "path": first.prefix + layer.found.file,
        "layer": layer.found.layer,
        "encoding": layer.found.encoding,
        "crs": sheet_crs(layer.found),
        "confidence": round(layer.share, 3),
        "sureness": sureness(layer.share),
        "columns": {match.canonical: _guess(match.own, match.share, match.why) for match in layer.matches},
        "values": {
            canonical: [
                {"word": word.word, "rows": word.rows, "meaning": word.meaning, "asked": word.asked} for word in listed
            ]
            for canonical, listed in words.items()
        },
    }

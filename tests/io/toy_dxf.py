"""Drawings in DXF, entity by entity."""

from __future__ import annotations

import shapely

Pairs = tuple[tuple[int, object], ...]


def write_pairs(*pairs: tuple[int, object]) -> str:
    """Return group codes and values, two lines each."""
    return "".join(f"{code}\n{value}\n" for code, value in pairs)


def line(shape: shapely.LineString, layer: str, handle: str = "A1", *, closed: bool = False) -> str:
    """Return a line as a polyline."""
    places = [pair for x, y in shape.coords for pair in ((10, x), (20, y))]
    count = len(shape.coords)
    return write_pairs((0, "LWPOLYLINE"), (5, handle), (8, layer), (90, count), (70, int(closed)), *places)


def point(shape: shapely.Point, layer: str, text: str | None = None) -> str:
    """Return a point, or a text at it."""
    kind = [(0, "POINT")] if text is None else [(0, "TEXT"), (1, text), (40, 1)]
    return write_pairs(*kind, (8, layer), (10, shape.x), (20, shape.y))


def insert(block: str, x: float = 0, y: float = 0, *, copies: int = 1) -> str:
    """Return an insertion of a block, in so many rows and columns."""
    return write_pairs((0, "INSERT"), (8, "0"), (2, block), (10, x), (20, y), (70, copies), (71, copies))


def block(name: str, content: str, flags: int = 0) -> str:
    """Return a block."""
    return write_pairs((0, "BLOCK"), (8, "0"), (2, name), (70, flags), (10, 0), (20, 0)) + content + "0\nENDBLK\n"


def drawing(entities: str, *, blocks: str = "", version: str = "AC1015", page: str = "ANSI_936") -> str:
    """Return a drawing."""
    head = write_pairs((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, version), (9, "$DWGCODEPAGE"), (3, page))
    head += "0\nENDSEC\n" + write_pairs((0, "SECTION"), (2, "BLOCKS")) + blocks + "0\nENDSEC\n"
    return head + write_pairs((0, "SECTION"), (2, "ENTITIES")) + entities + "0\nENDSEC\n0\nEOF\n"

"""The scripts and styles of the pages, read once; and the version that their addresses carry."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from gisplan.wording.palette import SCHEMES, text_colour

__all__ = ["StaticFile", "app_version", "read_static_files", "static_address"]

# as the registry of Windows may have other types, by which browsers run no modules
_TYPES = {".css": "text/css", ".mjs": "text/javascript", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PALETTE = "palette.css"


@dataclass(frozen=True)
class StaticFile:
    """A script or style of the pages."""

    content: bytes
    media_type: str
    tag: str


@cache
def read_static_files() -> Mapping[str, StaticFile]:
    """Read all scripts and styles, by their path below `static/`; and the palette as a style."""
    found = {name: _make_file(name, content) for name, content in _walk(files("gisplan.web") / "static")}
    return {**found, _PALETTE: _make_file(_PALETTE, _write_palette().encode())}


@cache
def app_version() -> str:
    """Return a text that is another one for every change of a script, a style or a template."""
    parts = [f"{name} {file.tag}" for name, file in read_static_files().items()]
    for template in sorted((files("gisplan.web") / "templates").iterdir(), key=lambda one: one.name):
        parts.append(f"{template.name} {hashlib.sha256(template.read_bytes()).hexdigest()}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def static_address() -> str:
    """Return the folder of the pages' files; it has the version, so that a page never gets the files of another."""
    return f"/static/v-{app_version()}"


def _walk(folder: Traversable, above: str = "") -> list[tuple[str, bytes]]:
    rows: list[tuple[str, bytes]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        name = f"{above}{item.name}"
        if item.is_dir():
            rows += _walk(item, f"{name}/")
        elif f".{name.rpartition('.')[2]}" in _TYPES:
            rows.append((name, item.read_bytes()))
    return rows


def _make_file(name: str, content: bytes) -> StaticFile:
    kind = _TYPES[f".{name.rpartition('.')[2]}"]
    return StaticFile(content, f"{kind}; charset=utf-8", hashlib.sha256(content).hexdigest()[:16])


def _write_palette() -> str:
    """Write the palette as variables of a style: light, and dark where the system is."""
    light, dark = (_write_scheme(SCHEMES[name]) for name in ("light", "dark"))
    return f":root {{{light}}}\n@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n"


def _write_scheme(colours: Mapping[str, str]) -> str:
    on_states = {f"on_{name}": text_colour(colours[name]) for name in ("met", "missed", "unknown")}
    return "".join(f"--{name.replace('_', '-')}:{colour};" for name, colour in {**colours, **on_states}.items())

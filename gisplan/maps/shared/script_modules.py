"""ES modules joined into one script: a page that is opened from a disk may not load modules.

Each module becomes a function of its own, called once, after the modules that it imports. The modules are plain:
`import { name } from "./file.mjs";`, and `export` before a function, a class or a `const` of one name, each at the
beginning of a line. Anything else that begins with `import` or `export` is a fault.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

__all__ = ["join_modules"]

# Each begins with the end of the line before: that is found five times as fast as the beginning of a line.
_IMPORT = re.compile(r'\nimport \{([\w\s,$]*)\} from "(\.{1,2}/[\w./]+)";(?=\n)')
_EXPORT = re.compile(r"\nexport (?=(?:function|class|const) ([\w$]+))")
_OTHER = re.compile(r"\n((?:import|export)\b.*)")


def join_modules(entry: str, read: Callable[[str], str]) -> str:
    """Join a module and all that it imports into one script.

    Parameters
    ----------
    entry : str
        The module whose exports are those of `gisplanPage`, the script's only name.
    read : callable
        Returns the source of a module by its name, a path with `/`.

    Returns
    -------
    str
        Each module once, after those that it imports.

    Raises
    ------
    RuntimeError
        Modules import each other in a circle, a module imports what is not exported, or it is not plain.
    """
    functions: dict[str, str] = {}
    exports: dict[str, list[str]] = {}

    def add(name: str, path: tuple[str, ...]) -> None:
        """Add a module, after those that it imports; `path` leads to it from the entry."""
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise RuntimeError(f"page scripts import each other in a circle: {circle}")
        if name in functions:
            return
        source = "\n" + read(name)
        for names, place in _IMPORT.findall(source):
            imported = _resolve(name, place)
            add(imported, (*path, name))
            wanted = {part.strip() for part in names.split(",")} - {""}
            if missing := wanted - set(exports[imported]):
                raise RuntimeError(f"{name} imports what {imported} does not export: {', '.join(sorted(missing))}")
        exports[name] = _EXPORT.findall(source)
        functions[name] = _make_function(name, source, exports[name])

    add(entry, ())
    joined = "".join(functions.values())
    return f'const gisplanPage = (() => {{\n"use strict";\n{joined}return {_constant(entry)};\n}})();\n'


def _make_function(name: str, source: str, exports: list[str]) -> str:
    """A module as a constant that holds what it exports."""
    body = _IMPORT.sub(lambda match: f"\nconst {{{match[1]}}} = {_constant(_resolve(name, match[2]))};", source)
    body = _EXPORT.sub("\n", body)
    if other := _OTHER.search(body):
        raise RuntimeError(f"{name}: a page's script cannot be joined with {other[1]!r}")
    return f"const {_constant(name)} = (() => {{{body}\nreturn {{ {', '.join(exports)} }};\n}})();\n"


def _resolve(name: str, place: str) -> str:
    """The name of what a module imports from a place."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), place))


def _constant(name: str) -> str:
    """A module's name as a name of JavaScript."""
    return name.removesuffix(".mjs").replace("/", "$")

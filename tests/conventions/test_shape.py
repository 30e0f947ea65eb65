"""Modules and functions are small enough to be read at once, and a folder shows its structure."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "gisplan"
FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = [path for path in FILES if path.name != "__init__.py"]

MOST_MODULES = 15  # in a folder
MOST_LINES, LEAST_LINES = 300, 40  # of a module
MOST_BODY = 40  # lines of a function, its docstring not counted
MOST_LOCALS = 15  # names in a function, its parameters among them

SHORT = {
    "cli": "one file a command",
    "ledger/store/migrations": "one file a version",
    "web/texts": "one file an area of pages",
}
"""Folders whose modules may have less than forty lines, and why."""

INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES}), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_folder_holds_few_modules(folder: Path) -> None:
    assert len([p for p in MODULES if p.parent == folder]) <= MOST_MODULES, "group them in sub-packages"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_has_one_job_of_some_size(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, "split it"
    place = path.relative_to(PACKAGE).as_posix()
    assert lines >= LEAST_LINES or place.startswith(tuple(SHORT)), "it belongs to its neighbour"


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@each_file
def test_a_function_is_read_at_once(path: Path) -> None:
    long = []
    for node in functions(ast.parse(path.read_text(encoding="utf-8"))):
        first = node.body[0]
        doc = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(node) is not None else 0
        if (node.end_lineno or 0) - node.lineno + 1 - doc > MOST_BODY:
            long.append(node.name)
    assert not long, "split it into named steps"


def local_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Parameters and assigned names; not what is imported where it is used, nor what inner functions have."""
    arguments = function.args
    names = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    names |= {a.arg for a in (arguments.vararg, arguments.kwarg) if a is not None}
    inner = [n for n in ast.walk(function) if isinstance(n, INNER) and n is not function]
    skipped = {id(part) for node in inner for part in ast.walk(node)}
    stored = (n for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return names | {n.id for n in stored if id(n) not in skipped}


def test_local_names_are_counted() -> None:
    function = ast.parse("def f(a, *, b=1):\n    import c\n    d = [e for e in a]\n    d += 1\n    return d").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert local_names(function) == {"a", "b", "d"}


@each_file
def test_a_function_has_few_local_names(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    many = {f.name: len(local_names(f)) for f in functions(tree) if len(local_names(f)) > MOST_LOCALS}
    assert not many, "split it into named steps"

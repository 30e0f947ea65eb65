"""Conventions that can be checked by reading the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent.parent / "gisplan"
FILES = sorted(PACKAGE.rglob("*.py"))
PURE = ("base", "county", "network", "standards", "steiner", "gaps", "plan")
POSIX_ONLY = {"fcntl", "grp", "posix", "pwd", "resource", "syslog", "termios", "tty"}
OPENERS = {"open", "read_text", "write_text"}
READERS = OPENERS | {"read_bytes", "write_bytes", "read_csv", "read_excel", "read_file", "read_dataframe"}
# Packaged standards and catalogues are the only files that a computing package reads.
READS_PACKAGE_DATA = {"standards/parse.py", "standards/library.py", "standards/read.py", "base/language.py"}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call, with the last part of the called name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


@each_file
def test_a_file_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source)), "the first line says what the file is for"
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc"}, "name the file for its job"


@each_file
def test_text_is_read_and_written_in_a_stated_encoding(path: Path) -> None:
    for name, call in calls(ast.parse(path.read_text(encoding="utf-8"))):
        if name in OPENERS and not _binary(call) and not _of_an_archive(call):
            assert any(k.arg == "encoding" for k in call.keywords), f"line {call.lineno}: say the encoding"


def _of_an_archive(call: ast.Call) -> bool:
    """`archive.open(member)`: what comes out is bytes. A path's own `open` takes a mode, a literal, or nothing."""
    method = isinstance(call.func, ast.Attribute) and call.func.attr == "open"
    return method and bool(call.args) and not isinstance(call.args[0], ast.Constant)


def _binary(call: ast.Call) -> bool:
    modes = [a.value for a in call.args if isinstance(a, ast.Constant)]
    modes += [k.value.value for k in call.keywords if k.arg == "mode" and isinstance(k.value, ast.Constant)]
    return any(isinstance(m, str) and re.fullmatch(r"[rwax+]*b[rwax+]*", m) for m in modes)


@each_file
def test_nothing_needs_posix(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {id(node) for t in ast.walk(tree) if isinstance(t, ast.Try) for node in ast.walk(t)}
    for node in ast.walk(tree):
        names = {a.name.split(".")[0] for a in node.names} if isinstance(node, ast.Import) else set()
        if isinstance(node, ast.ImportFrom):
            names = {str(node.module).split(".")[0]}
        assert not names & POSIX_ONLY or id(node) in guarded, f"line {node.lineno}: not on Windows; guard it"


@each_file
def test_computing_packages_open_no_file(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    if not place.startswith(PURE) or place in READS_PACKAGE_DATA:
        return
    opened = [f"line {c.lineno}: {n}" for n, c in calls(ast.parse(path.read_text(encoding="utf-8"))) if n in READERS]
    assert not opened, "files are opened in gisplan/io"


@each_file
def test_only_commands_print(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] != "cli":
        tree = ast.parse(path.read_text(encoding="utf-8"))
        printed = [
            call.lineno for _, call in calls(tree) if isinstance(call.func, ast.Name) and call.func.id == "print"
        ]
        assert not printed, "a package returns what is to be shown; a console is passed to it"


def test_no_path_of_one_machine_is_in_the_project(root: Path) -> None:
    homes = "|".join(("home", "root", "tmp", "work", "Users"))
    machine = re.compile(rf"(?<![\w.])(/({homes})/|[A-Z]:\\{{1,2}}Users)")
    texts = {".py", ".mjs", ".md", ".toml", ".txt", ".lock", ".json", ".geojson", ".csv", ".po", ""}
    for folder in ("gisplan", "tests", "docs", "benchmarks", ".ci"):
        for path in (root / folder).rglob("*"):
            ours = path.suffix in texts and path != Path(__file__) and "node_modules" not in path.parts
            if ours and path.is_file():
                assert not machine.search(path.read_text(encoding="utf-8", errors="replace")), path
    for path in root.glob("*.*"):
        if path.name != ".git" and path.is_file() and path.suffix in texts:
            assert not machine.search(path.read_text(encoding="utf-8")), path

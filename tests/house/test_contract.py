"""The import contract holds, covers every room, and README, folders and contract agree."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import gisplan

# The rooms that think: they open no file and know no door.
PURE = {"base", "county", "network", "standards", "gaps", "plan"}


def contract(root: Path, name: str) -> dict[str, list[str]]:
    """One contract of pyproject.toml."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == name)


def rooms(root: Path) -> set[str]:
    """The folders of the package that hold code."""
    return {p.parent.name for p in (root / "gisplan").glob("*/__init__.py")}


def test_the_import_contract_holds(root: Path) -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    told = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True, encoding="utf-8")
    assert told.returncode == 0, told.stdout + told.stderr


def test_contract_folders_and_docstring_agree(root: Path) -> None:
    floors = [re.split(r"\s*\|\s*", floor) for floor in contract(root, "floors")["layers"]]
    built = [room for floor in floors for room in floor if not room.startswith("(")]
    assert set(built) == rooms(root)
    described = re.findall(r"^(\w+) {2,}\S", str(gisplan.__doc__), flags=re.MULTILINE)
    assert described[0] == "room"
    assert described[1:] == list(built)


def test_readme_tells_the_same_rooms(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` +\| (.+?) +\|$", readme, flags=re.MULTILINE)
    described = re.findall(r"^(\w+) {2,}(\S.*)$", str(gisplan.__doc__), flags=re.MULTILINE)[1:]
    assert told == described


def test_every_thinking_room_is_kept_pure(root: Path) -> None:
    assert set(contract(root, "pure")["source_modules"]) == {f"gisplan.{room}" for room in PURE & rooms(root)}


def test_no_room_imports_the_package_root(root: Path) -> None:
    for path in (root / "gisplan").glob("*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert "gisplan" not in {alias.name for alias in node.names}, path
            elif isinstance(node, ast.ImportFrom):
                assert node.module != "gisplan", path
                assert node.level == 0, f"{path}: write from gisplan.room import name"


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, gisplan; print(sorted({'numpy', 'pandas', 'shapely', 'geopandas', 'click'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert told.stdout.strip() == "[]"


def test_the_few_public_names_are_there() -> None:
    assert all(callable(getattr(gisplan, name)) for name in gisplan.__all__)
    assert not hasattr(gisplan, "no_such_name")

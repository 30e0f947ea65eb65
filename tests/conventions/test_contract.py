"""The import contract holds, covers every package, and README, folders and contract agree."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import gisplan

# Packages that only compute: they open no file and import no command line, database or web framework.
PURE = {"base", "county", "network", "standards", "steiner", "gaps", "plan"}


def contract(root: Path, name: str) -> dict[str, list[str]]:
    """One contract of pyproject.toml."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == name)


def packages(root: Path) -> set[str]:
    """The folders of the package that hold code."""
    return {p.parent.name for p in (root / "gisplan").glob("*/__init__.py")}


def test_the_import_contract_holds(root: Path) -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    result = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr


def test_contract_folders_and_docstring_agree(root: Path) -> None:
    layers = [re.split(r"\s*\|\s*", layer) for layer in contract(root, "layers")["layers"]]
    built = [name for layer in layers for name in layer if not name.startswith("(")]
    assert set(built) == packages(root)
    described = re.findall(r"^([a-z]+) +\S", str(gisplan.__doc__), flags=re.MULTILINE)
    assert described[0] == "package"
    assert described[1:] == list(built)


def test_readme_lists_the_same_packages(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    result = re.findall(r"^\| `(\w+)` +\| (.+?) +\|$", readme.split("| package |")[1], flags=re.MULTILINE)
    described = re.findall(r"^([a-z]+) +(\S.*)$", str(gisplan.__doc__), flags=re.MULTILINE)[1:]
    assert result == described


def test_every_computing_package_is_kept_pure(root: Path) -> None:
    assert set(contract(root, "pure")["source_modules"]) == {f"gisplan.{name}" for name in PURE & packages(root)}


def test_no_package_imports_the_top_one(root: Path) -> None:
    for path in (root / "gisplan").glob("*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert "gisplan" not in {alias.name for alias in node.names}, path
            elif isinstance(node, ast.ImportFrom):
                assert node.module != "gisplan", path
                assert node.level == 0, f"{path}: write from gisplan.package import name"


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, gisplan; print(sorted({'numpy', 'pandas', 'shapely', 'geopandas', 'click'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert result.stdout.strip() == "[]"


def test_the_few_public_names_are_there() -> None:
    assert all(callable(getattr(gisplan, name)) for name in gisplan.__all__ if name != "__version__")
    assert dir(gisplan) == sorted(gisplan.__all__)
    assert not hasattr(gisplan, "no_such_name")

"""What is installed is whole: data files are in the wheel, tests are not."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_every_file_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile, root: Path) -> None:
    files = {p.relative_to(root).as_posix() for p in (root / "gisplan").rglob("*") if p.is_file()}
    expected = {name for name in files if "__pycache__" not in name and not name.endswith(".pyc")}
    names = set(wheel.namelist())
    assert expected <= names
    assert {"gisplan/standards/data/zhenba-2019.toml", "gisplan/standards/data/shaanxi-577-2017.toml"} <= names
    assert any(name.startswith("gisplan/report/") and name.endswith(".json") for name in names)


def test_the_wheel_holds_the_package_and_its_licence_only(wheel: zipfile.ZipFile) -> None:
    roots = {name.split("/")[0] for name in wheel.namelist()}
    assert all(r == "gisplan" or r.endswith(".dist-info") for r in roots)
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())


def test_the_examples_of_demo_are_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    assert {f"gisplan/examples/{name}/gisplan.toml" for name in ("zhenba", "small")} <= names
    assert "gisplan/examples/zhenba/bureau/roads.shp" in names

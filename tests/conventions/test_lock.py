"""The lock file answers pyproject.toml, names no machine, and holds a hash for everything."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text(encoding="utf-8")


def test_every_requirement_is_locked_at_a_version_it_allows(root: Path, lock: str) -> None:
    pinned: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", lock, flags=re.MULTILINE):
        pinned.setdefault(canonicalize_name(name), set()).add(version)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["build-system"]["requires"] + project["project"]["dependencies"]
    wanted += [r for extra in project["project"]["optional-dependencies"].values() for r in extra]
    for line in wanted:
        requirement = Requirement(line)
        versions = pinned.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement.name} is not locked: see CONTRIBUTING.md"
        assert all(requirement.specifier.contains(v) for v in versions), f"{line} is locked at {versions}"


def test_everything_locked_has_hashes(lock: str) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_no_index_and_no_machine_is_named(lock: str) -> None:
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links", lock)

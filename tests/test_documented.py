"""Everything that a user may name is on a page: 100 per cent of commands, options, faults, columns, codes and so on."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from gisplan.cli.main import gisplan
from gisplan.county.code_lists import AREA_KINDS, ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACES
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.milestones import MILESTONE_TYPES
from gisplan.county.schema import LAYERS
from gisplan.gaps import KINDS
from gisplan.io import KINDS as FAULT_KINDS
from gisplan.io.config import county_file, layer_table, network_settings
from gisplan.standards import list_standards, read_packaged_standard
from gisplan.standards.measures import MEASURES


def list_commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from list_commands(found, f"{name} {below}")


def list_options() -> set[str]:
    """Every option by its command, as `gisplan gaps --full`."""
    commands = list_commands(gisplan, "gisplan")
    return {f"{name} {word}" for name, c in commands for p in c.params for word in p.opts if word.startswith("-")}


def find_options(page: str) -> set[str]:
    sections = re.split(r"^## (gisplan.*)$", page, flags=re.MULTILINE)[1:]
    found = set()
    for name, text in zip(sections[::2], sections[1::2], strict=True):
        for cell in re.findall(r"^\| `(-[^`]*)`", text, flags=re.MULTILINE):
            found |= {f"{name} {word}" for word in re.findall(r"(?:^|, |/ )(--?[\w-]+)", cell)}
    return found


def list_entries() -> set[str]:
    standards = [read_packaged_standard(id, kinds=KINDS) for id in list_standards()]
    return {f"{s.id} {entry.id}" for s in standards for entry in (*s.criteria, *s.targets)}


def find_entries(page: str) -> set[str]:
    sections = re.split(r"^## (.*)$", page, flags=re.MULTILINE)[1:]
    pairs = zip(sections[::2], sections[1::2], strict=True)
    return {f"{name} {id}" for name, text in pairs for id in re.findall(r"^\| `(\w+)`", text, flags=re.MULTILINE)}


def list_columns() -> set[str]:
    return {f"{layer.name} {column.name}" for layer in LAYERS.values() for column in layer.columns}


def find_columns(page: str) -> set[str]:
    sections = re.split(r"^## `(\w+)`.*$", page, flags=re.MULTILINE)[1:]
    pairs = zip(sections[::2], sections[1::2], strict=True)
    return {
        f"{name} {column}" for name, text in pairs for column in re.findall(r"^\| `(\w+)`", text, flags=re.MULTILINE)
    }


def find_rows(page: str) -> set[str]:
    return set(re.findall(r"^\| `?([\w.-]+)`?\*? \|", page, flags=re.MULTILINE))


def list_codes() -> set[str]:
    tables = (ROAD_STATUSES, SEAT_RANKS, ATTESTED_STATES, AREA_KINDS, FACILITY_KINDS)
    return {str(code) for table in tables for code in table}


def list_extras() -> set[str]:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    return set(project["optional-dependencies"]) - {"docs", "test"}


def list_county_keys() -> set[str]:
    return {*county_file._COUNTY_KEYS, *network_settings._SETTING_KEYS, *layer_table._KEYS}


def find_keys(page: str) -> set[str]:
    """The names in backticks, and those of the example."""
    return {a or b for a, b in re.findall(r"`(\w+)`|^(\w+) = ", page, flags=re.MULTILINE)}


THINGS = {
    "commands": (
        "commands.md",
        lambda: {name for name, _ in list_commands(gisplan, "gisplan")},
        lambda page: set(re.findall(r"^## (gisplan.*)$", page, flags=re.MULTILINE)),
    ),
    "options": ("commands.md", list_options, find_options),
    "faults": ("faults.md", lambda: set(FAULT_KINDS), find_rows),
    "layers": ("layers.md", lambda: set(LAYERS), find_rows),
    "columns": ("columns.md", list_columns, find_columns),
    "surfaces": ("columns.md", lambda: {str(code) for code in SURFACES}, find_rows),
    "milestones": ("columns.md", lambda: set(MILESTONE_TYPES), find_rows),
    "codes": ("columns.md", list_codes, find_rows),
    "criteria and targets": ("standards.md", list_entries, find_entries),
    "kinds of criteria": ("own-standard.md", lambda: set(KINDS), find_rows),
    "measures": ("own-standard.md", lambda: set(MEASURES), find_rows),
    "keys of the county file": ("county-file.md", list_county_keys, find_keys),
    "extras": ("install.md", list_extras, find_rows),
}
"""What there is: the page that has it, all names, and those on the page."""


@pytest.mark.parametrize("thing", THINGS)
def test_everything_is_documented(root: Path, thing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    name, list_all, find = THINGS[thing]
    known, documented = list_all(), find((root / "docs" / name).read_text(encoding="utf-8"))
    assert known
    missing = known - documented
    assert not missing, f"{name} has {100 * len(known & documented) / len(known):.0f} % of them"


def test_files_that_pages_name_exist(root: Path) -> None:
    named = re.compile(r"`((?:gisplan|docs|tests|layers|notebooks|benchmarks|\.ci|\.github)/[\w./-]+)`")
    pages = [*(root / "docs").glob("*.md"), root / "README.md", root / "CONTRIBUTING.md"]
    found = {(page.name, path) for page in pages for path in named.findall(page.read_text(encoding="utf-8"))}
    assert found
    assert {(page, path) for page, path in found if not (root / path).exists()} == set()


def test_version_and_day_are_the_same_everywhere(root: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    released = re.findall(
        r"^## (\d\S*) \((\S+)\)$", (root / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert released[0] == (version, str(citation["date-released"]))
    assert citation["version"] == version
    assert {"cff-version", "message", "title", "authors"} <= set(citation)

"""The pages of reference agree with the program that they describe."""

import re
import runpy
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from gisplan.county.code_lists import SURFACES
from gisplan.county.schema import LAYERS
from gisplan.gaps import KINDS
from gisplan.io import KINDS as FAULT_KINDS
from gisplan.io.child.toml_files import read_county_file
from gisplan.standards import list_standards, read_packaged_standard
from gisplan.standards.measures import MEASURES


def read(root: Path, name: str) -> str:
    return (root / "docs" / name).read_text(encoding="utf-8")


def test_the_table_of_layers_is_the_schema(root: Path) -> None:
    page = read(root, "layers.md").split("## Layers and columns")[1].split("## Surfaces")[0]
    rows = re.findall(r"^\| `(\w+)`(\*?) \| (.*?) \| (.*?) \|$", page, flags=re.MULTILINE)
    assert [row[0] for row in rows] == list(LAYERS)
    for name, star, geometry, columns in rows:
        layer = LAYERS[name]
        assert bool(star) == layer.required
        assert (layer.shape or "none") in geometry
        assert ("none" in geometry) == (layer.placeless or layer.shape is None)
        result = re.findall(r"`(\w+)`(\*?)", f"{columns} {geometry}")
        expected = {c.name: c.required for c in layer.columns}
        assert {n: bool(s) for n, s in result if n in expected} == expected


def test_the_reference_of_columns_is_made_from_the_tables(root: Path) -> None:
    format_page = runpy.run_path(str(root / "docs" / "write_columns.py"))["format_page"]
    page = (root / "docs" / "columns.md").read_text(encoding="utf-8")
    assert page == format_page(), "run python docs/write_columns.py"
    rows = re.findall(
        r"^\| `\w+`\*? \| ([^|]*) \| ([^|]*?) ?\| [^|]* \| [^|]* \|$", format_page("zh"), flags=re.MULTILINE
    )
    assert len(rows) == sum(len(layer.columns) for layer in LAYERS.values())
    assert {text for row in rows for text in row if re.search("[a-z]", text)} == set(), "without Chinese"


def test_the_columns_of_the_dataset_are_those_of_its_themes(root: Path) -> None:
    format_page = runpy.run_path(str(root / "docs" / "write_dataset.py"))["format_page"]
    page = (root / "docs" / "dataset.md").read_text(encoding="utf-8")
    assert page == format_page(), "run python docs/write_dataset.py"


def test_the_reference_of_commands_is_made_from_the_commands(root: Path) -> None:
    made = runpy.run_path(str(root / "docs" / "write_commands.py"))["format_page"]
    assert (root / "docs" / "commands.md").read_text(encoding="utf-8") == made(), "run python docs/write_commands.py"
    chinese = made("zh")
    assert re.findall(r"^## .*", chinese, flags=re.MULTILINE) == re.findall(r"^## .*", made(), flags=re.MULTILINE)
    assert not re.findall(r"^\| `--[^`]*` \| [ -~]*\|$", chinese, flags=re.MULTILINE), "an option without Chinese"


def test_the_reference_of_faults_is_made_from_the_catalogue(root: Path) -> None:
    made = runpy.run_path(str(root / "docs" / "write_faults.py"))["format_page"]
    english, chinese = made(), made("zh")
    assert (root / "docs" / "faults.md").read_text(encoding="utf-8") == english, "run python docs/write_faults.py"
    for page in (english, chinese):
        assert re.findall(r"^\| `([\w-]+)` \|", page, flags=re.MULTILINE) == list(FAULT_KINDS)
    assert not re.findall(r"^\| `[\w-]+` \| [^|]* \| [ -~]*$", chinese, flags=re.MULTILINE), "a fault without Chinese"


def test_the_reference_of_standards_is_made_from_them(root: Path) -> None:
    made = runpy.run_path(str(root / "docs" / "write_standards.py"))["format_page"]
    assert read(root, "standards.md") == made(), "run python docs/write_standards.py"
    for page in (made(), made("zh")):
        entries = re.findall(r"^\| `(\w+)`", page, flags=re.MULTILINE)
        standards = [read_packaged_standard(id, kinds=KINDS) for id in list_standards()]
        assert re.findall(r"^## (.*)", page, flags=re.MULTILINE) == [standard.id for standard in standards]
        assert entries == [entry.id for s in standards for entry in (*s.criteria, *s.targets)]


def test_the_reference_of_documents_is_made_from_the_schemas(root: Path) -> None:
    made = runpy.run_path(str(root / "docs" / "write_documents.py"))
    assert read(root, "documents.md") == made["format_page"](), "run python docs/write_documents.py"
    assert {root / path for path in made["MADE_BY"]} == set((root / "gisplan").rglob("*.schema.json"))


def test_the_example_is_understood(root: Path, tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", read(root, "county-file.md"), flags=re.DOTALL)
    assert example
    tomllib.loads(example[1])
    (tmp_path / "gisplan.toml").write_text(example[1], encoding="utf-8")
    assert [fault.code for fault in read_county_file(tmp_path).faults] == []


def test_every_surface_code_is_explained(root: Path) -> None:
    page = read(root, "layers.md")
    sentence = page[page.index("Surface codes are") :].replace("21–23", "21 22 23")
    assert {int(n) for n in re.findall(r"\b[1-3]\d\b", sentence)} >= set(SURFACES)


def keys_by_kind() -> dict[str, tuple[set[str], set[str]]]:
    """The keys that each registered kind of criterion needs, and those that it may have."""
    return {name: kind.own_keys() for name, kind in KINDS.items()}


def keys_by_measure() -> dict[str, tuple[set[str], set[str]]]:
    """The keys that each measure of targets needs, and those that it may have."""
    return {name: (set(measure.needs), set(measure.may_have)) for name, measure in MEASURES.items()}


@pytest.mark.parametrize(("head", "known"), [("kind", keys_by_kind), ("measure", keys_by_measure)])
def test_the_tables_of_kinds_and_measures_are_what_a_standard_may_say(
    root: Path, head: str, known: Callable[[], dict[str, tuple[set[str], set[str]]]]
) -> None:
    table = re.search(
        rf"^\| {head} \|.*?\n\|---.*?\n(.*?)\n\n", read(root, "own-standard.md"), flags=re.MULTILINE | re.DOTALL
    )
    assert table
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]
    documented = {row[0].strip("`"): tuple(set(re.findall(r"`(\w+)`", cell)) for cell in row[2:]) for row in rows}
    assert documented == known()

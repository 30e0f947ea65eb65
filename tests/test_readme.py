"""README keeps its promises: commands, links, and the output it shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FIRST = "python -m pip install . && gisplan gaps layers/zhenba -o out"
SECOND = 'python -m pip install ".[test]" && python -m pytest'
DOCS = ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md", "layers/README.md"]


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_stand_alone_in_their_blocks(readme: str) -> None:
    blocks = re.findall(r"^```\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)
    assert f"{FIRST}\n" in blocks
    assert f"{SECOND}\n" in blocks


def test_ci_takes_its_commands_from_the_readme(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "-m pytest" not in script


def test_every_link_leads_somewhere(root: Path) -> None:
    pages = [root / page for page in DOCS] + sorted((root / "docs").rglob("*.md"))
    for page in pages:
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (page.parent / link).exists(), f"{page.name}: {link}"


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_output_shown_is_what_the_command_prints(root: Path, page: str, tmp_path: Path) -> None:
    text = (root / page).read_text(encoding="utf-8")
    shown = re.search(r"<!-- output of: gisplan (.*?) -->\n```\n(.*?)```", text, flags=re.DOTALL)
    assert shown
    assert f"{FIRST}\n" in text
    code = "import sys; from gisplan.cli.main import main; sys.exit(main())"
    words = [str(tmp_path / "out") if word == "out" else word for word in shown[1].split()]
    result = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=root,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    printed = iter(line.rstrip() for line in result.stdout.replace(str(tmp_path / "out"), "out").splitlines())
    for line in shown[2].splitlines():
        assert line == "..." or line in printed, f"not printed, or not in this order: {line}"


@pytest.mark.parametrize(
    "part",
    [
        r"^(#+) ",
        r"^```\n(python.*?)^```",
        r"^\| (`[^|]*`)[^|]*\|",
        r"^!\[[^]]*\]\(([^)]*?)(?:\.zh)?\.png\)",
    ],
    ids=["headings", "commands", "rows of tables", "pictures"],
)
def test_both_languages_have_the_same(root: Path, part: str) -> None:
    english, chinese = (
        re.findall(part, (root / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for page in ("README.md", "README.zh.md")
    )
    assert english
    assert [re.sub(r"[;；,、] ?", " ", text) for text in english] == [re.sub("[;；,、]", " ", text) for text in chinese]


def test_both_languages_name_the_same_options_and_lead_to_the_same_pages(root: Path) -> None:
    english, chinese = ((root / page).read_text(encoding="utf-8") for page in ("README.md", "README.zh.md"))
    for part in (r"`(--[\w-]+)", r"\]\(([^)#]+)"):
        left_out = {"README.md", "README.zh.md", "docs/pictures/gap-map.png", "docs/pictures/gap-map.zh.png", "--lang"}
        assert set(re.findall(part, english)) - left_out == set(re.findall(part, chinese)) - left_out


def test_every_decision_is_in_the_index(root: Path) -> None:
    folder = root / "docs" / "decisions"
    index = (folder / "index.md").read_text(encoding="utf-8")
    records = sorted(p.name for p in folder.glob("[0-9]*.md"))
    assert [r[:4] for r in records] == [f"{n:04d}" for n in range(1, len(records) + 1)]
    assert all(f"({record})" in index for record in records)

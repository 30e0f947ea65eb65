"""What the how-to pages show of a command's output is what the command prints."""

import runpy
import shutil
from pathlib import Path

import pytest

PAGES = ("exit-verification", "make-a-plan")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_what_is_shown_is_printed_in_this_order(root: Path, name: str, language: str, tmp_path: Path) -> None:
    blocks = runpy.run_path(str(root / "docs" / "translated_pages.py"))["list_outputs"](name)[language]
    assert blocks
    run = runpy.run_path(str(root / "docs" / "write_own_data.py"))["run_commands"]
    shutil.copytree(root / "layers" / "zhenba", tmp_path / "layers" / "zhenba", ignore=shutil.ignore_patterns("bureau"))
    for command, shown in blocks.items():
        output = run({command: None}, tmp_path, language)[command]
        printed = iter(output.splitlines())
        for line in shown.splitlines():
            assert line == "..." or line in printed, f"not printed, or not in this order: {line}\n{output}"

"""The notebooks run, and show the results that they give today."""

import re
import runpy
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
_CHANGES = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}")  # an address, the number of a ledger


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_gives(root: Path, path: Path) -> None:
    run = runpy.run_path(str(root / "docs" / "write_notebooks.py"))["run_notebook"]
    list_outputs = runpy.run_path(str(root / "docs" / "notebook_pages.py"))["list_outputs"]
    kept, today = (list_outputs(notebook) for notebook in (nbformat.read(path, as_version=4), run(path)))
    kept, today = ([[_CHANGES.sub("…", text) for text in cell] for cell in outputs] for outputs in (kept, today))
    assert kept == today, f"run python docs/write_notebooks.py {path.stem}, and look at it"

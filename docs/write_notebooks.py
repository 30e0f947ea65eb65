"""Run the notebooks, and keep their outputs in them: `python docs/write_notebooks.py [NAME…]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
_SECONDS = 300


def run_notebook(path: Path) -> Any:
    """Return a notebook as it is after it was run, without the times of the run."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(ROOT / "notebooks")}}
    done = NotebookClient(notebook, timeout=_SECONDS, kernel_name="python3", resources=resources).execute()
    for cell in done.cells:
        cell.metadata.pop("execution", None)
    return done


if __name__ == "__main__":
    for found in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if len(sys.argv) == 1 or found.stem in sys.argv[1:]:
            nbformat.write(run_notebook(found), found)

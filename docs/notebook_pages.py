"""Notebooks as pages of the site: their texts, their cells and the outputs that are kept in them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
_SCRIPT = re.compile(r"<script.*?</script>|<iframe.*?</iframe>", re.DOTALL)
_KIND = "```"


def write_pages(folder: Path) -> None:
    """Write a page for each notebook, and its pictures beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in NOTEBOOKS:
        page = "\n\n".join(_list_parts(path, folder))
        (folder / f"{path.stem}.md").write_text(page + "\n", encoding="utf-8", newline="\n")


def list_outputs(notebook: Any) -> list[list[str]]:
    """List the texts that each cell of a notebook puts out: its results and what it prints."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [[text for output in cell.outputs for text in _list_texts(output)] for cell in cells]


def _list_parts(path: Path, folder: Path) -> Iterator[str]:
    notebook = nbformat.read(path, as_version=4)
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            yield cell.source
        elif cell.cell_type == "code":
            yield f"{_KIND}python\n{cell.source}\n{_KIND}"
            for number, output in enumerate(cell.outputs):
                yield from _show(output, folder, f"{path.stem}-{place}-{number}.png")


def _show(output: Any, folder: Path, name: str) -> Iterator[str]:
    """Show an output: a picture, a table in HTML without scripts, or a text."""
    data = output.get("data", {})
    if "image/png" in data:
        (folder / name).write_bytes(base64.b64decode(data["image/png"]))
        yield f"![What the cell draws]({name})"
    elif "text/html" in data:
        html = re.sub(r"\n\s*\n", "\n", _SCRIPT.sub("", data["text/html"]))
        yield f'```{{raw}} html\n<div class="output">{html}</div>\n```'
    else:
        for text in _list_texts(output):
            yield f"{_KIND}\n{text.rstrip()}\n{_KIND}"


def _list_texts(output: Any) -> list[str]:
    if output.output_type == "stream":
        return [output.text]
    text = output.get("data", {}).get("text/plain")
    return [text] if text else []

"""Make everything in the docs that a program makes: `python docs/write_all.py`.

`--texts` makes the pages of reference, the drawings and the outputs, which takes minutes; `--pictures` the pictures of
pages, which needs Chromium and Playwright. Without either, both are made. Look at what has changed before you commit.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
TEXTS = (
    "write_commands.py",
    "write_columns.py",
    "write_dataset.py",
    "write_faults.py",
    "write_standards.py",
    "write_documents.py",
    "write_drawings.py",
    "write_bad_inputs.py",
    "write_outputs.py",
    "write_notebooks.py",
)
PICTURES = ("write_pictures.py", "write_own_data.py")
BY_HAND = {
    "write_all.py": "this file",
    "write_docx_template.py": "makes a file of the package, not of the docs",
    "write_translations.py": "its catalogue is then translated by people",
}
"""What is not run, and why."""


def main(words: list[str]) -> None:
    """Run the programs that the words choose."""
    unknown = set(words) - {"--texts", "--pictures"}
    if unknown:
        raise SystemExit(f"There is no {', '.join(sorted(unknown))}: give --texts, --pictures, or nothing for both.")
    chosen = [*(TEXTS if "--pictures" not in words or "--texts" in words else ())]
    chosen += PICTURES if "--texts" not in words or "--pictures" in words else ()
    for name in chosen:
        sys.stderr.write(f"{name}\n")
        subprocess.run([sys.executable, str(DOCS / name)], check=True, cwd=DOCS.parent)


if __name__ == "__main__":
    main(sys.argv[1:])

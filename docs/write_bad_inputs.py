"""Write docs/bad-inputs.md: what gisplan does with each bad input, made by running the cases of its tests."""

from __future__ import annotations

import sys
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.io.bad_inputs.case import CASES, BadInput, report_faults, runs_here  # noqa: E402
from tests.io.bad_inputs.register import SECTIONS  # noqa: E402

PAGE = Path(__file__).with_name("bad-inputs.md")
LEVELS = {"E": "file refused", "Q": "row set aside", "W": "warning", "F": "corrected", "": "read as it is"}
HEAD = """\
# Bad inputs

This page is made by `python docs/write_bad_inputs.py`: each line was produced by running the case of that number in
`tests/io/bad_inputs`, which is also a test. Every fault names its file, layer, row, field and value where it has them.
A settlement that is set aside stays in the verdicts as unknown; rows read are always rows accepted plus rows set aside.
"""


def format_page() -> str:
    """Return the page as Markdown."""
    lines = [HEAD]
    for title, numbers in SECTIONS.items():
        lines += [f"## {title}", "", "| no. | input | result | what is said | remedy |", "|---|---|---|---|---|"]
        chosen = sorted((case for case in CASES if case.number in numbers), key=lambda case: case.number)
        for number, cases in groupby(chosen, key=lambda case: case.number):
            lines += [_row(number, case) for case in cases]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(number: int, case: BadInput) -> str:
    fault = _run(case)
    texts = (str(number), case.title, LEVELS[case.level], fault["message"], fault["remedy"])
    return "| " + " | ".join(text.replace("|", "\\|").replace("<", "&lt;") for text in texts) + " |"


def _run(case: BadInput) -> dict[str, Any]:
    """Return the fault of a case, run in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        faults = report_faults(case, Path(folder))
    found = [fault for fault in faults if fault["code"] == case.code]
    return found[0] if case.code else {"message": "", "remedy": ""}


if __name__ == "__main__":
    missing = [case.title for case in CASES if not runs_here(case)]
    if missing:
        sys.exit("this system cannot run: " + "; ".join(missing))
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")

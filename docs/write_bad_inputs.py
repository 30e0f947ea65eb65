"""Write docs/bad-inputs.md: what gisplan does with each bad input, made by running the cases of its tests."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gisplan.base.errors import GisplanError  # noqa: E402
from tests.io.bad_inputs.case import CASES, BadInput, report_faults  # noqa: E402
from tests.io.bad_inputs.register import SECTIONS  # noqa: E402
from tests.io.bad_inputs.running import RUNNING, RunningInput  # noqa: E402

PAGE = Path(__file__).with_name("bad-inputs.md")
LEVELS = {"E": "file refused", "Q": "row set aside", "W": "warning", "F": "corrected", "": "read as it is"}
HEAD = """\
# Bad inputs

This page is made by `python docs/write_bad_inputs.py`: each line was produced by running the case of that number in
`tests/io/bad_inputs`, which is also a test. Every fault names its file, layer, row, field and value where it has them.
A settlement that is set aside stays in the verdicts as unknown; rows read are always rows accepted plus rows set aside.
"""


def format_page(format_case: Callable[[BadInput | RunningInput], str]) -> str:
    """Return the page as Markdown, each case as its line of a table says."""
    lines = [HEAD]
    for title, numbers in SECTIONS.items():
        lines += [f"## {title}", "", "| no. | input | result | what is said | remedy |", "|---|---|---|---|---|"]
        chosen = [case for case in (*CASES, *RUNNING) if case.number in numbers]
        lines += [format_case(case) for case in sorted(chosen, key=lambda case: case.number)]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def format_reported(case: BadInput, faults: Sequence[Mapping[str, Any]]) -> str:
    """Return the line of a case that is reported: its result, and the message and the remedy of its fault."""
    found = [fault for fault in faults if fault["code"] == case.code]
    return _format(case, LEVELS[case.level], *((found[0]["message"], found[0]["remedy"]) if found else ("", "")))


def format_stopped(case: RunningInput, error: GisplanError, folder: Path) -> str:
    """Return the line of a case that stops a command: what the error says."""
    return _format(case, "stopped", str(error).replace(str(folder), "OUT").replace("\\", "/"), "")


def _format(case: BadInput | RunningInput, result: str, message: str, remedy: str) -> str:
    cells = (str(case.number), case.title, result, message, remedy)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"


def _run(case: BadInput | RunningInput) -> str:
    """Run a case, and return its line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if isinstance(case, BadInput):
            return format_reported(case, report_faults(case, folder))
        try:
            case.run(folder)
        except GisplanError as error:
            return format_stopped(case, error, folder)
    raise AssertionError(case.title)


if __name__ == "__main__":
    PAGE.write_text(format_page(_run), encoding="utf-8", newline="\n")

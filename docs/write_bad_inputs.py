"""Write docs/bad-inputs.md: what gisplan does with each bad input, made by running the cases of its tests."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

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


def format_page() -> str:
    """Return the page as Markdown."""
    lines = [HEAD]
    for title, numbers in SECTIONS.items():
        lines += [f"## {title}", "", "| no. | input | result | what is said | remedy |", "|---|---|---|---|---|"]
        chosen = [case for case in (*CASES, *RUNNING) if case.number in numbers]
        lines += [_row(case) for case in sorted(chosen, key=lambda case: case.number)]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(case: BadInput | RunningInput) -> str:
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(case, RunningInput):
            result, message, remedy = _stop(case, Path(folder))
        else:
            result, message, remedy = _check(case, Path(folder))
    cells = (str(case.number), case.title, result, message, remedy)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"


def _check(case: BadInput, folder: Path) -> tuple[str, str, str]:
    """Return the result of a case, and the message and the remedy of its fault."""
    found = [fault for fault in report_faults(case, folder) if fault["code"] == case.code]
    return LEVELS[case.level], *((found[0]["message"], found[0]["remedy"]) if found else ("", ""))


def _stop(case: RunningInput, folder: Path) -> tuple[str, str, str]:
    """Return the result of a case that stops a command, and what the error says."""
    try:
        case.run(folder)
    except GisplanError as error:
        return "stopped", str(error).replace(str(folder), "OUT").replace("\\", "/"), ""
    raise AssertionError(case.title)


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")

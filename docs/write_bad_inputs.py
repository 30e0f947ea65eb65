"""Write docs/bad-inputs.md: what gisplan does with each bad input, made by running the cases of its tests."""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gisplan.base.errors import GisplanError  # noqa: E402
from tests.io.bad_inputs.case import CASES, BadInput, report_faults, speaking  # noqa: E402
from tests.io.bad_inputs.register import SECTIONS  # noqa: E402
from tests.io.bad_inputs.running import RUNNING, RunningInput  # noqa: E402

DOCS = Path(__file__).resolve().parent
PAGES = {"en": DOCS / "bad-inputs.md", "zh": DOCS / "locale" / "zh_CN" / "bad-inputs.txt"}
CHINESE = DOCS / "locale" / "zh_CN" / "bad-inputs.toml"
LEVELS = {"E": "file refused", "Q": "row set aside", "W": "warning", "F": "corrected", "": "read as it is"}
INTRODUCTION = {
    "en": """
This page is made by `python docs/write_bad_inputs.py`: each line was produced by running the case of that number in
`tests/io/bad_inputs`, which is also a test. Every fault names its file, layer, row, field and value where it has them.
A settlement that is set aside stays in the verdicts as unknown; rows read are always rows accepted plus rows set aside.
""",
    "zh": """
本页由`python docs/write_bad_inputs.py`生成：每一行都是运行`tests/io/bad_inputs`中
该序号的例子得到的，这些例子也是测试。
每个问题都写明文件、图层、行、字段和数值（有的话）。
行被搁置的村组仍在判定中，为无法判定；读取的行数总是等于采用的行数加搁置的行数。
""",
}
Lines = Mapping[str, str]
"""The line of a case in each language."""


@cache
def _read_chinese() -> dict[str, str]:
    tables = tomllib.loads(CHINESE.read_text(encoding="utf-8"))
    return {**tables["words"], **tables["titles"]}


def _say(text: str, language: str) -> str:
    return _read_chinese()[text] if language == "zh" else text


def format_page(language: str, format_case: Callable[[BadInput | RunningInput], Lines]) -> str:
    """Return the page as Markdown, each case as its line of a table says."""
    heads = [_say(text, language) for text in ("no.", "input", "result", "what is said", "remedy")]
    lines = [f"# {_say('Bad inputs', language)}", INTRODUCTION[language]]
    for title, numbers in SECTIONS.items():
        lines += [f"## {_say(title, language)}", "", f"| {' | '.join(heads)} |", "|---|---|---|---|---|"]
        chosen = [case for case in (*CASES, *RUNNING) if case.number in numbers]
        lines += [format_case(case)[language] for case in sorted(chosen, key=lambda case: case.number)]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def format_reported(case: BadInput, faults: Sequence[Mapping[str, Any]]) -> Lines:
    """Return the line of a case that is reported: its result, and the message and the remedy of its fault."""
    found = [fault for fault in faults if fault["code"] == case.code]
    english = (found[0]["message"], found[0]["remedy"]) if found else ("", "")
    chinese = found[0]["chinese"] if found else ("", "")
    return {"en": _format(case, LEVELS[case.level], english), "zh": _format(case, LEVELS[case.level], chinese, "zh")}


def format_stopped(case: RunningInput, folder: Path) -> Lines:
    """Return the line of a case that stops a command: what the error says."""
    lines = {}
    for language in PAGES:
        place = folder / language
        place.mkdir()
        with speaking(language):
            try:
                case.run(place)
            except GisplanError as error:
                said = str(error).replace(str(place), "OUT").replace("\\", "/")
                lines[language] = _format(case, "stopped", (said, ""), language)
    return lines


def _format(case: BadInput | RunningInput, result: str, said: Sequence[str], language: str = "en") -> str:
    cells = (str(case.number), _say(case.title, language), _say(result, language), *said)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"


@cache
def _run(case: BadInput | RunningInput) -> Lines:
    """Run a case, and return its lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if isinstance(case, BadInput):
            return format_reported(case, report_faults(case, folder))
        return format_stopped(case, folder)


if __name__ == "__main__":
    for language, path in PAGES.items():
        path.write_text(format_page(language, _run), encoding="utf-8", newline="\n")

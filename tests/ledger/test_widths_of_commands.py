"""The other commands with tables on terminals of every width: check, compare, standards, and those of the ledger."""

import io
import json
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gisplan.base.language import set_language
from gisplan.cli.ledger.report import show_progress
from gisplan.cli.ledger.table import show_history, show_state
from gisplan.gaps import KINDS, find_gaps
from gisplan.io.check import check_county
from gisplan.io.check.terminal import show_check
from gisplan.ledger import open_ledger
from gisplan.ledger.progress import make_progress
from gisplan.report.documents.comparison import compare_documents
from gisplan.report.documents.verdicts import make_document
from gisplan.report.terminal.comparison import show_comparison
from gisplan.report.terminal.notes import show_written
from gisplan.report.terminal.progress_brief import show_progress_brief
from gisplan.report.terminal.standards import show_standard, show_standards
from gisplan.standards import list_standards, read_packaged_standard
from gisplan.workflow import read_county
from tests.report.test_widths import check

JUNE = date(2019, 6, 30)
_STYLES = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def shows(opened: Path) -> dict[str, Callable[[], None]]:
    """What prints the output of each command."""
    county, ledger = read_county(opened), open_ledger(opened)
    state = ledger.state(JUNE)
    progress = make_progress(state, county)
    work = next(work for work in state.works if work.kind == "water")
    events = ledger.history(work.code, work.kind)
    new = make_document(find_gaps(county, read_packaged_standard("zhenba-2019", kinds=KINDS)))
    report = check_county(opened)
    standards = [read_packaged_standard(id, kinds=KINDS) for id in list_standards()]
    return {
        "check": lambda: show_check(report),
        "compare": lambda: show_comparison(compare_documents(_spoil(new), new)),
        "standards": lambda: show_standards(standards),
        "standard": lambda: show_standard(standards[-1]),
        "ledger show": lambda: show_state(state),
        "ledger report": lambda: show_progress_brief(progress),
        "ledger report --full": lambda: show_progress(progress),
        "ledger history": lambda: show_history(ledger, work, events),
        "files": lambda: show_written([Path("out") / name for name in ("verdicts.json", "map.html", "gaps.xlsx")]),
    }


def _spoil(document: dict[str, Any]) -> dict[str, Any]:
    """The document, with other verdicts."""
    text = json.dumps(document)
    return json.loads(text.replace('"missed"', '"passed"').replace('"met"', '"missed"').replace('"passed"', '"met"'))  # type: ignore[no-any-return]


def print_on_a_terminal(show: Callable[[], None], width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    stream = Terminal()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stream)
        patched.setenv("COLUMNS", str(width))
        patched.setenv("TERM", "xterm")
        show()
    return _STYLES.sub("", stream.getvalue()).splitlines()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_fits_into_every_terminal(
    shows: dict[str, Callable[[], None]], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_language(language)
    try:
        for show in shows.values():
            wide = print_on_a_terminal(show, 600, monkeypatch)
            assert wide
            for width in (60, 80, 120, 200):
                check(print_on_a_terminal(show, width, monkeypatch), wide, width)
    finally:
        set_language("en")

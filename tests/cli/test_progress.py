"""The progress bar: on a terminal, and only when the work takes long."""

import io
import re
import sys
import time

import pytest

from gisplan.cli import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, seconds: float) -> str:
    """Return what is written to standard error while work of so many seconds goes on."""
    monkeypatch.setattr(progress_bar, "DELAY_S", 0.1)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar.show_steps(2) as step:
        step("reading")
        step("[judging]")
        time.sleep(seconds)
    return stream.getvalue()


def strip_escapes(output: str) -> str:
    """Remove colours, and what moves the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", output)


def last_line(output: str) -> str:
    """Return what is visible of the last line drawn: an erased line is empty."""
    return strip_escapes(output.rsplit("\x1b[2K", 1)[-1])


def test_long_work_shows_its_step_and_erases_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    output = work(monkeypatch, Terminal(), seconds=0.6)
    assert re.search(r"1/2 \d:\d\d:\d\d \[judging\]", strip_escapes(output))
    assert last_line(output) == ""


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(monkeypatch, Terminal(), seconds=0.0) == ""


def test_off_a_terminal_long_work_is_a_line_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "LINES_DELAY_S", 0.1)
    monkeypatch.setattr("sys.stderr", stream := io.StringIO())
    with progress_bar.show_steps(3) as show, progress_bar.time_steps(show) as step:
        step("reading")
        step("planning")
        time.sleep(0.4)
        step.report_gap(12.5)
        step("writing")
    assert [re.sub(r"^\d+ s, ", "", line) for line in stream.getvalue().splitlines()[:-1]] == [
        "step 2 of 3: planning",
        "step 3 of 3: writing",
    ]


def test_off_a_terminal_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(monkeypatch, io.StringIO(), seconds=0.4) == ""


def test_the_bar_shows_the_gap_of_a_plan_and_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "DELAY_S", 0.0)
    monkeypatch.setattr("sys.stderr", stream := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar.show_steps(2) as show, progress_bar.time_steps(show) as step:
        step("planning")
        time.sleep(0.2)
        step.report_gap(12.5)
        time.sleep(0.4)
    shown = strip_escapes(stream.getvalue())
    assert "0/2 0:00:00 planning (gap 12.50 %)" in shown


def test_what_is_written_meanwhile_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "DELAY_S", 0.0)
    monkeypatch.setattr("sys.stderr", stream := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar.show_steps(1) as step:
        step("reading")
        time.sleep(0.5)
        print("a note", file=sys.stderr)
    assert "a note\n" in stream.getvalue().replace("\x1b[2K", "\n")


def fail_slowly() -> None:
    with progress_bar.show_steps(1) as step:
        step("reading")
        time.sleep(0.4)
        raise ValueError("no")


def test_the_bar_goes_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(progress_bar, "DELAY_S", 0.05)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(ValueError, match="no"):
        fail_slowly()
    assert last_line(stream.getvalue()) == ""

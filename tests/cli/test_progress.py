"""The progress bar: on a terminal, and only when the work takes long."""

import io
import time

import pytest

from gisplan.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, seconds: float) -> str:
    monkeypatch.setattr(progress, "PATIENCE_S", 0.1)
    monkeypatch.setattr("sys.stderr", stream)
    with progress.show_steps(2) as step:
        step("reading")
        step("judging")
        time.sleep(seconds)
    return stream.getvalue()


def test_long_work_shows_its_step_and_wipes_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    told = work(monkeypatch, Terminal(), seconds=0.4)
    assert "] 1/2 judging" in told
    assert told.endswith("\r\x1b[K")


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(monkeypatch, Terminal(), seconds=0.0) == ""


def test_off_a_terminal_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(monkeypatch, io.StringIO(), seconds=0.4) == ""


def fail_slowly() -> None:
    with progress.show_steps(1) as step:
        step("reading")
        time.sleep(0.3)
        raise ValueError("no")


def test_the_bar_goes_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(progress, "PATIENCE_S", 0.05)
    monkeypatch.setattr("sys.stderr", stream)
    with pytest.raises(ValueError, match="no"):
        fail_slowly()
    assert stream.getvalue().endswith("\r\x1b[K")

"""Work on two threads comes back in its order, and what fails there fails here."""

from __future__ import annotations

import os
import time

import pytest

from gisplan.base.threads import map_on_threads


@pytest.mark.parametrize("processors", [1, 2, None])
def test_results_come_in_order(monkeypatch: pytest.MonkeyPatch, processors: int | None) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)

    def wait(number: int) -> int:
        time.sleep(0.01 if number % 2 else 0.0)  # every other one is done later than the next
        return number

    assert list(map_on_threads(wait, range(7))) == list(range(7))
    assert list(map_on_threads(wait, range(2))) == [0, 1]


def test_a_failure_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        list(map_on_threads(lambda number: 1 // number, [2, 1, 0, 1, 2]))

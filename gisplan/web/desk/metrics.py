"""Counts of answered requests and how long they took, in the text format of Prometheus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from threading import Lock

__all__ = ["Metrics"]

_BOUNDS_S = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


class Metrics:
    """What was answered since the start."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._seconds: Counter[float] = Counter()
        self._total_s = 0.0
        self._count = 0

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        with self._lock:
            self._answers[method, route, status] += 1
            self._count += 1
            self._total_s += seconds
            for bound in _BOUNDS_S:
                if seconds <= bound:
                    self._seconds[bound] += 1

    def format(self, gauges: Mapping[str, float]) -> str:
        """Return all figures as text.

        Parameters
        ----------
        gauges : mapping of str to float
            More figures, as they are now.
        """
        with self._lock:
            return "\n".join([*self._list_lines(), *_list_gauges(gauges)]) + "\n"

    def _list_lines(self) -> Iterator[str]:
        yield "# HELP gisplan_answers_total Answered requests."
        yield "# TYPE gisplan_answers_total counter"
        for (method, route, status), count in sorted(self._answers.items()):
            yield f'gisplan_answers_total{{method="{method}",route="{route}",status="{status}"}} {count}'
        yield "# HELP gisplan_answer_seconds How long requests took."
        yield "# TYPE gisplan_answer_seconds histogram"
        for bound in _BOUNDS_S:
            yield f'gisplan_answer_seconds_bucket{{le="{bound}"}} {self._seconds[bound]}'
        yield f'gisplan_answer_seconds_bucket{{le="+Inf"}} {self._count}'
        yield f"gisplan_answer_seconds_sum {self._total_s:.6f}"
        yield f"gisplan_answer_seconds_count {self._count}"


def _list_gauges(gauges: Mapping[str, float]) -> Iterator[str]:
    for name, value in gauges.items():
        yield f"# TYPE gisplan_{name} gauge"
        yield f"gisplan_{name} {value:g}"

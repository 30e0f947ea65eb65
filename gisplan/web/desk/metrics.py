"""Counts of answered requests and how long they took, in the text format of Prometheus."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from threading import Lock

__all__ = ["NO_ROUTE", "Metrics"]

NO_ROUTE = "none"
"""What stands for the route of a request to an address that there is not: what was sent is not repeated."""

_BOUNDS_S = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_METHODS = ("GET", "HEAD", "POST")

Labels = tuple[tuple[str, str], ...]
"""Names and values that tell one figure from others of its name."""


class Metrics:
    """What was answered since the start, by route and method."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[tuple[str, str, str]] = Counter()
        self._times: dict[tuple[str, str], tuple[list[int], float]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer.

        Parameters
        ----------
        method : str
        route : str
            The address with the names of its variable places, or `NO_ROUTE`.
        status : int
        seconds : float
            How long it took; of a stream, until it began.
        """
        of = method if method in _METHODS else "other", route
        with self._lock:
            self._answers[(*of, f"{status // 100}xx")] += 1
            counts, total = self._times.get(of, ([0] * (len(_BOUNDS_S) + 1), 0.0))
            counts[bisect_left(_BOUNDS_S, seconds)] += 1
            self._times[of] = counts, total + seconds

    def format(self, gauges: Mapping[str, tuple[str, Mapping[Labels, float]]]) -> str:
        """Return all figures as text.

        Parameters
        ----------
        gauges : mapping
            More figures as they are now: what each is, and its values by their labels.
        """
        with self._lock:
            lines = [*self._list_answers(), *self._list_times()]
        for name, (text, values) in gauges.items():
            lines += [f"# HELP gisplan_{name} {text}", f"# TYPE gisplan_{name} gauge"]
            lines += [f"gisplan_{name}{_write_labels(labels)} {value:.15g}" for labels, value in values.items()]
        return "\n".join(lines) + "\n"

    def _list_answers(self) -> Iterator[str]:
        yield "# HELP gisplan_answers_total Answered requests, by the class of their status."
        yield "# TYPE gisplan_answers_total counter"
        for (method, route, status), count in sorted(self._answers.items()):
            labels = (("method", method), ("route", route), ("status", status))
            yield f"gisplan_answers_total{_write_labels(labels)} {count}"

    def _list_times(self) -> Iterator[str]:
        yield "# HELP gisplan_answer_seconds How long requests took; a stream, until it began."
        yield "# TYPE gisplan_answer_seconds histogram"
        bounds = [*(f"{bound:g}" for bound in _BOUNDS_S), "+Inf"]
        for (method, route), (counts, total) in sorted(self._times.items()):
            labels = (("method", method), ("route", route))
            for bound, count in zip(bounds, accumulate(counts), strict=True):
                yield f"gisplan_answer_seconds_bucket{_write_labels((*labels, ('le', bound)))} {count}"
            yield f"gisplan_answer_seconds_sum{_write_labels(labels)} {total:.6f}"
            yield f"gisplan_answer_seconds_count{_write_labels(labels)} {sum(counts)}"


def _write_labels(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""

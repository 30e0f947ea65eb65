"""The figures for Prometheus: by route and class of status, well-formed, and without anything that was sent."""

from __future__ import annotations

import re
from collections import defaultdict

from gisplan.ledger.jobs.queue import Asked
from gisplan.web.desk.desk import Desk
from gisplan.web.desk.metrics import Metrics
from tests.web.conftest import open_client, sign_in

LINE = re.compile(r'(?P<name>[a-zA-Z_:]\w*)(?:\{(?P<labels>(?:\w+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (?P<value>\S+)')
LABEL = re.compile(r'(\w+)="([^"]*)"')

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def parse(text: str) -> tuple[Figures, dict[str, str]]:
    """The figures of a text by name and labels, and the type of each name, as the format's grammar has it."""
    figures: Figures = {}
    types: dict[str, str] = {}
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.removeprefix("# TYPE ").split(" ")
            assert name not in types, "a name has one type, and its figures stand together"
            types[name] = kind
        elif not line.startswith("# HELP "):
            found = LINE.fullmatch(line)
            assert found is not None, line
            key = found["name"], tuple(LABEL.findall(found["labels"] or ""))
            assert key not in figures, line
            figures[key] = float(found["value"])
            family = re.sub("_(bucket|sum|count)$", "", key[0]) if key[0] not in types else key[0]
            assert family == list(types)[-1], line
    return figures, types


def check_histograms(figures: Figures) -> None:
    buckets: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = defaultdict(list)
    for (name, labels), value in figures.items():
        if name == "gisplan_answer_seconds_bucket":
            buckets[labels[:-1]].append((float(dict(labels)["le"]), value))
    assert buckets
    for of, rows in buckets.items():
        assert rows == sorted(rows), "bounds and counts rise"
        assert [count for _bound, count in rows] == sorted(count for _bound, count in rows)
        assert rows[-1] == (float("inf"), figures["gisplan_answer_seconds_count", of])
        assert figures["gisplan_answer_seconds_sum", of] >= 0
        answers = [v for (name, labels), v in figures.items() if name == "gisplan_answers_total" and labels[:2] == of]
        assert sum(answers) == rows[-1][1]


def test_answers_are_counted_by_route_and_class_and_nothing_sent_is_repeated(desk: Desk) -> None:
    client = sign_in(desk, "看")
    for path in ("/works/1", "/works/2", "/works/9", "/secret-path?q=secret", "/works?q=secret", "/static/desk.css"):
        client.get(path)
    client.request("SECRET", "/works")
    client.post("/sign-in", data={"name": "secret", "password": "secret"})
    desk.workers.jobs.ask(Asked("check", {}, "en", "same", "f", "看"))
    text = open_client(desk).get("/metrics").text
    figures, types = parse(text)
    check_histograms(figures)

    def count(method: str, route: str, status: str) -> float:
        return figures["gisplan_answers_total", (("method", method), ("route", route), ("status", status))]

    assert (count("GET", "/works/{number}", "2xx"), count("GET", "/works/{number}", "4xx")) == (2, 1)
    assert (count("GET", "none", "4xx"), count("other", "none", "4xx")) == (1, 1)
    assert count("GET", "/static/{name}", "2xx") == 1
    assert "secret" not in text.lower()
    assert "看" not in text
    assert types["gisplan_answer_seconds"] == "histogram"
    states = {labels[0][1]: value for (name, labels), value in figures.items() if name == "gisplan_jobs"}
    assert states == {"queued": 1, "running": 0, "done": 0, "failed": 0, "cancelled": 0, "interrupted": 0}
    assert figures["gisplan_listeners", ()] == 0
    assert figures["gisplan_backup_failed", ()] == 0
    assert figures["gisplan_last_event", ()] == desk.ledger.last_event


def test_durations_are_in_the_bucket_that_holds_them() -> None:
    metrics = Metrics()
    for seconds in (0.0, 0.01, 0.02, 5.0, 60.0):
        metrics.count("GET", "/", 200, seconds)
    figures, _types = parse(metrics.format({}))
    check_histograms(figures)
    of = (("method", "GET"), ("route", "/"))
    found = [figures["gisplan_answer_seconds_bucket", (*of, ("le", le))] for le in ("0.01", "0.03", "3", "10", "+Inf")]
    assert found == [2, 3, 3, 4, 5]
    assert figures["gisplan_answer_seconds_sum", of] == 65.03

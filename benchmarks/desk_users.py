"""The people of a desk under load, for Locust: readers who look around, editors who record, all with their news open.

`benchmarks.desk` runs it. Names of requests begin with "read" or "write"; at the end the times of all of them, what
was acknowledged and what failed are written as one JSON document to the file that DESK_RESULT names.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import time
import uuid
from pathlib import Path
from typing import Any

import gevent
import requests
from locust import HttpUser, between, events, task

PASSWORD = "load of the desk 1"
EDITORS, READERS = int(os.environ["DESK_EDITORS"]), int(os.environ["DESK_READERS"])
SEARCHES = ("饮水", "gl", "renhe", "水", "小洋", "巴庙", "qs")
STAGES = ("late", "soon", "unreported", "open", "finished")
PHOTO = Path(os.environ["DESK_PHOTO"]).read_bytes()
_PHOTOS = 0.05  # of the entries
_API = 0.3

TIMES: list[tuple[str, float]] = []
FAILED: list[str] = []
ACKNOWLEDGED: list[str] = []
COUNTS = {"conflicts": 0, "news": 0}
ADDRESSES = itertools.count()
NUMBERS = {"editor": itertools.count(), "reader": itertools.count()}


@events.request.add_listener
def keep(name: str, response_time: float, exception: BaseException | None, **_more: Any) -> None:
    """Keep the time of a request."""
    TIMES.append((name, response_time))
    if exception is not None:
        FAILED.append(f"{name}: {exception}"[:300])


@events.quitting.add_listener
def write(**_more: Any) -> None:
    """Write what came of it."""
    found = {"times": TIMES, "failed": FAILED, "acknowledged": ACKNOWLEDGED, **COUNTS}
    Path(os.environ["DESK_RESULT"]).write_text(json.dumps(found), encoding="utf-8")


def find(pattern: str, text: str) -> str:
    """Return the first group of a pattern in a page."""
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"no {pattern} in a page")
    return found[1]


class OwnAddress(requests.adapters.HTTPAdapter):
    """An address of its own on this computer for each person: the desk limits how often one address may sign in."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Send from the next address."""
        number = next(ADDRESSES)
        source = (f"127.0.{1 + number // 200}.{1 + number % 200}", 0)
        super().init_poolmanager(*arguments, **options, source_address=source)


class Person(HttpUser):
    """Somebody with a browser: signed in, with the stream of news open."""

    abstract = True
    kind = "reader"

    def on_start(self) -> None:
        """Sign in, and listen."""
        self.client.mount("http://", OwnAddress())
        self.client.headers["origin"] = self.host.rstrip("/")
        name = f"{self.kind}{next(NUMBERS[self.kind])}"
        sent = {"name": name, "password": PASSWORD}
        with self.client.post("/sign-in", sent, allow_redirects=False, name="sign in", catch_response=True) as answer:
            if answer.status_code != 303:
                answer.failure(f"status {answer.status_code}")
        page = self.client.get("/works", name="read /works").text
        self.token = find(r'name="form_token" value="([^"]+)"', page)
        self.numbers = sorted(set(re.findall(r'href="/works/(\d+)"', page))) or ["1"]
        self.listening = gevent.spawn(self.listen)

    def on_stop(self) -> None:
        """Close the stream."""
        self.listening.kill()

    def listen(self) -> None:
        """Read the news, and ask for those that the stream does not have, as the pages do."""
        event = record = 0
        while True:
            try:
                with requests.get(
                    f"{self.host.rstrip('/')}/live", cookies=self.client.cookies, stream=True, timeout=60
                ) as stream:
                    for line in stream.iter_lines(chunk_size=1):
                        if line.startswith(b"data: "):
                            news = json.loads(line[6:])
                            COUNTS["news"] += len(news.get("events", ()))
                            missed = event and "after" not in news and news["last_event"] > event
                            if missed:
                                self.client.get(f"/live/state?after={event}&record={record}", name="read /live/state")
                            event, record = news["last_event"], news["last_record"]
            except (requests.RequestException, ValueError, KeyError) as error:
                FAILED.append(f"stream: {error!r}"[:300])
                gevent.sleep(2)


class Reader(Person):
    """A leader or colleague who looks around."""

    kind = "reader"
    fixed_count = READERS
    wait_time = between(2, 8)

    @task(3)
    def first(self) -> None:
        """Look at the first page."""
        self.client.get("/", name="read /")

    @task(3)
    def listed(self) -> None:
        """Look at a list."""
        self.client.get(f"/works?stage={random.choice(STAGES)}&sort=due", name="read /works")

    @task(2)
    def search(self) -> None:
        """Search."""
        self.client.get("/works", params={"q": random.choice(SEARCHES)}, name="read /works?q")

    @task(4)
    def one(self) -> None:
        """Look at one work."""
        self.client.get(f"/works/{random.choice(self.numbers)}", name="read /works/N")

    @task(1)
    def data(self) -> None:
        """Ask for the works as data."""
        self.client.get("/api/works?kind=water", name="read /api/works")

    @task(1)
    def map(self) -> None:
        """Look at the map, which the browser may have already."""
        self.client.get("/map", name="read /map")
        headers = {"if-none-match": getattr(self, "tag", "")}
        with self.client.get("/map/page", name="read /map/page", headers=headers, catch_response=True) as answer:
            if answer.status_code in (200, 304, 404):  # 404: not made yet
                answer.success()
            self.tag = answer.headers.get("etag", "")


class Editor(Person):
    """A clerk who records something of a work every few seconds."""

    kind = "editor"
    fixed_count = EDITORS
    wait_time = between(3, 9)

    @task
    def record(self) -> None:
        """Open a work, and record a value of it, now and then with a photo or by the addresses for programs."""
        number, text = random.choice(self.numbers), f"{uuid.uuid4()}"
        page = self.client.get(f"/works/{number}", name="read /works/N").text
        drawn = random.random()
        if 'id="value-form"' not in page:
            raise ValueError("an editor may not record")
        if drawn < _API:
            self.send_document(number, page, text)
        else:
            self.send_form(number, page, text, photo=drawn > 1 - _PHOTOS)

    def send_form(self, number: str, page: str, text: str, *, photo: bool) -> None:
        """Send the form of the page."""
        seen = {name: find(rf'name="{name}" value="([^"]*)"', page) for name in ("store", "seen")}
        sent = {**seen, "form_token": self.token, "entry": str(uuid.uuid4()), "was.note": "", "new.note": text}
        files = {"photo": (f"{time.time()}.jpg", PHOTO + text.encode(), "image/jpeg")} if photo else None
        with self.client.post(
            f"/works/{number}",
            sent,
            files=files,
            allow_redirects=False,
            name="photo /works/N" if photo else "write /works/N",
            catch_response=True,
        ) as answer:
            self.judge(answer, text, done=answer.status_code == 303 and "recorded=" in answer.headers["location"])

    def send_document(self, number: str, page: str, text: str) -> None:
        """Send an entry as a JSON document."""
        sent = {
            "store": find(r'name="store" value="([^"]*)"', page),
            "seen": int(find(r'name="seen" value="([^"]*)"', page)),
            "fields": [{"name": "note", "value": text}],
            "entry": str(uuid.uuid4()),
        }
        with self.client.post(
            f"/api/works/{number}",
            json=sent,
            headers={"x-form-token": self.token},
            name="write /api/works/N",
            catch_response=True,
        ) as answer:
            self.judge(answer, text, done=answer.status_code == 200)

    def judge(self, answer: Any, text: str, *, done: bool) -> None:
        """Keep what was acknowledged; that a colleague was first is no failure."""
        if done:
            ACKNOWLEDGED.append(text)
            answer.success()
        elif answer.status_code == 409:
            COUNTS["conflicts"] += 1
            answer.success()
        else:
            answer.failure(f"status {answer.status_code}: {answer.text[:80]!r}")

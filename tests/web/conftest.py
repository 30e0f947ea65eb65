"""A small county with its ledger and accounts, and clients that are signed in to its desk."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import argon2
import pytest
from starlette.testclient import TestClient

from gisplan.ledger import add_work, open_ledger
from gisplan.ledger.accounts import passwords
from gisplan.web.app import make_app
from gisplan.web.desk.desk import Desk, open_desk
from gisplan.web.desk.made_pages import MadePages
from gisplan.web.desk.village_names import VillageName, VillageNames
from gisplan.web.settings import DeskSettings
from tests.ledger.conftest import COUNTY

CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4545"}}
PASSWORD = "correct horse 1"
PEOPLE = {"看": "viewer", "记": "clerk", "划": "planner", "管": "admin"}
"""A name for each role."""

ROOT_COMMAND = [sys.executable, "-c", "from gisplan.cli.main import main; main()"]
"""What runs a command in a process of its own."""

ORIGIN = "http://localhost:8765"
NAMES = {"610728111209": VillageName("仁和村", "青水镇"), "610728111210": VillageName("古路村", "观音镇")}


class Clock:
    """A clock that stands on a day, in the morning; a moment passes with every look at it."""

    def __init__(self) -> None:
        self.now = datetime(2019, 7, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=10)
        return self.now


class KnownNames(VillageNames):
    """The names of villages, without a process that reads them."""

    def start(self) -> None:
        """Read nothing."""

    def get(self, *, wait_s: float = 0.0) -> dict[str, VillageName]:  # noqa: ARG002
        return NAMES


class NoPages(MadePages):
    """No map, and no process that makes one."""

    def start(self) -> None:
        """Make nothing."""


@pytest.fixture(autouse=True)
def fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least work: what is measured is elsewhere."""
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county of which the ledger reads the county file only, with three works."""
    folder = tmp_path_factory.mktemp("desk") / "county"
    folder.mkdir()
    (folder / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": village.name, "town": village.town, "population": 100},
            "geometry": {"type": "Point", "coordinates": [500_000 + place, 3_600_000]},
        }
        for place, (code, village) in enumerate(NAMES.items())
    ]
    layer = {"type": "FeatureCollection", "crs": CRS, "features": features}
    (folder / "villages.geojson").write_text(json.dumps(layer), encoding="utf-8")
    ledger = open_ledger(folder, clock=Clock())
    plan = {"name": "仁和村饮水安全工程", "category": "poor", "people": 120, "due": "2019-06-30", "km": 5.5}
    water = add_work("water", "A", {**plan, "villages": ("610728111209",), "town": "青水镇"})
    later = {"name": "古路村饮水安全工程", "category": "township", "due": "2019-07-10", "town": "观音镇"}
    other = add_work("water", "B", {**plan, **later, "villages": ("610728111210",)})
    road = add_work("road", "R", {"name": "通组路", "programme": "group_road", "km": 3.2, "due": "2019-12-31"})
    ledger.record([*water, *other, *road], by="王")
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "county"))


@pytest.fixture
def make_desk(folder: Path, clock: Clock) -> Callable[..., Desk]:
    """Open the desk of the county."""

    def make(**settings: object) -> Desk:
        desk = open_desk(DeskSettings(folder, **settings), user="独", clock=clock)  # type: ignore[arg-type]
        desk.villages = KnownNames(folder)
        desk.pages = NoPages(desk.settings, desk.ledger)
        return desk

    return make


@pytest.fixture
def alone(make_desk: Callable[..., Desk]) -> Desk:
    """A desk without accounts."""
    return make_desk()


@pytest.fixture
def desk(alone: Desk) -> Desk:
    """A desk with an account of each role; the clerk records the works of one town."""
    for name, role in PEOPLE.items():
        alone.accounts.add(name, PASSWORD, role=role, towns=("青水镇",) if role == "clerk" else ())
    return alone


def open_client(desk: Desk) -> TestClient:
    """Return a browser that nobody is signed in with."""
    return TestClient(make_app(desk), base_url=ORIGIN, headers={"origin": ORIGIN}, follow_redirects=False)


def sign_in(desk: Desk, name: str) -> TestClient:
    """Return a browser with which someone is signed in."""
    client = open_client(desk)
    answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def form_token(client: TestClient) -> str:
    """Return the token that the forms of the pages carry."""
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/works").text)
    assert found is not None
    return found[1]


def send(client: TestClient, path: str, **fields: object) -> object:
    """Send a form with its token."""
    return client.post(path, data={"form_token": form_token(client), **fields})

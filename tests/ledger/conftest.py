"""A small county, and its ledger on SQLite and on PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest

from gisplan.ledger import Ledger, add_work, open_ledger
from tests.ledger.commands import run

SERVER = "GISPLAN_TEST_POSTGRES"
COUNTY = """
[county]
code = "610728"
name = "镇巴县"
crs = "EPSG:4545"

[layers.villages]
path = "villages.geojson"

[layers.roads]
path = "roads.geojson"
"""


@dataclass
class Clock:
    """A clock that tests set; a second passes with every look at it."""

    now: datetime = field(default_factory=lambda: datetime(2019, 7, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def set(self, day: str) -> None:
        """Nine in the morning of a day, in China."""
        self.now = datetime.fromisoformat(f"{day}T01:00:00+00:00")


@pytest.fixture
def county_folder(tmp_path: Path) -> Path:
    """The folder of a county, of which a ledger reads the county file only."""
    folder = tmp_path / "county"
    folder.mkdir()
    (folder / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def opened(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Zhenba with its ledger."""
    folder = tmp_path_factory.mktemp("opened") / "zhenba"
    shutil.copytree(root / "layers" / "zhenba", folder)
    done = run("open", str(folder), "--by", "王")
    assert (done.returncode, done.stderr) == (0, "")
    assert "works added" in done.stdout
    return folder


@pytest.fixture
def county(opened: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(opened, tmp_path / "zhenba"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the ledger is: None is the file beside the county."""
    if request.param == "sqlite":
        yield None
    else:
        yield from make_schema()


def make_schema() -> Iterator[str]:
    """The URL of an empty schema of its own on the server that the tests may use."""
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"no PostgreSQL: {SERVER} names no server")
    import psycopg

    schema = f"test_{uuid4().hex}"
    with psycopg.connect(server.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"'.encode())
        yield f"{server}?options={quote(f'-csearch_path={schema}')}&application_name={schema}"
        # a ledger that is not collected yet keeps its connection, and a server has only some hundred
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
        connection.execute(ended, (schema,))
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE'.encode())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def empty(county_folder: Path, url: str | None, clock: Clock) -> Ledger:
    """A ledger without works."""
    return replace(open_ledger(county_folder, url, clock=clock), folder=county_folder / "ledger-files")


@pytest.fixture
def ledger(empty: Ledger) -> Ledger:
    """A ledger with two water projects and a road work."""
    plan = {"name": "仁和村饮水安全工程", "category": "poor", "people": 120, "due": "2019-06-30", "km": 5.5}
    water = add_work("water", "A", {**plan, "villages": ("610728111209",), "town": "青水镇"})
    other = add_work("water", "B", {**plan, "name": "古路村饮水安全工程", "category": "town", "people": 80})
    road = add_work("road", "R", {"name": "通组路", "programme": "group_road", "km": 3.2, "due": "2019-12-31"})
    empty.record([*water, *other, *road], by="王")
    return empty

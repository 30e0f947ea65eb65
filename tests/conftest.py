"""What every test may ask for."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.io.child import process
from gisplan.plan import PlanResult
from gisplan.workflow import judge, make_plan
from tests.attacks import ATTACKS
from tests.ledger_stores import remembered_migrations
from tests.readers import forking, reader_server

ROOT = Path(__file__).parent.parent


_SHORT = 200


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say in a line where the bytes of two files differ, which else take thousands of lines."""
    if op != "==" or type(left) is not type(right):
        return None
    parts: dict[Any, tuple[Any, Any]] = {}
    if isinstance(left, bytes):
        parts = {"bytes": (left, right)}
    elif isinstance(left, dict) and isinstance(right, dict):
        parts = {repr(key): (left.get(key, b""), right.get(key, b"")) for key in (*left, *right)}
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        parts = {f"[{i}]": pair for i, pair in enumerate(zip(left, right, strict=True))}
    if not parts or not all(isinstance(a, bytes) and isinstance(b, bytes) for a, b in parts.values()):
        return None
    if sum(len(a) + len(b) for a, b in parts.values()) < _SHORT:
        return None
    return ["the same bytes", *(f"{name}: {_first_difference(a, b)}" for name, (a, b) in parts.items() if a != b)]


def _first_difference(a: bytes, b: bytes) -> str:
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"{len(a)} and {len(b)} bytes, different from byte {at}: {a[at : at + 40]!r} and {b[at : at + 40]!r}"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let no test leave its language to the next."""
    yield
    set_language(None)


@pytest.fixture(scope="session", autouse=True)
def forked_readers() -> Iterator[None]:
    """Fork the reading processes of all tests, where there are forks; see `tests.readers`."""
    if os.name != "posix":
        yield
        return
    with pytest.MonkeyPatch.context() as patch, reader_server() as address:
        patch.setattr(process, "subprocess", forking(address))
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_stores() -> Iterator[None]:
    """Make the stores of ledgers with the statements of the first; see `tests.ledger_stores`."""
    with remembered_migrations():
        yield


@pytest.fixture
def started_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the reading processes of a test as every command does."""
    monkeypatch.setattr(process, "subprocess", subprocess)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real districts that are kept beside the project and never in it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real districts are not here: no folder ../shared/data beside the project")
    return folder


@pytest.fixture(scope="session")
def qingxi() -> Path:
    """The invented county that ships with the project."""
    return ROOT / "tests" / "fixtures" / "qingxi"


@pytest.fixture(scope="session")
def ladakh(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a real mountain district, as a county."""
    folder = tmp_path_factory.mktemp("ladakh")
    shutil.copy(ROOT / "tests" / "fixtures" / "ladakh" / "gisplan.toml", folder)
    for name in ("Habitation_Ladakh.zip", "Road_DRRP_Ladakh.zip"):
        shutil.copy(shared_data / "ladakh" / name, folder)
    return folder


@pytest.fixture(scope="session")
def attacked(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Gaps:
    """The invented county with an attack for the name of every village, road and seat, and of itself."""
    folder = tmp_path_factory.mktemp("attacked")
    for file in qingxi.iterdir():
        if file.suffix in (".geojson", ".csv", ".toml"):
            shutil.copy(file, folder)
    for file, column in (("villages", "村名"), ("roads", "路段代码"), ("seats", "name")):
        path = folder / f"{file}.geojson"
        layer = json.loads(path.read_text(encoding="utf-8"))
        for i, feature in enumerate(layer["features"]):
            suffix = "" if i < len(ATTACKS) else f" {i}"
            feature["properties"][column] = ATTACKS[i % len(ATTACKS)] + suffix
        path.write_text(json.dumps(layer, ensure_ascii=False), encoding="utf-8")
    text = (folder / "gisplan.toml").read_text(encoding="utf-8")
    name = next(line for line in text.splitlines() if line.startswith("name = "))
    (folder / "gisplan.toml").write_text(text.replace(name, f"name = '''{ATTACKS[1]}'''", 1), encoding="utf-8")
    return judge(folder)


@pytest.fixture(scope="session")
def attacked_plan(attacked: Gaps) -> PlanResult:
    """A plan of the county whose names are attacks."""
    return make_plan(attacked.county, budgets=("general=8",))

"""Names of households: every page, document and file is asked as every role, and only some may have a name."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gisplan.ledger import add_work, open_ledger
from gisplan.ledger.accounts.accounts import ROLES, SEES_HOUSEHOLDS, Account
from gisplan.ledger.jobs.job import Job
from gisplan.ledger.jobs.queue import Asked
from gisplan.web.desk.desk import Desk, open_desk
from gisplan.web.desk.made_pages import load
from gisplan.web.desk.make_pages import main
from gisplan.web.jobs import worker
from gisplan.web.routes import ROUTES
from gisplan.web.settings import DeskSettings
from tests.web.conftest import PASSWORD, sign_in
from tests.web.test_report_workers import NoWatch
from tests.web.test_routes import NUMBERS, STREAMS

CODE, OTHER = "610728901201", "610728902201"  # villages of two towns
NAMED, SHIFTED = "欧阳暗香", "司徒疏影"  # in the column of names, and in the column of another
READERS = {
    "看": ("viewer", (), ()),
    "本": ("clerk", ("清溪镇",), ()),
    "别": ("clerk", ("石湾镇",), ()),
    "项": ("clerk", (), ("poor",)),
    "全": ("clerk", (), ()),
    "划": ("planner", (), ()),
    "管": ("admin", (), ()),
}
SEE_ALL = {"全", "划", "管"}
REPORTS = {"gaps": {}, "verify": {}, "check": {}}
WITH_NAMES = 1  # the report that is asked for with names, before the others


@pytest.fixture(scope="module")
def county(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented county with the names of two households, its pages and its reports."""
    base = tmp_path_factory.mktemp("names")
    folder = Path(shutil.copytree(root / "tests" / "fixtures" / "qingxi", base / "county"))
    file, table = folder / "gisplan.toml", folder / "power.csv"
    column = 'three_phase = "是否通动力电"'
    file.write_text(file.read_text("utf-8").replace(column, f'{column}\nunconnected_names = "户主"'), encoding="utf-8")
    head, *rows = table.read_text("utf-8").split()
    cells = {
        f"{CODE},512,512,是": f"{CODE},512,510,是,{NAMED}；户乙",
        f"{OTHER},428,428,是": f"{OTHER},428,{SHIFTED},是,",
    }
    assert set(cells) <= set(rows)
    table.write_text("\n".join([f"{head},户主", *(cells.get(row, f"{row},") for row in rows)]), encoding="utf-8")
    work = {"name": "工程", "villages": (CODE,), "town": "清溪镇"}
    open_ledger(folder).record(add_work("water", "W1", work), by="王")
    assert main([str(folder), str(base / "pages")]) == 0
    return folder


@pytest.fixture(scope="module")
def names_desk(county: Path) -> Desk:
    desk = open_desk(DeskSettings(county), user="独")
    for kind, arguments in [("gaps", {"names": "yes"}), *REPORTS.items()]:
        make(desk, kind, arguments)
    desk.pages._made = load(county.parent / "pages")
    desk.pages._begun = float("inf")  # no newer ones are begun
    desk.attempts.most = 100
    return desk


def make(desk: Desk, kind: str, arguments: dict[str, object]) -> None:
    """Make a report in this process."""
    jobs = desk.workers.jobs
    jobs.ask(Asked(kind, arguments, "en", f"{kind}{arguments}", "f", "王"))
    taken = jobs.take("here")
    assert taken is not None
    worker.work(str(desk.settings.county), desk.ledger, jobs, taken, "here", NoWatch())


@pytest.fixture
def browsers(names_desk: Desk) -> dict[str, TestClient]:
    there = {one.name for one in names_desk.accounts.list()}
    for name, (role, towns, programmes) in READERS.items():
        if name not in there:
            names_desk.accounts.add(name, PASSWORD, role=role, towns=towns, programmes=programmes)
    return {name: sign_in(names_desk, name) for name in READERS}


def list_addresses(jobs: list[Job]) -> list[str]:
    """Every address that is read, with all villages and all files of reports; forms of each kind of report."""
    found = []
    for route in ROUTES:
        if route.method != "GET" or route.path in STREAMS:
            continue
        places = re.findall(r"\{(\w+)", route.path)
        choices = [dict(NUMBERS, name=f"village-{CODE}.html", code=code) for code in (CODE, OTHER)]
        if "id" in places:
            names = {job.id: [file.name for file in job.files] for job in jobs}
            choices = [{"id": str(id_), "name": name} for id_, listed in names.items() for name in listed]
        filled = {re.sub(r"\{(\w+)(:\w+)?\}", lambda m: choice[m[1]], route.path) for choice in choices}  # noqa: B023
        found += sorted(filled)
    return [*found, *(f"/reports/new?kind={kind}" for kind in REPORTS)]


def unpack(content: bytes) -> Iterator[bytes]:
    """The bytes of a file, and of those that are packed in it."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from unpack(packed.read(name))


def has(content: bytes, name: str) -> bool:
    spellings = (name.encode(), json.dumps(name)[1:-1].encode())
    return any(one in part for part in unpack(content) for one in spellings)


def test_a_name_is_only_where_its_reader_may_see_it(browsers: dict[str, TestClient], names_desk: Desk) -> None:
    jobs = names_desk.workers.jobs.list()
    assert [job.state for job in jobs] == ["done"] * 4, [job.fault for job in jobs]
    shown: dict[tuple[str, str], set[str]] = {}
    for name, client in browsers.items():
        for address in list_addresses(jobs):
            answer = client.get(address)
            assert answer.status_code < 500, address
            for household in (NAMED, SHIFTED):
                if has(answer.content, household):
                    shown.setdefault((household, address.split("/files/")[0]), set()).add(name)
    check = next(job.id for job in jobs if job.kind == "check")
    assert shown == {
        (NAMED, f"/villages/{CODE}"): {"本", *SEE_ALL},
        (NAMED, f"/reports/{WITH_NAMES}"): SEE_ALL,
        (SHIFTED, f"/reports/{check}"): SEE_ALL,
    }


def test_a_list_of_names_is_split_at_wide_marks_too(browsers: dict[str, TestClient]) -> None:
    page = browsers["本"].get(f"/villages/{CODE}").text
    assert "户乙" in page
    assert f"{NAMED}；户乙" not in page


def test_nobody_finds_a_work_by_a_households_name(browsers: dict[str, TestClient]) -> None:
    for client in browsers.values():
        for name in (NAMED, SHIFTED):
            assert 'href="/works/' not in client.get("/works", params={"q": name}).text
            assert name not in client.get("/live/state").text


def test_the_table_of_who_sees_names_has_every_role() -> None:
    assert tuple(SEES_HOUSEHOLDS) == ROLES
    for name, (role, towns, programmes) in READERS.items():
        account = Account(1, name, role, towns, programmes)
        assert account.may_see_names == (name in SEE_ALL), name
        assert account.may_see_names_of("清溪镇") == (name in {"本", *SEE_ALL}), name
        assert account.may_see_names_of("") == account.may_see_names

"""Workers: a report has the bytes of its command; one that is killed, stopped or cancelled leaves no job behind."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gisplan.cli.check import check
from gisplan.cli.compare import compare
from gisplan.cli.gaps import gaps
from gisplan.cli.ledger.report import report
from gisplan.cli.plan import plan
from gisplan.cli.verify import verify
from gisplan.ledger import add_work, open_ledger
from gisplan.ledger.jobs.job import Job
from gisplan.ledger.jobs.queue import Asked, Jobs
from gisplan.ledger.store.location import URL_VARIABLE
from gisplan.web.desk.made_pages import MadePages
from gisplan.web.jobs import makers, worker, workers
from gisplan.web.jobs.watch import STOPPED, Watch
from gisplan.web.jobs.workers import Workers
from gisplan.web.settings import DeskSettings

DAY = "2019-06-30"


class NoWatch(Watch):
    """A watch over a worker in this process: nothing interrupts it."""

    def __init__(self) -> None:
        self.shown: list[Mapping[str, Any]] = []

    def show(self, progress: Mapping[str, Any]) -> None:
        self.shown.append(progress)

    def finish(self) -> bool:
        return True


@pytest.fixture(scope="module")
def county(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(root / "tests" / "fixtures" / "qingxi", tmp_path_factory.mktemp("jobs") / "county"))
    ledger = open_ledger(folder)
    ledger.record(
        add_work("road", "R", {"name": "通组路", "programme": "group_road", "km": 3.2, "due": "2019-05-31"}), by="王"
    )
    return folder


@pytest.fixture
def jobs(county: Path) -> Jobs:
    return Jobs(open_ledger(county).engine)


def make(county: Path, jobs: Jobs, kind: str, **arguments: Any) -> tuple[Job, dict[str, bytes]]:
    """Make a report in this process; its files by their name."""
    asked, _new = jobs.ask(Asked(kind, arguments, "en", str(time.time_ns()), "f", "王"))
    ledger, watch = open_ledger(county), NoWatch()
    taken = jobs.take("here")
    assert taken is not None
    worker.work(str(county), ledger, jobs, taken, "here", watch)
    done = jobs.find(asked.id)
    assert done is not None
    assert done.state != "done" or watch.shown[-1]["done"] == watch.shown[-1]["of"]
    kept = worker.find_kept_files(ledger)
    paths = {file.name: kept.find(file) for file in done.files}
    return done, {name: path.read_bytes() for name, path in paths.items() if path is not None}


def run(command: Any, *words: object) -> bytes:
    result = CliRunner().invoke(command, [str(word) for word in words])
    assert result.exit_code in (0, 1), result.output
    return result.stdout_bytes


def read(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_report_has_the_bytes_of_its_command(county: Path, jobs: Jobs, tmp_path: Path) -> None:
    job, made = make(county, jobs, "gaps", on=DAY, formats=["csv"])
    assert (job.state, job.as_of, job.last_event) == ("done", DAY, open_ledger(county).last_event)
    run(gaps, county, "--ledger", "--on", DAY, "--format", "csv", "--dossier", "-o", tmp_path / "gaps")
    written = read(tmp_path / "gaps")
    dossier = {name: content for name, content in written.items() if name.startswith("dossier/")}
    assert made == {name: content for name, content in written.items() if name not in dossier}
    job, made = make(county, jobs, "dossier", on=DAY)
    (tmp_path / "dossier.zip").write_bytes(made["dossier.zip"])
    with zipfile.ZipFile(tmp_path / "dossier.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == dossier


def test_progress_verdicts_and_a_comparison_too(county: Path, jobs: Jobs, tmp_path: Path) -> None:
    _job, made = make(county, jobs, "progress", on=DAY)
    run(report, county, "--on", DAY, "-o", tmp_path / "progress")
    assert made == read(tmp_path / "progress")
    _job, verdicts = make(county, jobs, "verify", on=DAY, scope="plan")
    assert verdicts["verdicts.json"] == run(verify, county, "--ledger", "--on", DAY, "--scope", "plan", "--json")
    _job, made = make(county, jobs, "compare", before="2019-01-31", on=DAY)
    for name in ("verdicts-before.json", "verdicts.json"):
        (tmp_path / name).write_bytes(made[name])
    pair = [tmp_path / name for name in ("verdicts-before.json", "verdicts.json")]
    assert made["comparison.json"] == run(compare, *pair, "--json")
    assert made["comparison.txt"] == run(compare, *pair)


def test_a_plan_a_check_and_a_list_of_works_too(county: Path, jobs: Jobs, tmp_path: Path) -> None:
    _job, made = make(county, jobs, "plan", on=DAY, budgets="general=2")
    run(plan, county, "--ledger", "--on", DAY, "--budget", "general=2", "--time-limit", 60, "-o", tmp_path / "plan")
    written = read(tmp_path / "plan")
    assert {name: len(content) for name, content in made.items()}.keys() == written.keys()
    assert made["plan.html"] == written["plan.html"]
    _job, made = make(county, jobs, "check")
    run(check, county, "-o", tmp_path / "check")
    assert made == read(tmp_path / "check")
    job, made = make(county, jobs, "works", works_kind="road")
    assert (job.state, list(made)) == ("done", ["works.xlsx"])


def test_a_failure_is_explained_in_words(
    county: Path, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job, _made = make(county, jobs, "plan", budgets="nothing=2")
    assert job.state == "failed"
    assert "nothing" in (job.fault or "")
    job, _made = make(county, jobs, "plan", budgets="<b>")
    assert (job.state, "Budgets" in (job.fault or "")) == ("failed", True), "arguments are read again"
    job, _made = make(county, jobs, "later")
    assert "update gisplan" in (job.fault or "")
    for error, words in ((RuntimeError("inner"), "a fault of gisplan"), (MemoryError(), "too little memory")):
        monkeypatch.setattr(makers, "_make_works", raiser(error))
        monkeypatch.setattr(worker, "MAKERS", {"works": makers._make_works})
        job, _made = make(county, jobs, "works")
        assert words in (job.fault or "")
    assert "inner" in caplog.text


def raiser(error: Exception) -> Callable[..., Any]:
    def fail(*_arguments: Any) -> Any:
        raise error

    return fail


def wait_for(check: Callable[[], bool], look: Callable[[], object] = lambda: None) -> None:
    until = time.monotonic() + 240
    while not check():
        assert time.monotonic() < until
        look()
        time.sleep(0.02)


def test_a_worker_is_killed_stopped_cancelled_and_then_done(county: Path, jobs: Jobs, tmp_path: Path) -> None:
    county = Path(shutil.copytree(county, tmp_path / "county"))
    jobs = Jobs(open_ledger(county).engine)
    number = jobs.ask(Asked("verify", {}, "en", "kill", "f", "王"))[0].id

    def state() -> str:
        job = jobs.find(number)
        return "" if job is None else job.state

    first = Workers(DeskSettings(county), open_ledger(county))
    wait_for(lambda: state() == "running", first.look)
    assert len(first._running) == 1, "one at once"
    os.kill(first._running[0].process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    wait_for(lambda: state() == "interrupted", first.look)
    assert first._running == []

    jobs.run_again(number, same="stop", sources="f")
    wait_for(lambda: state() == "running", first.look)
    first.close()
    first._run()  # as the thread of a server that stops
    assert (state(), first._running) == ("queued", []), "the next server goes on"

    second = Workers(DeskSettings(county), open_ledger(county))
    wait_for(lambda: state() == "running", second.look)
    jobs.cancel(number, by="管")
    wait_for(lambda: state() == "cancelled", second.look)
    wait_for(lambda: second._running == [], second.look)

    jobs.run_again(number, same="done", sources="f")
    wait_for(lambda: state() == "done", second.look)
    wait_for(lambda: second._running == [], second.look)


def test_a_worker_whose_server_was_killed_gives_its_job_back(county: Path, jobs: Jobs) -> None:
    ended: list[int] = []
    number = jobs.ask(Asked("works", {}, "en", str(time.time_ns()), "f", "王"))[0].id
    jobs.take("orphan")
    watch = Watch(jobs, "orphan", end=ended.append)
    watch._server_ended.set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gisplan.web.jobs.watch._PATIENCE_S", 0.01)
        patch.setattr("gisplan.web.jobs.watch._thread.interrupt_main", lambda: None)  # as in a long step of a library
        watch._watch()
    job = jobs.find(number)
    assert job is not None
    assert (job.state, ended) == ("queued", [STOPPED])
    jobs.cancel(number, by="王")


def test_a_worker_of_another_server_that_is_silent_is_dead(
    county: Path, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = jobs.ask(Asked("works", {}, "en", str(time.time_ns()), "f", "王"))[0].id
    jobs.take("elsewhere")
    watching = Workers(DeskSettings(county, workers=0), open_ledger(county))
    watching.look()
    job = jobs.find(number)
    assert job is not None
    assert job.state == "running"
    monkeypatch.setattr(workers, "_SILENT_S", -1.0)
    jobs.report("elsewhere")
    watching.look()
    job = jobs.find(number)
    assert job is not None
    assert job.state == "running", "it has counted on"
    watching.look()
    job = jobs.find(number)
    assert job is not None
    assert job.state == "interrupted"


def test_a_worker_that_cannot_begin_is_not_started_again_at_once(
    county: Path, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number = jobs.ask(Asked("works", {}, "en", str(time.time_ns()), "f", "王"))[0].id
    command = [sys.executable, "-c", "raise SystemExit(7)"]
    monkeypatch.setattr(workers, "packed_command", lambda _module: command)
    tried = Workers(DeskSettings(county), open_ledger(county))
    tried.look()
    wait_for(lambda: tried._running == [], tried.look)
    tried.look()
    assert tried._running == []
    assert "a worker ended with code 7" in caplog.text
    jobs.cancel(number, by="王")


def test_no_process_has_the_address_of_the_store_among_its_arguments(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def refuse(command: list[str], *, env: dict[str, str], **_more: Any) -> None:
        started.append((command, env))
        raise OSError("nothing is started here")

    url = "postgresql+psycopg://desk:a-password@db/zhenba"
    settings, ledger = DeskSettings(county, url=url), open_ledger(county)
    monkeypatch.setattr("subprocess.Popen", refuse)
    with pytest.raises(OSError, match="nothing is started"):
        Workers(settings, ledger)._start_worker()
    pages = MadePages(settings, ledger)
    pages._make()
    assert pages.failed
    assert len(started) == 2
    for command, env in started:
        assert "a-password" not in " ".join(command)
        assert env[URL_VARIABLE] == url

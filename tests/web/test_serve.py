"""`gisplan serve` as a process: it starts fast, is alone on its store, says what is missing, and stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from gisplan.ledger import open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.accounts.tokens import Tokens
from tests.web.conftest import PASSWORD, ROOT_COMMAND
from tests.web.served import free_port, served


def run(*words: object) -> subprocess.CompletedProcess[str]:
    command = [*ROOT_COMMAND, "serve", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def test_it_answers_is_alone_and_stops_though_someone_listens(folder: Path) -> None:
    with served(folder) as (address, process):
        assert httpx.get(address + "health").json()["status"] == "ok"
        assert httpx.get(address).status_code == 200
        second = run(folder, "--port", free_port(), "--no-browser")
        assert second.returncode == 2
        assert address in second.stderr
        checked = run(folder, "--port", free_port(), "--check")
        assert checked.returncode == 1
        assert address in checked.stdout
        with httpx.stream("GET", address + "live") as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("retry")
            begun = time.monotonic()
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.CTRL_C_EVENT)  # type: ignore[attr-defined]
            list(lines)
        assert process.wait(10) in (0, 130, -signal.SIGINT)
        assert time.monotonic() - begun < 8
    assert not list(folder.glob("*.served-at"))
    assert run(folder, "--port", free_port(), "--check").returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="services of Linux are ended by this signal")
def test_a_service_that_is_ended_clears_away_and_logs_nothing(folder: Path) -> None:
    with served(folder) as (address, process):
        with httpx.stream("GET", address + "live") as stream:
            assert next(stream.iter_lines()).startswith("retry")
            process.terminate()
            assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert not list(folder.glob("*.served-at"))


def test_the_program_of_the_docs_records_a_milestone(folder: Path, root: Path) -> None:
    page = (root / "docs" / "desk-api.md").read_text(encoding="utf-8")
    program = page.split("```python\n")[1].split("```")[0]
    ledger = open_ledger(folder)
    Accounts(ledger.engine).add("水利系统", PASSWORD, role="planner")
    token, _listed = Tokens(ledger.engine).make("水利系统")
    with served(folder) as (address, _process):
        names = {"DESK": address.rstrip("/"), "TOKEN": token, "CODE": "A"}
        command = [sys.executable, "-c", program]
        for _again in range(2):  # an entry counts once
            done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **names}, check=False)
            assert (done.returncode, done.stderr) == (0, "")
    assert str(ledger.work("A").values["started"]) == "2019-06-20"
    assert sum(event.field == "started" for event in ledger.events()) == 1


def test_a_server_that_was_killed_leaves_no_lock(folder: Path) -> None:
    with served(folder) as (_address, process):
        process.kill()
        process.wait(10)
        with served(folder) as (address, _second):
            assert httpx.get(address + "health").status_code == 200


def test_other_computers_need_accounts_and_a_certificate(folder: Path) -> None:
    without = run(folder, "--host", "0.0.0.0", "--insecure-http")
    assert (without.returncode, "gisplan user add" in without.stderr) == (2, True)
    Accounts(open_ledger(folder).engine).add("管", PASSWORD, role="admin")
    plain = run(folder, "--host", "0.0.0.0")
    assert (plain.returncode, "--tls-cert" in plain.stderr) == (2, True)
    checked = run(folder, "--host", "0.0.0.0", "--check", "--json", "--port", free_port())
    assert checked.returncode == 1
    found = {one["what"]: one["ok"] for one in json.loads(checked.stdout)["findings"]}
    assert [what for what, ok in found.items() if not ok] == ["certificate"]
    assert len(found) == 11
    no_file = run(folder, "--tls-cert", folder / "no.pem", "--tls-key", folder / "no.key")
    assert (no_file.returncode, "no.pem" in no_file.stderr) == (2, True)


def test_a_port_that_is_taken_is_explained(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(folder, "--port", port, "--no-browser")
    assert done.returncode == 2
    assert str(port) in done.stderr


def test_the_server_loads_nothing_that_computes() -> None:
    code = "import sys, gisplan.web.desk.desk, gisplan.web.server; print({'numpy', 'pandas', 'scipy'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()"


def read_memory(process: int) -> int:
    """The kilobytes that a process holds."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_it_needs_little_memory_also_after_searches_by_pinyin_and_many_requests(folder: Path) -> None:
    with served(folder) as (address, process), httpx.Client(base_url=address, timeout=60) as client:
        assert "/works/2" in client.get("/works?q=gulu").text
        for _warm in range(20):
            client.get("/works?q=gl")
        before = read_memory(process.pid)
        assert before < 120 * 1024
        for _more in range(200):
            client.get("/works?q=gl")
        assert read_memory(process.pid) < 1.05 * before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses addresses of its own")
def test_pages_are_answered_while_many_sign_in(folder: Path) -> None:
    accounts = Accounts(open_ledger(folder).engine)
    accounts.add("管", PASSWORD, role="admin")
    with served(folder) as (address, _process):
        origin = {"origin": address.rstrip("/")}
        waited: list[float] = []

        def sign_in(place: int) -> None:
            transport = httpx.HTTPTransport(local_address=f"127.0.9.{place}")
            with httpx.Client(base_url=address, headers=origin, timeout=120, transport=transport) as other:
                fields = {"name": "谁", "password": "wrong wrong"}
                assert other.post("sign-in", data=fields).status_code == 401
            waited.append(time.monotonic())

        with httpx.Client(base_url=address, headers=origin, timeout=60) as client:
            client.post("sign-in", data={"name": "管", "password": PASSWORD})
            assert client.get("works").status_code == 200
            threads = [threading.Thread(target=sign_in, args=(place,)) for place in range(1, 31)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            for _ in range(3):
                assert client.get("health").status_code == 200
                assert client.get("works").status_code == 200
            answered = time.monotonic()
            for thread in threads:
                thread.join()
    assert len(waited) == 30
    assert sum(moment > answered for moment in waited) >= 5, "a page does not wait until all have signed in"

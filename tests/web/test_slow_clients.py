"""Connections, by sockets: who sends or reads too slowly is cut off, who is only slow is served."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from gisplan.web.security import slow_clients
from gisplan.web.security.guard import POLICY, safe_headers
from gisplan.web.security.pace import Connections, Pace
from gisplan.web.security.slow_clients import make_protocol
from gisplan.web.settings import DeskSettings

FAST = Pace(head_s=0.5, slowest=2000.0, grace_s=0.4, longest_s=2.0, look_s=0.05, most=3)
LARGE = 30 * 1024**2  # more than the buffers of the system take
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"


async def application(scope: object, receive: Callable[[], object], send: Callable[[object], object]) -> None:
    """Answers how much was sent; at /large with much; at /busy after a moment in which it reads nothing."""
    request = Request(scope, receive)  # type: ignore[arg-type]
    if request.url.path == "/busy":
        await asyncio.sleep(1.5)
    body = await request.body()
    answer: Response = PlainTextResponse(str(len(body)))
    if request.url.path == "/large":
        answer = Response(b"x" * LARGE)
    await answer(scope, receive, send)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    headers = safe_headers(DeskSettings(tmp_path_factory.mktemp("c")))
    config = uvicorn.Config(
        application,  # type: ignore[arg-type]
        http=make_protocol(headers, FAST),
        log_config=None,
        lifespan="off",
        timeout_keep_alive=1,
    )
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def client(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as made:
        yield made


def lasts(client: socket.socket, parts: Iterator[bytes], pause_s: float = 0.1) -> float:
    """For how long what is sent in parts is taken: until the other end is gone, or all was sent."""
    begun = time.monotonic()
    client.settimeout(pause_s)
    for part in parts:
        try:
            client.sendall(part)
            if client.recv(4096) == b"":
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - begun


def read_answer(client: socket.socket) -> str:
    """The head of an answer, and its short text."""
    answer = b""
    while b"\r\n\r\n" not in answer or answer.endswith(b"\r\n\r\n"):
        part = client.recv(4096)
        assert part, answer
        answer += part
    return answer.decode()


def single(data: bytes) -> Iterator[bytes]:
    return (data[place : place + 1] for place in range(len(data)))


def test_a_head_that_comes_by_the_byte_is_cut_off(client: socket.socket) -> None:
    assert 0.4 < lasts(client, single(HEAD)) < 2.5


def test_a_second_head_is_timed_like_the_first(client: socket.socket) -> None:
    for _ in range(3):
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert read_answer(client).startswith("HTTP/1.1 200")
        time.sleep(0.3)
    assert 0.4 < lasts(client, single(HEAD)) < 2.5


def test_a_connection_without_a_byte_ends_as_one_that_was_used(client: socket.socket) -> None:
    begun = time.monotonic()
    assert client.recv(10) == b""
    assert 0.8 < time.monotonic() - begun < 4


def test_a_body_that_comes_by_the_byte_is_cut_off(client: socket.socket) -> None:
    client.sendall(HEAD)
    assert 0.3 < lasts(client, single(b"x" * 200)) < 2.5


def test_a_body_that_stops_is_cut_off(client: socket.socket) -> None:
    client.sendall(HEAD + b"x" * 2_000)
    begun = time.monotonic()
    with contextlib.suppress(ConnectionError):
        assert client.recv(10) == b""
    assert 1.2 < time.monotonic() - begun < 4


def test_a_body_may_not_take_longer_than_the_longest(client: socket.socket) -> None:
    client.sendall(HEAD)
    assert 1.8 < lasts(client, (b"x" * 500 for _ in range(80))) < 5


def test_a_slow_phone_is_served(client: socket.socket) -> None:
    client.sendall(HEAD.replace(b"100000", b"4000"))
    for _ in range(10):
        client.sendall(b"x" * 400)
        time.sleep(0.1)
    assert read_answer(client).endswith("4000")


def test_who_waits_for_a_busy_desk_is_served(client: socket.socket) -> None:
    client.sendall(HEAD.replace(b"/", b"/busy", 1).replace(b"100000", b"200000") + b"x" * 200_000)
    assert read_answer(client).endswith("200000")


def test_who_takes_no_answer_is_cut_off(client: socket.socket) -> None:
    client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
    time.sleep(1.2)
    got = 0
    with contextlib.suppress(ConnectionError):
        while part := client.recv(1 << 20):
            got += len(part)
    assert got < LARGE


def test_who_takes_an_answer_slowly_gets_all_of_it(client: socket.socket) -> None:
    client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
    got = 0
    while got < LARGE:
        part = client.recv(1 << 18)
        assert part
        got += len(part)
        time.sleep(0.01)
    assert got >= LARGE


def test_what_is_no_request_is_answered_with_safe_headers(client: socket.socket) -> None:
    client.sendall(b"\x16\x03\x01 hello\r\n\r\n")
    answer = read_answer(client)
    assert answer.startswith("HTTP/1.1 400")
    assert "x-content-type-options: nosniff" in answer
    assert POLICY in answer


def test_another_computer_has_so_many_connections_at_most(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_clients, "is_loopback", lambda host: False)  # noqa: ARG005
    with contextlib.ExitStack() as opened:
        clients = [opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5)) for _ in range(4)]
        with contextlib.suppress(ConnectionError):
            assert clients[3].recv(10) == b""
        clients[0].sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert read_answer(clients[0]).startswith("HTTP/1.1 200")
    for _ in range(50):
        with contextlib.suppress(httpx.TransportError):
            assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
            return
        time.sleep(0.05)
    pytest.fail("connections that ended are still counted")


def test_connections_are_counted_until_they_end() -> None:
    connections = Connections()
    assert [connections.add("a"), connections.add("a"), connections.add("b")] == [1, 2, 1]
    for address in ("a", "b", "a", "c"):
        connections.remove(address)
    assert connections.counts == {}

"""What others record is said within two seconds, to whom is signed in."""

from __future__ import annotations

import asyncio
import json
from datetime import date

from gisplan.ledger import Change
from gisplan.ledger.accounts.editing import Editing
from gisplan.ledger.jobs.queue import Asked
from gisplan.web.call import Call
from gisplan.web.desk.desk import Desk
from gisplan.web.desk.hub import Heard, Hub, look
from gisplan.web.pages.service import _may_listen, _write_message
from tests.web.conftest import form_token, open_client, sign_in


def test_a_listener_hears_of_an_event(alone: Desk) -> None:
    async def listen() -> list[Heard | None]:
        hub, heard = Hub(alone.ledger, alone.editors, look_s=0.01), []

        async def record() -> None:
            await asyncio.sleep(0.05)
            version = alone.ledger.work("A").version
            alone.ledger.record([Change("A", "started", date(2019, 7, 1), version)], by="李")
            await asyncio.sleep(0.05)
            alone.ledger.comment("A", "看过", by="李")
            await asyncio.sleep(0.05)
            alone.editors.mark("p", Editing(1, "李"))
            await asyncio.sleep(0.05)
            alone.workers.jobs.ask(Asked("works", {}, "zh", "a", "files", "李"))

        task = asyncio.create_task(record())
        async for last in hub.listen():
            heard.append(last)
            if len(heard) == 5:
                hub.close()
        await task
        assert hub.listeners == 0
        return heard

    event, record = alone.ledger.last_event, alone.ledger.last_record
    expected = [(0, 0, ()), (1, 1, ()), (1, 2, ()), *[(1, 2, (Editing(1, "李"),))] * 2]
    heard = asyncio.run(asyncio.wait_for(listen(), 30))
    assert [(one.last_event - event, one.last_record - record, one.editing) for one in heard if one] == expected
    assert [one.jobs == heard[0].jobs for one in heard if one and heard[0]] == [True] * 4 + [False]


def test_a_full_hub_takes_no_more(alone: Desk) -> None:
    alone.hub.close()
    assert open_client(alone).get("/live").status_code == 503


def test_the_news_are_what_was_recorded_after_an_event(desk: Desk) -> None:
    client = sign_in(desk, "看")
    last = desk.ledger.last_event
    assert client.get(f"/live/state?after={last}").json()["events"] == []
    version = desk.ledger.work("A").version
    desk.ledger.record([Change("A", "started", date(2019, 7, 1), version)], by="李")
    (row,) = client.get(f"/live/state?after={last}").json()["events"]
    assert (row["work"], row["by"], row["text"], row["version"]) == (1, "李", "started: 2019-07-01", version + 1)
    assert open_client(desk).get("/live/state").status_code == 401
    assert client.get("/live/state?after=x").json()["last_event"] == last + 1
    assert client.get("/live/state?after=0").json()["events"] == []


def test_comments_and_files_are_news(desk: Desk) -> None:
    client = sign_in(desk, "看")
    event, record = desk.ledger.last_event, desk.ledger.last_record
    desk.ledger.comment("A", "管道\n已到 " + "长" * 100, by="李")
    found = client.get(f"/live/state?after={event}&record={record}").json()
    (row,) = found["events"]
    assert (row["work"], row["by"], row["record"], found["last_record"]) == (1, "李", record + 1, record + 1)
    assert row["text"].startswith("comment: 管道 已到 长")
    assert len(row["text"]) < 75
    assert client.get(f"/live/state?after={event}&record={record + 1}").json()["events"] == []
    page = client.get("/works/1").text
    assert f'data-event="{event}" data-record="{record + 1}"' in page


def test_health_and_figures_need_no_account(desk: Desk) -> None:
    client = open_client(desk)
    assert client.get("/health").json()["status"] == "ok"
    client.get("/nope")
    text = client.get("/metrics").text
    assert 'gisplan_answers_total{method="GET",route="/health",status="2xx"} 1' in text
    assert "gisplan_last_event" in text
    assert client.get("/static/desk.mjs").headers["content-type"] == "text/javascript; charset=utf-8"
    tag = client.get("/static/palette.css").headers["etag"]
    assert client.get("/static/palette.css", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e/app.py").status_code == 404


def test_a_message_of_the_stream_has_the_news_since_the_one_before(desk: Desk) -> None:
    client = sign_in(desk, "看")
    session = desk.sessions.find(client.cookies["desk_session"])
    assert session is not None
    call = Call(desk, session.account, session, "/live", {}, {}, "", "en", "")
    first = look(desk.ledger, desk.editors)
    desk.ledger.record([Change("A", "started", date(2019, 7, 1), desk.ledger.work("A").version)], by="李")
    second = look(desk.ledger, desk.editors)
    begun, news, same = (
        json.loads(_write_message(call, before, heard).partition("data: ")[2])
        for before, heard in ((None, first), (first, second), (second, second))
    )
    assert "events" not in begun
    assert "events" not in same
    assert news["after"] == {"event": first.last_event, "record": first.last_record}
    assert [(row["by"], row["text"]) for row in news["events"]] == [("李", "started: 2019-07-01")]
    assert _may_listen(call)
    client.post("/sign-out", data={"form_token": form_token(client)})
    assert not _may_listen(call)

"""Who has the form of a work in use: said by its page, told to all others, forgotten soon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from gisplan.ledger.accounts.editing import LASTS_S, Editing, StoredEditing
from gisplan.ledger.store.engine import write_transaction
from gisplan.ledger.tables import EDITING
from gisplan.web.desk.desk import Desk
from gisplan.web.desk.editors import EditorsInMemory, open_editors
from tests.ledger.conftest import make_schema
from tests.web.conftest import form_token, sign_in


def mark(client: TestClient, token: str, work: int = 1, **document: object) -> int:
    headers = {"x-form-token": token}
    return client.post(f"/works/{work}/editing", json=document, headers=headers).status_code


def test_others_hear_who_edits_until_the_page_is_left(desk: Desk) -> None:
    clerk, other = sign_in(desk, "记"), sign_in(desk, "划")
    token = form_token(clerk)
    assert mark(clerk, token, page="a", use=True) == 200
    assert mark(clerk, token, page="b", use=True) == 200
    assert other.get("/live/state").json()["editing"] == [{"work": 1, "by": "记"}]
    assert clerk.get("/live/state").json()["editing"] == []
    mark(other, form_token(other), page="a", use=False)  # a page of another account, whatever it calls itself
    mark(clerk, token, page="a", use=False)
    assert other.get("/live/state").json()["editing"] == [{"work": 1, "by": "记"}]
    mark(clerk, token, page="b", use=False)
    assert other.get("/live/state").json()["editing"] == []


def test_only_who_records_a_work_edits_it(desk: Desk) -> None:
    clerk = sign_in(desk, "记")
    token = form_token(clerk)
    assert mark(clerk, token, 2, page="a", use=True) == 403  # of another town
    assert mark(clerk, token, 9, page="a", use=True) == 404
    assert {mark(clerk, token, page=page, use=True) for page in ("", "x" * 41, 3, None)} == {400}
    assert mark(clerk, token) == 400
    assert mark(clerk, token, text="x" * 2000) == 413
    assert desk.editors.read() == ()


def test_who_gives_no_sign_is_forgotten() -> None:
    times = [0.0]
    editors = EditorsInMemory(lambda: times[0])
    editors.mark("a", Editing(1, "王"))
    times[0] = LASTS_S
    editors.mark("b", Editing(2, "李"))
    assert editors.read() == (Editing(1, "王"), Editing(2, "李"))
    times[0] = LASTS_S + 1
    assert editors.read() == (Editing(2, "李"),)
    for number in range(1200):
        editors.mark(str(number), Editing(number, "王"))
    assert len(editors.read()) == 1000


@pytest.fixture
def shared(folder: object) -> Iterator[StoredEditing]:
    from gisplan.ledger import open_ledger

    schema = make_schema()
    editors = open_editors(open_ledger(folder, next(schema)))  # type: ignore[arg-type]
    assert isinstance(editors, StoredEditing)
    yield editors
    next(schema, None)


def test_servers_of_one_store_know_of_each_other(shared: StoredEditing) -> None:
    other = StoredEditing(shared.engine)
    shared.mark("a", Editing(1, "王"))
    shared.mark("a", Editing(2, "王"))
    other.mark("b", Editing(2, "李"))
    assert other.read() == shared.read() == (Editing(2, "李"), Editing(2, "王"))
    with write_transaction(shared.engine) as connection:
        connection.execute(EDITING.update().values(until=EDITING.c.until - LASTS_S - 1))
    assert shared.read() == ()
    other.mark("b", Editing(3, "李"))
    other.drop("a")
    assert shared.read() == (Editing(3, "李"),)

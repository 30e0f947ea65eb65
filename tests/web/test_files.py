"""Lists as files, and sheets that are uploaded, compared and taken."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from starlette.testclient import TestClient

from gisplan.ledger import Change
from gisplan.web.desk.desk import Desk
from gisplan.web.desk.uploads import Uploads
from tests.web.conftest import form_token, sign_in


@pytest.fixture
def planner(desk: Desk) -> TestClient:
    return sign_in(desk, "划")


def upload(client: TestClient, content: bytes, name: str = "饮水.xlsx") -> Any:
    return client.post("/sheets", data={"form_token": form_token(client)}, files={"sheet": (name, content)})


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None, text
    return found[1]


def edit(content: bytes, head: str, row: int, value: object) -> bytes:
    """Write a value into the column of a form whose head has a text."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell for line in sheet.iter_rows(max_row=6) for cell in line if cell.value}
    found = heads[head]
    sheet.cell(found.row + row, found.column, value)
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


def take(client: TestClient, page: str) -> Any:
    fields = {name: hidden(page, name) for name in ("kept", "compared_at")}
    return client.post("/sheets/take", data={"form_token": form_token(client), **fields, "note": "月报"})


def test_a_list_is_downloaded_as_form_csv_and_geojson(planner: TestClient) -> None:
    form = planner.get("/works.xlsx?kind=water")
    assert form.status_code == 200
    assert "attachment" in form.headers["content-disposition"]
    assert "xl/workbook.xml" in ZipFile(io.BytesIO(form.content)).namelist()
    rows = list(csv.reader(io.StringIO(planner.get("/works.csv?q=A&kind=water&sort=code").content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["kind", "code", "name"]
    assert rows[1][:3] == ["water", "A", "仁和村饮水安全工程"]
    assert "仁和村" in rows[1]
    features = json.loads(planner.get("/works.geojson").content)["features"]
    assert [one["properties"]["code"] for one in features] == ["A", "B", "R"]
    assert features[0]["properties"]["due"] == "2019-06-30"
    assert features[0]["geometry"] is None


def test_no_cell_of_a_csv_is_a_formula(desk: Desk, planner: TestClient) -> None:
    desk.ledger.record([Change("A", "name", '=HYPERLINK("x")', desk.ledger.work("A").version)], by="王")
    rows = list(csv.reader(io.StringIO(planner.get("/works.csv?town=青水镇").content.decode("utf-8-sig"))))
    assert rows[1][2] == '\'=HYPERLINK("x")'


def test_a_sheet_is_compared_then_taken(desk: Desk, planner: TestClient) -> None:
    sheet = edit(planner.get("/works.xlsx?kind=water").content, "受益人", 1, 130)
    last = desk.ledger.last_event
    compared = upload(planner, sheet)
    assert compared.status_code == 200
    assert "130" in compared.text
    assert desk.ledger.last_event == last
    assert take(planner, compared.text).headers["location"] == "/sheets?recorded=1"
    event = desk.ledger.events()[-1]
    assert (event.field, event.new, event.by, event.note, event.source) == ("people", "130", "划", "月报", "饮水.xlsx")
    assert "holds all of this already" in upload(planner, planner.get("/works.xlsx?kind=water").content).text


def test_a_sheet_is_compared_again_where_the_ledger_changed(desk: Desk, planner: TestClient) -> None:
    sheet = edit(planner.get("/works.xlsx?kind=water").content, "受益人", 1, 130)
    compared = upload(planner, sheet)
    desk.ledger.record([Change("R", "km", 4, desk.ledger.work("R").version)], by="王")
    again = take(planner, compared.text)
    assert again.status_code == 200
    assert "changed meanwhile" in again.text
    assert take(planner, again.text).status_code == 303
    desk.ledger.record([Change("A", "people", 140, desk.ledger.work("A").version)], by="王")
    stale = upload(planner, sheet)
    assert stale.status_code == 422
    assert "划" in stale.text
    assert 'action="/sheets/take"' not in stale.text


def test_a_clerk_takes_no_works_of_other_towns(desk: Desk) -> None:
    clerk = sign_in(desk, "记")
    form = clerk.get("/works.xlsx?kind=water&sort=code").content
    own, other = (edit(form, "受益人", row, 131) for row in (1, 2))
    refused = upload(clerk, other)
    assert refused.status_code == 422
    assert "other towns" in refused.text
    last = desk.ledger.last_event
    kept = hidden(upload(clerk, own).text, "kept")
    other_person = sign_in(desk, "划")
    fields = {"form_token": form_token(other_person), "kept": kept, "compared_at": last}
    assert other_person.post("/sheets/take", data=fields).status_code == 422
    assert desk.ledger.last_event == last
    assert take(clerk, upload(clerk, own).text).status_code == 303


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04 broken", b""])
def test_what_is_no_sheet_is_explained(desk: Desk, planner: TestClient, content: bytes) -> None:
    answer = upload(planner, content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert upload(planner, content, "a.exe").status_code == 422
    assert desk.ledger.events()[-1].by == "王"


def test_few_uploads_of_one_person_are_kept_for_an_hour() -> None:
    time = [0.0]
    uploads = Uploads(lambda: time[0])
    keys = [uploads.keep("王", "../x.xlsx", b"1") for _ in range(5)]
    found = [uploads.find("王", key) is not None for key in keys]
    assert found == [False, False, True, True, True]
    path = uploads.find("王", keys[-1])
    assert path is not None
    assert path.read_bytes() == b"1"
    assert uploads.find("李", keys[-1]) is None
    uploads.drop("王", keys[-1])
    assert not path.exists()
    time[0] = 4000.0
    assert uploads.find("王", keys[-2]) is None

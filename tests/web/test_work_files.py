"""Photos, documents and comments on the page of a work."""

from __future__ import annotations

import html
import io
import re
from uuid import uuid4

import pytest
from PIL import Image
from starlette.testclient import TestClient

from gisplan.ledger import Change
from gisplan.web.desk.desk import Desk
from tests.ledger.photos import make_bomb, make_photo
from tests.web.conftest import form_token, open_client, sign_in

PHOTO = make_photo()
PDF = b"%PDF-1.4\n%%EOF\n"
PLACE = {"longitude": "107.90", "latitude": "32.50"}
MARKUP = '"><script>alert(1)</script>.jpg'


def send_files(client: TestClient, path: str, files: list[tuple[str, tuple[str, bytes]]], **fields: str) -> object:
    return client.post(path, data={"form_token": form_token(client), **fields}, files=files)


def reach(client: TestClient, desk: Desk, day: str = "2019-06-30", **fields: str) -> object:
    """Record the first milestone of work 1 with a photo."""
    work = desk.ledger.work("A")
    sent = {"milestone": "started:other", "day.started": day, "seen": str(work.version), "store": desk.ledger.id}
    return send_files(client, "/works/1", [("photo", ("IMG_1.jpg", PHOTO))], **{**sent, **fields})


def hidden(page: str, name: str) -> list[str]:
    return [html.unescape(value) for value in re.findall(rf'name="{name}" value="([^"]*)"', page)]


def test_a_milestone_and_its_photo_are_recorded_in_one_step_and_count_once(desk: Desk) -> None:
    client, entry = sign_in(desk, "记"), str(uuid4())
    for _time in range(2):
        assert reach(client, desk, entry=entry).status_code == 303
    events = [event for event in desk.ledger.history("A") if event.field == "started"]
    assert [(len(event.attachments), event.by) for event in events] == [(1, "记")]
    file = events[0].attachments[0]
    page = client.get("/works/1").text
    assert f'src="/works/1/files/{file.sha256}/small"' in page
    assert "<h2>Values</h2>" in page
    assert "taken 11 days before the date" in page
    answer = client.get(f"/works/1/files/{file.sha256}")
    assert answer.content == desk.ledger.read_file(file)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith('inline; filename="IMG_1.jpg"')
    assert "sandbox" in answer.headers["content-security-policy"]
    again = client.get(f"/works/1/files/{file.sha256}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_lists_show_small_pictures_of_photos(desk: Desk) -> None:
    client = sign_in(desk, "记")
    comment = {"text": "看", "entry": str(uuid4())}
    big = make_photo(size=(900, 600))
    send_files(client, "/works/1/comments", [("files", ("a.jpg", big)), ("files", ("b.pdf", PDF))], **comment)
    photo, document = desk.ledger.comments("A")[0].attachments
    path = f"/works/1/files/{photo.sha256}"
    for page in ("/works/1", "/villages/610728111209"):
        assert f'src="{path}/small"' in client.get(page).text
    small, whole = client.get(path + "/small"), client.get(path)
    with Image.open(io.BytesIO(small.content)) as image:
        assert (image.size, image.format, dict(image.getexif())) == ((320, 213), "JPEG", {})
    same = ("content-type", "content-disposition", "content-security-policy", "x-content-type-options", "cache-control")
    assert [small.headers[name] for name in same] == [whole.headers[name] for name in same]
    assert small.headers["etag"] != whole.headers["etag"]
    desk.thumbnails._shrink = lambda *_all: pytest.fail("made a second time")
    assert client.get(path + "/small").content == small.content
    assert client.get(f"/works/1/files/{document.sha256}/small").status_code == 404
    assert client.get(f"/works/2/files/{photo.sha256}/small").status_code == 404


def test_a_photo_is_shown_itself_where_no_small_picture_can_be_made(desk: Desk) -> None:
    reach(sign_in(desk, "记"), desk)
    (file,) = desk.ledger.attachments("A")

    def fail(*_all: object) -> bytes:
        raise OSError("no space left")

    desk.thumbnails._shrink = fail
    answer = sign_in(desk, "看").get(f"/works/1/files/{file.sha256}/small")
    assert (answer.status_code, answer.content) == (200, desk.ledger.read_file(file))


def test_a_file_is_shown_to_who_may_see_its_work_alone(desk: Desk) -> None:
    reach(sign_in(desk, "记"), desk)
    path = f"/works/1/files/{desk.ledger.attachments('A')[0].sha256}"
    assert sign_in(desk, "看").get(path).status_code == 200
    assert open_client(desk).get(path).headers["location"].startswith("/sign-in")
    viewer = sign_in(desk, "看")
    for other in (path.replace("/works/1/", "/works/2/"), path[:-1], "/works/1/files/..%2f..%2fgisplan.toml"):
        assert viewer.get(other).status_code == 404


def test_a_reason_for_a_broken_rule_is_sent_without_choosing_the_photo_again(desk: Desk) -> None:
    client = sign_in(desk, "记")
    answer = reach(client, desk, **{"milestone": "tested:other", "day.tested": "2019-06-30"})
    assert answer.status_code == 422
    kept = hidden(answer.text, "kept")
    sent = {name: hidden(answer.text, name)[0] for name in ("seen", "store")}
    sent |= {"milestone": "tested:other", "day.tested": "2019-06-30", "override": "why", "entry": str(uuid4())}
    token = form_token(client)
    for wrong in ("x" + kept[0], kept[0][:-1], "é.é", ""):
        refused = client.post("/works/1", data={"form_token": token, **sent, "kept": wrong})
        assert "choose the files again" in refused.text
    assert not desk.ledger.attachments("A")
    assert client.post("/works/1", data={"form_token": token, **sent, "kept": kept}).status_code == 303
    assert [event.attachments[0].name for event in desk.ledger.history("A")[-1:]] == ["IMG_1.jpg"]


def test_who_comes_second_keeps_the_photo(desk: Desk) -> None:
    client, before = sign_in(desk, "记"), desk.ledger.work("A").version
    desk.ledger.record([Change("A", "started", "2019-06-02", before)], by="王")
    answer = reach(client, desk, seen=str(before))
    assert answer.status_code == 409
    fields = {name: hidden(answer.text, name) for name in ("seen", "store", "kept", "field", "new.started")}
    client.post("/works/1/choose", data={"form_token": form_token(client), **fields, "choice.started": "mine"})
    last = desk.ledger.history("A")[-1]
    assert (last.new, [file.name for file in last.attachments]) == ("2019-06-30", ["IMG_1.jpg"])


def test_a_comment_has_text_photos_and_documents_and_only_a_new_photo_the_phones_place(desk: Desk) -> None:
    client, plain = sign_in(desk, "记"), make_photo(place=None, taken=None)
    other = make_photo(size=(32, 32), place=None, taken=None)
    files = [("photo", (MARKUP, plain)), ("files", ("old.jpg", other)), ("files", ("验收.pdf", PDF))]
    entry = str(uuid4())
    for _time in range(2):
        sent = send_files(client, "/works/1/comments", files, text="<b>看</b>\n第二行", entry=entry, **PLACE)
        assert sent.status_code == 303
    comments = desk.ledger.comments("A")
    assert [(c.by, c.text, len(c.attachments)) for c in comments] == [("记", "<b>看</b>\n第二行", 3)]
    assert [(f.place, f.stated_by) for f in comments[0].attachments] == [
        ("EPSG:4326;POINT (107.900000 32.500000)", "device"),
        (None, None),
        (None, None),
    ]
    page = client.get("/works/1").text
    assert "latitude 32.50000, longitude 107.90000" in page
    assert "it is unknown on which day it was taken" in page
    assert "<b>看" not in page
    assert "<script>alert" not in page
    answer = client.get(f"/works/1/files/{comments[0].attachments[2].sha256}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.html", b"<script>alert(1)</script>", "not of a kind that is kept"),
        ("a.jpg", b"<script>alert(1)</script>", "not of a kind that is kept"),
        ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        ("a.png", make_bomb(), "million pixels"),
        ("a.jpg", PHOTO[:300], "cut or damaged"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason_and_nothing_is_recorded(
    desk: Desk, name: str, content: bytes, reason: str
) -> None:
    client, last = sign_in(desk, "记"), desk.ledger.last_record
    answer = send_files(client, "/works/1/comments", [("files", (name, content))], text="typed <text>")
    assert answer.status_code == 422
    assert reason in answer.text
    assert "typed &lt;text&gt;" in answer.text
    assert desk.ledger.last_record == last


def test_works_of_another_town_take_no_file_and_no_comment(desk: Desk) -> None:
    client, last = sign_in(desk, "记"), desk.ledger.last_record
    for path in ("/works/2", "/works/2/comments"):
        sent = {"milestone": "started:today", "seen": "1", "text": "x"}
        assert send_files(client, path, [("photo", ("a.jpg", PHOTO))], **sent).status_code == 403
    assert desk.ledger.last_record == last
    assert not list(desk.ledger.files.folder.glob("*"))


def test_a_form_without_files_stays_small(desk: Desk) -> None:
    client = sign_in(desk, "记")
    sent = {"form_token": form_token(client), "text": "x" * 300_000}
    assert client.post("/works/1/comments", data=sent).status_code == 413

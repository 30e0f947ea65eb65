"""The dossier as Word documents: what they hold, in the same bytes every time, and what a bureau's template may do."""

import contextlib
import dataclasses
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from gisplan.base.errors import ExtraMissingError, TemplateFileError, WriteError
from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.io.child.limits import Limits
from gisplan.report.village_dossier import typesetting
from gisplan.report.village_dossier.dossier import is_of_dossier
from gisplan.report.village_dossier.village import Dossier
from gisplan.report.village_dossier.word import template_file, template_language, trial
from gisplan.report.village_dossier.word.document import clean_values, fill_template
from gisplan.report.village_dossier.word.prepare import is_edited, prepare_docx
from gisplan.report.village_dossier.word.template_language import TemplateProblem
from gisplan.workflow import write_dossier
from tests.attacks import ATTACKS
from tests.counties import judge
from tests.toys import draw_county

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def dossier(gaps: Gaps) -> Dossier:
    return Dossier(gaps)


@pytest.fixture
def make_template(tmp_path: Path) -> Make:
    """A function that saves a template with some paragraphs."""

    def make(*paragraphs: str) -> Path:
        document = Document()
        for text in paragraphs:
            document.add_paragraph(text)
        document.save(str(tmp_path / "bureau.docx"))
        return tmp_path / "bureau.docx"

    return make


@pytest.fixture
def untried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the process that tries a template: the tests of its own have it."""
    monkeypatch.setattr(trial, "try_template", lambda *_args: None)


def read_text(content: bytes) -> str:
    """All text of the body, the tables and the footer."""
    document = Document(io.BytesIO(content))
    parts = [document.element.body, document.sections[0].footer._element]
    return " ".join("".join(node.text or "" for node in part.iter() if node.tag.endswith("}t")) for part in parts)


def change(path: Path, **changes: bytes | None) -> None:
    """Change parts of a document, named with two low lines for the slash; None removes a part."""
    wanted = {name.replace("__", "/"): content for name, content in changes.items()}
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | wanted
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)


def test_a_document_shows_what_the_page_of_its_village_shows(gaps: Gaps, dossier: Dossier) -> None:
    make = prepare_docx(dossier)
    for place in (0, len(dossier.villages) - 1):
        page = dossier.make_page(place)
        text = read_text(make(page))
        assert f"{page['name']}: {page['state']['mark']} {page['state']['word']}" in text
        for verdict in (v for section in page["sections"] for v in section["verdicts"]):
            assert all(verdict[key] in text for key in ("name", "required", "actual", "why", "sources", "needs"))
        assert all(group["name"] in text and group["detail"] in text for group in page["groups"])
        assert all(work["code"] in text and work["status"] in text for work in page["works"])
        assert all(found["by"] in text for found in page["attestations"])
        assert all(signer in text for signer in dossier.head["signers"])
        assert all(item.sha256 in text for item in gaps.county.inputs)
        assert all(credit in text for credit in dossier.head["credits"])
        assert "{{" not in text
        assert "{%" not in text


def test_the_same_verdicts_give_the_same_bytes_with_the_county_s_date(gaps: Gaps) -> None:
    dated = dataclasses.replace(gaps, county=dataclasses.replace(gaps.county, as_of=date(2019, 6, 30)))
    own = Dossier(dated)
    first, second = (prepare_docx(own)(own.make_page(1)) for _ in range(2))
    assert first == second
    document = Document(io.BytesIO(first))
    properties = document.core_properties
    for moment in (properties.created, properties.modified):
        assert isinstance(moment, datetime)
        assert moment.date() == date(2019, 6, 30)
    assert properties.title.startswith(own.make_page(1)["name"])
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_document_is_a4_with_its_map_and_names_fonts_for_chinese(dossier: Dossier) -> None:
    made = prepare_docx(dossier)(dossier.make_page(0))
    document = Document(io.BytesIO(made))
    assert (round(document.sections[0].page_width.mm), round(document.sections[0].page_height.mm)) == (210, 297)
    assert len(document.element.body.xpath(".//pic:pic")) == 1
    assert 'w:eastAsia="宋体"' in document.styles.element.xml


def test_the_shipped_template_is_what_its_script_makes(root: Path) -> None:
    import runpy

    script = runpy.run_path(str(root / "docs" / "write_docx_template.py"))
    assert script["make_template"]() == script["TEMPLATE"].read_bytes()


def test_a_document_speaks_chinese(gaps: Gaps) -> None:
    set_language("zh")
    try:
        own = Dossier(gaps)
        text = read_text(prepare_docx(own)(own.make_page(0)))
    finally:
        set_language(None)
    assert "达标" in text
    assert "审核签字" in text
    assert not any(english in text for english in ("Verdict", "missed", "Groups", "Signature", "Required"))


def test_attacks_are_shown_as_text(hostile: Gaps) -> None:
    own = Dossier(hostile)
    make = prepare_docx(own)
    names = {village["name"]: place for place, village in enumerate(own.villages)}
    for attack in ATTACKS:
        assert attack in read_text(make(own.make_page(names[attack])))


@pytest.mark.parametrize(
    "value", ["{{7*7}}", "{_{7*7}_}", "{% for i in x %}", "<w:b/>", "</w:t>", "a & b", '"', "&lt;", "{{ page.code }}"]
)
def test_a_value_is_never_markup_or_a_tag(dossier: Dossier, make_template: Make, value: str) -> None:
    template = make_template("[{{ page.name }}]").read_bytes()
    page = clean_values({**dossier.make_page(0), "name": value})
    assert f"[{value}]" in read_text(fill_template(template, dossier.head, page, None, None))


def test_characters_that_xml_has_not_are_left_out(dossier: Dossier, make_template: Make) -> None:
    page = clean_values({"name": "a\x00b\ud800c\uffffd\ne"})
    assert page["name"] == "a bcd e"
    content = fill_template(make_template("{{ page.name }}").read_bytes(), {}, page, None, None)
    assert "a bcd e" in read_text(content)


def test_a_bureau_s_template_is_tried_and_filled(dossier: Dossier, make_template: Make) -> None:
    path = make_template(
        "{{ head.county }} {{ page.name|upper }}{{ page.map }}",
        "{%p for s in page.sections %}",
        "{% for v in s.verdicts %}{{ loop.index }} {{ v.name }}={{ v.state.word }};{% endfor %}",
        "{%p endfor %}",
        "{{ head.out_of_scope | join('、') }}{% if page.works %}{{ page.works[0].code }}{% endif %}",
    )
    page = dossier.make_page(0)
    content = prepare_docx(dossier, path)(page)
    first = page["sections"][0]["verdicts"][0]
    assert f"1 {first['name']}={first['state']['word']};" in read_text(content)
    assert len(Document(io.BytesIO(content)).element.body.xpath(".//pic:pic")) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ page.nmae }}", "nmae"),
        ("{{ village.name }}", "village"),
        ("{{ page.name", "near “{{ page.name"),
        ("{% if page.name %}", "cannot be understood"),
        ("{{ page.name }", "cannot be understood"),
        ("{{ page.groups }}", "whole list"),
        ("{{ 7 * 7 }}", "Mul"),
        ("{{ page.name.__class__ }}", "__class__"),
        ("{{ page['__init__'] }}", "__init__"),
        ("{{ page.items }}", "items"),
        ("{{ page.items() }}", "Call"),
        ("{{ page[head.county] }}", "brackets"),
        ("{{ page.name|attr('x') }}", "Filter attr"),
        ("{{ page.name|safe }}", "Filter safe"),
        ("{{ page.name|join('xxxx') }}", "joins"),
        ("{% set x = 'a' %}", "Assign"),
        ("{% include '/etc/passwd' %}", "Include"),
        ("{% import 'x' as x %}", "Import"),
        ("{% extends '/etc/passwd' %}", "Extends"),
        ("{% macro m() %}{% endmacro %}", "Macro"),
        ("{% for i in range(10**9) %}{% endfor %}", "loops over"),
        ("{% for c in page.name %}{% endfor %}", "loops over"),
        (
            "{% for a in page.works %}{% for b in page.works %}{% for c in page.works %}" + "{% endfor %}" * 3,
            "more than two loops",
        ),
        ("{{ " + "(" * 5000 + ")" * 5000 + " }}", "nested too deeply"),
    ],
)
@pytest.mark.usefixtures("untried")
def test_a_mistake_of_a_template_is_named_with_its_file(
    dossier: Dossier, make_template: Make, text: str, says: str
) -> None:
    path = make_template(text)
    with pytest.raises(TemplateFileError) as caught:
        prepare_docx(dossier, path)(dossier.make_page(0))
    assert says in str(caught.value)
    assert str(caught.value).startswith(str(path))


@pytest.mark.usefixtures("untried")
def test_a_loop_that_crosses_paragraphs_is_explained(dossier: Dossier, make_template: Make) -> None:
    path = make_template("x")
    document = Document(str(path))
    document.add_table(1, 1).rows[0].cells[0].text = "{% for g in head.inputs %}{{ g.path }}"
    document.add_paragraph("{% endfor %}")
    document.save(str(path))
    with pytest.raises(TemplateFileError, match=r"\{%tr … %\}"):
        prepare_docx(dossier, path)(dossier.make_page(0))


@pytest.mark.usefixtures("untried")
def test_a_document_has_a_largest_size(dossier: Dossier, make_template: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_language, "_MOST_TEXT", 10_000)
    path = make_template("{% for i in head.inputs %}" + "x" * 9_000 + "{{ i.path }}{% endfor %}")
    with pytest.raises(TemplateFileError, match="too large"):
        prepare_docx(dossier, path)(dossier.make_page(0))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a Word document"),
        (b"%PDF-1.7", "not a Word document"),
        (b"\xd0\xcf\x11\xe0old", "old Word file"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_another_file_is_no_template(dossier: Dossier, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(TemplateFileError, match=says):
        prepare_docx(dossier, tmp_path / "a.docx")


def test_a_folder_and_nothing_are_no_template(dossier: Dossier, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.docx"):
        with pytest.raises(TemplateFileError, match="no such file"):
            prepare_docx(dossier, path)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"word__vbaProject.bin": b"x"}, "has macros"),
        ({"word__document.xml": None}, "not a Word document"),
        ({"word__theme__theme1.xml": b" " * (5 << 20)}, "larger than 4 MB"),
        ({"word__media__a.png": b"\0" * (65 << 20)}, "larger than 64 MB"),
        ({"[Content_Types].xml": MAIN.replace("document.main", "template.main").encode()}, "dotx"),
        ({"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}, "has macros"),
        ({"[Content_Types].xml": b"spreadsheetml"}, "another kind"),
    ],
)
def test_a_document_of_another_kind_is_refused(
    dossier: Dossier, make_template: Make, parts: dict[str, bytes | None], says: str
) -> None:
    path = make_template("x")
    change(path, **parts)
    with pytest.raises(TemplateFileError, match=says):
        prepare_docx(dossier, path)


@pytest.mark.usefixtures("untried")
def test_damaged_parts_are_refused(dossier: Dossier, make_template: Make) -> None:
    path = make_template("x")
    whole = path.read_bytes()
    for at in range(200, len(whole), len(whole) // 12):
        path.write_bytes(whole[:at] + b"\xff\x00\xff" + whole[at + 3 :])
        with contextlib.suppress(TemplateFileError):  # and no other error
            prepare_docx(dossier, path)(dossier.make_page(0))
    change(path := make_template("x"), **{"word__document.xml": b"<w:document"})
    with pytest.raises(TemplateFileError, match="cannot be filled"):
        prepare_docx(dossier, path)(dossier.make_page(0))


def test_a_file_that_is_too_large_is_not_opened(
    dossier: Dossier, make_template: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_file, "_MOST", 1000)
    with pytest.raises(TemplateFileError, match="larger than"):
        prepare_docx(dossier, make_template("x"))


def test_a_template_that_takes_too_long_is_ended(dossier: Dossier, make_template: Make) -> None:
    # the search for the end of each of many tags takes the square of their number
    template = make_template("{{ " * 400_000).read_bytes()
    page = json.loads(json.dumps({"name": "a"}))
    with pytest.raises(TemplateProblem, match="takes more than 2 s"):
        trial.try_template(template, {}, page, Limits(seconds=2.0, memory=2_000_000_000, answer=0))


def test_nothing_is_written_where_a_template_is_wrong(gaps: Gaps, make_template: Make, tmp_path: Path) -> None:
    with pytest.raises(TemplateFileError):
        write_dossier(gaps, tmp_path / "out", docx_template=make_template("{{ page.nmae }}"))
    assert not (tmp_path / "out").exists()


def test_documents_are_named_as_the_pages_and_an_edited_one_is_kept(tmp_path: Path) -> None:
    found = judge(draw_county("A =# B"))
    write_dossier(found, tmp_path, docx=True)
    folder = tmp_path / "dossier"
    documents = sorted(folder.glob("*.docx"))
    assert {p.stem for p in documents} == {p.stem for p in folder.glob("village-*.html")}
    assert all(is_of_dossier(p.name) and not is_edited(p) for p in documents)
    write_dossier(found, tmp_path, docx=True)
    document = Document(str(documents[0]))
    document.core_properties.last_modified_by = "clerk"
    document.save(str(documents[0]))
    edited = documents[0].read_bytes()
    with pytest.raises(WriteError, match="has been edited"):
        write_dossier(found, tmp_path, docx=True)
    write_dossier(found, tmp_path)
    assert [p.read_bytes() for p in folder.glob("*.docx")] == [edited]


def test_without_the_extra_the_error_names_the_remedy(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ExtraMissingError, match=r"gisplan\[docx\]"):
        prepare_docx(dossier)


@pytest.mark.parametrize(
    ("fonts", "installed", "says"), [((), True, "Noto Sans CJK SC"), (("x",), False, "gisplan[pdf]")]
)
def test_where_the_map_cannot_be_drawn_the_document_says_why(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, fonts: tuple[str, ...], installed: bool, says: str
) -> None:
    from importlib.util import find_spec

    monkeypatch.setattr(typesetting, "CHINESE_FONTS", fonts)
    hidden: Callable[[str], Any] = lambda name: find_spec(name) if installed or name != "typst" else None  # noqa: E731
    monkeypatch.setattr("importlib.util.find_spec", hidden)
    content = prepare_docx(dossier)(dossier.make_page(0))
    assert says in read_text(content)
    assert not Document(io.BytesIO(content)).element.body.xpath(".//pic:pic")

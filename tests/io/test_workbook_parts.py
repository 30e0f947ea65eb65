"""Workbooks from the inside: parts found by their relationships, and damage that is reported with its place."""

from __future__ import annotations

import functools
import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx_reader import read_workbook, read_workbook_sheets
from tests.io.toy_county import Toy, only

ROWS = [["code", "name", "people", "main_done"], ["W1", "一号", 1.5, date(2019, 5, 20)], ["W2", "二号", 20, None]]
GRID = [list(map(str, ROWS[0])), ["W1", "一号", "1.5万人", "2019-05-20"], ["W2", "二号", "20", None]]
STRICT = [
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
]
SHEET, BOOK, LINKS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
Parts = dict[str, bytes]


@functools.cache
def _make_parts() -> Parts:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": date(2019, 6, 30)})
    sheet = book.add_worksheet("Sheet")
    formats = [book.add_format({"num_format": code}) for code in ('0.0"万人"', "yyyy-mm-dd")]
    for row, cells in enumerate(ROWS):
        sheet.write_row(row, 0, cells[:3])
    sheet.write_number("C2", 1.5, formats[0])
    sheet.write_datetime("D2", ROWS[1][3], formats[1])
    sheet.write_string("D1", ROWS[0][3])
    book.close()
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parts() -> Parts:
    """Return the parts of a workbook whose one number has a unit in its format; they are the same bytes each time."""
    return dict(_make_parts())


def pack(content: Parts) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return target.getvalue()


def rename(content: Parts, old: str, new: str) -> Parts:
    return {new if name == old else name: data for name, data in content.items()}


def replace(content: Parts, part: str, *pairs: tuple[str, str]) -> Parts:
    text = content[part].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return {**content, part: text.encode()}


def move_workbook(content: Parts) -> Parts:
    content = rename(rename(content, BOOK, "xl/workbook2.xml"), LINKS, "xl/_rels/workbook2.xml.rels")
    content = replace(content, "[Content_Types].xml", ("/xl/workbook.xml", "/xl/workbook2.xml"))
    content = replace(content, "_rels/.rels", ("xl/workbook.xml", "xl/workbook2.xml"))
    return {**content, BOOK: b"<workbook/>"}


def make_strict(content: Parts) -> Parts:
    def turn(data: bytes) -> bytes:
        text = data.decode()
        for old, new in STRICT:
            text = text.replace(old, new)
        return text.encode()

    return {name: turn(data) for name, data in content.items()}


def drop_relation(content: Parts, word: str) -> Parts:
    text = re.sub(rf"<Relationship [^>]*{word}[^>]*/>", "", content[LINKS].decode())
    return {**content, LINKS: text.encode()}


OTHERWISE: dict[str, Callable[[Parts], Parts]] = {
    "as xlsxwriter writes it": lambda c: c,
    "texts in SharedStrings.xml": lambda c: rename(c, "xl/sharedStrings.xml", "xl/SharedStrings.xml"),
    "styles in another case": lambda c: rename(c, "xl/styles.xml", "XL/STYLES.XML"),
    "a sheet in another case": lambda c: rename(c, SHEET, "xl/Worksheets/Sheet1.xml"),
    "backslashes": lambda c: {name.replace("/", "\\"): data for name, data in c.items()},
    "absolute targets": lambda c: replace(c, LINKS, ('"worksheets/', '"/xl/worksheets/')),
    "a leading slash": lambda c: {f"/{name}": data for name, data in c.items()},
    "relative targets": lambda c: replace(
        c, LINKS, ('"worksheets/sheet1.xml"', '"./worksheets/../worksheets/sheet1.xml"')
    ),
    "targets with backslashes": lambda c: replace(c, LINKS, ('"worksheets/sheet1.xml"', '"worksheets\\sheet1.xml"')),
    "a workbook of another name": move_workbook,
    "Strict Open XML": make_strict,
    "styles by content type alone": lambda c: drop_relation(c, "styles"),
    "texts by content type alone": lambda c: drop_relation(c, "sharedStrings"),
    "no relationships of the package": lambda c: {n: d for n, d in c.items() if n != "_rels/.rels"},
}


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_parts_are_found_by_relationships_and_content_types(change: Callable[[Parts], Parts]) -> None:
    assert read_workbook(pack(change(parts())), None).rows == GRID


def test_cells_of_every_type_are_read() -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>村</t></r><rPh sb="0" eb="1"><t>jia</t></rPh>'
        '</is></c><c t="b"><v>1</v></c><c t="str"><f>"x"</f><v>a_x000D_b</v></c>'
        '<c t="d"><v>2019-05-20T00:00:00</v></c></row><row><c r="b2"><f t="shared" si="0"/><v>6.10728111209E+11</v></c>'
        '<c t="inlineStr"><is><t>_xD800_</t></is></c></row>'
        '<row r="9"><c r="A9" t="str"><v> 　</v></c></row>'
    )
    text = re.sub(r"<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>", parts()[SHEET].decode(), flags=re.S)
    grid = read_workbook(pack({**parts(), SHEET: text.encode()}), None)
    assert grid.rows == [["甲村", "true", "a\rb", "2019-05-20T00:00:00"], [None, "610728111209", "_xD800_", None]]
    assert grid.row_numbers == (1, 2)


def test_charts_are_no_sheets_and_hidden_ones_are_named() -> None:
    chart = (
        '<sheet xmlns:x="a" name="图" sheetId="8" x:id="rIdC"/>'
        '<sheet xmlns:x="a" name="旧" sheetId="9" state="veryHidden" x:id="rId1"/></sheets>'
    )
    link = (
        '<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet" '
        'Target="chartsheets/sheet1.xml"/></Relationships>'
    )
    content = replace(parts(), LINKS, ("</Relationships>", link))
    content = replace(content, BOOK, ("</sheets>", chart))
    book = read_workbook_sheets(pack(content))
    assert list(book.grids) == ["Sheet"]
    assert book.hidden == ("旧",)


FAULTS = ("workbook-", "content-", "layer", "truncated")
DAMAGE: dict[str, tuple[Callable[[Parts], Parts], str, str]] = {
    "a sheet that is missing": (lambda c: {n: d for n, d in c.items() if n != SHEET}, "workbook-damaged", SHEET),
    "a sheet without its relation": (lambda c: drop_relation(c, "worksheet"), "workbook-damaged", "Sheet"),
    "a sheet that is cut off": (lambda c: {**c, SHEET: c[SHEET][:400]}, "workbook-damaged", SHEET),
    "a text that is missing": (
        lambda c: replace(c, SHEET, ("<v>5</v>", "<v>99</v>")),
        "workbook-damaged",
        "A3",
    ),
    "texts that are missing": (
        lambda c: {n: d for n, d in drop_relation(c, "sharedStrings").items() if n != "[Content_Types].xml"},
        "workbook-damaged",
        "A1",
    ),
    "a format that is missing": (lambda c: replace(c, SHEET, ('s="1"', 's="77"')), "workbook-damaged", "C2"),
    "a cell twice": (lambda c: replace(c, SHEET, ('r="B2"', 'r="A2"')), "workbook-damaged", "A2"),
    "a row that is none": (lambda c: replace(c, SHEET, ('<row r="2"', '<row r="0"')), "workbook-damaged", "0"),
    "a cell that is none": (lambda c: replace(c, SHEET, ('r="B2"', 'r="ABCD2"')), "workbook-damaged", "ABCD2"),
    "a style that is no number": (
        lambda c: replace(c, "xl/styles.xml", ('numFmtId="164"', 'numFmtId="x"')),
        "workbook-damaged",
        "xl/styles.xml",
    ),
    "an encoding that is none": (
        lambda c: {**c, SHEET: b'<?xml version="1.0" encoding="rot13"?><worksheet/>'},
        "workbook-damaged",
        SHEET,
    ),
    "entities in UTF-16": (
        lambda c: {**c, SHEET: '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'.encode("utf-16")},
        "workbook-refused",
        "",
    ),
    "a document of another kind": (
        lambda c: {
            "word/document.xml": b"<w/>",
            "_rels/.rels": c["_rels/.rels"].replace(b"xl/workbook", b"word/document"),
        },
        "content-mismatch",
        "word/document.xml",
    ),
    "no document at all": (lambda _c: {"mimetype": b"application/vnd.oasis"}, "content-mismatch", "mimetype"),
}


@pytest.mark.parametrize(("change", "code", "place"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_reported_with_its_place(change: Callable[[Parts], Parts], code: str, place: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_workbook(pack(change(parts())), None)
    assert caught.value.code == code
    named = "reason" if code == "content-mismatch" else "value"
    assert caught.value.params.get(named, "") == place


def spoil_names(data: bytes) -> bytes:
    """Say that a name is UTF-8 that is none."""
    return data.replace(b"docProps/app.xml", b"docProps/ap\xff.xml")


def set_flag(data: bytes, flag: int) -> bytes:
    """Set a flag of every member, in its own header and in the central directory."""
    spoilt = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(signature), data):
            (old,) = struct.unpack_from("<H", data, found.start() + offset)
            struct.pack_into("<H", spoilt, found.start() + offset, old | flag)
    return bytes(spoilt)


def duplicate_member(data: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<worksheet/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: set_flag(spoil_names(data), 0x800), "truncated"),
        (lambda data: set_flag(data, 0x1), "workbook-closed"),
        (duplicate_member, "workbook-damaged"),
        (lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x03"), "truncated"),
        (lambda data: data[:-30], "truncated"),
        (lambda data: data.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml", 1), "workbook-damaged"),
    ],
    ids=["a name in no encoding", "encrypted", "a part twice", "no directory", "cut off", "a directory that lies"],
)
def test_damaged_archives_are_faults(toy: Toy, change: Callable[[bytes], bytes], code: str) -> None:
    fault = only(toy.with_layer("water_projects", "w.xlsx", change(pack(parts()))).refuse(), code)
    assert (fault.level, fault.file, fault.layer) == ("E", "w.xlsx", "water_projects")


def try_to_read(content: bytes) -> str:
    """Return the code of the refusal; "layer" where the workbook can be read."""
    try:
        read_workbook_sheets(content)
    except FileRefused as error:
        return error.code
    return "layer"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutated_part_is_read_or_refused_but_never_a_crash(data: st.DataObject) -> None:
    content = parts()
    name = data.draw(st.sampled_from(sorted(content)))
    words = sorted(set(re.findall(r"[\w./:]+", content[name].decode())))
    old = data.draw(st.sampled_from(words))
    new = data.draw(
        st.sampled_from(["", "0", "-1", "x", "99999999999", "A1", "\u0301", old[:-1], old.upper(), "é/..\\"])
    )
    changed = {**content, name: content[name].decode().replace(old, new, data.draw(st.integers(1, 3))).encode()}
    assert try_to_read(pack(changed)).startswith(FAULTS)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutated_archive_is_read_or_refused_but_never_a_crash(data: st.DataObject) -> None:
    content = bytearray(pack(parts()))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    assert try_to_read(bytes(content)).startswith(FAULTS)

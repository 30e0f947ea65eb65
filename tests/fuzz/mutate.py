"""Mutations of files: by byte for any format, and structural ones that know what the format is made of."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

Dice = random.Random

TEXTS = (
    *("", " ", "NaN", "inf", "-inf", "-1", "0", "1e308", "9" * 400, "0.1e-320", "1/0", "true", "None", "null"),
    *(
        "\x00",
        "\x1b[2J",
        "\u202e",
        "\ufeff",
        "\u3000",
        "１２３",
        "村" * 300,
        "<x>&",
        "=1+1",
        "'",
        '"',
        "`",
        "{}",
        "{0}",
        "%s",
    ),
    *(
        "2019-02-30",
        "1900-02-29",
        "0000-00-00",
        "9999-12-31",
        "43646",
        "2019年6月",
        "12公里",
        "96%",
        "12 里",
        "6.1E+11",
    ),
    *(
        "610728111201",
        "61072811120",
        "610728111201.0",
        "../../etc/passwd",
        "C:\\x",
        "合计",
        "_xD800_",
        "EPSG:4326",
        "EPSG:0",
    ),
    *("\U0001f600", "e\u0301" * 50, "\u200d", "a\nb", "a\rb", "a\tb", "a;b,c", "12°30′E"),
)
NUMBERS = (0, -1, 1, 1e308, -1e308, 5e-324, 2**31, -(2**63), 2**64, 180, 90.5, -0.0, 1e6, 12345678901234567890)
WORDS = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PK\x03\x04",
    b"\xff" * 8,
    b"\x00" * 64,
    b"SQLite format 3\x00",
    b"<!DOCTYPE",
)


def mutate(path: Path, dice: Dice) -> None:
    """Mutate a file in place, by its bytes or by its structure."""
    structural = STRUCTURAL.get(path.suffix)
    if structural is not None and dice.random() < 0.7:
        for _time in range(dice.choice((1, 1, 2, 4))):
            with suppress(Exception):  # what an earlier mutation has damaged
                structural(path, dice)
    else:
        path.write_bytes(mutate_bytes(path.read_bytes(), dice))


def mutate_bytes(content: bytes, dice: Dice) -> bytes:
    """Return other bytes: flipped, cut, doubled, moved, or with something that begins another format."""
    made = bytearray(content)
    for _time in range(dice.choice((1, 1, 2, 5, 20))):
        size = len(made)
        # the head of a file matters most
        at = dice.randrange(min(size, 200) if dice.random() < 0.4 else size) if size else 0
        length = min(dice.choice((1, 2, 4, 16, 100, 1000)), size - at)
        kind = dice.randrange(8)
        if kind == 0 and size:
            made[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            made[at : at + length] = dice.randbytes(length)
        elif kind == 2:
            del made[at : at + length]
        elif kind == 3:
            made[at:at] = made[at : at + length] * dice.choice((1, 2, 50))
        elif kind == 4:
            made[at:at] = dice.choice(WORDS)
        elif kind == 5:
            made[at : at + 4] = dice.choice(
                (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80")
            )
        elif kind == 6 and dice.random() < 0.3:
            del made[at:]
        elif kind == 7 and dice.random() < 0.05:
            made = bytearray(dice.randbytes(dice.choice((0, 1, 100, 5000))))
    return bytes(made)


def pick(dice: Dice) -> str:
    return dice.choice(TEXTS)


def mutate_csv(path: Path, dice: Dice) -> None:
    """Change cells, rows, columns, separators or the encoding of a table."""
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    rows = [line.split(",") for line in text.splitlines()]
    row = dice.choice(rows)
    place = dice.randrange(len(row))
    kind = dice.randrange(12)
    if kind <= 3:
        row[place] = pick(dice)
    elif kind == 4:
        row.insert(place, pick(dice))
    elif kind == 5:
        del row[place]
    elif kind == 6:
        rows[0][place % len(rows[0])] = dice.choice((*rows[0], pick(dice)))
    elif kind == 7:
        rows.insert(dice.randrange(len(rows) + 1), dice.choice(([], [""] * len(row), list(row), ["合计", *row[1:]])))
    elif kind == 8:
        row[place] = '"' + row[place]
    elif kind == 9:
        rows = [[*r[:place], *r[place + 1 :]] for r in rows]
    elif kind == 10:
        rows = rows[: dice.randrange(len(rows) + 1)]
    text = "\n".join(",".join(cells) for cells in rows)
    if kind == 11:
        text = text.replace(",", dice.choice((";", "\t", "|", "，")))
    encoding = dice.choice(("utf-8",) * 8 + ("gb18030", "utf-16", "utf-8-sig", "big5"))
    path.write_bytes(text.encode(encoding, "ignore" if encoding != "utf-8" else "surrogateescape"))


def list_places(node: Any) -> Iterator[tuple[Any, Any]]:
    """List every value of a document: what holds it, and its key."""
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from list_places(value)


def mutate_json(path: Path, dice: Dice) -> None:
    """Replace, remove, rename or nest any value of a document."""
    document = json.loads(path.read_text(encoding="utf-8"))
    places = list(list_places(document))
    node, key = dice.choice(places)
    if isinstance(node[key], dict | list) and dice.random() < 0.5:
        node, key = dice.choice([(n, k) for n, k in places if not isinstance(n[k], dict | list)] or places)
    other, name = dice.choice(places)
    nested = node[key]
    for _depth in range(dice.choice((2, 50, 300))):
        nested = [nested]
    number = dice.choice((*NUMBERS, float("nan"), float("inf")))
    empty = dice.choice((None, True, [], {}, [[]], {"type": "Point"}, [None], [1, 2, 3, 4]))
    node[key] = dice.choice((pick(dice), number, empty, empty, other[name], nested))
    if dice.random() < 0.3:
        value = node.pop(key)
        if isinstance(node, dict) and dice.random() < 0.5:
            node[pick(dice)] = value
    try:
        text = json.dumps(document, ensure_ascii=dice.random() < 0.3)
    except ValueError:  # a document within itself
        return
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


TOML_VALUES = (
    *(
        '""',
        '"x"',
        "0",
        "-1",
        "1e999",
        "nan",
        "inf",
        "true",
        "[]",
        "[[]]",
        "{}",
        "2019-13-01",
        "2019-06-30",
        "07:32:00",
    ),
    *(
        '"../x"',
        '"/etc/passwd"',
        '"EPSG:99999"',
        '["G", 1]',
        "{a = {b = 1}}",
        '"\\u202e"',
        "'''x'''",
        "9" * 30,
        '"{0}"',
    ),
    *("[" * 100 + "]" * 100, '"' + "x" * 3000 + '"', "1979-05-27T07:32:00Z", "0x1F", '["a", "b"]', '"villages.gpkg"'),
)


TOML_LINES = ("x = 1", "[x]", "[[x]]", "[layers]", "[county.x]", "a." * 300 + "b = 1", '"" = 1', "[" * 200)


def mutate_toml(path: Path, dice: Dice) -> None:
    """Change values, keys, tables or the order of the lines of a TOML file."""
    lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    at = dice.randrange(len(lines))
    kind = dice.randrange(9)
    if kind <= 2:
        values = [i for i, line in enumerate(lines) if "=" in line] or [at]
        at = dice.choice(values)
        lines[at] = lines[at].split("=")[0] + "= " + dice.choice(TOML_VALUES)
    elif kind == 3:
        del lines[at]
    elif kind == 4:
        lines.insert(at, dice.choice(lines))
    elif kind == 5:
        lines.insert(
            at,
            dice.choice(("x = 1", "[x]", "[[x]]", "[layers]", "[county.x]", "a." * 300 + "b = 1", '"" = 1', "[" * 200)),
        )
    elif kind == 6:
        other = dice.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 7:
        lines[at] = lines[at].replace(dice.choice("abcdelmnop"), dice.choice(("x", "", "村", " ", "\u202e")), 1)
    else:
        lines[at] = re.sub(r'"[^"]*"', lambda _m: json.dumps(pick(dice), ensure_ascii=True), lines[at])
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))


def mutate_archive(path: Path, dice: Dice) -> None:
    """Change, remove, rename or add a member of a zip archive (a workbook, or a zipped shapefile)."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    at = dice.randrange(len(members))
    name, content = members[at]
    kind = dice.randrange(10)
    if kind <= 4:
        xml = name.endswith((".xml", ".rels"))
        members[at] = name, mutate_xml(content, dice) if xml and dice.random() < 0.8 else mutate_bytes(content, dice)
    elif kind == 5:
        del members[at]
    elif kind == 6:
        members[at] = (
            dice.choice((name.upper(), name.replace("/", "\\"), "../" + name, pick(dice), name + "/")),
            content,
        )
    elif kind == 7:
        members.append(dice.choice(((name, content[: len(content) // 2]), ("xl/x.xml", b"<x/>"), ("x.dbf", content))))
    elif kind == 8:
        other = dice.randrange(len(members))
        members[at], members[other] = (name, members[other][1]), (members[other][0], content)
    else:
        members[at] = name, b"\x00" * dice.choice((0, 1000, 3_000_000))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, content in members:
            archive.writestr(name, content)
    path.write_bytes(made.getvalue())


def mutate_xml(content: bytes, dice: Dice) -> bytes:
    """Change a number, a text, an attribute, or an element of an XML part."""
    text = content.decode("utf-8", "replace")
    pattern = dice.choice((r">[^<>]+<", r'="[^"]*"', r"\d+", r"<[a-zA-Z:]+", r"<[^<>]+/>", r"</[^<>]+>"))
    found = list(re.finditer(pattern, text))
    if not found:
        return mutate_bytes(content, dice)
    match = dice.choice(found)
    value = pick(dice).replace("<", "&lt;").replace("\x00", "&#0;")
    new = {">": f">{value}<", "=": f'="{value}"', "<": dice.choice(("", "<x", match[0] * 2))}.get(match[0][0])
    if new is None:
        new = str(dice.choice((*NUMBERS, "NaN", "99999999999999999999")))
    return (text[: match.start()] + new + text[match.end() :]).encode("utf-8", "surrogatepass")


def mutate_markup(path: Path, dice: Dice) -> None:
    """Change an XML file as `mutate_xml` does."""
    path.write_bytes(mutate_xml(path.read_bytes(), dice))


TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


def mutate_sqlite(path: Path, dice: Dice) -> None:
    """Change cells, rows, tables and the numbers in the head of a SQLite file (a ledger, or a GeoPackage)."""
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA foreign_keys = OFF")
        base.execute("PRAGMA journal_mode = DELETE")
        for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{trigger}"')
        tables = [
            t
            for (t,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        ]
        table = dice.choice(tables)
        columns = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')]
        column = dice.choice(columns)
        where = f'WHERE rowid IN (SELECT rowid FROM "{table}" ORDER BY rowid LIMIT 1 OFFSET {dice.randrange(4)})'
        value: Any = dice.choice((pick(dice), dice.choice((0, -1, 2**40, 1e300)), None, dice.randbytes(20)))
        kind = dice.randrange(8)
        if kind <= 3:
            base.execute(f'UPDATE "{table}" SET "{column}" = ? {where if dice.random() < 0.8 else ""}', [value])
        elif kind == 4:
            base.execute(f'DELETE FROM "{table}" {where if dice.random() < 0.7 else ""}')
        elif kind == 5:
            base.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{column}_"')
        elif kind == 6:
            base.execute(f'DROP TABLE "{table}"')
        else:
            pragma = dice.choice(("user_version", "application_id"))
            base.execute(f"PRAGMA {pragma} = {dice.choice((0, 1, 99999, 1196437808))}")
        base.commit()


def mutate_packed(path: Path, dice: Dice) -> None:
    """Change the content of a file that is packed by gzip, or what is behind it."""
    inner = path.with_suffix("")
    inner.write_bytes(gzip.decompress(path.read_bytes()))
    mutate(inner, dice)
    packed = gzip.compress(inner.read_bytes(), compresslevel=1)
    inner.unlink()
    path.write_bytes(packed + dice.choice((b"", b"", b"", b"\x00" * 50, b"x", packed)))


def mutate_drawing(path: Path, dice: Dice) -> None:
    """Change, remove or repeat a value, a group code or an entity of a drawing."""
    lines = path.read_bytes().decode("gbk", "surrogateescape").split("\n")
    at = dice.randrange(len(lines))
    kind = dice.randrange(7)
    entities = ("LINE", "INSERT", "POLYLINE", "VERTEX", "SPLINE", "HATCH", "MTEXT", "ENDBLK", "ENDSEC", "EOF")
    if kind == 0:
        lines[at] = pick(dice)
    elif kind == 1:
        lines[at] = str(dice.choice(NUMBERS))
    elif kind == 2:
        del lines[at]
    elif kind == 3:
        lines[at] = dice.choice(entities)
    elif kind == 4:
        size = dice.choice((2, 10, 40))
        lines[at:at] = lines[at : at + size] * dice.choice((1, 3))
    elif kind == 5:
        lines[at : at + 2] = [str(dice.choice((0, 2, 10, 42, 66, 70, 71, 90, 230, -5, 1071))), lines[at]]
    else:
        lines = lines[: at + 1]
    path.write_bytes("\n".join(lines).encode("gbk", "surrogateescape" if kind else "ignore"))


STRUCTURAL: dict[str, Callable[[Path, Dice], None]] = {
    ".csv": mutate_csv,
    ".json": mutate_json,
    ".geojson": mutate_json,
    ".toml": mutate_toml,
    ".xlsx": mutate_archive,
    ".kmz": mutate_archive,
    ".kml": mutate_markup,
    ".gpx": mutate_markup,
    ".zip": mutate_archive,
    ".ods": mutate_archive,
    ".xlsb": mutate_archive,
    ".gz": mutate_packed,
    ".dxf": mutate_drawing,
    ".gpkg": mutate_sqlite,
    ".sqlite": mutate_sqlite,
}

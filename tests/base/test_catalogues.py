"""The catalogues: everything is translated, nothing else is, and the Chinese is written as Chinese is."""

import ast
import json
import os
import re
import string
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from gisplan.base.language import _, agree, set_language

LANGUAGES = ("en", "zh")
CHINESE = "\u3400-\u9fff"
QUOTED = re.compile(r'"[ -!#-~…]*"')  # what is to be typed as it stands
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def package(root: Path) -> Path:
    return root / "gisplan"


@pytest.fixture(scope="module")
def extracted(package: Path) -> set[str]:
    """What the command in docs/translations.md finds in the source."""
    keywords: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "NN_": (1, 2)}
    found = extract_from_dir(package, method_map=[("**.py", "python")], keywords=keywords)
    return {last(message) for _file, _line, message, _comments, _context in found}


@pytest.fixture(scope="module")
def chinese(package: Path) -> dict[str, str]:
    return texts(po(package, "zh"))


@pytest.fixture(autouse=True)
def in_the_source_language() -> Iterator[None]:
    yield
    set_language(None)


def po(package: Path, language: str) -> Catalog:
    with (package / "locale" / language / "LC_MESSAGES" / "gisplan.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(catalogue: Catalog) -> dict[str, str]:
    return {last(m.id): last(m.string) for m in catalogue if m.id}


def last(message: object) -> str:
    """A message; its plural where it has one."""
    return str(message[-1]) if isinstance(message, tuple | list) else str(message)


def marked(node: ast.AST) -> Iterator[ast.Call]:
    """Calls of `_`, `N_` and `NN_`."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "N_", "NN_"):
            yield call


def placeholders(text: str) -> set[tuple[str, str | None, str | None]]:
    return {(name, spec, way) for _text, name, spec, way in string.Formatter().parse(text) if name is not None}


def test_the_extractor_finds_every_marked_text(package: Path, extracted: set[str]) -> None:
    """A text marked inside an f-string is not found by every Python; none stands there."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py")]
    calls = [call for tree in trees for call in marked(tree)]
    stated = {c.args[-1].value for c in calls if isinstance(c.args[-1], ast.Constant)}
    assert stated == extracted
    loose = [c for c in calls if not isinstance(c.args[0], ast.Constant) and getattr(c.func, "id", "") == "N_"]
    assert not loose, "only a text that stands there can be marked"
    inside = [
        call.lineno
        for tree in trees
        for quoted in ast.walk(tree)
        if isinstance(quoted, ast.JoinedStr)
        for call in marked(quoted)
        if isinstance(call.args[0], ast.Constant)
    ]
    assert not inside


def test_nothing_is_translated_before_the_language_is_chosen(package: Path) -> None:
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(call)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for part in (node.body if isinstance(node.body, list) else [node.body])
            for call in marked(part)
        }
        early = [c.lineno for c in marked(tree) if getattr(c.func, "id", "") == "_" and id(c) not in inside]
        assert not early, f"{path.name} {early}: mark it with N_, and translate it where it is shown"


@each_language
def test_a_catalogue_holds_just_the_texts_of_the_source(package: Path, extracted: set[str], language: str) -> None:
    catalogue = po(package, language)
    known = set(texts(catalogue))
    assert known == extracted, "extract again: see docs/translations.md"
    assert not catalogue.obsolete
    assert not [m.id for m in catalogue if m.fuzzy]


def test_every_text_has_its_chinese(chinese: dict[str, str]) -> None:
    assert not [english for english, text in chinese.items() if not text.strip()]


def test_placeholders_and_paragraphs_agree(chinese: dict[str, str]) -> None:
    for english, text in chinese.items():
        assert placeholders(text) == placeholders(english), english
        assert text.count("\n\n") == english.count("\n\n"), english
        commands = re.findall(r"gisplan (?:[a-z]+\b)(?: [\w/-]+/[\w/-]+)?", text)
        assert all(command in english for command in commands), text


def test_names_to_be_typed_stay_as_they_are(chinese: dict[str, str]) -> None:
    for english, text in chinese.items():
        for name in re.findall(r"\[\[?[a-z][\w.{}\[\]]*\]|--[a-z]+|[a-z]+_[a-z_]+|EPSG:\d+", english):
            assert name in text, english


@each_language
def test_the_compiled_catalogue_is_what_its_source_says(package: Path, language: str) -> None:
    with (package / "locale" / language / "LC_MESSAGES" / "gisplan.mo").open("rb") as file:
        compiled = texts(read_mo(file))
    assert compiled == {key: text for key, text in texts(po(package, language)).items() if text}


def test_chinese_has_chinese_quotes_brackets_and_stops(chinese: dict[str, str]) -> None:
    for english, text in chinese.items():
        for quoted in QUOTED.findall(text):
            assert quoted in english, f"{text}: quote Chinese with “ ”"
        prose = QUOTED.sub("", text)
        assert not re.search("[\"'()]", prose), text
        assert not re.search(f"[{CHINESE}”）}}][,;:?!]|[,;?!][{CHINESE}]|[{CHINESE}”）]\\.(?![a-z])", prose), text
        assert english.endswith(("?", ":", ".")) <= (text[-1] in "。？：}" or text[-1].isascii()), text


def test_a_word_for_a_level_is_the_same_everywhere(chinese: dict[str, str]) -> None:
    words = {"met": "达标", "missed": "未达标", "unknown": "无法判定", "pending": "未到期", "set aside": "搁置"}
    assert {english: chinese[english] for english in words} == words
    sheets = ("summary", "targets", "villages", "groups", "near misses", "tolerance")
    sheets += ("critical segments", "quarantine", "inputs")
    names = [chinese[name] for name in sheets]
    assert len(set(names)) == len(names), "no two sheets of a workbook share a name"
    assert not [name for name in names if len(name) > 31 or set(name) & set("[]:*?/\\")]


def test_both_languages_load() -> None:
    set_language("zh")
    assert _("missed") == "未达标"
    set_language("en")
    assert _("missed") == "missed"
    set_language(None)
    assert _("missed") == "missed"


def run(*words: str, **environment: str) -> str:
    variables = {**os.environ, "COLUMNS": "80", "LC_ALL": "C", **environment}
    variables.pop("LANGUAGE", None)
    done = subprocess.run(
        [sys.executable, "-m", "gisplan.cli.main", *words], capture_output=True, env=variables, check=True
    )
    steps = re.compile(r"\d+( s, step |秒，第)")  # of what takes long on a busy computer
    assert not [line for line in done.stderr.decode("utf-8").splitlines() if not steps.match(line)]
    return done.stdout.decode("utf-8")


def wide(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_a_table_is_chinese_and_stands_straight(qingxi: Path) -> None:
    result = run("verify", str(qingxi), "--full", "--lang", "zh")
    for word in ("指标", "未达标人口", "计算口径", "疑似断点", "接合容差", "读入的数据", "判定结果：达标"):
        assert word in result
    tables: list[list[int]] = []
    for line in result.splitlines():
        if line.startswith("┏"):
            tables.append([])
        if line[:1] in "┏┃┡│└" and line:
            tables[-1].append(wide(line))
    assert len(tables) >= 5
    assert all(len(set(widths)) == 1 and widths[0] <= 80 for widths in tables), tables


def test_the_document_is_english_in_chinese_too(qingxi: Path) -> None:
    there, here = (run("verify", str(qingxi), "--json", *more) for more in (["--lang", "zh"], []))
    assert there == here
    assert not re.search(f"[{CHINESE}]", "".join(t["basis"] for t in json.loads(there)["targets"]))


@pytest.mark.parametrize("command", [(), ("init",), ("check",), ("gaps",), ("verify",), ("standards",)])
def test_help_speaks_chinese(command: tuple[str, ...]) -> None:
    result = run(*command, "--help", LC_ALL="zh_CN.UTF-8")
    assert re.search(f"[{CHINESE}]", result)
    assert not re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+|(?m:^)[A-Z][a-z]+:", result), result


@each_language
def test_an_empty_text_stays_empty(language: str) -> None:
    """Of an empty one gettext gives the head of the catalogue: choices without a meaning showed it in `init`."""
    set_language(language)
    try:
        assert _("") == ""
    finally:
        set_language(None)


def test_no_message_shows_both_numbers_of_a_word(extracted: set[str]) -> None:
    """The ending in brackets is cut or kept by the number before it; elsewhere it would be shown."""
    for message in extracted:
        for number in (1, 2):
            values = dict.fromkeys((name for _, name, _, _ in string.Formatter().parse(message) if name), number)
            assert "(s)" not in agree(message, values), message


def test_no_blank_stands_between_chinese_and_digits_or_letters(chinese: dict[str, str]) -> None:
    """In examples blanks part the words that are typed."""
    before = rf"[{CHINESE}，。；：、（）“”] +[A-Za-z0-9{{\[]"
    beside = re.compile(rf"{before}|[A-Za-z0-9}}\]] +[{CHINESE}（“]|[{CHINESE}] +[{CHINESE}（]")
    lines = [line for text in chinese.values() for line in text.split("\n") if not line.startswith("示例")]
    assert [line for line in lines if beside.search(line)] == []

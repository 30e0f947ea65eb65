"""The pages that are also in Chinese, and what of them gettext does not translate: outputs and comments in examples.

A paragraph, heading, cell or link is a message of `locale/zh_CN/LC_MESSAGES/docs.po`. A comment in an example is a
message too. What a command prints is in `locale/zh_CN/outputs.txt`, by page and command, as the program prints it with
`--lang zh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

DOCS = Path(__file__).resolve().parent
CATALOGUE = DOCS / "locale" / "zh_CN" / "LC_MESSAGES" / "docs.po"
OUTPUTS = DOCS / "locale" / "zh_CN" / "outputs.txt"

ENGLISH_ONLY = ["decisions/*", "project/*", "python.md", "python/*", "translations.md"]
"""Pages for those who write programs or texts, which stay in English."""

COMPLETE = [
    "assumptions",
    "check",
    "compare",
    "county-file",
    "desk",
    "desk-install",
    "desk-map",
    "dossier",
    "exit-verification",
    "files",
    "first-quarter-hour",
    "formulation",
    "glossary",
    "index",
    "install",
    "layers",
    "ledger",
    "many-counties",
    "make-a-plan",
    "not-planned",
    "notebooks",
    "openstreetmap",
    "own-data",
    "own-standard",
    "places",
    "plan",
    "three-values",
    "verdict-document",
    "verdicts",
    "what-it-is-not",
]
"""Pages whose every message must have its Chinese: a test says which have not."""

_ENGLISH = "*本页只有英文。*"
_FENCE = re.compile(r"^```[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"((?:^|\s)# +)(\S[^\n]*)$", re.MULTILINE)
_OUTPUT = re.compile(r"<!-- output of: (.*?) -->\n```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"^## (\S+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def read_catalogue(path: Path = CATALOGUE) -> Catalog:
    """Read the catalogue of the site."""
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN")


def list_translations(catalogue: Catalog) -> dict[str, str]:
    """Return the translation of each message that has one and is not doubtful."""
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


def read_outputs(text: str | None = None) -> dict[str, dict[str, str]]:
    """Return what commands print in Chinese, by page and command."""
    text = OUTPUTS.read_text(encoding="utf-8") if text is None else text
    return {page: dict(_OUTPUT.findall(part)) for page, part in _PAGE.findall(text)}


def read_bad_inputs(language: str) -> str:
    """Return the page of bad inputs, which `write_bad_inputs.py` writes in both languages, as running it takes long."""
    path = DOCS / "bad-inputs.md" if language == "en" else OUTPUTS.with_name("bad-inputs.txt")
    return path.read_text(encoding="utf-8")


def is_generated(source: str) -> bool:
    """Say whether a page is made by a program: such a page is made in each language, and has no messages of its own."""
    return "This page is made by `python docs/" in source


def find_outputs(source: str) -> dict[str, str]:
    """Return the outputs that a page shows, by their command."""
    return dict(_OUTPUT.findall(source))


def list_outputs(page: str) -> dict[str, dict[str, str]]:
    """Return the outputs that a page shows in each language, by their command."""
    english = find_outputs((DOCS / f"{page}.md").read_text(encoding="utf-8"))
    return {"en": english, "zh": read_outputs().get(page, {})}


def find_comments(source: str) -> Iterator[str]:
    """Yield the comments in the examples of a page, except in the outputs that it shows."""
    for block in _FENCE.findall(_OUTPUT.sub("", source)):
        yield from (comment for _, comment in _COMMENT.findall(block))


def translate_blocks(source: str, outputs: Mapping[str, str], messages: Mapping[str, str]) -> str:
    """Return a page with the outputs of its commands and the comments of its examples in Chinese."""

    def change_block(match: re.Match[str]) -> str:
        return _COMMENT.sub(lambda comment: comment[1] + messages.get(comment[2], comment[2]), match[0])

    def change_output(match: re.Match[str]) -> str:
        return f"```\n{outputs.get(match[1], match[2])}```"

    return _FENCE.sub(change_block, _OUTPUT.sub(change_output, source))


def present_in_chinese(name: str, source: str) -> str:
    """Return a page of the Chinese site: it lists the README in Chinese alone, and a page in English says so."""
    if name == "index":
        return source.replace("\nproject/readme\n", "\n")
    if name == "project/readme.zh" or (not is_english(name) and not is_generated(source)):
        return source
    source = re.sub(r"^(# .*)$", f"\\1\n\n{_ENGLISH}", source, count=1, flags=re.MULTILINE)
    return f"---\norphan: true\n---\n\n{source}" if name == "project/readme" else source


def is_english(name: str) -> bool:
    """Say whether a page stays in English."""
    return any(fnmatch(f"{name}.md", f"{pattern.removesuffix('.md')}.md") for pattern in ENGLISH_ONLY)

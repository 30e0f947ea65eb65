"""Bring the Chinese catalogue of the site up to date: `python docs/write_translations.py`.

It reads the messages of every page through Sphinx, keeps the Chinese of those that are still there, and lists what
lacks Chinese. A message that was changed keeps its former Chinese, marked as fuzzy: correct it and remove the mark.
With `--table TABLE.json` it also takes in a table of translations, `{english: chinese}`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

sys.path.insert(0, str(Path(__file__).resolve().parent))

import translated_pages as pages

_WIDTH = 110
_NO_WORDS = re.compile(r"`[^`]*`|\]\([^)]*\)")


def extract_messages() -> dict[str, set[str]]:
    """Return every message of the pages that are translated, and the pages it is on."""
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(pages.DOCS.glob("*.md"))}
    generated = [f"{name}.md" for name, source in sources.items() if pages.is_generated(source)]
    left_out = ["locale", "pictures", "static", "templates", *pages.ENGLISH_ONLY, *generated]
    with tempfile.TemporaryDirectory() as folder:
        words = ["-q", "-b", "gettext", "-D", f"exclude_patterns={','.join(left_out)}"]
        command = [sys.executable, "-m", "sphinx", *words, str(pages.DOCS), folder]
        subprocess.run(command, check=True, capture_output=True)
        with Path(folder, "docs.pot").open("rb") as file:
            template = read_po(file)
    found = {str(m.id): {Path(path).stem for path, _ in m.locations} for m in template if has_words(str(m.id))}
    for name, source in sources.items():
        if f"{name}.md" not in left_out:
            for comment in pages.find_comments(source):
                found.setdefault(comment, set()).add(name)
    return found


def has_words(message: str) -> bool:
    """Say whether a message has anything to translate: words of English that are no code and no target of a link."""
    return re.search(r"[A-Za-z]{2}", _NO_WORDS.sub("", message)) is not None


def update_catalogue(catalogue: Catalog, messages: Iterable[str], table: Mapping[str, str]) -> None:
    """Bring a catalogue up to date with the messages of the pages, and fill in a table of translations.

    A new message takes the Chinese of the message that is gone and most like it, marked as fuzzy.
    """
    wanted = set(messages)
    gone = {str(m.id): str(m.string) for m in catalogue if m.id and m.id not in wanted}
    for message in gone:
        catalogue.delete(message)
    for message in wanted:
        if message not in catalogue:
            former = get_close_matches(message, [text for text in gone if gone[text]], 1)
            catalogue.add(message, gone[former[0]] if former else "", flags={"fuzzy"} if former else ())
        if message in table:
            catalogue[message].string = table[message]
            catalogue[message].flags.discard("fuzzy")


def find_missing(messages: dict[str, set[str]], translations: dict[str, str]) -> dict[str, list[str]]:
    """Return by page the messages that have no Chinese."""
    missing: dict[str, list[str]] = {}
    for message, places in messages.items():
        if message not in translations:
            for page in sorted(places):
                missing.setdefault(page, []).append(message)
    return missing


def main() -> None:
    """Update the file, and say what is missing on which page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", type=Path, help="a JSON file {english: chinese}")
    parser.add_argument("--list", metavar="PAGE", help="write what the page lacks as JSON")
    chosen = parser.parse_args()
    table = json.loads(chosen.table.read_text(encoding="utf-8")) if chosen.table else {}
    messages, catalogue = extract_messages(), pages.read_catalogue()
    update_catalogue(catalogue, messages, table)
    with pages.CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=_WIDTH, no_location=True, sort_output=True)
    missing = find_missing(messages, pages.list_translations(catalogue))
    if chosen.list:
        lines = [json.dumps(dict.fromkeys(missing.get(chosen.list, []), ""), ensure_ascii=False, indent=1)]
    else:
        lines = [f"{page}: {len(absent)} messages without Chinese" for page, absent in missing.items()]
    sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode())


if __name__ == "__main__":
    main()

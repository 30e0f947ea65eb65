"""Every word that a page's scripts ask for is among its labels, and none is there in vain."""

import re
from pathlib import Path

import pytest

from gisplan.maps.gaps.labels import WORDS
from gisplan.maps.gaps.overlays import PROGRESS
from gisplan.maps.plan.labels import PLAN_PAGE_WORDS
from gisplan.maps.plan.scenario_map import SCENARIO_WORDS
from gisplan.maps.progress.labels import PROGRESS_WORDS
from gisplan.maps.shared.labels import SHARED_WORDS

PAGES = {"gaps": {*WORDS, *PROGRESS}, "plan": {*PLAN_PAGE_WORDS, *SCENARIO_WORDS}, "progress": {*PROGRESS_WORDS}}


@pytest.mark.parametrize("page", PAGES)
def test_scripts_and_labels_agree(page: str, root: Path) -> None:
    folder = root / "gisplan" / "maps" / "page"
    scripts = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{page}/*.mjs")))
    asked = set(re.findall(r"\bwords\.([a-z_A-Z]+)", scripts))
    assert asked <= PAGES[page] | {*SHARED_WORDS}
    assert PAGES[page].isdisjoint(SHARED_WORDS)
    data = "".join(path.read_text(encoding="utf-8") for path in sorted((root / "gisplan" / "maps" / page).glob("*.py")))
    shared = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("shared/*.mjs")))
    named = (
        set(re.findall(r"[A-Za-z_]+", scripts))
        | set(re.findall(r"\bwords\.([a-z_A-Z]+)", shared))
        | set(re.findall(r'WORDS\["(\w+)"\]', data))
    )
    built = {word for word in PAGES[page] if re.search(rf"\b{word.split('_')[0]}_\"", scripts)}
    assert PAGES[page] - named - built == set(), "no script asks for these"


def test_shared_words_are_asked_for(root: Path) -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in (root / "gisplan" / "maps" / "page").rglob("*.mjs"))
    assert set(SHARED_WORDS) <= set(re.findall(r"\bwords\.([a-z_]+)", scripts))


def find_lines(root: Path, wrong: str) -> set[str]:
    """The lines of the pages' scripts that a pattern finds."""
    folder = root / "gisplan" / "maps" / "page"
    return {
        f"{path.relative_to(folder).as_posix()}: {line.strip()}"
        for path in sorted(folder.rglob("*.mjs"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(wrong, line)
    }


def test_marks_between_texts_are_those_of_the_language(root: Path) -> None:
    """Colons, brackets and the like beside texts come from `punctuate` of shared/wording.mjs."""
    assert find_lines(root, r'\+ "[^"\w]*[:(][^"\w]*"|join\("[,;] "\)|"[^"\w]*: " \+') == set()


def test_units_are_those_of_the_language(root: Path) -> None:
    """Lengths and numbers of people come with words of the labels."""
    assert find_lines(root, r'\+ " (?:m|km|people)\b|\} (?:m|km|people)\b') == set()

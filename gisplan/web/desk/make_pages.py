"""Judge the county with the works of its ledger and write its map and villages: what a process of its own does."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _, use_language
from gisplan.web.desk.last_week import compare_with_last_week

if TYPE_CHECKING:
    from gisplan.gaps import Gaps
    from gisplan.ledger import State
    from gisplan.report.village_dossier.village import Dossier

__all__ = ["FACTS", "LANGUAGES", "VERDICTS", "main", "make_pages"]

FACTS = "facts.json"
"""The file that is written last: of which event the pages are."""

VERDICTS = "verdicts.json"
"""The file of all verdicts, for other programs."""

LANGUAGES = ("en", "zh")


def main(arguments: Sequence[str]) -> int:
    """Make the pages of a county: its folder, and the folder to write to; its environment may name the store."""
    county, folder = arguments
    make_pages(county, Path(folder))
    return 0


def make_pages(county: str, folder: Path) -> None:
    """Write the gap map and the villages of a county in each language.

    Parameters
    ----------
    county : str
        The county's folder, or its gisplan.toml.
    folder : Path
        Where to; it is made.
    """
    from gisplan.ledger import open_ledger, with_ledger_works
    from gisplan.report.documents.verdicts import make_document
    from gisplan.workflow import find_gaps, read_county

    read, ledger = read_county(county), open_ledger(county)
    last_event = ledger.last_event  # before the works are read: they may be newer than said, never older
    gaps, works = find_gaps(with_ledger_works(read, ledger)), ledger.state()
    for language in LANGUAGES:
        with use_language(language):
            _write_language(gaps, works, folder / language, language)
    document = json.dumps(make_document(gaps), ensure_ascii=False, allow_nan=False)
    (folder / VERDICTS).write_text(document, encoding="utf-8")
    as_of = gaps.county.as_of.isoformat() if gaps.county.as_of else ""
    week = compare_with_last_week(read, ledger, gaps)
    known = {"last_event": last_event, "as_of": as_of, "state": gaps.state}
    facts = {**known, "headlines": _format_headlines(gaps), "week": week}
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")


def _format_headlines(gaps: Gaps) -> dict[str, str]:
    """Return in each language how many villages fall short, in a sentence."""
    from gisplan.wording.headline import format_headline

    headlines = {}
    for language in LANGUAGES:
        with use_language(language):
            headlines[language] = format_headline(gaps, translate=_)
    return headlines


def _write_language(gaps: Gaps, works: State, folder: Path, language: str) -> None:
    """Write all pages in one language."""
    from gisplan.maps import make_gap_map
    from gisplan.maps.gaps.ledger_works import DeskMap
    from gisplan.report.village_dossier.dossier import make_dossier
    from gisplan.report.village_dossier.village import Dossier
    from gisplan.wording.sentences import explain_settlements

    folder.mkdir(parents=True)
    desk = DeskMap("/villages/", _("Works, photos and history"), "/works/", works)
    page = make_gap_map(gaps, language=language, settlements=explain_settlements(gaps), desk=desk)
    (folder / "map.html").write_bytes(page)
    for name, content in make_dossier(gaps):
        (folder / name).write_bytes(content)
    dossier = Dossier(gaps)
    rows = dict(_describe_village(dossier, place) for place in range(len(dossier.villages)))
    (folder / "villages.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _describe_village(dossier: Dossier, place: int) -> tuple[str, dict[str, Any]]:
    """Describe one village as its page shows it: its verdicts with their evidence, and where its dossier is."""
    page = dossier.make_verdicts(place)
    return page["code"], {**page, "households": _list_households(dossier.gaps, page["code"])}


def _list_households(gaps: Gaps, code: str) -> list[str]:
    """List the households of a village without power, by name."""
    from gisplan.gaps.verdicts.household_names import NAMES_COLUMN, split_names

    power = gaps.county.power
    if power is None or NAMES_COLUMN not in power:
        return []
    names = power.loc[power["village"] == code, NAMES_COLUMN].dropna()
    return [name for text in names for name in split_names(text)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

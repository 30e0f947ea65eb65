"""Bring the outputs that pages show up to date: `python docs/write_outputs.py`.

The commands of the README, of docs/own-data.md, docs/exit-verification.md and docs/make-a-plan.md are run in both
languages. A line that is no longer printed is replaced by the printed line that is most like it; where there is none,
the page and the line are named, and somebody has to look. What stands for omitted lines (`...`) stays.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from translated_pages import OUTPUTS, find_outputs, read_outputs  # noqa: E402
from write_own_data import OSM_STEPS, STEPS, run_commands, run_steps  # noqa: E402

OMITTED = "..."
_ALIKE = 0.6  # how like the printed line a shown one must be to be replaced by it
_EXTRACT = ROOT.parent / "shared" / "data" / "andorra" / "andorra.osm.pbf"
Run = Callable[[str, Path, str], str]


def refresh(shown: str, printed: str) -> tuple[str, list[str]]:
    """Return a shown output with the lines that are printed today, and those for which there is none."""
    lines, lost, start = [], [], 0
    today = [line.rstrip() for line in printed.splitlines()]
    for line in shown.splitlines():
        if line == OMITTED:
            lines.append(line)
            continue
        place = today.index(line, start) if line in today[start:] else _find_alike(line, today, start)
        if place is None:
            lost.append(line)
        lines.append(line if place is None else today[place])
        start = start if place is None else place + 1
    return "".join(f"{line}\n" for line in lines), lost


def _find_alike(line: str, today: list[str], start: int) -> int | None:
    shares = [SequenceMatcher(None, line, other, autojunk=False).ratio() for other in today[start:]]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return None if best is None or shares[best] < _ALIKE else start + best


def _run_example(command: str, folder: Path, language: str) -> str:
    """Run a command on the example county, in a folder where it is at layers/zhenba."""
    place = folder / "layers" / "zhenba"
    if not place.exists():
        shutil.copytree(ROOT / "layers" / "zhenba", place, ignore=shutil.ignore_patterns("bureau"))
    return run_commands({command.replace(" --lang zh", ""): None}, folder, language)[command.replace(" --lang zh", "")]


def _run_own_data(command: str, folder: Path, language: str) -> str:
    """Run the steps of docs/own-data.md; those on an extract only where it is there."""
    if command in STEPS:
        return run_steps(folder, language, "--read-seconds", "900")[command]
    if not _EXTRACT.exists():
        return ""
    shutil.copy(_EXTRACT, folder)
    return run_commands(OSM_STEPS, folder, language)[command]


PAGES: Mapping[str, Run] = {
    "exit-verification": _run_example,
    "make-a-plan": _run_example,
    "own-data": _run_own_data,
}
READMES = {"README.md": "en", "README.zh.md": "zh"}


def _refresh_all(shown: Mapping[str, str], run: Run, language: str, name: str) -> dict[str, str]:
    """Return today's outputs of commands; name what has to be looked at."""
    made = {}
    for command, output in shown.items():
        with tempfile.TemporaryDirectory() as folder:
            printed = run(command, Path(folder), language)
        made[command], lost = refresh(output, printed) if printed else (output, [])
        for line in lost:
            sys.stderr.write(f"{name} ({language}), {command}: not printed any more: {line}\n")
    return made


def _replace(path: Path, old: Mapping[str, str], new: Mapping[str, str], start: int = 0) -> None:
    text = path.read_text(encoding="utf-8")
    for command, output in new.items():
        head = f"<!-- output of: {command} -->\n```\n"
        place = text.index(head + old[command], start)
        text = text[:place] + head + output + text[place + len(head + old[command]) :]
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Bring the outputs of all pages up to date."""
    for name, language in READMES.items():
        shown = find_outputs((ROOT / name).read_text(encoding="utf-8"))
        _replace(ROOT / name, shown, _refresh_all(shown, _run_example, language, name))
    chinese = read_outputs()
    for name, run in PAGES.items():
        path = ROOT / "docs" / f"{name}.md"
        shown = find_outputs(path.read_text(encoding="utf-8"))
        _replace(path, shown, _refresh_all(shown, run, "en", name))
        if name in chinese:
            found = re.search(rf"^.*\b{re.escape(name)}\b.*$", OUTPUTS.read_text(encoding="utf-8"), flags=re.MULTILINE)
            _replace(
                OUTPUTS, chinese[name], _refresh_all(chinese[name], run, "zh", name), found.start() if found else 0
            )


if __name__ == "__main__":
    main()

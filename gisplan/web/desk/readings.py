"""The pinyin of characters, spelled by a process of its own: the table of all characters takes 55 MB."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from gisplan.base.own_processes import packed_command

__all__ = ["Readings", "main"]

_LOG = logging.getLogger(__name__)
_MODULE = "gisplan.web.desk.readings"
_MOST_S = 60.0


class Readings:
    """How the characters of names are spelled; each is asked for once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, str] = {}

    def read(self, texts: Iterable[str]) -> Mapping[str, str]:
        """Return the spelling of every character of texts, and of those that were asked for before.

        Where they cannot be read, works are not found by pinyin, and all other searches work.

        Parameters
        ----------
        texts : iterable of str
        """
        with self._lock:
            unknown = {letter for letter in set().union(*texts) if not letter.isascii()} - self._known.keys()
            if unknown:
                self._known |= dict.fromkeys(unknown, "") | _spell(sorted(unknown))
            return self._known


def _spell(characters: Sequence[str]) -> dict[str, str]:
    """Have a process spell characters."""
    command = [*(packed_command(_MODULE) or [sys.executable, "-P", "-m", _MODULE])]
    asked = json.dumps(characters).encode("ascii")
    try:
        done = subprocess.run(command, input=asked, capture_output=True, check=True, timeout=_MOST_S)
        found: dict[str, str] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        _LOG.warning("the pinyin of names cannot be read: works are not found by it", exc_info=True)
        return {}
    return found


def main(_arguments: Sequence[str]) -> int:
    """Spell the characters of a JSON list on standard input: what the process does."""
    from gisplan.ledger.entry.pinyin import has_pinyin, spell

    characters = json.loads(sys.stdin.buffer.read()) if has_pinyin() else []
    sys.stdout.write(json.dumps({character: spell(character) for character in characters}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

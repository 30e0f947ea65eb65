"""Make one backup of the ledger: what a process of its own does, so that a slow folder keeps nobody waiting."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from gisplan.base.errors import GisplanError
from gisplan.base.language import use_language

__all__ = ["main"]

_LESS_URGENT = 10  # than answering


def main(_arguments: Sequence[str]) -> int:
    """Make the backup that standard input asks for as JSON; write what was made, or why it failed, as JSON.

    What is asked for is not among the arguments, which all users of a computer can read: an address may have a
    password.
    """
    asked = json.load(sys.stdin)
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_LESS_URGENT)
    from gisplan.ledger import open_ledger
    from gisplan.ledger.store.dated_backups import make_dated_backup

    with use_language(asked["language"]):
        try:
            ledger = open_ledger(asked["county"], asked["url"], create=False)
            made = make_dated_backup(
                ledger.engine,
                ledger.files if ledger.folder is not None else None,
                ledger.county,
                Path(asked["folder"]),
                due=datetime.fromisoformat(asked["due"]),
                keep=asked["keep"],
            )
        except (GisplanError, OSError) as error:
            sys.stdout.write(json.dumps({"error": str(error)}))
            return 1
    sys.stdout.write(json.dumps({"made": asdict(made)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

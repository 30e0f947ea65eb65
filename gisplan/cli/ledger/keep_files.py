"""Keep the files that a command attaches, and compare photos with what they prove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gisplan.ledger import Attachment, Ledger, WorkState

__all__ = ["keep_files"]


def keep_files(
    ledger: Ledger, paths: Sequence[str], *, work: WorkState, day: date | None = None
) -> tuple[Attachment, ...]:
    """Keep files with the ledger; say on stderr where a photo's day or place differs, or is unknown.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    paths : sequence of str
        The files.
    work : WorkState
        The work that they are about.
    day : date, optional
        The day that they prove.

    Returns
    -------
    tuple of Attachment
    """
    from gisplan.base.display import visible
    from gisplan.io.inputs.attached_file import PHOTO
    from gisplan.ledger.entry.photo_check import compare_photo, explain_photo

    kept = tuple(ledger.keep(path) for path in paths)
    for file in kept:
        if file.type != PHOTO:
            continue
        check = compare_photo(file, day, work.values.get("place"))
        for sentence in explain_photo(check, visible(file.name)):
            click.echo(sentence, err=True)
    return kept

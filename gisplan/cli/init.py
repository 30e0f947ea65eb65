"""`gisplan init`: a first county file from the files found, with questions on a terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gisplan.base.display import escape_json
from gisplan.base.language import N_, _
from gisplan.cli.commands import lang_option, limit_options

if TYPE_CHECKING:
    from gisplan.io.init.asking.answers_file import Answer

__all__ = ["init"]


def is_terminal() -> bool:
    """Return whether questions can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@click.command(
    help=N_(
        "Draft a gisplan.toml from the files in FOLDER, or from one FILE such as an extract of OpenStreetMap: then a "
        "new folder of its name gets the draft and a copy of the file.\n\n"
        "The draft names the layer of each file and the meaning of each column, with the confidence of each "
        "proposal. On a terminal the open questions are asked one by one; else, and with --no-ask, they are listed "
        "and marked in the file. Answers are recorded in gisplan-answers.toml beside it, those before Ctrl-C, "
        "too. An existing gisplan.toml is never overwritten: exit code 2.\n\n"
        "Example: gisplan init zhenba/bureau -o mine\n\n"
        "Example: gisplan init zhenba/roads.geojson -o roads-only"
    )
)
@click.argument("folder", metavar="FOLDER|FILE", type=click.Path())
@click.option(
    "-o",
    "county",
    metavar="COUNTY",
    type=click.Path(),
    help=N_("Folder for the draft; default: FOLDER, or a new folder with the name of FILE."),
)
@click.option("--no-ask", is_flag=True, help=N_("Ask nothing; write the questions into the file."))
@click.option(
    "--answers",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help=N_("Replay the answers recorded in this file."),
)
@click.option(
    "--profile",
    metavar="ID",
    help=N_("The source of the files: china-bureaus, pmgsy or osm-gdal; else found by itself."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@limit_options
@lang_option
def init(
    folder: str, county: str | None, no_ask: bool, answers: str | None, profile: str | None, as_json: bool
) -> None:
    """Write a first gisplan.toml from the files in FOLDER."""
    from gisplan.io.init import describe_draft, draft_survey, record_answers, show_draft, survey_folder, write_draft
    from gisplan.io.init.asking.answers_file import as_answers, as_reasons, read_answers
    from gisplan.io.init.messages import one_line

    given: list[Answer] = read_answers(Path(answers)) if answers else []
    interrupted = False
    survey = survey_folder(folder, county, profile=profile)
    if not (no_ask or as_json) and is_terminal():
        from gisplan.cli.questions import ask_all

        given, interrupted = ask_all(survey, given)
    draft = draft_survey(survey, as_answers(given), as_reasons(given))
    write_draft(draft)
    if given:
        record_answers(draft.path.with_name("gisplan-answers.toml"), given)
    if as_json:
        click.echo(escape_json(json.dumps(describe_draft(draft), ensure_ascii=False, indent=2)))
        return
    show_draft(draft)
    for at, key in draft.find_unused_answers():
        click.echo(_("An answer that fits no question: {0}").format(one_line(f"{at} {key}")))
    if interrupted:
        click.echo(_("Interrupted. The answers given so far are kept; what was not answered is left open in the file."))
        raise click.exceptions.Exit(130)

"""`gisplan run LIST`: judge many counties, and plan for them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.display import visible
from gisplan.base.language import N_, _, language
from gisplan.cli.commands import Commands, accept_assumed_option, full_option, json_option, lang_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan.batch.run import RunProgress

__all__ = ["RUN_COMMANDS", "run"]

RUN_COMMANDS = {"show": ("gisplan.cli.run.show", "show")}
_LINE_PAUSE_S = 5.0  # between two lines of progress, where there is no terminal
_BAR_PAUSE_S = 0.2


class _RunCommands(Commands):
    """A command with an argument of its own that has commands below it too: the first word decides."""

    allow_interspersed_args = True

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args and args[0] in self.functions:
            below = self.get_command(click.Context(self, info_name=info_name, parent=parent), args[0])
            if below is not None:
                return below.make_context(f"{info_name} {args[0]}", args[1:], parent=parent, **extra)
        return super().make_context(info_name, args, parent=parent, **extra)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        raise click.UsageError(_("{0} is one word too many: give one LIST.").format(visible(args[0])), ctx)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return click.Command.collect_usage_pieces(self, ctx)


@click.command(
    cls=_RunCommands,
    functions=RUN_COMMANDS,
    invoke_without_command=True,
    help=N_(
        "Judge many counties, and plan for them: each gets its own files in OUT, and all together one dataset.\n\n"
        "LIST is a folder of counties, a pattern such as 'province/*', or a table (.csv, .xlsx) with the columns code "
        "and path, and if need be standard and province. Written to OUT: run.json, counties/CODE/verdicts.json, the "
        "dataset (GeoParquet by theme, province and county), and log.jsonl with what each county took. A county that "
        "cannot be read is a row with its faults, and the run goes on. Exit code: 0 when all counties were judged; 1 "
        "when --do verify finds one that is not met; 2 when a county cannot be judged, or the list is refused.\n\n"
        "Example: gisplan run zhenba -o all"
    ),
)
@click.argument("source", metavar="LIST")
@click.option("-o", "--output", metavar="OUT", default="out", show_default=True, help=N_("Folder for the output."))
@click.option(
    "--do",
    type=click.Choice(["gaps", "verify", "plan"]),
    default="gaps",
    show_default=True,
    help=N_("gaps: verdicts and the dataset; verify: verdicts alone; plan: a plan for each county too."),
)
@click.option("--standard", metavar="ID|FILE", help=N_("Standard to judge by, instead of each county's own."))
@click.option(
    "--scope",
    type=click.Choice(["exit", "plan", "all"]),
    default="exit",
    show_default=True,
    help=N_("Criteria that count for the verdict: the exit standard, the annual plan too, or all."),
)
@click.option("--reading", metavar="A|B", help=N_("Which reading to use where the standard's text is ambiguous."))
@accept_assumed_option
@click.option(
    "--budget",
    "budgets",
    multiple=True,
    metavar="PROGRAMME=KM",
    help=N_("With --do plan: budget of a programme in each county, as gisplan plan takes it."),
)
@click.option(
    "--prize",
    default="people",
    show_default=True,
    metavar="people|households|villages|groups|COLUMN",
    help=N_("Objective: what to serve the most of."),
)
@click.option(
    "--time-limit",
    "time_limit_s",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help=N_("Time limit for each plan; afterwards the best plan found is given, with its bound."),
)
@click.option("--maps", is_flag=True, help=N_("Write each county's own gap map too, and the map of its plan."))
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help=N_("How many processes work; default: one for each processor."),
)
@click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    help=N_("Let the workers of this dask scheduler work instead; all files are on storage that they share."),
)
@click.option(
    "--resume",
    is_flag=True,
    help=N_("Leave counties as they are whose files, options and version are the same, and go on with the others."),
)
@click.option("--allow-outside", is_flag=True, help=N_("Also read files outside a county that its gisplan.toml names."))
@json_option
@full_option
@lang_option
def run(
    source: str,
    output: str,
    workers: int | None,
    scheduler: str | None,
    resume: bool,
    as_json: bool,
    full: bool,
    **options: Any,
) -> None:
    """Judge the counties of LIST, print the answer over all, and write everything to OUT."""
    _check_options(workers, scheduler, options)
    from gisplan.batch import RunOptions, run_counties
    from gisplan.batch.run import DOCUMENT

    with _show_progress() as show:
        result = run_counties(
            source,
            output,
            RunOptions(**options, language=language()),
            workers=workers,
            scheduler=scheduler,
            resume=resume,
            progress=show,
        )
    if as_json:
        click.echo((result.folder / DOCUMENT).read_bytes().decode("utf-8"), nl=False)
    else:
        from gisplan.report.run.terminal import show_run

        show_run(result.document, result.folder, full=full)
    sys.exit(result.exit_code)


def _check_options(workers: int | None, scheduler: str | None, options: dict[str, Any]) -> None:
    """Refuse options that exclude each other."""
    if workers is not None and scheduler is not None:
        raise click.UsageError(_("--workers is for processes of this computer: leave it out with --scheduler."))
    if scheduler is not None and not re.fullmatch(r"[a-z]+://\S+", scheduler):
        raise click.UsageError(_("--scheduler needs an address such as tcp://10.0.0.1:8786."))
    if options["budgets"] and options["do"] != "plan":
        raise click.UsageError(_("--budget needs --do plan."))


@contextmanager
def _show_progress() -> Iterator[Callable[[RunProgress], None]]:
    """Say on standard error how many counties are done: on a terminal in one line that changes."""
    began = perf_counter()
    is_terminal, shown_at = sys.stderr.isatty(), began

    def show(progress: RunProgress) -> None:
        nonlocal shown_at
        now = perf_counter()
        if now - shown_at < (_BAR_PAUSE_S if is_terminal else _LINE_PAUSE_S):
            return
        shown_at = now
        new = progress.done - progress.skipped
        left = (now - began) / max(new, 1) * (progress.all - progress.done)
        line = _("{0} of {1} counties; not judged: {2}; {3:.0f} s, some {4:.0f} s left").format(
            progress.done, progress.all, progress.not_judged, now - began, left
        )
        click.echo(f"\r{line}\x1b[K" if is_terminal else line, err=True, nl=not is_terminal)

    yield show
    if is_terminal and shown_at != began:
        click.echo("\r\x1b[K", err=True, nl=False)

"""Commands that are loaded when called, and the options that they share."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gisplan.base.display import visible
from gisplan.base.language import N_, _, set_language
from gisplan.cli.click_texts import HelpContext
from gisplan.io.child.limits import ReadOptions, read_options, set_read_options

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.ledger.events.state import State

__all__ = [
    "DAY",
    "Commands",
    "accept_assumed_option",
    "by_option",
    "check_on",
    "date_option",
    "full_option",
    "json_option",
    "kind_option",
    "lang_option",
    "limit_options",
    "on_option",
    "reading_options",
    "translate",
    "user_name",
    "warn",
    "warn_of_clock",
    "warn_of_state",
    "works_option",
]


_Command = TypeVar("_Command", bound=Callable[..., Any])


class Commands(click.Group):
    """A group whose commands are in modules of their own, imported when called.

    `functions` has the module and the function of each command.
    """

    def __init__(self, *args: Any, functions: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.functions = functions

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.functions)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.functions and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = ", ".join(get_close_matches(args[0], self.functions))
            message = _("There is no command {0}. Did you mean {1}?") if near else _("There is no command {0}.")
            ctx.fail(message.format(visible(args[0]), near))
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self.functions:
            return None
        module, function = self.functions[cmd_name]
        return translate(getattr(import_module(module), function))


def translate(command: click.Command) -> click.Command:
    """Return a copy of the command with its help in the user's language."""
    command = copy(command)
    command.context_class = HelpContext
    if command.help:
        command.help = _(command.help)
        command.short_help = re.split(r"\.\s|。", command.help)[0]
    options, name, more = _("OPTIONS"), _("COMMAND"), _("ARGUMENTS")
    command.options_metavar = f"[{options}]"
    if isinstance(command, click.Group):
        command.subcommand_metavar = f"{name} [{more}]..."
    command.params = [copy(param) for param in command.params]
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            param.help = _(param.help)
    return command


def _set_language(_context: click.Context, _option: click.Parameter, lang: str | None) -> None:
    if lang:
        set_language(lang)


# eager, so that errors in the other options are in this language
lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    help=N_("Language of the texts."),
    is_eager=True,
    expose_value=False,
    callback=_set_language,
)


def _set_read_option(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Make the callback of an option that says what reading may use."""

    def set_option(_context: click.Context, _option: click.Parameter, value: Any) -> None:
        set_read_options(replace(read_options(), **{name: value}))

    return set_option


_outside_option = click.option(
    "--allow-outside",
    is_flag=True,
    help=N_("Also read files outside COUNTY that its gisplan.toml names."),
    expose_value=False,
    callback=_set_read_option("allow_outside"),
)


def _limit_option(name: str, attribute: str, unit: str, most: float, help: str) -> Callable[[_Command], _Command]:
    """Make an option that sets a limit of reading."""
    return click.option(
        name,
        type=click.FloatRange(min=0.1, max=most),
        default=getattr(ReadOptions(), attribute),
        show_default=True,
        metavar=unit,
        help=help,
        expose_value=False,
        callback=_set_read_option(attribute),
    )


_seconds_option = _limit_option(
    "--read-seconds", "seconds", "SECONDS", 1e6, N_("How long reading may take, for each 128 MB of files.")
)
_memory_option = _limit_option(
    "--read-gb", "memory_gb", "GB", 1e4, N_("How much memory reading may use, for each 128 MB of files.")
)


def limit_options(command: _Command) -> _Command:
    """Add the options that limit reading; each command sets both."""
    return _seconds_option(_memory_option(command))


def reading_options(command: _Command) -> _Command:
    """Add the options that say which of a county's files are read, and limit reading."""
    return _outside_option(limit_options(command))


_FIRST, _LAST = date(1900, 3, 1), date(2999, 12, 31)  # before the first, workbooks count days wrongly


class _Day(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no argument here
    """A day, written as 2019-06-30."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(_("{0!r} is not a date: write it like 2019-06-30.").format(value), param, ctx)
        if not _FIRST <= day <= _LAST:
            self.fail(_("{0} is out of range: give a date from {1} to {2}.").format(day, _FIRST, _LAST), param, ctx)
        return day


DAY = _Day()


def user_name() -> str:
    """Return the name of the user who is logged in; empty where it is not known."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


by_option = click.option(
    "--by", metavar="NAME", default=user_name, help=N_("Who records it; default: the logged-in user.")
)
full_option = click.option(
    "--full", is_flag=True, help=N_("Print all tables, instead of the answer in some thirty lines.")
)
json_option = click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
kind_option = click.option(
    "--kind",
    metavar="KIND",
    help=N_("Kind of the work, where two kinds share the code: road, water, power or broadcasting."),
)


def date_option(name: str, help: str) -> Callable[[_Command], _Command]:
    """Make an option that takes a day."""
    return click.option(name, type=DAY, metavar="DATE", help=help)


accept_assumed_option = click.option(
    "--accept-assumed",
    is_flag=True,
    help=N_("Count surfaces that the county file assumes ([layers.roads.assume.surface]) as if they were surveyed."),
)
works_option = click.option(
    "--ledger", "from_ledger", is_flag=True, help=N_("Read the works from the county's ledger instead of its files.")
)
on_option = date_option(
    "--on", N_("With --ledger: the works as of the end of this day; default: as_of of the county file.")
)


def check_on(on: date | None, *, from_ledger: bool) -> None:
    """Refuse a day without the ledger."""
    if on is not None and not from_ledger:
        raise click.UsageError(_("--on needs --ledger: the layer files hold the state of one date only."))


def warn(doubt: str) -> None:
    """Print a warning to standard error."""
    click.echo(_("Warning: {0}").format(doubt), err=True)


def warn_of_clock(ledger: Ledger) -> None:
    """Warn of a clock that contradicts the last record of a ledger."""
    doubt = ledger.find_clock_doubt()
    if doubt is not None:
        warn(doubt)


def warn_of_state(state: State) -> None:
    """Warn of a wrong clock, now or in the records, and of a day of `--known-at` on which more may be recorded."""
    from gisplan.ledger.events.labels import list_clock_doubts

    for doubt in list_clock_doubts(state):
        warn(doubt)
    if not state.over:
        message = _("{0} has not ended: records made later that day will count as known on that day.")
        click.echo(message.format(state.known_at), err=True)
